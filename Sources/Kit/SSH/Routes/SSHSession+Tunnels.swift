internal import CSSH2
import Reactor

/// What a bastion's session carries for others.
struct TunnelEnds {
    struct End {
        let tunnel: Tunnel
        let channel: Channel
    }

    var ends: [Int: End] = [:]
    var last = 0
    /// Of all tunnels' calls.
    var operation: UInt64 = 0
    /// True while somebody moves their bytes.
    var isCarried = false
    /// True while the server has been silent about an opening for too long.
    var isStuck = false
}

extension SSHSession {
    /// How long the server may think about one tunnel before the next go elsewhere: libssh2 opens one channel at a time, and
    /// a bastion waits for a host that is down as long as its kernel does.
    static let openingPatience = Duration.seconds(2)
    /// A bound on one rest; nothing depends on it.
    private static let longestRest = Duration.seconds(3600)

    /// False when this session is closed, or waits for the server's word on a tunnel for longer than `openingPatience`: who
    /// wants another tunnel connects anew.
    public var acceptsTunnels: Bool { transport != nil && !tunnels.isStuck }

    /// How many connections this session carries now.
    var tunnelCount: Int { tunnels.ends.count }

    /// Has the server connect to another, and carries what is said there.
    ///
    /// - Throws: `.requestRefused` when the server does not connect, `.hopBusy` when it is still thinking about an earlier one.
    func openTunnel(
        to address: String, port: UInt16, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) -> Tunnel {
        let operation = newOperation()
        try await takeOpening(operation, until: deadline)
        defer { if !tunnels.isStuck { giveOpening() } }
        do throws(SSHError) {
            let patience = ContinuousClock.now + Self.openingPatience
            return try carry(try await open(operation, address, port, until: min(deadline, patience)))
        } catch  where tunnels.isStuck && error.code == .timedOut && ContinuousClock.now < deadline {
            return try carry(try await open(operation, address, port, until: deadline))
        }
    }

    /// Nobody can take back an opening: until the server's answer has come, whoever waits for it, the session is stuck.
    private func open(
        _ operation: UInt64, _ address: String, _ port: UInt16, until deadline: ContinuousClock.Instant
    ) async throws(SSHError) -> Channel {
        var channel: Channel?
        do throws(SSHError) {
            let code = try await perform(operation, .open, until: deadline) { transport in
                channel = transport.openTunnel(to: address, port: port, window: Self.window)
                return channel == nil ? transport.errorCode : 0
            }
            tunnels.isStuck = false
            if let channel { return channel }
            throw refusal(code)
        } catch {
            guard error.code == .timedOut || error.code == .cancelled else { throw error }
            tunnels.isStuck = true
            if isSending(operation) { shut(because: error) } else { reactor.wake(descriptor) }
            throw error
        }
    }

    private func refusal(_ code: Int) -> SSHError {
        guard code == Int(LIBSSH2_ERROR_CHANNEL_FAILURE) else { return lost(.open) }
        let reason = transport?.errorMessage ?? "the session was closed"
        return SSHError(.requestRefused, .open, endpoint.displayName, "the server does not connect: \(reason)")
    }

    private func carry(_ channel: Channel) throws(SSHError) -> Tunnel {
        guard let tunnel = Tunnel(through: self, descriptor: descriptor, on: reactor) else {
            throw SSHError(.system, .open, endpoint.displayName, "out of descriptors")
        }
        tunnels.last += 1
        tunnels.ends[tunnels.last] = TunnelEnds.End(tunnel: tunnel, channel: channel)
        if !tunnels.isCarried {
            tunnels.isCarried = true
            tunnels.operation = newOperation()
            // Nobody awaits it: it ends with the last tunnel, and every failure is told to the tunnels.
            Task { await carryTunnels() }
        }
        return tunnel
    }

    /// Moves bytes between the tunnels and their channels as long as there are any.
    private func carryTunnels() async {
        var moved = 0
        while !tunnels.ends.isEmpty {
            let received = transport?.receivedBytes
            do throws(SSHError) {
                let progress = try moveTunnels()
                moved += progress
                if progress == 0, transport?.receivedBytes == received {
                    moved = 0
                    try await pause(tunnels.operation, .run, until: .now + Self.longestRest, wakes: wakes)
                } else if moved > CommandRun.maximumBytesPerTurn {
                    moved = 0
                    await Task.yield()
                }
            } catch {
                guard error.code != .timedOutAfterRequest else { continue }
                endTunnels(because: error)
            }
        }
        tunnels.isCarried = false
    }

    private func endTunnels(because error: SSHError) {
        shut(because: error)
        for end in tunnels.ends.values {
            end.tunnel.end(because: "the bastion \(endpoint.displayName) is lost: \(error.reason)")
        }
        tunnels.ends = [:]
    }

    /// One attempt in each direction for each tunnel; returns how many bytes moved.
    ///
    /// The first read takes from the network what is there for all of them; the others then only look at what they got.
    private func moveTunnels() throws(SSHError) -> Int {
        var moved = 0
        var hasPulled = false
        for (number, end) in tunnels.ends {
            if end.tunnel.isAbandoned, end.tunnel.outgoing.isEmpty {
                let call = Call(operation: tunnels.operation, kind: .tunnelClose(number))
                if case .done = try attempt(call, .run, { _ in end.channel.free() }) { tunnels.ends[number] = nil }
                continue
            }
            moved += try send(end, number)
            if !hasPulled || end.channel.hasOutput || end.channel.isAtEnd {
                moved += try receive(end, number)
                hasPulled = true
            }
        }
        return moved
    }

    private func send(_ end: TunnelEnds.End, _ number: Int) throws(SSHError) -> Int {
        let waiting = end.tunnel.outgoing
        guard !waiting.isEmpty, !end.tunnel.isAtEnd || !end.tunnel.isAbandoned else { return 0 }
        let call = Call(operation: tunnels.operation, kind: .tunnelWrite(number))
        guard case .done(let code) = try attempt(call, .run, { _ in end.channel.write(waiting) }) else { return 0 }
        switch Int32(code) {
        case LIBSSH2_ERROR_CHANNEL_CLOSED, LIBSSH2_ERROR_CHANNEL_EOF_SENT:
            end.tunnel.end()
            end.tunnel.noteSent(waiting.count)
            return 0
        case ..<0: throw lost(.run)
        default:
            end.tunnel.noteSent(code)
            return code
        }
    }

    private func receive(_ end: TunnelEnds.End, _ number: Int) throws(SSHError) -> Int {
        guard end.tunnel.takesMore else { return 0 }
        let call = Call(operation: tunnels.operation, kind: .tunnelRead(number))
        var count = 0
        if case .done(let code) = try attempt(
            call, .run, { _ in end.channel.read(.output) { end.tunnel.deliver($0[...]) } })
        {
            guard code >= 0 else { throw lost(.run) }
            count = code
        }
        if count == 0, end.channel.isAtEnd { end.tunnel.end() }
        return count
    }
}
