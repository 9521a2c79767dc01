import FleetModel
import Foundation
import HostSteps
import RolloutPlanning
import Testing

/// The host protocol's contract, against the real scripts under each userland that hosts have.
@Suite("The host protocol, under every userland", .serialized)
struct HostProtocolTests {
    private func withHost(_ userland: Userland, _ body: (HostFolder) async throws -> Void) async throws {
        let folder = try HostFolder(userland)
        do {
            try await body(folder)
        } catch {
            await folder.remove()
            throw error
        }
        await folder.remove()
    }

    @Test(
        "a release travels: staged, stopped, switched, started, committed, and every step may be repeated",
        arguments: Userland.allCases)
    func aWholeChange(userland: Userland) async throws {
        try await withHost(userland) { host in
            let (old, oldContent) = try await host.makeRelease("v3.17.0", mark: "old")
            let (new, newContent) = try await host.makeRelease("v4.0.0", mark: "new")
            try await host.install(old, oldContent, as: "current")
            try await host.execute([
                "/bin/sh", "-c",
                "cd \(host.path)/root && (setsid current/node 600 >/dev/null 2>&1 </dev/null & echo $! >pid)",
            ])
            #expect(try await host.acquire("a1") == .acquired(token: 1))
            for attempt in ["x", "y"] {
                #expect(try await host.perform(.stage, "n1\(attempt)", new, content: newContent) == .ended(.done))
                #expect(try await host.perform(.stop, "n2\(attempt)", new) == .ended(.done))
                #expect(try await host.perform(.switchOver, "n3\(attempt)", new) == .ended(.done))
                #expect(try await host.perform(.start, "n4\(attempt)", new) == .ended(.done))
                #expect(try await host.perform(.commit, "n5\(attempt)", new) == .ended(.done))
            }
            let seen = try await #require(host.observe(new))
            #expect(seen.current == new.reference)
            #expect(seen.previous == old.reference)
            #expect(seen.verified == [old.digest, new.digest])
            #expect(seen.runningRelease == new.digest)
            #expect(seen.runningBinary == new.files[0].digest)
            #expect(seen.missingTools == [])
        }
    }

    @Test(
        "a flipped byte in the store is refused before the service stops, with file and both digests",
        arguments: Userland.allCases
    )
    func flippedByte(userland: Userland) async throws {
        try await withHost(userland) { host in
            let (old, oldContent) = try await host.makeRelease("v3.17.0", mark: "old")
            let (new, newContent) = try await host.makeRelease("v4.0.0", mark: "new")
            try await host.install(old, oldContent, as: "current")
            var damaged = newContent
            damaged[100] ^= 1
            try await host.install(new, damaged, as: nil)
            #expect(try await host.acquire("a1") == .acquired(token: 1))
            for step in [Step.stage, .stop, .switchOver] {
                let reply = try await host.perform(step, "n-\(step.rawValue)", new)
                guard case .ended(.refused(let trouble)) = reply else {
                    Issue.record("\(step) answered \(String(describing: reply))")
                    continue
                }
                #expect(trouble.code == "store-mismatch")
                #expect(trouble.detail.contains("store/\(new.digest)/node"))
                #expect(trouble.detail.contains("expected \(new.files[0].digest)"))
                #expect(trouble.detail.contains("found \(try await host.sha256(damaged))"))
            }
            #expect(try await host.observe(new)?.current == old.reference)
            #expect(try await host.observe(new)?.damaged[new.digest]?.contains("node") == true)
        }
    }

    @Test("an upload that is short, long or altered leaves nothing in the store", arguments: Userland.allCases)
    func tornUpload(userland: Userland) async throws {
        try await withHost(userland) { host in
            let (new, content) = try await host.makeRelease("v4.0.0", mark: "new")
            #expect(try await host.acquire("a1") == .acquired(token: 1))
            var altered = content
            altered[altered.count - 1] ^= 0x80
            for (index, bytes) in [content.dropLast(), content + Data([0]), altered, Data()].enumerated() {
                let reply = try await host.perform(.stage, "n\(index)", new, content: Data(bytes))
                guard case .ended(.refused) = reply else { Issue.record("\(String(describing: reply))"); continue }
            }
            #expect(try await host.execute(["/bin/ls", "-A", host.path + "/root/store"]) == "")
            #expect(try await host.perform(.stage, "good", new, content: content) == .ended(.done))
        }
    }

