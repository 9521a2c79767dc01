internal import FleetModel
internal import YAML

/// Reads `service:` of a project.
enum ServiceReader {
    struct Found {
        let service: Service
        let installRoot: String?
        let stateDirectory: String?
    }

    private static let ofSystemd = ["unit"]
    private static let ofCommand = ["start", "stop", "status"]
    private static let keys =
        ["name", "binary", "manager"] + ofSystemd + ofCommand + ["install_root", "state_dir"]
    private static let explained = [
        "data_dir": "it stands in the inventory: cj_data_dir", "restart": "stop and start are said one by one",
    ]

    /// The service and where it lies on hosts; nil when something is wrong.
    static func read(_ field: Field, _ findings: inout Findings) -> Found? {
        guard !field.node.isNull else {
            findings.error("service has no value", at: field.mark)
            return nil
        }
        guard let fields = Fields(field.node, of: "a service", keys: keys, explained: explained, &findings) else {
            return nil
        }
        if fields["name"] == nil { missing("name", at: field, &findings) }
        let name = fields["name"].flatMap { findings.plainName($0) }
        let binary = fields["binary"].map { findings.plainName($0) } ?? name
        let manager = manager(fields, field, name: name, &findings)
        let root = fields["install_root"].map { findings.hostPath($0) }
        let state = fields["state_dir"].map { findings.hostPath($0) }
        guard let name, let binary, let manager else { return nil }
        return Found(
            service: Service(name: name, binary: binary, manager: manager), installRoot: root.flatMap(\.self),
            stateDirectory: state.flatMap(\.self))
    }

    private static func manager(
        _ fields: Fields, _ service: Field, name: String?, _ findings: inout Findings
    ) -> ServiceManager? {
        guard let field = fields["manager"] else {
            missing("manager", at: service, &findings)
            return nil
        }
        switch findings.choice(field, among: ["systemd", "command"]) {
        case "systemd":
            refuse(ofCommand, of: "command", fields, &findings)
            guard let field = fields["unit"] else { return name.map { .systemd(unit: "\($0).service") } }
            return findings.unit(field).map { .systemd(unit: $0) }
        case "command":
            refuse(ofSystemd, of: "systemd", fields, &findings)
            for key in ofCommand where fields[key] == nil { missing(key, at: service, &findings) }
            let commands = ofCommand.map { key in fields[key].flatMap { findings.text($0) } }
            guard let start = commands[0], let stop = commands[1], let status = commands[2] else { return nil }
            return .command(start: start, stop: stop, status: status)
        default: return nil
        }
    }

    private static func refuse(_ keys: [String], of manager: String, _ fields: Fields, _ findings: inout Findings) {
        for field in keys.compactMap({ fields[$0] }) {
            findings.error("\(field.name) is for manager: \(manager)", at: field.keyMark)
        }
    }

    private static func missing(_ key: String, at service: Field, _ findings: inout Findings) {
        findings.error("service has no \(key)", at: service.keyMark, hint: hints[key])
    }

    private static let hints = [
        "name": "what people call it, such as coinjectured",
        "manager": "systemd, or command with start, stop and status",
        "start": "a command that starts it, run in the install root",
        "stop": "a command that stops it and waits until it has",
        "status": "a command with the exit codes of LSB: 0 and the process id when it runs, 3 when it does not",
    ]
}

extension Findings {
    /// The name of a service or of a file in a release.
    fileprivate mutating func plainName(_ field: Field) -> String? {
        identifier(field, as: ReleaseName.self)?.rawValue
    }

    /// A unit of systemd's (systemd.unit(5)), of type service.
    fileprivate mutating func unit(_ field: Field) -> String? {
        guard let text = text(field) else { return nil }
        let isNamed = text.utf8.allSatisfy { isAlphanumeric($0) || ":-_.\\@".utf8.contains($0) }
        guard text.hasSuffix(".service"), text.utf8.count > ".service".utf8.count, isNamed, !text.hasPrefix("-"),
            !text.hasPrefix(".")
        else {
            error("unit \(quoted(text)) is no service of systemd", at: field.mark, hint: "such as coinjectured.service")
            return nil
        }
        return text
    }
}
