import ConfigTemplates
import FleetModel
import Testing

// A small network, and templates for it.

func makeHost(
    _ name: String, power: UInt64 = 1, key: String? = nil, metrics: String? = nil, dataDirectory: String? = nil,
    settings: [String: ConfigurationValue.Content] = [:]
) throws -> Host {
    Host(
        id: try #require(HostID(rawValue: name)),
        connection: Connection(address: "192.0.2.1", port: 22, user: "ops", identityFiles: [], knownHostsFiles: []),
        network: try #require(NetworkID(rawValue: "net")), role: power > 0 ? .validator : .observer,
        votingPower: VotingPower(clamping: power), isCanary: false, zone: nil,
        paths: HostPaths(installRoot: "/opt/node", stateDirectory: "/var/lib/cjctl", dataDirectory: dataDirectory),
        probes: ProbeAddresses(api: "http://192.0.2.1:1\(name.suffix(2))00", metrics: metrics),
        signingKey: try key.map { try #require(SigningKeyID(rawValue: $0)) },
        settings: try settings.isEmpty
            ? nil
            : settings.sorted { $0.key < $1.key }.map {
                ConfigurationValue(name: try #require(ConfigurationName(rawValue: $0.key)), content: $0.value)
            })
}

func makeRecipe(
    _ template: String, path: String = "/etc/node.yaml", values: [String: ConfigurationValue.Content] = [:],
    secrets: [String: String] = [:]
) throws -> ConfigurationRecipe {
    let values = try values.sorted { $0.key < $1.key }.map {
        ConfigurationValue(name: try #require(ConfigurationName(rawValue: $0.key)), content: $0.value)
    }
    let secrets = try secrets.sorted { $0.key < $1.key }.map {
        SecretReference(name: try #require(ConfigurationName(rawValue: $0.key)), source: $0.value)
    }
    return ConfigurationRecipe(
        specification: ConfigurationSpecification(
            template: "node.tmpl", path: path, form: .text, owner: nil, values: values, secrets: secrets,
            vaultPassword: nil), template: template, origin: "node.tmpl")
}

func makeRelease(files: [String] = ["node"]) throws -> Release {
    let digest = try #require(Digest(bytes: [UInt8](repeating: 1, count: Digest.byteCount)))
    return Release(
        name: try #require(ReleaseName(rawValue: "v4.0.0")),
        files: files.map { ReleaseFile(name: $0, size: 1, digest: digest) }, digest: digest)
}

func render(
    _ recipe: ConfigurationRecipe, _ host: Host, among others: [Host] = [], files: [String] = ["node"]
) throws -> ConfigurationRendering {
    let renderer = try ConfigurationRenderer(
        recipe, network: host.network, hosts: [host] + others, outsidePower: .zero, release: makeRelease(files: files),
        service: Service(name: "node", binary: "node", manager: .systemd(unit: "node.service")))
    return try renderer.render(host)
}

/// What is wrong with a template, as `line:column message`.
func objections(_ recipe: ConfigurationRecipe, _ host: Host, among others: [Host] = []) -> [String] {
    do {
        _ = try render(recipe, host, among: others)
        return []
    } catch let errors as TemplateErrors {
        return errors.diagnostics.map { diagnostic in
            let place = diagnostic.location.map { "\($0.line):\($0.column) " } ?? ""
            return place + diagnostic.message
        }
    } catch {
        return ["\(error)"]
    }
}
