import Arguments
import FleetModel
import RolloutEngine
import Screens

/// `cjctl copy`: files to hosts, from a URL to hosts, and from hosts to here.
struct CopyCommand: Command {
    /// Hosts at the same time: each one takes its share of this machine's uplink.
    private static let defaultForks = 16

    static let specification = CommandSpecification(
        name: "copy", summary: "Copy files to hosts, or collect them; every byte proven.",
        discussion: """
            A file appears on a host under its name only when its digest is right; a host that has it already is left alone. \
            DEST is absolute; it is a folder when it ends with / or several files are copied. A symbolic link at DEST is \
            replaced, and the new file belongs to whoever logs in (root with --sudo).

            With --from each host fetches the URL itself, by curl or wget; --sha256 says what it must be. With --fetch the \
            files named are collected from every host as DIR/<host>/<path>.
            """,
        examples: [
            CommandExample("cjctl copy app.toml /etc/app/app.toml", "to every host"),
            CommandExample("cjctl copy --limit canary --sudo --mode 0644 a.conf b.conf /etc/app/", "several, as root"),
            CommandExample("cjctl copy --fetch /var/log/syslog logs", "logs from every host into logs/<host>/"),
        ],
        options: [Options.inventory, RemoteOptions.limit]
            + [
                OptionSpecification(
                    "--forks", short: "-f", .value("N"), summary: "Hosts at the same time.",
                    defaultText: "\(defaultForks)"),
                RemoteOptions.timeout,
                OptionSpecification(
                    "--mode", .value("MODE"), summary: "Permission bits, octal.",
                    defaultText: "the file's own; 0644 with --from"),
                OptionSpecification(
                    "--from", .value("URL"), summary: "Each host fetches this (https, or http on itself)."),
                OptionSpecification("--sha256", .value("HEX"), summary: "The digest of what --from names."),
                OptionSpecification(
                    "--header-from", .value("SOURCE"),
                    summary: "Where a secret header for --from is: ask, file:PATH, env:NAME, command:PROGRAM."),
                OptionSpecification("--fetch", .flag, summary: "Collect the files named into DIR."),
                OptionSpecification(
                    "--max-size", .value("BYTES"), summary: "With --fetch: no longer file is collected.",
                    defaultText: "\(FetchCopy.defaultLimit)"),
            ] + RemoteOptions.sudo,
        positionals: [
            PositionalSpecification("PATH", .oneOrMore, summary: "The files, then DEST (or DIR with --fetch).")
        ],
        exitCodes: [
            ExitCodeSpecification(0, "the files are where they should be, on every host"),
            ExitCodeSpecification(1, "failed on at least one"),
            ExitCodeSpecification(4, "done wherever a host could be reached; at least one could not"),
            ExitCodeSpecification(64, "usage"),
            ExitCodeSpecification(130, "interrupted"),
        ])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let site = try Site(context)
        let transfer = try makeTransfer(site)
        let forks = try CommandFailure.ofUsage { () throws(UsageError) in
            try context.arguments.integer("--forks", in: 1...RemoteOptions.maximumForks)
        }
        let hosts = try RemoteOptions.hosts(site)
        let job = RemoteJob(context: context, hosts: hosts, forks: forks ?? Self.defaultForks)
        let ending = await job.run {
            await transfer.carry(to: $0)
        } row: { host, row in
            row ?? RemoteRow(host: host, end: .untouched)
        }
        context.output.print(RunScreen(rows: ending.rows, elapsed: ending.elapsed).lines)
        return ending.exitCode
    }

    private func makeTransfer(_ site: Site) throws(CommandFailure) -> any Transfer {
        let context = site.context
        let paths = context.arguments.positionals("PATH")
        let channel = try TransferChannel(site)
        let mode = try Self.mode(context)
        if context.arguments.flag("--fetch") { return try FetchCopy(paths, context, channel) }
        if let url = context.arguments.value("--from") {
            return try PullCopy(url, paths, context, channel, mode: mode)
        }
        return try PushCopy(paths, context, channel, mode: mode)
    }

    private static func mode(_ context: CommandContext) throws(CommandFailure) -> UInt32? {
        try CommandFailure.ofUsage { () throws(UsageError) in
            try context.arguments.value("--mode", expected: "permission bits such as 0644") { text in
                UInt32(text, radix: 8).flatMap { $0 <= 0o7777 ? $0 : nil }
            }
        }
    }
}

/// Brings files to one host, or back.
protocol Transfer: Sendable {
    func carry(to host: Host) async -> RemoteRow
}
