import ConfigTemplates
import FleetModel
import Screens
import Testing

@Suite("The screen of configurations that will be others")
struct ConfigurationDiffScreenTests {
    @Test("equal differences are said once, with their hosts, and what cannot be read is said")
    func screen() throws {
        func entry(_ host: String, _ outcome: ConfigurationDiffScreen.Outcome) throws -> ConfigurationDiffScreen.Entry {
            ConfigurationDiffScreen.Entry(
                host: try #require(HostID(rawValue: host)), path: "/etc/node.yaml", outcome: outcome)
        }
        let difference = LineDifference(from: "a: 1\nb: 1\n", to: "a: 1\nb: 2\n")
        let lines = try ConfigurationDiffScreen([
            entry("val-01", .differs(difference)), entry("val-02", .unreadable("no route")),
            entry("val-03", .differs(difference)), entry("val-04", .differs(LineDifference(from: "a\n", to: "a\n"))),
        ]).lines
        #expect(
            lines == [
                "", "config /etc/node.yaml on val-01 val-03: +1 −1", "    a: 1", "  - b: 1", "  + b: 2", "",
                "config /etc/node.yaml on val-02: not compared", "  no route", "",
                "config /etc/node.yaml on val-04: same lines, but a secret in them is another",
            ])
    }
}
