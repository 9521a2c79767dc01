import Checksums
import Files
import FleetModel
import RolloutEngine
import Synchronization

/// One line on a terminal that says how far long digests have come. A pipe and short work show nothing.
final class DigestProgressLine: Sendable {
    /// Below this many bytes it is over before anybody has read the line.
    private static let shortest = 256 << 20
    private static let interval = TimeSpan.milliseconds(250)

    private let output: Output
    private let progress: ChecksumProgress
    /// Zero where nothing is to be shown.
    private let total: Int
    private let isDrawn = Mutex(false)

    /// - Parameter paths: the files to be read; what cannot be looked at counts nothing.
    init(_ output: Output, _ progress: ChecksumProgress, of paths: [String]) {
        self.output = output
        self.progress = progress
        let sum = output.isWatched ? paths.reduce(0) { $0 + ((try? File.metadata($1).size) ?? 0) } : 0
        total = sum >= Self.shortest ? sum : 0
    }

    /// Shows the line while `body` works, and takes it away before it returns.
    func shown(_ environment: any Environment, _ body: () async -> ExitCode) async -> ExitCode {
        guard total > 0 else { return await body() }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    await environment.sleep(for: Self.interval)
                    if !Task.isCancelled { self.draw() }
                }
            }
            let code = await body()
            group.cancelAll()
            await group.waitForAll()
            clear()
            return code
        }
    }

    /// Takes the line away, so that something else can be printed.
    func clear() {
        isDrawn.withLock { isDrawn in
            if isDrawn { output.sayControl("\r\u{1b}[K") }
            isDrawn = false
        }
    }

    private func draw() {
        let read = min(progress.bytesRead.load(ordering: .relaxed), total)
        isDrawn.withLock { isDrawn in
            output.sayControl("\r\(read * 100 / total) % of \(total >> 20) MiB\u{1b}[K")
            isDrawn = true
        }
    }
}
