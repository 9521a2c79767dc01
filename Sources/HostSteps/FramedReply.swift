public import FleetModel
public import RolloutPlanning

/// The part of a host's output that the protocol defines; whatever stands around it is noise.
public struct FramedReply: Sendable, Equatable {
    /// The word after the nonce in the end line.
    public enum Result: Sendable, Equatable {
        case ok
        case refused(code: String)
        case failed(code: String)
    }

    public let result: Result
    /// The lines between begin and end, each a key and the rest.
    public let facts: [(key: String, value: String)]

    public static func == (left: FramedReply, right: FramedReply) -> Bool {
        left.result == right.result && left.facts.map(\.key) == right.facts.map(\.key)
            && left.facts.map(\.value) == right.facts.map(\.value)
    }

    /// Nil unless both frame lines with this nonce are there: then nobody knows what happened.
    public init?(output: String, nonce: Nonce) {
        var facts: [(key: String, value: String)] = []
        var hasBegun = false
        for line in output.split(separator: "\n", omittingEmptySubsequences: true) {
            if line == "cjctl-begin 1 \(nonce)" {
                hasBegun = true
            } else if hasBegun, let result = FramedReply.result(of: line, nonce: nonce) {
                self.result = result
                self.facts = facts
                return
            } else if hasBegun {
                let parts = line.split(separator: " ", maxSplits: 1)
                guard let key = parts.first else { continue }
                facts.append((String(key), parts.count > 1 ? String(parts[1]) : ""))
            }
        }
        return nil
    }

    public func value(of key: String) -> String? { facts.first { $0.key == key }?.value }

    /// What a step's reply means.
    public var stepReply: StepReply {
        let trouble = { (code: String) in StepTrouble(code: code, detail: value(of: "detail") ?? "") }
        return switch result {
        case .ok: .ended(.done)
        case .refused("fence"): .fenceLost(value(of: "detail") ?? "another process holds the fence")
        case .refused("deadman"): .undone(value(of: "detail") ?? "the host has undone the change")
        case .refused("busy"): .notBegun(value(of: "detail") ?? "another step holds the lock")
        case .refused(let code): .ended(.refused(trouble(code)))
        case .failed(let code): .ended(.failed(trouble(code)))
        }
    }

    /// What a settling reply means.
    public var finding: Finding {
        switch stepReply {
        case .fenceLost(let reason): return .fenceLost(reason)
        case .undone(let reason): return .undone(reason)
        case .notBegun(let reason), .unknown(let reason): return .unreachable(reason)
        case .ended(.refused(let trouble)), .ended(.failed(let trouble)): return .unreachable(trouble.description)
        case .ended(.done): break
        }
        guard let outcome = value(of: "outcome") else { return .notDone }
        let words = outcome.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        guard words[0] != "ok", words.count > 1 else { return .ended(.done) }
        let trouble = StepTrouble(code: words[1], detail: words.count > 2 ? words[2] : "")
        return .ended(words[0] == "refused" ? .refused(trouble) : .failed(trouble))
    }

    /// What an acquiring reply means.
    public var fenceReply: FenceReply {
        switch result {
        case .ok:
            guard let token = value(of: "token").flatMap(UInt64.init) else { return .unusable("no token in the reply") }
            return .acquired(token: token, fired: firedUndo)
        case .refused("held"): return holder.map(FenceReply.heldBy) ?? .unusable("unreadable holder")
        case .refused("changed"): return holder.map(FenceReply.changedBy) ?? .unusable("unreadable holder")
        case .refused("busy"): return .unreachable(value(of: "detail") ?? "busy")
        case .refused, .failed: return .unusable(value(of: "detail") ?? "the fence cannot be taken")
        }
    }

    /// What a renewing reply means.
    public var renewReply: RenewReply {
        switch stepReply {
        case .ended(.done): value(of: "armed") == "yes" ? .renewed : .notArmed
        case .undone(let reason): .fired(reason)
        // A fence that is somebody else's shows with the next step there.
        case .fenceLost(let reason), .notBegun(let reason), .unknown(let reason): .unreachable(reason)
        case .ended(.refused(let trouble)), .ended(.failed(let trouble)): .unreachable(trouble.description)
        }
    }

    private var holder: FenceHolder? {
        let words = (value(of: "holder") ?? "").split(separator: " ").map(String.init)
        guard words.count == 3, let token = UInt64(words[0]) else { return nil }
        return FenceHolder(run: words[1], process: words[2], token: token)
    }

    /// `fired RUN RESULT`: what the host has undone by itself since the last stop there.
    private var firedUndo: FiredUndo? {
        let words = (value(of: "fired") ?? "").split(separator: " ").map(String.init)
        guard words.count == 2 else { return nil }
        return FiredUndo(run: words[0], hasSwitched: words[1] == "switched")
    }

    private static func result(of line: Substring, nonce: Nonce) -> Result? {
        let words = line.split(separator: " ")
        guard words.count >= 3, words[0] == "cjctl-end", words[1] == nonce.rawValue else { return nil }
        switch (words[2], words.count) {
        case ("ok", 3): return .ok
        case ("refused", 4): return .refused(code: String(words[3]))
        case ("failed", 4): return .failed(code: String(words[3]))
        default: return nil
        }
    }
}
