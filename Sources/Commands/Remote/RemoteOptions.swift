import Arguments
import Files
import FleetConfig
import FleetModel
import RolloutEngine
import Secrets

/// What commands that go over many hosts have in common.
enum RemoteOptions {
    static let defaultForks = 64
    static let maximumForks = 512
    /// The longest file of patterns, in bytes.
    private static let patternFile = 1 << 20

    static let limit = OptionSpecification(
        "--limit", short: "-l", .value("PATTERN"),
        summary: "These hosts: Ansible's patterns, or @FILE.", defaultText: "all")
    static let forks = OptionSpecification(
        "--forks", short: "-f", .value("N"), summary: "Hosts at the same time.", defaultText: "\(defaultForks)")
    static let timeout = OptionSpecification(
        "--timeout", .value("TIME"), summary: "What takes longer on a host is ended there.",
        defaultText: "cjctl.yaml's, or \(SSHLimits.standard.deadlines.command)")
    static let sudo = [
        OptionSpecification("--sudo", .flag, summary: "As root, by sudo."),
        OptionSpecification("--sudo-user", .value("USER"), summary: "As this user, by sudo."),
        OptionSpecification(
            "--sudo-password", .value("SOURCE"),
            summary: "Where sudo's password is, asked for when needed: ask, file:PATH, env:NAME, command:PROGRAM."),
    ]

    static func forks(_ context: CommandContext) throws(CommandFailure) -> Int {
        try CommandFailure.ofUsage { () throws(UsageError) in
            try context.arguments.integer("--forks", in: 1...maximumForks)
        } ?? defaultForks
    }

    static func timeout(_ site: Site) throws(CommandFailure) -> TimeSpan {
        try CommandFailure.ofUsage { () throws(UsageError) in
            try site.context.arguments.value("--timeout", expected: "a time such as 30s or 5m") { text in
                TimeSpan(text).flatMap { $0 > .zero ? $0 : nil }
            }
        } ?? site.project.ssh.deadlines.command
    }

    static func sudo(_ context: CommandContext) throws(CommandFailure) -> ShellSudo? {
        let user = context.arguments.value("--sudo-user")
        let named = context.arguments.value("--sudo-password")
        guard context.arguments.flag("--sudo") || user != nil || named != nil else { return nil }
        guard let named else { return ShellSudo(user: user ?? "root") }
        do throws(SecretError) {
            let source = try SecretSource(named, prompt: "sudo's password on the hosts: ")
            return ShellSudo(user: user ?? "root", password: KeptSecret(source))
        } catch {
            throw CommandFailure(.usage, "--sudo-password: \(error)")
        }
    }

    /// The hosts of the inventory that `--limit` means.
    static func hosts(_ site: Site) throws(CommandFailure) -> [Host] {
        guard let pattern = site.context.arguments.value("--limit") else { return try site.inventory().fleet.hosts }
        return try hosts(site, matching: HostSelection.terms(of: pattern), option: "--limit")
    }

    /// The hosts of the inventory that these terms of an option mean; `@FILE` is a file of terms.
    static func hosts(
        _ site: Site, matching said: [String], option: String
    ) throws(CommandFailure) -> [Host] {
        let inventory = try site.inventory()
        var terms: [String] = []
        for term in said {
            terms += term.hasPrefix("@") ? try fileTerms(String(term.dropFirst()), site.context) : [term]
        }
        do throws(HostSelectionError) {
            let chosen = Set(try HostSelection(inventory).hosts(matching: terms))
            return inventory.fleet.hosts.filter { chosen.contains($0.id) }
        } catch {
            throw CommandFailure(.usage, "\(option): \(error.message)", next: error.hint)
        }
    }

    /// One term on each line; blank lines and those that begin with `#` mean nothing.
    private static func fileTerms(_ path: String, _ context: CommandContext) throws(CommandFailure) -> [String] {
        let bytes = try CommandFailure.ofFiles(.usage) { () throws(FileError) in
            try File.read(context.path(path), limit: patternFile)
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let terms = lines.flatMap { line in line.first == "#" ? [] : HostSelection.terms(of: String(line)) }
        guard !terms.isEmpty else { throw CommandFailure(.usage, "--limit: \(path) names no host") }
        return terms
    }
}

extension CommandFailure {
    static func ofUsage<Value>(_ body: () throws(UsageError) -> Value) throws(CommandFailure) -> Value {
        do throws(UsageError) { return try body() } catch { throw CommandFailure(.usage, ["\(error)"]) }
    }
}
