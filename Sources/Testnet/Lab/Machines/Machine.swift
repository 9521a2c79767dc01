internal import Files
internal import Processes

/// One machine of a lab: systemd-nspawn over the shared tree, in the network of this machine.
struct Machine: Sendable {
    let node: LabNode
    let layout: LabLayout
    let processes: LabProcesses
    /// The shared Debian tree.
    let tree: String

    /// Time that a command in the machine may take.
    private static let deadline = Duration.seconds(90)

    /// Mounts what the machine sees as its disk and becomes systemd-nspawn. The mount is in a namespace of the
    /// machine's own, so that it is gone with the last process, however that ended; so is what systemd-nspawn notes of
    /// a machine below /run.
    private static let starter = #"""
        set -eu
        tree=$1 disk=$2 groups=$3
        shift 3
        for group in $groups; do echo $$ >"$group/cgroup.procs"; done
        exec unshare --mount --propagation private -- sh -c '
            mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root" || exit 1
            mkdir -p /run/systemd/nspawn && mount -t tmpfs tmpfs /run/systemd/nspawn || exit 1
            shift 2
            exec "$@"
        ' machine "$tree" "$disk" "$@"
        """#

    /// Boots the machine; its SSH server listens some moments later. One that runs already is left alone.
    func start() throws(LabError) {
        guard try running() == nil else { return }
        for folder in ["upper", "work", "root"] { try LabFiles.makeFolder("\(node.machineFolder)/\(folder)") }
        let groups = try ControlGroups(layout: layout).make(for: node)
        // Group names hold no blanks: the lab's hash and the node's name.
        let words = ["sh", "-c", Self.starter, "machine", tree, node.machineFolder, groups.joined(separator: " ")]
        do throws(ProcessError) {
            _ = try ProcessRunner.spawnDetached(
                words + boot, environment: .only(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]), workingDirectory: "/",
                outputPath: node.machineLog)
        } catch {
            throw LabError(.programFailed, "the machine of \(node.name) cannot be started: \(error)")
        }
    }

    private var boot: [String] {
        let marks = [(LabProcesses.mark, layout.folder), (LabProcesses.nodeMark, node.name)]
        let paths = NodePaths.ofMachine
        let binds = [
            (node.installRoot, paths.installRoot), (node.stateFolder, paths.stateFolder),
            (node.dataFolder, paths.dataFolder), ("\(node.folder)/config", paths.configurationFolder),
            ("\(node.folder)/keys", paths.keyFolder), (node.sshFolder, "/etc/ssh/lab"),
        ]
        return [
            "systemd-nspawn", "--quiet", "--boot", "--directory=\(node.machineFolder)/root",
            "--machine=\(ControlGroups(layout: layout).name)-\(node.name)", "--hostname=\(node.name)", "--register=no",
            "--link-journal=no",
            "--resolv-conf=off", "--timezone=off", "--console=pipe",
        ] + (ControlGroups.systemdIsInit ? [] : ["--keep-unit"])
            + marks.map { "--setenv=\($0.0)=\($0.1)" }
            + binds.map { "--bind=\(Self.escaped($0.0)):\($0.1)" }
    }

    /// A colon parts the words of a bind.
    private static func escaped(_ path: String) -> String { path.replacing(":", with: "\\:") }

    /// The first process of the machine, or nil when it does not run.
    func running() throws(LabError) -> LabProcess? {
        try processes.all(of: node.name).first { $0.kind == .machineInit }
    }

    /// Runs a command as root in the machine, past its SSH server; what it said.
    @discardableResult
    func run(_ words: [String]) async throws(LabError) -> String {
        guard let first = try running() else {
            throw LabError(.programFailed, "the machine of \(node.name) does not run: cjctl lab status")
        }
        let entering = ["nsenter", "--target", "\(first.identity.pid)", "--mount", "--uts", "--ipc", "--pid", "--"]
        return try await Program.run(entering + words, deadline: Self.deadline)
    }
}
