import FleetModel
import Foundation
import RolloutPlanning
import Testing

@testable import HostSteps

/// What becomes of a node's configuration, by the real scripts under each userland that hosts have.
@Suite("A configuration that travels with its release", .serialized)
struct ConfigurationTests {
    /// A host that runs v3.17.0, with v4.0.0 to go to.
    private struct Stage {
        let host: HostFolder
        let old: Release
        let new: Release
        let newContent: Data

        var file: String { host.path + "/etc/node.yaml" }
        var configs: String { host.path + "/root/configs" }

        func order(
            from: ConfigurationState, to target: ConfigurationState, release: Release? = nil, owner: String? = nil
        ) -> ConfigurationOrder {
            ConfigurationOrder(path: file, from: from, target: target, release: (release ?? old).digest, owner: owner)
        }

        /// The bytes that go before a release's files.
        func upload(_ text: String, masked: String = "masked\n") async throws -> Data {
            let sum = try await host.sha256(Data(text.utf8))
            return Data("\(sum) \(text.utf8.count) \(masked.utf8.count)\n\(text)\(masked)".utf8)
        }

        func perform(
            _ step: Step, _ nonce: String, _ release: Release, _ order: ConfigurationOrder, content: Data = Data(),
            isGoingBack: Bool = false, undoAfter: TimeSpan = .seconds(600)
        ) async throws -> StepReply? {
            let step = try StepOrder(
                host: host.host.id, step: step, nonce: host.nonce(nonce), token: 1, release: release.reference,
                undo: step == .stop ? .switchTo(old.reference) : nil)
            let command = host.scripts.perform(
                step, host.identity, release: release, isGoingBack: isGoingBack, undoAfter: undoAfter,
                configuration: order)
            return try await host.run(command, input: content).reply?.stepReply
        }

        /// Every step of a change; the first that does not end well is the answer.
        func change(
            to release: Release, _ order: ConfigurationOrder, content: Data = Data(), mark: String,
            isGoingBack: Bool = false
        ) async throws -> StepReply? {
            let steps: [Step] = isGoingBack ? [.stop, .switchOver, .start, .commit] : Step.allCases
            for step in steps {
                let reply = try await perform(
                    step, "\(mark)-\(step.rawValue)", release, order, content: step == .stage ? content : Data(),
                    isGoingBack: isGoingBack)
                guard reply == .ended(.done) else { return reply }
            }
            return .ended(.done)
        }

        var text: String? { try? String(contentsOfFile: file, encoding: .utf8) }

        func sight() async throws -> ConfigurationSight? {
            let command = try host.scripts.observe(nonce: host.nonce("look"), release: nil, configuration: file)
            return try await host.run(command).reply?.observation?.configuration
        }

        /// Everything below `configs`.
        var kept: Set<String> { Set((try? FileManager.default.contentsOfDirectory(atPath: configs)) ?? []) }
    }

    private func withStage(_ userland: Userland, _ body: (Stage) async throws -> Void) async throws {
        let host = try HostFolder(userland)
        do {
            let (old, oldContent) = try await host.makeRelease("v3.17.0", mark: "old")
            let (new, newContent) = try await host.makeRelease("v4.0.0", mark: "new")
            try await host.install(old, oldContent, as: "current")
            try FileManager.default.createDirectory(atPath: host.path + "/etc", withIntermediateDirectories: true)
            try await host.execute([
                "/bin/sh", "-c",
                "cd \(host.path)/root && (setsid current/node 600 >/dev/null 2>&1 </dev/null & echo $! >pid)\n"
                    // Until it has a session of its own, it is ended with this shell.
                    + "until case $(readlink /proc/$(cat pid)/exe) in */node) ;; *) false ;; esac; do sleep 0.02; done",
            ])
            #expect(try await host.acquire("a1") == .acquired(token: 1))
            try await body(Stage(host: host, old: old, new: new, newContent: newContent))
        } catch {
            await host.remove()
            throw error
        }
        await host.remove()
    }

