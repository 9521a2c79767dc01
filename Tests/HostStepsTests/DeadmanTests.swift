import FleetModel
import Foundation
import HostSteps
import RolloutPlanning
import Testing

/// The dead-man switch, by the real scripts: nobody but the host is at work in these tests once it is armed.
@Suite("The dead-man switch, under every userland", .serialized)
struct DeadmanTests {
    /// A host that runs the old release and has the new one in its store.
    private struct Change {
        let host: HostFolder
        let old: Release
        let new: Release

        func running() async throws -> ReleaseReference? {
            guard let digest = try await host.observe()?.runningRelease else { return nil }
            return [old, new].first { $0.digest == digest }?.reference
        }

        /// From the stop on, with everything that a controller does before it commits.
        func begin(_ undo: Undo, after seconds: Int64 = 600) async throws {
            #expect(
                try await host.perform(.stop, "stop", new, undo: undo, undoAfter: .seconds(seconds)) == .ended(.done))
            #expect(try await host.perform(.switchOver, "switch", new) == .ended(.done))
            #expect(try await host.perform(.start, "start", new) == .ended(.done))
        }

        /// Brings the time at which it is due near.
        func hasten(to seconds: Int = 1) async throws {
            try await host.execute([
                "/bin/sed", "-i", "s/^deadline .*/deadline \(seconds)/", "\(host.path)/state/deadman/armed",
            ])
        }

