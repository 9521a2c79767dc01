import FleetConfig
import Glibc
import Testing

@Suite("inventories that ask for too much")
struct InventoryLimitTests {
    private func refused(_ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
        var found: [String] = []
        let elapsed = processorTime { found = lines(inventory(text).diagnostics) }
        #expect(found == [expected], sourceLocation: sourceLocation)
        #expect(elapsed < .milliseconds(50), sourceLocation: sourceLocation)
    }

    /// Spent by this thread; what others do on a busy machine does not count.
    private func processorTime(_ body: () -> Void) -> Duration {
        func spent() -> Duration {
            var time = timespec()
            let result = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            precondition(result == 0, "every thread has a clock")
            return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
        }
        let start = spent()
        body()
        return spent() - start
    }

    @Test("a range of a thousand million hosts is refused at once")
    func range() {
        refused(
            "all:\n  hosts:\n    n[1:1000000000]:\n",
            "3:5: 'n[1:1000000000]' stands for 1000000000 hosts; at most 10000 are read")
        refused(
            "all:\n  hosts:\n    n[1:999][1:999][1:999]:\n",
            "3:5: 'n[1:999][1:999][1:999]' stands for 997002999 hosts; at most 10000 are read")
    }

    @Test("a name too long for any host is refused before it is taken apart")
    func brackets() {
        let name = "[2001:db8::" + String(repeating: "[", count: 8000) + "1:3]]:22"
        refused("all:\n  hosts:\n    ? '\(name)'\n    :\n", "3:7: a host's name has at most 1024 bytes")
    }

    @Test("the same range in many groups is counted before it is expanded")
    func groups() {
        let text = (1...60).map { "g\($0):\n  hosts: {'n[1:9999]': }\n" }.joined()
        refused(text, "102:11: more than 500000 hosts in groups; the rest of the file was not looked at")
    }

    @Test("membership is counted with every group above")
    func memberships() {
        let open = (1...20).map { "g\($0): {children: {" }.joined()
        let text =
            open + "x: {hosts: {'n[1:9999]': , 'm[1:9999]': , 'o[1:9999]': }}" + String(repeating: "}}", count: 20)
        refused(text + "\n", "1:\(open.count + 43): more than 500000 memberships of hosts in groups")
    }

    @Test("aliases that multiply are refused before they are followed")
    func aliases() {
        var text = "a: &a {vars: {x: [" + Array(repeating: "\"lol\"", count: 9).joined(separator: ",") + "]}}\n"
        for (name, previous) in zip("bcdefghi", "abcdefgh") {
            text += "\(name): &\(name) {vars: {x: ["
            text += Array(repeating: "*\(previous)", count: 9).joined(separator: ",") + "]}}\n"
        }
        let elapsed = processorTime {
            let found = lines(inventory(text).diagnostics)
            #expect(found.count == 1)
            #expect(found.first?.hasSuffix("more than 1000000 values once aliases are followed") == true)
        }
        #expect(elapsed < .milliseconds(50))
    }

    @Test("groups have a limit in number and in depth, and so have the places that name them")
    func manyGroups() {
        let many = (1...1000).map { "g\($0):\n" }.joined()
        #expect(
            lines(inventory(many).diagnostics).first
                == "999:1: more than 1000 groups; the rest of the file was not looked at")
        let deep = (1...40).map { "g\($0): {children: {g\($0 + 1): }}\n" }.joined()
        refused(deep, "32:18: groups nest deeper than 32 levels")
        let named = "x: {children: &c {" + (1...200).map { "g\($0): , " }.joined() + "}}\n"
        let again = (1...100).map { "y\($0): {children: *c}\n" }.joined()
        #expect(
            lines(inventory(named + again).diagnostics).first?
                .hasSuffix("more than 20000 mentions of groups; the rest of the file was not looked at") == true)
    }

    @Test("more hosts than the limit are refused, as many are read")
    func hosts() {
        func text(_ more: String) -> String {
            "all:\n  vars: {cj_network: n, cj_role: observer, cj_api: 'http://x'}\n  hosts:\n    n[1:10000]:\n\(more)"
        }
        #expect(lines(inventory(text("    m:\n")).diagnostics) == ["5:5: more than 10000 hosts"])
        // All share one API, so each but the first is wrong; the report ends where nobody would read on.
        let found = lines(inventory(text("")).diagnostics)
        #expect(found.count == 1001)
        #expect(found.last == "8999 more findings are not shown")
    }
}

/// Files that are small or large and would cost much.
@Suite("inventories that would cost much")
struct InventoryCostTests {
    /// What is said of a file first, and that it is said at once.
    private func refused(
        _ bytes: [UInt8], file: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var found: [String] = []
        let start = Self.processorMilliseconds
        found = lines(InventoryReader.read(bytes, file: file, defaults: defaults).diagnostics)
        let spent = Self.processorMilliseconds - start
        #expect(found.first?.contains(expected) == true, "\(found.first ?? "nothing")", sourceLocation: sourceLocation)
        #expect(spent < 50, "\(spent) ms", sourceLocation: sourceLocation)
    }

    /// What this thread has computed: other tests run beside it.
    private static var processorMilliseconds: Int {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return 0 }
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    @Test("a file that is too long is not looked at, whatever its form")
    func giant() {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: (16 << 20) + 1)
        for file in ["hosts.yml", "hosts.ini", "hosts"] { refused(bytes, file: file, "at most 16777216 are read") }
    }

    @Test("deep nesting is refused in YAML; in INI it is text, as any other value that is no literal")
    func deep() {
        let open = String(repeating: "[", count: 20_000)
        refused(Array("all: \(open)".utf8), file: "hosts.yml", "nested deeper than 64 levels")
        refused(Array("[a]\nh x='\(open)'\n".utf8), file: "hosts.ini", "host 'h' has no cj_network")
        let dictionaries = String(repeating: "{1:", count: 20_000)
        refused(Array("[a]\nh x='\(dictionaries)'\n".utf8), file: "hosts.ini", "host 'h' has no cj_network")
    }

    @Test("a range that is repeated stops at the number of hosts")
    func ranges() {
        refused(
            Array("[a]\nn[1:9999][1:9999]\n".utf8), file: "hosts.ini",
            "stands for 99980001 hosts; at most 10000 are read")
        let text = "[a]\n" + (0..<60).map { "[g\($0)]\nn[1:9999]\n" }.joined()
        refused(Array(text.utf8), file: "hosts.ini", "more than 500000 hosts in groups")
    }

    @Test("merge keys that bring in each other's many keys are counted before they are merged")
    func merges() {
        var text = "a: &a {vars: &v0 {x: 1}}\n"
        for level in 1...40 { text += "g\(level): {vars: &v\(level) {<<: [*v\(level - 1), *v\(level - 1)]}}\n" }
        refused(Array(text.utf8), file: "hosts.yml", "more than 1000000 values once aliases are followed")
    }
}