    @Test(
        "an upload that its sender's end cut off has no outcome, so that the next controller sends it again",
        arguments: Userland.allCases)
    func cutUpload(userland: Userland) async throws {
        try await withHost(userland) { host in
            let (new, content) = try await host.makeRelease("v4.0.0", mark: "new")
            #expect(try await host.acquire("a1") == .acquired(token: 1))
            let order = try StepOrder(
                host: host.host.id, step: .stage, nonce: host.nonce("n1"), token: 1, release: new.reference)
            for bytes in [content.dropLast(), Data()] {
                let reply = try await host.perform(.stage, "n1", new, content: Data(bytes))
                guard case .ended(.refused(let trouble)) = reply else { Issue.record("\(bytes.count) bytes"); continue }
                #expect(trouble.code == "upload-cut")
                let settled = try await host.run(host.scripts.settle(order, host.identity)).reply?.finding
                #expect(settled == .notDone)
            }
            #expect(try await host.perform(.stage, "n1", new, content: content) == .ended(.done))
        }
    }

    @Test("only the fence's process may act, and tokens only rise", arguments: Userland.allCases)
    func fencing(userland: Userland) async throws {
        try await withHost(userland) { host in
            let (new, content) = try await host.makeRelease("v4.0.0", mark: "new")
            let second = HostScripts.Identity(
                run: host.identity.run, process: try host.nonce("p2"), planDigest: host.identity.planDigest)
            #expect(try await host.acquire("a1", floor: 41) == .acquired(token: 42))
            #expect(try await host.acquire("a2", floor: 41) == .acquired(token: 42), "asking again is the same answer")
            let holder = FenceHolder(run: "run-1", process: "p1", token: 42)
            #expect(
                try await host.acquire("a3", as: second) == .heldBy(holder), "a ledger that does not know p1 is stale")
            #expect(try await host.acquire("a4", known: [host.identity.process], as: second) == .acquired(token: 43))
            let reply = try await host.perform(.stage, "n1", new, token: 42, content: content)
            guard case .fenceLost(let reason) = reply else { Issue.record("\(String(describing: reply))"); return }
            #expect(reason.contains("p2"))
            #expect(host.text("state/journal").contains("intent") == false, "a refused step leaves no intent")
        }
    }

    @Test(
        "a run whose ledger has slept through another's work does not go on, though the fence is free again",
        arguments: Userland.allCases)
    func staleLedger(userland: Userland) async throws {
        try await withHost(userland) { host in
            let other = HostScripts.Identity(
                run: try #require(RunID(rawValue: "run-2")), process: try host.nonce("q1"),
                planDigest: host.identity.planDigest)
            let again = HostScripts.Identity(
                run: host.identity.run, process: try host.nonce("p2"), planDigest: host.identity.planDigest)
            let mine = [host.identity.process]
            #expect(try await host.acquire("a1") == .acquired(token: 1))
            #expect(try await host.acquire("a2", known: mine, as: other) == .acquired(token: 2))
            _ = try await host.run(host.scripts.release(other, nonce: host.nonce("r1"), token: 2))
            #expect(host.text("state/fence").contains("state free"))
            let reply = try await host.acquire("a3", known: mine, floor: 1, as: again)
            #expect(reply == .changedBy(FenceHolder(run: "run-2", process: "q1", token: 2)))
            #expect(host.text("state/fence").contains("token 2\n"))
            // A run that has never been here, and one that knows who was, take a free fence as ever.
            #expect(try await host.acquire("a4", floor: 0, as: again) == .acquired(token: 3))
            #expect(
                try await host.acquire("a5", known: [again.process], floor: 1, as: other) == .acquired(token: 4))
        }
    }

    @Test(
        "a lost reply is settled by its nonce, and the same nonce is not performed twice", arguments: Userland.allCases)
    func settling(userland: Userland) async throws {
        try await withHost(userland) { host in
            let (new, content) = try await host.makeRelease("v4.0.0", mark: "new")
            #expect(try await host.acquire("a1") == .acquired(token: 1))
            func settle(_ nonce: String) async throws -> Finding? {
                let order = try StepOrder(
                    host: host.host.id, step: .stage, nonce: host.nonce(nonce), token: 1, release: new.reference)
                return try await host.run(host.scripts.settle(order, host.identity)).reply?.finding
            }
            #expect(try await settle("n1") == .notDone)
            #expect(try await host.perform(.stage, "n1", new, content: content) == .ended(.done))
            #expect(try await settle("n1") == .ended(.done))
            let lines = host.text("state/journal").split(separator: "\n").count
            #expect(try await host.perform(.stage, "n1", new, content: Data()) == .ended(.done))
            #expect(host.text("state/journal").split(separator: "\n").count == lines)
            #expect(
                try await host.perform(.switchOver, "n2", host.makeRelease("v5.0.0", mark: "x").release)
                    != .ended(.done))
            guard case .ended(.refused(let trouble)) = try await settle("n2") else {
                Issue.record("not settled"); return
            }
            #expect(trouble.code == "store-mismatch")
        }
    }

    @Test(
        "a refusal after an attempt that left no outcome is a failure: that attempt may have done its work",
        arguments: Userland.allCases)
    func refusedAfterAnAttempt(userland: Userland) async throws {
        try await withHost(userland) { host in
            let (new, _) = try await host.makeRelease("v4.0.0", mark: "new")
            #expect(try await host.acquire("a1") == .acquired(token: 1))
            let journal = host.path + "/state/journal"
            try (host.text("state/journal") + "1 17 intent run-1 1 n1 stop v4.0.0\n").write(
                toFile: journal, atomically: true, encoding: .utf8)
            guard case .ended(.failed(let trouble)) = try await host.perform(.stop, "n1", new) else {
                Issue.record("not failed"); return
            }
            #expect(trouble.code == "store-mismatch")
            guard case .ended(.refused) = try await host.perform(.stop, "n10", new) else {
                Issue.record("another nonce's attempt counted"); return
            }
        }
    }

    @Test("a torn last line of the journal does not swallow the next one", arguments: Userland.allCases)
    func tornJournal(userland: Userland) async throws {
        try await withHost(userland) { host in
            let (new, content) = try await host.makeRelease("v4.0.0", mark: "new")
            #expect(try await host.acquire("a1") == .acquired(token: 1))
            let journal = host.path + "/state/journal"
            try (host.text("state/journal") + "1 17 outcome run-1 1 n9 sta").write(
                toFile: journal, atomically: true, encoding: .utf8)
            #expect(try await host.perform(.stage, "n1", new, content: content) == .ended(.done))
            #expect(host.text("state/journal").contains("\n1 17 outcome run-1 1 n9 sta\n1 "))
        }
    }

    @Test("a fence that cannot be read refuses everything", arguments: Userland.allCases)
    func damagedFence(userland: Userland) async throws {
        try await withHost(userland) { host in
            #expect(try await host.acquire("a1") == .acquired(token: 1))
            for text in ["cjctl-fence 2\ntoken 1\n", "", "cjctl-fence 1\ntoken x\n"] {
                try text.write(toFile: host.path + "/state/fence", atomically: true, encoding: .utf8)
                guard case .unusable = try await host.acquire("a2") else { Issue.record("taken: \(text)"); continue }
                guard case .held = try await #require(host.observe()).fence else {
                    Issue.record("free: \(text)"); continue
                }
            }
        }
    }

    @Test("on the way back `previous` stays, so that nobody goes back to the bad release", arguments: Userland.allCases)
    func wayBack(userland: Userland) async throws {
        try await withHost(userland) { host in
            let (old, oldContent) = try await host.makeRelease("v3.17.0", mark: "old")
            let (new, newContent) = try await host.makeRelease("v4.0.0", mark: "new")
            try await host.install(old, oldContent, as: "current")
            try await host.install(new, newContent, as: nil)
            #expect(try await host.acquire("a1") == .acquired(token: 1))
            #expect(try await host.perform(.switchOver, "n1", new) == .ended(.done))
            #expect(try await host.perform(.switchOver, "n2", old, isGoingBack: true) == .ended(.done))
            let seen = try await #require(host.observe())
            #expect(seen.current == old.reference)
            #expect(seen.previous == old.reference)
        }
    }

    @Test("a file that runs but is not the planned one is not committed", arguments: Userland.allCases)
    func runningMismatch(userland: Userland) async throws {
        try await withHost(userland) { host in
            let (old, oldContent) = try await host.makeRelease("v3.17.0", mark: "old")
            let (new, newContent) = try await host.makeRelease("v4.0.0", mark: "new")
            try await host.install(old, oldContent, as: "current")
            try await host.install(new, newContent, as: nil)
            #expect(try await host.acquire("a1") == .acquired(token: 1))
            #expect(try await host.perform(.start, "n1", old) == .ended(.done))
            try await host.execute(["/bin/ln", "-sfn", "releases/v4.0.0", host.path + "/root/current"])
            guard case .ended(.failed(let trouble)) = try await host.perform(.commit, "n2", new) else {
                Issue.record("committed")
                return
            }
            #expect(trouble.code == "running-mismatch")
        }
    }
}