    private func id(_ text: String) throws -> ConfigurationID { try #require(ConfigurationID(rawValue: text)) }

    @Test(
        "it goes to its place with mode 0600 and comes back with the release, and every step may be repeated",
        arguments: Userland.allCases)
    func thereAndBack(userland: Userland) async throws {
        try await withStage(userland) { stage in
            let order = try stage.order(from: .found, to: .stored(id("first")))
            try "by hand\n".write(toFile: stage.file, atomically: false, encoding: .utf8)
            try await stage.host.execute(["/bin/chmod", "0640", stage.file])
            let content = try await stage.upload("secret: 1\n", masked: "secret: (secret x)\n") + stage.newContent
            for mark in ["x", "y"] {
                #expect(try await stage.change(to: stage.new, order, content: content, mark: mark) == .ended(.done))
            }
            #expect(stage.text == "secret: 1\n")
            #expect(try await stage.host.execute(["/usr/bin/stat", "-L", "-c", "%a", stage.file]) == "600\n")
            #expect(try await stage.sight()?.content == .stored(id("first")))
            #expect(try await stage.sight()?.previous == .stored(id("found-run-1")))
            #expect(stage.host.text("state/journal").contains("secret") == false)

            let back = stage.order(from: .found, to: .found)
            for mark in ["b", "c"] {
                #expect(
                    try await stage.change(to: stage.old, back, mark: mark, isGoingBack: true) == .ended(.done))
            }
            #expect(stage.text == "by hand\n")
            #expect(try await stage.host.execute(["/usr/bin/stat", "-c", "%a %F", stage.file]) == "640 regular file\n")
        }
    }

    @Test("where none stood, none stands after the way back", arguments: Userland.allCases)
    func fromNone(userland: Userland) async throws {
        try await withStage(userland) { stage in
            let content = try await stage.upload("a: 1\n") + stage.newContent
            let order = try stage.order(from: .none, to: .stored(id("first")))
            #expect(try await stage.change(to: stage.new, order, content: content, mark: "x") == .ended(.done))
            #expect(stage.text == "a: 1\n")
            let back = stage.order(from: .none, to: .none)
            #expect(try await stage.change(to: stage.old, back, mark: "b", isGoingBack: true) == .ended(.done))
            #expect(try await stage.sight()?.content == ConfigurationSight.Content.none)
        }
    }

    @Test(
        "one delivered after another goes back to the one before, and what nobody needs is removed",
        arguments: Userland.allCases)
    func generations(userland: Userland) async throws {
        try await withStage(userland) { stage in
            var from = ConfigurationState.none
            for name in ["first", "second", "third"] {
                let content = try await stage.upload("name: \(name)\n") + stage.newContent
                let order = try stage.order(from: from, to: .stored(id(name)))
                #expect(try await stage.change(to: stage.new, order, content: content, mark: name) == .ended(.done))
                from = try .stored(id(name))
            }
            #expect(!stage.kept.contains("first") && stage.kept.isSuperset(of: ["second", "third", "path"]))
            let back = try stage.order(from: .stored(id("second")), to: .stored(id("second")))
            #expect(try await stage.change(to: stage.old, back, mark: "b", isGoingBack: true) == .ended(.done))
            #expect(stage.text == "name: second\n")
        }
    }

    @Test("it belongs to whom the playbook names; an unknown owner is refused before anything stops")
    func owner() async throws {
        for userland in Userland.allCases {
            try await withStage(userland) { stage in
                // Whoever is not root can give a file to nobody but himself.
                let owner = geteuid() == 0 ? "nobody" : NSUserName()
                let content = try await stage.upload("a: 1\n") + stage.newContent
                let unknown = try stage.order(from: .none, to: .stored(id("first")), owner: "no-such-user")
                let refusal = try await stage.perform(.stage, "n", stage.new, unknown, content: content)
                guard case .ended(.refused(let trouble)) = refusal else {
                    Issue.record("\(String(describing: refusal))")
                    return
                }
                #expect(trouble.code == "config-owner" && trouble.detail.contains("no-such-user"), "\(trouble)")
                #expect(!stage.kept.contains { $0.hasPrefix(".incoming") })

                let order = try stage.order(from: .none, to: .stored(id("first")), owner: owner)
                #expect(try await stage.change(to: stage.new, order, content: content, mark: "x") == .ended(.done))
                let found = try await stage.host.execute(["/usr/bin/stat", "-L", "-c", "%U %a", stage.file])
                #expect(found == "\(owner) 600\n")
            }
        }
    }

