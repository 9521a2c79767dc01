import Arguments
import Lab
import ReleaseStamp

/// `cjctl lab up`: a fleet on this machine, with real SSH servers and real nodes.
struct LabUpCommand: Command {
    static let specification = CommandSpecification(
        name: "up", summary: "Raise a fleet on this machine: an SSH server and a node for each.",
        discussion: "Nodes of kind loopback are processes of this machine, and any user can raise them. Those of kind "
            + "systemd are machines with systemd, journald and sshd of their own; they need root, and the first such lab "
            + "makes the Debian tree that they share.",
        options: [
            LabChoice.option,
            OptionSpecification("--kind", .value("KIND"), summary: "loopback or systemd.", defaultText: "loopback"),
            OptionSpecification("--nodes", .value("N"), summary: "How many nodes.", defaultText: "10"),
            OptionSpecification(
                "--validators", .value("V"), summary: "How many of them sign; the others observe.", defaultText: "all"),
            OptionSpecification("--observers", .value("K"), summary: "How many of them do not sign.", defaultText: "0"),
            OptionSpecification("--release", .value("NAME"), summary: "What they start with.", defaultText: "v3.17.0"),
        ])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let (nodes, validators, said): (Int?, Int?, Int?)
        let kind: LabKind?
        do throws(UsageError) {
            kind = try context.arguments.value("--kind", expected: "loopback or systemd") { LabKind(rawValue: $0) }
            nodes = try context.arguments.integer("--nodes", in: 1...LabPlan.mostNodes)
            validators = try context.arguments.integer("--validators", in: 1...LabPlan.mostNodes)
            said = try context.arguments.integer("--observers", in: 0...LabPlan.mostNodes)
        } catch {
            throw CommandFailure(.usage, error.description.split(separator: "\n").map(String.init))
        }
        let count = nodes ?? 10
        let observers = validators.map { count - $0 } ?? said ?? 0
        guard observers >= 0, said == nil || said == observers else {
            throw CommandFailure(.usage, "--validators and --observers do not add up to \(count) nodes")
        }
        let output = context.output
        let release = context.arguments.value("--release")
        return try await LabFailure.wrapped { () async throws(LabError) in
            let plan = LabPlan(
                kind: kind ?? .loopback, nodes: count, observers: observers, release: release ?? "v3.17.0",
                ports: LabChoice.network(context).ports)
            let lab = try LabChoice.lab(context)
            let description = try await lab.up(plan) { output.say($0) }
            output.print("lab of \(description.nodes.count) nodes is up on \(description.release)")
            output.print("  inventory \(description.inventory)")
            if description.kind == .systemd {
                output.print("  its project, with systemd as manager: cjctl -C \(lab.layout.folder) …")
            }
            return .asked
        }
    }
}

/// `cjctl lab status`.
struct LabStatusCommand: Command {
    static let specification = CommandSpecification(
        name: "status", summary: "Say how every node of the lab is.", options: [LabChoice.option])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        try await LabFailure.wrapped { () async throws(LabError) in
            let status = try await LabChoice.lab(context).status()
            for node in status.nodes {
                let server = node.server.map { "sshd \($0)" } ?? "sshd down"
                let service = node.service.map { "pid \($0)" } ?? "stopped"
                let height = node.height.map { "height \($0)" } ?? "no height"
                let health = node.isHealthy ? "healthy" : "NOT HEALTHY"
                context.output.print(
                    "\(node.node.name)  \(node.node.address)  \(node.version ?? "–")  \(height)  \(health)  \(server)  \(service)"
                )
            }
            for node in status.nodes.map(\.node.name) {
                let faults = try LabChoice.lab(context).faults(of: node)
                guard !faults.isEmpty else { continue }
                let words = faults.map(\.rawValue).joined(separator: ", ")
                context.output.print("\(node) has \(words): cjctl lab heal \(node)")
            }
            return status.nodes.allSatisfy(\.isHealthy) ? .asked : .failed
        }
    }
}

/// `cjctl lab down`.
struct LabDownCommand: Command {
    static let specification = CommandSpecification(
        name: "down", summary: "End the lab; leaves no process and no file of it behind.", options: [LabChoice.option])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let output = context.output
        return try await LabFailure.wrapped { () async throws(LabError) in
            let removal = try await LabChoice.lab(context).down { output.say($0) }
            output.print(removal.wasThere ? "lab down: \(removal.processes) processes ended" : "there was no lab")
            return .asked
        }
    }
}

/// `cjctl lab release`: another build of the reference node, good or bad on purpose.
struct LabReleaseCommand: Command {
    static let specification = CommandSpecification(
        name: "release", summary: "Make a release of the reference node, good or bad on purpose.",
        examples: [CommandExample("cjctl lab release v4.0.1 --fault unhealthy", "one that never becomes healthy")],
        options: [
            OptionSpecification(
                "--fault", .value("KIND"),
                summary: BuildFault.forms.joined(separator: ", ") + ".",
                defaultText: "none")
        ],
        positionals: [PositionalSpecification("NAME", summary: "Its name, such as v4.0.0.")])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let text = context.arguments.value("--fault") ?? "none"
        guard let fault = BuildFault(text) else {
            throw CommandFailure(
                .usage, "'\(text)' is no fault of a build",
                facts: ["known are \(BuildFault.forms.joined(separator: ", "))"])
        }
        return try await LabFailure.wrapped { () async throws(LabError) in
            let name = context.arguments.positional("NAME") ?? ""
            let made = try await Lab(project: context.folder).makeRelease(name, fault: fault)
            context.output.print("\(made.name)  \(made.digest)  \(made.folder)")
            return .asked
        }
    }
}

/// A lab's errors as a command's.
enum LabFailure {
    static func wrapped(_ body: () async throws(LabError) -> ExitCode) async throws(CommandFailure) -> ExitCode {
        do throws(LabError) { return try await body() } catch { throw CommandFailure(.failed, "\(error)") }
    }
}
