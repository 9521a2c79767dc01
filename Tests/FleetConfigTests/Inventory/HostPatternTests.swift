import Testing

@testable import FleetConfig

@Suite("host ranges")
struct HostPatternTests {
    @Test(
        "ranges stand for what Ansible makes of them",
        arguments: [
            ("node", ["node"]), ("n-[1:3]", ["n-1", "n-2", "n-3"]), ("n-[01:03]", ["n-01", "n-02", "n-03"]),
            ("n[008:011].x", ["n008.x", "n009.x", "n010.x", "n011.x"]), ("n[8:11]", ["n8", "n9", "n10", "n11"]),
            ("n[01:09:4]", ["n01", "n05", "n09"]), ("n[01:10:4]", ["n01", "n05", "n09"]),
            ("n[:2]", ["n0", "n1", "n2"]),
            ("[a:c]", ["a", "b", "c"]), ("db-[a:f:2]", ["db-a", "db-c", "db-e"]), ("[X:Z]1", ["X1", "Y1", "Z1"]),
            ("r[a:b]-[1:2]", ["ra-1", "ra-2", "rb-1", "rb-2"]), ("n[5:5]", ["n5"]), ("n[0:2]", ["n0", "n1", "n2"]),
        ])
    func expand(text: String, names: [String]) throws {
        let pattern = try HostPattern.read(text, limit: 100).get()
        #expect(pattern.names() == names)
        #expect(pattern.count == names.count)
        #expect(pattern.ends == [names[0], names[names.count - 1]])
    }

    @Test(
        "anything else is refused where it starts",
        arguments: [
            ("n[3:1]", "the range's first number is greater than its last", 1),
            ("n[c:a]", "the range's first letter comes after its last", 1),
            ("n[a:F]", "a range of letters keeps to one case", 1),
            ("n[01:100]", "a range with leading zeros has numbers of one length", 1),
            ("n[1:03]", "a range with leading zeros has numbers of one length", 1),
            ("n[1:]", "a range is [first:last] or [first:last:step]", 1),
            ("n[1]", "a range is [first:last] or [first:last:step]", 1),
            ("n[1:2:3:4]", "a range is [first:last] or [first:last:step]", 1),
            ("n[1:9:0]", "a range's step is a whole number from 1", 1),
            ("n[1:9:-1]", "a range's step is a whole number from 1", 1),
            ("n[1:b]", "a range has two numbers or two letters", 1),
            ("n[-1:3]", "a range has two numbers or two letters", 1),
            ("n[aa:cc]", "a range has two numbers or two letters", 1),
            ("n[1:2", "'[' is not closed", 1), ("no]de", "']' closes nothing", 2),
            ("[1:2][1:2][1:2][1:2][1:2]", "a name has at most 4 ranges", 20),
            ("n[1:101]", "'n[1:101]' stands for 101 hosts; at most 100 are read", 0),
            ("n[0:1000000000]", "'n[0:1000000000]' stands for 1000000001 hosts; at most 100 are read", 0),
            ("n[0:99999999999999999999]", "a range has two numbers or two letters", 1),
            (
                "n[1:10000000000][1:10000000000]",
                "'n[1:10000000000][1:10000000000]' stands for more hosts than can be counted; at most 100 are read", 0
            ),
            (
                "n[0:9223372036854775807]",
                "'n[0:9223372036854775807]' stands for 9223372036854775807 hosts; at most 100 are read", 0
            ),
        ])
    func refused(text: String, message: String, offset: Int) throws {
        guard case .failure(let problem) = HostPattern.read(text, limit: 100) else {
            Issue.record("\(text) was read")
            return
        }
        #expect(problem.message == message)
        #expect(problem.offset == offset)
    }
}