        func hasFired(within seconds: Int = 30) async throws -> Bool {
            try await host.holds("[ -e state/deadman/fired ] && [ ! -e state/deadman/armed ]", within: seconds)
        }
    }

    private func withChange(_ userland: Userland, _ body: (Change) async throws -> Void) async throws {
        let folder = try HostFolder(userland)
        do {
            let (old, oldContent) = try await folder.makeRelease("v3.17.0", mark: "old")
            let (new, newContent) = try await folder.makeRelease("v4.0.0", mark: "new")
            try await folder.install(old, oldContent, as: "current")
            try await folder.install(new, newContent, as: nil)
            #expect(try await folder.acquire("a1") == .acquired(token: 1))
            #expect(try await folder.perform(.start, "begin", old) == .ended(.done))
            // From its start until it is the program it has been told to be.
            let node = "\(folder.path)/root/store/\(old.digest)/node"
            #expect(try await folder.holds("[ \"$(readlink /proc/$(cat root/pid)/exe)\" = \(node) ]", within: 20))
            try await body(Change(host: folder, old: old, new: new))
        } catch {
            await folder.remove()
            throw error
        }
        await folder.remove()
    }

    @Test(
        "a change that nobody renews is undone: the old release runs, and whoever wakes up late is refused",
        arguments: Userland.allCases)
    func fires(userland: Userland) async throws {
        try await withChange(userland) { change in
            let host = change.host
            try await change.begin(.switchTo(change.old.reference))
            #expect(try await change.running() == change.new.reference)
            try await change.hasten()
            #expect(try await change.hasFired())
            #expect(try await change.running() == change.old.reference)
            #expect(try await host.observe()?.current == change.old.reference)
            let fence = host.text("state/fence")
            #expect(
                fence.contains("token 2\n") && fence.contains("process deadman\n") && fence.contains("state held\n"))
            #expect(host.text("state/journal").contains(" deadman run-1 2 "))
            #expect(host.text("state/deadman/log").contains("undone: switched"))

            let late = try await host.perform(.commit, "commit", change.new)
            guard case .undone(let reason) = late else { Issue.record("\(String(describing: late))"); return }
            #expect(reason.contains("deadman"))
            guard case .fired = try await host.renew("late") else { Issue.record("renewed after the undo"); return }
            let fired = FiredUndo(run: "run-1", hasSwitched: true)
            #expect(try await host.acquire("a2", floor: 1) == .acquired(token: 3, fired: fired))
            #expect(
                try await host.acquire("a3", floor: 1) == .acquired(token: 3, fired: fired),
                "a lost reply loses nothing")
        }
    }

    @Test(
        "for as long as somebody renews it nothing is undone, and the commit takes it away",
        arguments: Userland.allCases)
    func renewed(userland: Userland) async throws {
        try await withChange(userland) { change in
            let host = change.host
            try await change.begin(.switchTo(change.old.reference))
            for round in 0..<3 {
                let before = host.text("state/deadman/renewed")
                #expect(try await host.renew("r\(round)") == .renewed)
                #expect(host.text("state/deadman/renewed") != before)
            }
            let before = host.text("state/deadman/renewed")
            #expect(try await host.acquire("a2") == .acquired(token: 1), "who takes the fence puts it off as well")
            #expect(host.text("state/deadman/renewed") != before)
            #expect(try await host.perform(.commit, "commit", change.new) == .ended(.done))
            #expect(try await host.renew("r9") == .notArmed)
            // The watcher ends by itself. In brackets, so that who looks for it does not find himself.
            #expect(try await host.holds("! pgrep -f \(host.path)/state/deadman/[w]atch >/dev/null", within: 20))
            #expect(try await host.holds("! ls state/deadman/watcher.* >/dev/null 2>&1", within: 5))
            #expect(try await change.running() == change.new.reference)
            #expect(host.text("state/fence").contains("process p1\n"))
        }
    }

    @Test(
        "a renewal is what holds it back: with the same time and none of them it fires", arguments: Userland.allCases)
    func beats(userland: Userland) async throws {
        try await withChange(userland) { change in
            let host = change.host
            try await change.begin(.switchTo(change.old.reference))
            try await change.hasten(to: 6)
            // Longer than the time that one renewal gives, in steps shorter than it.
            for round in 0..<5 {
                #expect(try await host.renew("r\(round)") == .renewed)
                #expect(try await host.holds("[ -e state/deadman/fired ]", within: 2) == false)
            }
            #expect(try await change.hasFired())
            #expect(try await change.running() == change.old.reference)
        }
    }

    @Test(
        "where the old release may not be able to go on, the undo stops the node and starts nothing",
        arguments: Userland.allCases)
    func stops(userland: Userland) async throws {
        try await withChange(userland) { change in
            try await change.begin(.stop(unlessStillOn: change.old.reference))
            try await change.hasten()
            #expect(try await change.hasFired())
            #expect(try await change.running() == nil)
            #expect(try await change.host.observe()?.current == change.new.reference)
            let fired = FiredUndo(run: "run-1", hasSwitched: false)
            #expect(try await change.host.acquire("a2") == .acquired(token: 3, fired: fired))
        }
    }

    @Test(
        "a node that had only been stopped starts again on what it ran, whatever the new release may break",
        arguments: Userland.allCases)
    func onlyStopped(userland: Userland) async throws {
        try await withChange(userland) { change in
            let undo = Undo.stop(unlessStillOn: change.old.reference)
            let stopped = try await change.host.perform(
                .stop, "stop", change.new, undo: undo, undoAfter: .seconds(600))
            #expect(stopped == .ended(.done))
            try await change.hasten()
            #expect(try await change.hasFired())
            #expect(try await change.running() == change.old.reference)
        }
    }

    @Test(
        "a machine that was switched off in between undoes the change after its boot, by the start wrapper",
        arguments: Userland.allCases)
    func boot(userland: Userland) async throws {
        try await withChange(userland) { change in
            let host = change.host
            try await change.begin(.switchTo(change.old.reference))
            let everything = "pkill -9 -f \(host.path)/state/deadman/watch; kill -9 $(cat \(host.path)/root/pid)"
            try await host.execute(["/bin/sh", "-c", everything])
            try await change.hasten()
            #expect(try await host.holds("[ -e state/deadman/fired ]", within: 4) == false)
            let shell = userland == .busybox ? "\(host.path)/tools/sh" : "/bin/sh"
            let path = userland == .busybox ? "\(host.path)/tools" : "/usr/bin:/bin"
            let folder = "\(host.path)/state/deadman"
            // Until it watches in a session of its own: what is still in this one ends with it. Asking takes the lock for
            // a moment, and a watcher that finds it taken leaves it to the other: so each question is followed by a start.
            let start =
                "while [ -e \(folder)/armed ] && flock -n \(folder)/watcher.stop true; do "
                + "setsid \(shell) \(folder)/watch </dev/null >>\(folder)/log 2>&1 & sleep 0.1; done"
            for _ in 0..<2 {
                try await host.execute(["/usr/bin/env", "PATH=\(path)", shell, "-c", start])
            }
            #expect(try await change.hasFired())
            #expect(try await change.running() == change.old.reference)
            #expect(host.text("state/fence").contains("token 2\n"), "two watchers undo it once")
        }
    }

    @Test(
        "an undo that finds the old release damaged starts nothing, and says so", arguments: Userland.allCases)
    func damaged(userland: Userland) async throws {
        try await withChange(userland) { change in
            let host = change.host
            try await change.begin(.switchTo(change.old.reference))
            let file = "\(host.path)/root/store/\(change.old.digest)/node"
            try await host.execute(["/bin/sh", "-c", "chmod u+w \(file) && echo x >>\(file)"])
            try await change.hasten()
            #expect(try await change.hasFired())
            #expect(try await change.running() == nil)
            #expect(host.text("state/deadman/log").contains("FAILED: file \(host.path)/root/store/"))
            let fired = FiredUndo(run: "run-1", hasSwitched: false)
            #expect(try await host.acquire("a2") == .acquired(token: 3, fired: fired))
        }
    }

    @Test("a stop whose script does not arrive whole arms nothing and stops nothing", arguments: Userland.allCases)
    func torn(userland: Userland) async throws {
        try await withChange(userland) { change in
            let host = change.host
            let order = try StepOrder(
                host: host.host.id, step: .stop, nonce: host.nonce("n1"), token: 1, release: change.new.reference,
                undo: .switchTo(change.old.reference))
            let command = host.scripts.perform(
                order, host.identity, release: change.new, isGoingBack: false, undoAfter: .seconds(1))
            let reply = try await host.run(command, cuttingInputTo: 100).reply?.stepReply
            guard case .ended(.refused(let trouble)) = reply else {
                Issue.record("\(String(describing: reply))"); return
            }
            #expect(trouble.code == "upload-cut")
            #expect(try await change.running() == change.old.reference)
            #expect(try await host.run(host.scripts.settle(order, host.identity)).reply?.finding == .notDone)
        }
    }
}
