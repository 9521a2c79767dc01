import Arguments
import FleetModel
import Lab
import Spelling

/// `cjctl lab fault`: something goes wrong on a node, on request.
struct LabFaultCommand: Command {
    static let specification = CommandSpecification(
        name: "fault", summary: "Put a fault on a node of the lab.",
        discussion: "With --for it waits and heals the node again; without, the fault stays until `cjctl lab heal`.",
        examples: [
            CommandExample("cjctl lab fault --list", "the kinds there are"),
            CommandExample("cjctl lab fault val-02 partition --for 30s", "cut off for half a minute"),
        ],
        options: [
            LabChoice.option, OptionSpecification("--list", .flag, summary: "Say which kinds there are."),
            OptionSpecification("--for", .value("TIME"), summary: "Heal the node again after this time."),
        ],
        positionals: [
            PositionalSpecification("NODE", .oneOrNone, summary: "The node, such as val-02."),
            PositionalSpecification("KIND", .oneOrNone, summary: "The fault, such as crash."),
        ])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        if context.arguments.flag("--list") {
            list(context.output)
            return .asked
        }
        guard let node = context.arguments.positional("NODE"), let kind = context.arguments.positional("KIND") else {
            throw CommandFailure(.usage, "a node and a kind of fault are wanted", next: "cjctl lab fault --list")
        }
        guard let fault = LabFault(rawValue: kind) else {
            let near = NearestName.nearest(to: kind, among: LabFault.allCases.map(\.rawValue))
            let hint = near.map { "; did you mean \($0)?" } ?? ""
            throw CommandFailure(.usage, "no fault is called '\(kind)'\(hint)", next: "cjctl lab fault --list")
        }
        let time: TimeSpan?
        do throws(UsageError) {
            time = try context.arguments.value("--for", expected: "a duration such as 30s") { TimeSpan($0) }
        } catch {
            throw CommandFailure(.usage, error.description.split(separator: "\n").map(String.init))
        }
        let output = context.output
        return try await LabFailure.wrapped { () async throws(LabError) in
            let lab = try LabChoice.lab(context)
            try await lab.inject(fault, on: node)
            output.print("\(node)  \(fault.rawValue)  \(fault.summary)")
            guard let time else { return .asked }
            await lab.wait(.milliseconds(time.milliseconds))
            for healed in try await lab.heal([node]) {
                output.print("\(healed.node)  \(healed.fault.rawValue)  healed")
            }
            return .asked
        }
    }

    private func list(_ output: Output) {
        let width = LabFault.allCases.map(\.rawValue.count).max() ?? 0
        for fault in LabFault.allCases {
            let padding = String(repeating: " ", count: width - fault.rawValue.count)
            let obstacle = fault.obstacle(on: .loopback).map { " (kind systemd only: \($0))" } ?? ""
            output.print("\(fault.rawValue)\(padding)  \(fault.summary)\(obstacle)")
        }
    }
}

/// `cjctl lab heal`: what was put on nodes is taken away again.
struct LabHealCommand: Command {
    static let specification = CommandSpecification(
        name: "heal", summary: "Take faults away again, from one node or from all.", options: [LabChoice.option],
        positionals: [PositionalSpecification("NODE", .any, summary: "The nodes; all when left out.")])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let (output, names) = (context.output, context.arguments.positionals("NODE"))
        return try await LabFailure.wrapped { () async throws(LabError) in
            let healed = try await LabChoice.lab(context).heal(names)
            for one in healed { output.print("\(one.node)  \(one.fault.rawValue)  healed") }
            if healed.isEmpty { output.print("there was no fault") }
            return .asked
        }
    }
}

/// `cjctl lab logs`: the end of a node's log.
struct LabLogsCommand: Command {
    static let specification = CommandSpecification(
        name: "logs", summary: "Print the end of a node's log.",
        options: [
            LabChoice.option,
            OptionSpecification("--lines", .value("N"), summary: "How many lines.", defaultText: "50"),
        ], positionals: [PositionalSpecification("NODE", summary: "The node, such as val-02.")])

    private static let mostLines = 100_000

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        let lines: Int?
        do throws(UsageError) {
            lines = try context.arguments.integer("--lines", in: 1...Self.mostLines)
        } catch {
            throw CommandFailure(.usage, error.description.split(separator: "\n").map(String.init))
        }
        return try await LabFailure.wrapped { () async throws(LabError) in
            let name = context.arguments.positional("NODE") ?? ""
            context.output.print(try await LabChoice.lab(context).log(of: name, lines: lines ?? 50))
            return .asked
        }
    }
}

/// `cjctl lab shell`: OpenSSH's client, on a node.
struct LabShellCommand: Command {
    static let specification = CommandSpecification(
        name: "shell", summary: "Log in to a node of the lab with OpenSSH's client.", options: [LabChoice.option],
        positionals: [PositionalSpecification("NODE", summary: "The node, such as val-02.")])

    func run(_ context: CommandContext) async throws(CommandFailure) -> ExitCode {
        try await LabFailure.wrapped { () async throws(LabError) in
            let lab = try LabChoice.lab(context).description()
            throw NodeShell.open(on: try lab.node(context.arguments.positional("NODE") ?? ""), of: lab)
        }
    }
}
