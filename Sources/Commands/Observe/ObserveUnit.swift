import Arguments
import Files
import FleetModel
import RolloutEngine

/// The unit of systemd's that keeps samples of a project (systemd.service(5)).
struct ObserveUnit {
    private let program: String
    private let words: [String]
    private let folder: String
    private let user: String

    init(_ site: Site, interval: TimeSpan) throws(CommandFailure) {
        program = try CommandFailure.ofFiles { () throws(FileError) in try File.readSymbolicLink("/proc/self/exe") }
        let context = site.context
        words =
            ["observe", "--interval", "\(interval)"]
            + context.arguments.values("--inventory").flatMap { ["--inventory", context.path($0)] }
            + (context.arguments.value("--limit").map { ["--limit", $0] } ?? [])
        folder = context.folder
        user = context.user
    }

    var lines: [String] {
        [
            "# /etc/systemd/system/cjctl-observe.service, then: systemctl enable --now cjctl-observe", "[Unit]",
            "Description=Samples of every node", "After=network-online.target", "Wants=network-online.target", "",
            "[Service]", "User=\(user)", "WorkingDirectory=\(Self.escaped(folder))",
            "ExecStart=" + ([program] + words).map(Self.quoted).joined(separator: " "), "Restart=always",
            "RestartSec=5s", "NoNewPrivileges=yes", "", "[Install]", "WantedBy=multi-user.target",
        ]
    }

    /// `%` begins a specifier everywhere.
    private static func escaped(_ text: String) -> String { text.replacing("%", with: "%%") }

    /// A word of a command line; `$` begins a variable there.
    private static func quoted(_ word: String) -> String {
        let text = escaped(word).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("$", with: "$$")
        let plain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return plain ? text : "\"\(text)\""
    }
}