    @Test("one that was changed on the host since the plan stops nothing and refuses", arguments: Userland.allCases)
    func changedMeanwhile(userland: Userland) async throws {
        try await withStage(userland) { stage in
            let content = try await stage.upload("a: 1\n") + stage.newContent
            let order = try stage.order(from: .none, to: .stored(id("first")))
            #expect(try await stage.perform(.stage, "s", stage.new, order, content: content) == .ended(.done))
            try "somebody was here\n".write(toFile: stage.file, atomically: false, encoding: .utf8)
            let reply = try await stage.perform(.stop, "t", stage.new, order)
            guard case .ended(.refused(let trouble)) = reply else {
                Issue.record("\(String(describing: reply))")
                return
            }
            #expect(trouble.code == "config-changed")
            #expect(try await stage.host.observe()?.process != nil, "the service runs")
        }
    }

    @Test(
        "one that was edited after its delivery counts as found, is kept, and comes back", arguments: Userland.allCases)
    func edited(userland: Userland) async throws {
        try await withStage(userland) { stage in
            let first = try await stage.upload("a: 1\n") + stage.newContent
            let order = try stage.order(from: .none, to: .stored(id("first")))
            #expect(try await stage.change(to: stage.new, order, content: first, mark: "x") == .ended(.done))
            try "a: edited\n".write(toFile: stage.configs + "/first/file", atomically: false, encoding: .utf8)
            guard case .found? = try await stage.sight()?.content else {
                Issue.record("an edited file is none that was delivered")
                return
            }
            // The very text that was edited away is wanted again.
            let again = try stage.order(from: .found, to: .stored(id("first")), release: stage.new)
            #expect(try await stage.change(to: stage.new, again, content: first, mark: "y") == .ended(.done))
            #expect(stage.text == "a: 1\n")
            let back = stage.order(from: .found, to: .found, release: stage.new)
            #expect(try await stage.change(to: stage.new, back, mark: "b", isGoingBack: true) == .ended(.done))
            #expect(stage.text == "a: edited\n")
        }
    }

    @Test(
        "an upload that is cut off, altered or missing changes nothing and can be repeated",
        arguments: Userland.allCases)
    func brokenUploads(userland: Userland) async throws {
        try await withStage(userland) { stage in
            let order = try stage.order(from: .none, to: .stored(id("first")))
            let whole = try await stage.upload("a: 1\n")
            var altered = whole
            altered[altered.count - 9] ^= 1
            for (mark, content, code) in [
                ("cut", Data(whole.prefix(70)), "upload-cut"), ("none", Data(), "upload-cut"),
                ("half", Data(whole.dropLast(3)), "upload-cut"), ("flip", altered, "config-mismatch"),
                ("dash", Data("- 0 0\n".utf8), "config-missing"),
            ] {
                let reply = try await stage.perform(.stage, mark, stage.new, order, content: content)
                guard case .ended(.refused(let trouble)) = reply else {
                    Issue.record("\(mark): \(String(describing: reply))")
                    continue
                }
                #expect(trouble.code == code, "\(mark)")
            }
            let stop = try await stage.perform(.stop, "stop", stage.new, order)
            #expect(stop != .ended(.done), "nothing is staged")
            #expect(stage.text == nil && !stage.kept.contains { $0.hasPrefix(".incoming") })
            let reply = try await stage.perform(.stage, "good", stage.new, order, content: whole + stage.newContent)
            #expect(reply == .ended(.done))
            let later = try await stage.perform(
                .stage, "later", stage.new, order, content: Data("- 0 0\n".utf8) + stage.newContent)
            #expect(later == .ended(.done), "who cannot make it any more need not send it")
        }
    }

