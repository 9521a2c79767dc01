import Glibc
import Lab
import Processes
import Testing

/// The controller is killed with SIGKILL as soon as a record is in the ledger; `resume` has to end where the undisturbed
/// run ends. The moment after the record is left to the machine: that is what differs from round to round.
@Suite("a controller killed at any record", .serialized, .enabled(if: Needs.sshd, Needs.sshdReason))
struct KillTests {
    @Test("a rollout, and the emergency rollback after it, end where the undisturbed ones end")
    func rolloutAndBack() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let forward = try await Undisturbed(of: rehearsal.rollout("--through", "full"), in: rehearsal)
            try #require(forward.pictures.map(\.running.count) == [1, 1])
            let back = try await Undisturbed(of: Self.back, in: rehearsal)
            try rehearsal.forget()
            for record in Self.sample(of: max(forward.records, back.records), at: 7) {
                if record <= forward.records {
                    try await forward.expectSame(killedAt: record, in: rehearsal)
                } else {
                    try await rehearsal.program.expect(0, forward.words)
                }
                if record <= back.records {
                    try await back.expectSame(killedAt: record, in: rehearsal)
                } else {
                    try await rehearsal.program.expect(0, back.words)
                }
                try rehearsal.forget()
            }
        }
    }

    @Test("an emergency rollback that takes over from an unfinished rollout ends where the undisturbed one ends")
    func takingOver() async throws {
        try await Rehearsal.with(nodes: 2) { rehearsal in
            let canary = rehearsal.rollout("--phase", "canary")
            try await rehearsal.program.expect(0, canary)
            let back = try await Undisturbed(of: Self.back, in: rehearsal)
            try rehearsal.forget()
            for record in Self.sample(of: back.records, at: 4) {
                try await rehearsal.program.expect(0, canary)
                try await back.expectSame(killedAt: record, in: rehearsal)
                try rehearsal.forget()
            }
        }
    }

    @Test(
        "a rollout of six nodes that is killed at random moments ends where the undisturbed one ends",
        .enabled(if: Needs.isLong, "for script/test --long"))
    func randomMoments() async throws {
        try await Rehearsal.with(nodes: 6) { rehearsal in
            let forward = try await Undisturbed(of: rehearsal.rollout("--through", "full"), in: rehearsal)
            try await rehearsal.program.expect(0, Self.back)
            try rehearsal.forget()
            for _ in 0..<20 {
                try await forward.expectSame(
                    killedAfter: forward.elapsed * Double.random(in: 0...1), in: rehearsal)
                try await rehearsal.program.expect(0, Self.back)
                try rehearsal.forget()
            }
        }
    }

    private static let back = ["rollback", "--emergency", "--network-id", "coinjecture-lab"]

    /// All records of a run, or `count` of them spread evenly, the first and the last among them.
    private static func sample(of records: Int, at count: Int) -> [Int] {
        guard !Needs.isLong, records > count else { return Array(1...records) }
        return (0..<count).map { 1 + $0 * (records - 1) / (count - 1) }
    }
}

/// A command that was left alone: how many records it wrote, and what it left.
struct Undisturbed {
    let words: [String]
    let records: Int
    let pictures: [NodePicture]
    /// From its start to its end.
    let elapsed: Duration

    init(of words: [String], in rehearsal: Rehearsal) async throws {
        self.words = words
        let before = try Self.last(rehearsal)
        let said = try await rehearsal.program.run(words)
        try #require(said.code == 0, "\(said)")
        try await rehearsal.program.expect(0, ["verify-version"])
        records = try rehearsal.ledger.last() - before
        pictures = try rehearsal.pictures()
        elapsed = said.result.elapsed
    }

    /// Kills the command once this many of its records are in the ledger, resumes, and compares.
    func expectSame(killedAt record: Int, in rehearsal: Rehearsal) async throws {
        let before = try Self.last(rehearsal)
        let killedAt = try await kill(at: before + record, in: rehearsal) - before
        let context = Comment(rawValue: "\(words[0]) killed at record \(killedAt) (\(record) of \(records))")
        try await expectResumed(rehearsal, context)
    }

    /// Kills the command after this time, resumes, and compares.
    func expectSame(killedAfter delay: Duration, in rehearsal: Rehearsal) async throws {
        let before = try Self.last(rehearsal)
        let controller = try await rehearsal.program.begin(words)
        let end = ContinuousClock.now + delay
        try await eventually("\(delay) have passed", every: .milliseconds(1)) { ContinuousClock.now >= end }
        controller.signal(SIGKILL)
        _ = try await controller.ended()
        let killedAt = try Self.last(rehearsal) - before
        // Before its first record it has done nothing, and there is nothing to resume.
        if killedAt == 0 { try await rehearsal.program.expect(0, words) }
        let context = Comment(rawValue: "\(words[0]) killed after \(delay), at record \(killedAt)")
        try await expectResumed(rehearsal, context)
    }

    private func expectResumed(_ rehearsal: Rehearsal, _ context: Comment) async throws {
        let resumed = try await rehearsal.program.run("resume")
        try #require(resumed.code == 0, "\(context): \(resumed)")
        try #require(try rehearsal.pictures() == pictures, context)
        let verified = try await rehearsal.program.run("verify-version")
        #expect(verified.code == 0, "\(context): \(verified)")
        let end = try #require(try rehearsal.ledger.rows().last)
        #expect(end.kind == "run.ended" && end.body.contains("completed"), context)
        #expect(try await rehearsal.ledger.problems().isEmpty, context)
        for node in rehearsal.nodes { #expect(try rehearsal.fence(of: node).contains("state free"), context) }
    }

    /// The number of the last record when the controller was gone.
    private func kill(at record: Int, in rehearsal: Rehearsal) async throws -> Int {
        let controller = try await rehearsal.program.begin(words)
        let watch = try LedgerView.Watch(rehearsal.ledger.path)
        try await eventually("record \(record) of \(words)", every: .milliseconds(1)) {
            // One that wrote fewer records than the undisturbed one has ended by itself.
            try watch.last() >= record || !controller.isRunning
        }
        controller.signal(SIGKILL)
        _ = try await controller.ended()
        return try watch.last()
    }

    private static func last(_ rehearsal: Rehearsal) throws -> Int {
        (try? rehearsal.ledger.last()) ?? 0
    }
}
