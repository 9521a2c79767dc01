import Glibc
import Terminal
import Testing

@Suite("standard streams", .timeLimit(.minutes(5)))
struct StandardStreamTests {
    @Test("output is written whole, and its death is told")
    func write() async {
        let text = String(repeating: "0123456789", count: 100_000)
        let result = await #expect(processExitsWith: .exitCode(3), observing: [\.standardOutputContent]) {
            let text = String(repeating: "0123456789", count: 100_000)
            guard StandardStream.output.write(text) else { exit(1) }
            close(1)
            exit(StandardStream.output.write("x") ? 2 : 3)
        }
        #expect(result.map { String(decoding: $0.standardOutputContent, as: UTF8.self) } == text)
    }

    @Test("a pseudo-terminal is a terminal with the width it was given, a file is none")
    func terminal() throws {
        var main: Int32 = -1
        var side: Int32 = -1
        var size = winsize(ws_row: 24, ws_col: 97, ws_xpixel: 0, ws_ypixel: 0)
        try #require(unsafe openpty(&main, &side, nil, nil, &size) == 0)
        let null = unsafe open("/dev/null", O_RDWR)
        defer { [main, side, null].forEach { close($0) } }
        #expect(StandardStream(number: side).isTerminal)
        #expect(StandardStream(number: side).width == 97)
        #expect(!StandardStream(number: null).isTerminal)
        #expect(StandardStream(number: null).width == nil)
    }
}