    @Test("what may be shown is read without a secret in it", arguments: Userland.allCases)
    func reading(userland: Userland) async throws {
        try await withStage(userland) { stage in
            func read() async throws -> (isDelivered: Bool, text: String)? {
                try await stage.host.run(
                    stage.host.scripts.readConfiguration(nonce: stage.host.nonce("r"), path: stage.file)
                ).reply?.configurationText
            }
            #expect(try await read()?.text == "")
            let content = try await stage.upload("a: hidden\n", masked: "  a: (secret x)\n\nb: cjctl-end r ok\n")
            let order = try stage.order(from: .none, to: .stored(id("first")))
            #expect(
                try await stage.change(to: stage.new, order, content: content + stage.newContent, mark: "x")
                    == .ended(.done))
            let found = try #require(await read())
            #expect(found.isDelivered)
            #expect(found.text == "  a: (secret x)\n\nb: cjctl-end r ok\n")
        }
    }

    @Test(
        "files have the modes that the manifest states, those of a store from before too", arguments: Userland.allCases)
    func modes(userland: Userland) async throws {
        try await withStage(userland) { stage in
            for (mark, mode) in [("a", ManifestFile.FileMode.program), ("b", .readOnlyData), ("c", .readOnlyProgram)] {
                let files = stage.new.files.map {
                    ReleaseFile(name: $0.name, size: $0.size, digest: $0.digest, mode: mode)
                }
                let release = Release(name: stage.new.name, files: files, digest: stage.new.digest)
                let reply = try await stage.host.perform(.stage, mark, release, content: stage.newContent)
                #expect(reply == .ended(.done))
                let stored = stage.host.path + "/root/store/\(release.digest)/node"
                let found = try await stage.host.execute(["/usr/bin/stat", "-c", "%a", stored])
                #expect(found == "\(mode.rawValue.dropFirst())\n")
            }
        }
    }

    @Test("several files of one release arrive whole, whatever their sizes", arguments: Userland.allCases)
    func severalFiles(userland: Userland) async throws {
        try await withStage(userland) { stage in
            var files = stage.new.files
            var content = Data()
            for (name, size) in [
                ("a-small", 1), ("b-block", 65_536), ("c-more", 65_537), ("d-none", 0), ("e-large", 300_001),
            ] {
                let bytes = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 * 7 + size) })
                let digest = try #require(await Digest(hexadecimal: stage.host.sha256(bytes)))
                files.append(ReleaseFile(name: name, size: Int64(size), digest: digest))
                content += bytes
            }
            let listing = Data(Release.listing(of: files))
            let digest = try #require(await Digest(hexadecimal: stage.host.sha256(listing)))
            let release = Release(name: stage.new.name, files: files, digest: digest)
            let order = try stage.order(from: .none, to: .stored(id("first")))
            let upload = try await stage.upload("a: 1\n")
            let reply = try await stage.perform(
                .stage, "s", release, order, content: upload + content + stage.newContent)
            #expect(reply == .ended(.done))
        }
    }

    @Test("a host that undoes a change by itself puts the configuration back as well", arguments: Userland.allCases)
    func deadman(userland: Userland) async throws {
        try await withStage(userland) { stage in
            try "by hand\n".write(toFile: stage.file, atomically: false, encoding: .utf8)
            let order = try stage.order(from: .found, to: .stored(id("first")))
            let content = try await stage.upload("a: 1\n") + stage.newContent
            #expect(try await stage.perform(.stage, "s", stage.new, order, content: content) == .ended(.done))
            let stopped = try await stage.perform(.stop, "t", stage.new, order, undoAfter: .seconds(5))
            #expect(stopped == .ended(.done))
            #expect(try await stage.perform(.switchOver, "u", stage.new, order) == .ended(.done))
            #expect(stage.text == "a: 1\n")
            #expect(
                try await stage.host.holds("[ -e state/deadman/fired ] && [ ! -e state/deadman/armed ]", within: 60))
            #expect(stage.text == "by hand\n")
            let seen = try #require(await stage.host.observe())
            #expect(seen.current == stage.old.reference && seen.process != nil)
        }
    }
}
