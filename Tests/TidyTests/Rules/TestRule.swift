/// A test waits for what it wants to see, can fail, and runs.
enum TestRule {
    private static let constructs = [
        ("Task.sleep", "a test waits for an event, never for a time"),
        ("Thread.sleep", "a test waits for an event, never for a time"),
        ("usleep(", "a test waits for an event, never for a time"),
        ("nanosleep(", "a test waits for an event, never for a time"),
        ("clock.sleep(", "a test waits for an event, never for a time"),
        ("SOCK_STREAM.rawValue), 0)", "a socket closes at exec: the child of another test would keep it open"),
        ("#expect(true)", "a test can fail"),
        (".disabled(", "a test runs"),
    ]

    static func findings(_ file: SourceFile) -> [Finding] {
        guard file.isTest else { return [] }
        return constructs.flatMap { text, reason in
            file.findings(of: text, in: file.code, "'\(text)': \(reason)")
        }
    }
}
