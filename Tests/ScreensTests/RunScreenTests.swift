import FleetModel
import Screens
import Testing

@Suite("What a command on many hosts shows")
struct RunScreenTests {
    private func id(_ name: String) throws -> HostID { try #require(HostID(rawValue: name)) }

    @Test(
        "names with neighbouring numbers are joined",
        arguments: [
            ("", ""), ("a", "a"), ("val-01", "val-01"), ("val-01 val-02 val-03", "val-[01-03]"),
            ("val-01 val-02 val-04", "val-[01-02,04]"), ("n9 n10 n11", "n[10-11] n9"), ("b a", "a b"),
            ("r1-n1 r1-n2 r2-n1", "r1-n[1-2] r2-n1"), ("db1.example db2.example", "db[1-2].example"),
            ("a1 a1", "a1"), ("x99999999999999999999", "x99999999999999999999"),
            ("val-01 val-02 obs-01 z", "obs-01 val-[01-02] z"), ("1 2 3", "[1-3]"),
        ])
    func ranges(_ names: String, _ expected: String) throws {
        #expect(HostRanges.compact(try names.split(separator: " ").map { try id(String($0)) }) == expected)
    }

    @Test("equal outputs are folded, reasons are joined, and the sum tells verdicts apart")
    func screen() throws {
        var rows: [RemoteRow] = []
        for number in 1...5 where number != 4 {
            rows.append(RemoteRow(host: try id("val-0\(number)"), end: .exited(0), output: "v4\n"))
        }
        rows.append(RemoteRow(host: try id("val-04"), end: .exited(3), output: "a\tb\r\n", errors: "no\n"))
        rows.append(RemoteRow(host: try id("val-06"), end: .unreachable("10.0.0.6: connecting: refused")))
        for name in ["val-07", "val-08"] {
            rows.append(RemoteRow(host: try id(name), end: .stopped("\(name): no end within 1s", isGone: true)))
        }
        rows.append(RemoteRow(host: try id("val-09"), end: .untouched))
        rows.append(RemoteRow(host: try id("val-10"), end: .signalled("KILL"), output: "x"))
        rows.append(RemoteRow(host: try id("val-11"), end: .signalled("UNKNOWN"), output: "x"))
        #expect(
            RunScreen(rows: rows, elapsed: .milliseconds(310)).lines == [
                "---------------", "val-[01-03,05] (4)", "---------------", "v4",
                "---------------", "val-04  exit 3", "---------------", "a       b", "err: no",
                "---------------", "val-10  ended by SIGKILL", "---------------", "x",
                "---------------", "val-11  ended by a signal", "---------------", "x",
                "val-06: unreachable: 10.0.0.6: connecting: refused", "val-[07-08]: stopped: no end within 1s",
                "val-09: not begun", "4 done, 5 failed, 1 unreachable, 1 not begun   0.3s",
            ])
    }

    @Test("hosts that differ in their errors, their code or their cut are not folded")
    func unlike() throws {
        let rows = [
            RemoteRow(host: try id("a"), end: .exited(0), output: "x"),
            RemoteRow(host: try id("b"), end: .exited(1), output: "x"),
            RemoteRow(host: try id("c"), end: .exited(0), output: "x", errors: "y"),
            RemoteRow(host: try id("d"), end: .exited(0), output: "x", isTruncated: true),
        ]
        let titles = RunScreen(rows: rows, elapsed: .zero).lines.filter { ["a", "b  exit 1", "c", "d"].contains($0) }
        #expect(titles == ["a", "b  exit 1", "c", "d"])
    }
}
