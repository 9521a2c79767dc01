internal import Files
internal import Glibc
internal import Processes
internal import Reactor

/// A process that belongs to a lab, as /proc shows it now.
struct LabProcess: Sendable {
    enum Kind: Sendable {
        /// The SSH server that listens.
        case sshListener
        /// An SSH server that carries a connection.
        case sshSession
        /// A node.
        case coinjectured
        /// systemd-nspawn, which holds a machine.
        case machine
        /// The first process of a machine: systemd.
        case machineInit
        /// Anything that was started on a node, such as a command over SSH.
        case other
    }

    let identity: ProcessIdentity
    let kind: Kind
    /// The node it belongs to.
    let node: String?
    /// True for what holds a machine and for all that runs in it: such a process ends with its machine.
    let isOfMachine: Bool
}

/// Finds a lab's processes without trusting any file that the lab wrote: down must work after a crash too.
///
/// A process is the lab's when its program lies in the lab's folder; when it is an SSH server with a configuration
/// from there; when it carries the lab's mark in its environment, which everything does that a node's SSH server or
/// service script started; when it is a machine, or the first process in one; or when it descends from one that is. This process and those it descends from never are.
struct LabProcesses: Sendable {
    /// The environment variable with the lab's folder.
    static let mark = "CJ_LAB"
    /// The environment variable with the node's name.
    static let nodeMark = "CJ_LAB_NODE"

    let layout: LabLayout
    /// What waiting for their end is done on.
    let reactor: Reactor

    /// Bytes of a command line or environment that are looked at.
    private static let longestText = 256 * 1024

    /// What one process says of itself.
    private struct Entry {
        let pid: Int32
        let parent: Int32
        let isServer: Bool
        var isOurs: Bool
        var kind: LabProcess.Kind
        var node: String?
        let arguments: String
        let program: String

        var isMachine: Bool { isOurs && [.machine, .machineInit].contains(kind) }

        /// What it is inside a machine, where everything has the paths of a server.
        var kindInMachine: LabProcess.Kind {
            if isMachine { return kind }
            if isServer { return arguments.contains("[listener]") ? .sshListener : .sshSession }
            let isService =
                program.hasPrefix(NodePaths.ofMachine.installRoot) && arguments.contains("--config")
            return isService ? .coinjectured : .other
        }
    }

    /// Every process of the lab that runs now.
    func all() throws(LabError) -> [LabProcess] {
        var entries: [Int32: Entry] = [:]
        do throws(FileError) {
            for name in try Directory.list("/proc") {
                guard let pid = Int32(name), let entry = entry(of: pid) else { continue }
                entries[pid] = entry
            }
        } catch {
            throw LabError(.fileRefused, "\(error)")
        }
        let spared = line(of: getpid(), in: entries)
        return entries.values.compactMap { entry in
            guard !spared.contains(entry.pid) else { return nil }
            let owners = line(of: entry.pid, in: entries).compactMap { entries[$0] }.filter(\.isOurs)
            guard let owner = owners.first, let identity = ProcessIdentity(pid: entry.pid) else { return nil }
            let machine = owners.first(where: \.isMachine)
            let kind: LabProcess.Kind = entry.isOurs ? entry.kind : entry.isServer ? .sshSession : .other
            return LabProcess(
                identity: identity, kind: machine == nil ? kind : entry.kindInMachine,
                node: machine?.node ?? entry.node ?? owner.node, isOfMachine: machine != nil)
        }
    }

    /// Every process of one node that runs now.
    func all(of node: String) throws(LabError) -> [LabProcess] { try all().filter { $0.node == node } }

    /// A process and those it descends from, itself first.
    private func line(of pid: Int32, in entries: [Int32: Entry]) -> [Int32] {
        var line: [Int32] = []
        var next = pid
        while let entry = entries[next], !line.contains(next) {
            line.append(next)
            next = entry.parent
        }
        return line
    }

    private func entry(of pid: Int32) -> Entry? {
        guard let status = read("/proc/\(pid)/stat"), let close = status.lastIndex(of: ")") else { return nil }
        let fields = status[status.index(after: close)...].split(separator: " ")
        guard fields.count > 1, let parent = Int32(fields[1]) else { return nil }
        let arguments = read("/proc/\(pid)/cmdline") ?? ""
        let program = (try? File.readSymbolicLink("/proc/\(pid)/exe")) ?? ""
        // A server writes its state over its arguments: `sshd: /usr/sbin/sshd -D -f FILE [listener] …`.
        let isServer = arguments.hasPrefix("sshd") || FilePath.name(of: program).hasPrefix("sshd")
        var entry = Entry(
            pid: pid, parent: parent, isServer: isServer, isOurs: false, kind: .other, node: nil, arguments: arguments,
            program: program)
        if let node = node(in: program) {
            entry.isOurs = true
            entry.kind = .coinjectured
            entry.node = node
        } else if isServer, let node = node(in: arguments) {
            entry.isOurs = true
            entry.kind = .sshListener
            entry.node = node
        } else if FilePath.name(of: program) == "systemd-nspawn", let node = node(in: arguments) {
            entry.isOurs = true
            entry.kind = .machine
            entry.node = node
        } else if let environment = read("/proc/\(pid)/environ") {
            let variables = environment.split(separator: "\0")
            entry.isOurs = variables.contains { $0 == "\(Self.mark)=\(layout.folder)" }
            entry.node = variables.first { $0.hasPrefix("\(Self.nodeMark)=") }
                .map { String($0.dropFirst(Self.nodeMark.count + 1)) }
            // It outlives the one that holds it, and whatever runs in the machine descends from it.
            if entry.isOurs, FilePath.name(of: program) == "systemd" { entry.kind = .machineInit }
        }
        return entry
    }

    /// The node whose folder a path in this text lies in.
    private func node(in text: String) -> String? {
        guard let range = text.firstRange(of: "\(layout.nodesFolder)/") else { return nil }
        return text[range.upperBound...].split(separator: "/", maxSplits: 1).first.map { String($0) }
    }

    private func read(_ path: String) -> String? {
        guard let bytes = try? File.read(path, limit: Self.longestText) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
