import Arguments
import CanonicalJSON
import FleetConfig
import FleetModel
import RolloutEngine
import Screens

/// `cjctl run`: one command on many hosts.
struct RunCommand: Command {
    static let specification = CommandSpecification(
        name: "run", summary: "Run a command on hosts and fold equal outputs together.",
        discussion: """
            The words after -- reach each host byte for byte; no shell looks at them: for a pipe, say sh -c '…'. What takes \
            longer than --timeout is ended on the host, with everything it started; so is all that runs, at Ctrl-C.

            --limit takes Ansible's patterns: names, groups, globs, ~regular expressions, a:b, a:&b, a:!b, group[0], \
            group[1:3], @FILE.
            """,
        examples: [
            CommandExample("cjctl run -- uptime", "on every host"),
            CommandExample("cjctl run --limit canary:!val-01 -- df -h /", "on some"),
            CommandExample("cjctl run --sudo -- systemctl is-active sshd", "as root"),
        ],
        options: [Options.inventory, RemoteOptions.limit, RemoteOptions.forks, RemoteOptions.timeout]
            + RemoteOptions.sudo + [Options.json],
        rest: RestSpecification("COMMAND…", summary: "The program and its arguments."),
        exitCodes: [
            ExitCodeSpecification(0, "exit code 0 on every host"),
            ExitCodeSpecification(1, "failed, stopped or unknown on at least one"),
            ExitCodeSpecification(4, "done wherever a host could be reached; at least one could not"),
            ExitCodeSpecification(64, "usage"),
            ExitCodeSpecification(130, "interrupted"),
        ])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let words = context.arguments.rest
        guard !words.isEmpty else {
            throw CommandFailure(.usage, "there is no command to run", next: "cjctl run -- uptime")
        }
        let (forks, sudo) = (try RemoteOptions.forks(context), try RemoteOptions.sudo(context))
        let site = try Site(context)
        let (timeout, hosts) = (try RemoteOptions.timeout(site), try RemoteOptions.hosts(site))
        let limits = ShellLimits(output: site.project.ssh.output, errors: site.project.ssh.errors)
        let shells = try CommandFailure.ofPorts { () throws(LedgerFailure) in
            try context.workshop.makeShells(site.project.ssh)
        }
        let environment = context.workshop.environment
        let isDocument = context.arguments.flag("--json")
        let job = RemoteJob(context: context, hosts: hosts, forks: forks, isQuiet: isDocument)
        let ending = await job.run { host in
            let request = ShellRequest(
                .arguments(words), sudo: sudo, limits: limits, deadline: timeout,
                mark: ShellRequest.makeMark(environment))
            return await shells.run(request, on: host)
        } row: {
            RemoteRow($0, $1)
        }
        if isDocument {
            try document(words, ending.rows, ending.values, ending.elapsed, context.output)
        } else {
            context.output.print(RunScreen(rows: ending.rows, elapsed: ending.elapsed).lines)
        }
        return ending.exitCode
    }

    private func document(
        _ words: [String], _ rows: [RemoteRow], _ outcomes: [HostID: ShellOutcome], _ elapsed: TimeSpan,
        _ output: Output
    ) throws(CommandFailure) {
        let byName = Dictionary(outcomes.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
        let document = RunDocument(
            command: words, rows: rows, outcomes: byName, milliseconds: elapsed.milliseconds)
        do throws(CanonicalJSONError) {
            output.write(try CanonicalJSON.encode(document) + [UInt8(ascii: "\n")])
        } catch {
            throw CommandFailure(.failed, "the document cannot be written: \(error)")
        }
    }
}

extension ShellRequest {
    /// A mark that nobody guesses: two of the environment's names in one.
    static func makeMark(_ environment: any Environment) -> Nonce {
        let first = environment.makeNonce()
        return Nonce(rawValue: first.rawValue + environment.makeNonce().rawValue) ?? first
    }
}
