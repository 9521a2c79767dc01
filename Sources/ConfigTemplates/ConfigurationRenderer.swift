public import FleetModel

/// Renders the configurations of a network's nodes. Pure: who has the secrets fills them in.
public struct ConfigurationRenderer: Sendable {
    private let recipe: ConfigurationRecipe
    private let template: ConfigurationTemplate
    private let path: ConfigurationTemplate
    private let sources: [(name: ConfigurationName, template: ConfigurationTemplate)]
    private let fleet: FleetValues
    private let hosts: [Host]
    private let settings: Set<ConfigurationName>

    /// Everything that is wrong with the recipe itself.
    ///
    /// - Parameter hosts: every node of the network.
    public init(
        _ recipe: ConfigurationRecipe, network: NetworkID, hosts: [Host], outsidePower: VotingPower, release: Release,
        service: Service
    ) throws(TemplateErrors) {
        var findings: [Diagnostic] = []
        func parsed(_ text: String, _ origin: String) -> ConfigurationTemplate {
            switch ConfigurationTemplate.parse(text, file: origin) {
            case .success(let template): return template
            case .failure(let errors):
                findings += errors.diagnostics
                return ConfigurationTemplate(lines: [])
            }
        }
        let specification = recipe.specification
        self.recipe = recipe
        template = parsed(recipe.template, recipe.origin)
        path = parsed(specification.path, "config.path")
        sources = specification.secrets.map { ($0.name, parsed($0.source, "config.secrets.\($0.name)")) }
        fleet = FleetValues(
            network: network, hosts: hosts, outsidePower: outsidePower, release: release, service: service)
        self.hosts = hosts
        settings = Set(hosts.flatMap { ($0.settings ?? []).map(\.name) })
        let known = Set(specification.secrets.map(\.name))
        for reference in template.references where reference.isSecret && !known.contains(reference.name) {
            findings.append(
                Diagnostic(
                    .error, "there is no secret '\(reference.name)'", at: reference.place,
                    hint: "say where it comes from: config: {secrets: {\(reference.name): \"file:PATH\"}}"))
        }
        for (name, template) in [("path", path)] + sources.map({ ("secrets.\($0.name)", $0.template) })
        where !template.secrets.isEmpty {
            findings.append(
                Diagnostic(
                    .error, "config.\(name) asks for a secret", at: nil,
                    hint: "a secret stands in the file alone"))
        }
        findings += Self.clashes(specification.values, settings)
        guard findings.isEmpty else { throw TemplateErrors(findings) }
    }

    /// A value that is the fleet's may not differ from host to host, and nobody may say what cjctl itself knows.
    private static func clashes(_ values: [ConfigurationValue], _ settings: Set<ConfigurationName>) -> [Diagnostic] {
        let shared = Set(values.map(\.name))
        return shared.union(settings).sorted().compactMap { name in
            let owner = shared.contains(name) ? "config.values" : "the inventory (cj_config_\(name))"
            if NodeValues.isTaken(name) {
                return Diagnostic(
                    .error, "'\(name)' is said by \(owner), but it is known already", at: nil,
                    hint: "give it another name")
            }
            guard shared.contains(name), settings.contains(name) else { return nil }
            return Diagnostic(
                .error, "'\(name)' is one value for the whole fleet, and the inventory says it for hosts", at: nil,
                hint: "say it in config.values or as cj_config_\(name), not as both")
        }
    }

    /// The configuration of one node, or everything that is wrong with it.
    public func render(_ host: Host) throws(TemplateErrors) -> ConfigurationRendering {
        var filling = TemplateFilling(host.id, values(of: host))
        let pieces = filling.fill(template)
        let path = filling.plain(path)
        var filled: [ConfigurationName: String] = [:]
        for source in sources where template.secrets.contains(source.name) {
            filled[source.name] = filling.plain(source.template)
        }
        let size = pieces.reduce(0) { if case .text(let text) = $1 { $0 + text.utf8.count } else { $0 } }
        if size > ConfigurationRendering.largest {
            filling.object("\(host.id): \(size) bytes; a configuration has at most \(ConfigurationRendering.largest)")
        }
        if !Self.isHostPath(path), filling.findings.isEmpty {
            filling.object(
                "\(host.id): config.path is '\(path)', which is no absolute path of a file",
                hint: "such as \(ConfigurationSpecification.standardPath)")
        }
        guard filling.findings.isEmpty else { throw TemplateErrors(filling.findings) }
        return ConfigurationRendering(path: path, pieces: pieces, sources: filled)
    }

    private func values(of host: Host) -> NodeValues {
        NodeValues(
            host, in: fleet, settingsOfOthers: settings, fleetValues: recipe.specification.values)
    }

    private static func isHostPath(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return path.hasPrefix("/") && parts.count > 2 && !parts.dropFirst().contains { ["", ".", ".."].contains($0) }
    }
}
