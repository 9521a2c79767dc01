import ConfigTemplates
import Crypto
import Files
import FleetConfig
import FleetModel
import ReleaseStore
import RolloutEngine
import RolloutPlanning
import Secrets

/// Makes the configurations of a network's nodes from a template, what the inventory says, and secrets.
struct ConfigurationMaking {
    /// Errors that are said; what is wrong with a template is wrong on every node.
    private static let maximumErrors = 20

    let site: Site

    private var context: CommandContext { site.context }

    /// What a plan will hold: the playbook's words and the template's text.
    func recipe(
        _ specification: ConfigurationSpecification, _ proven: ProvenRelease
    ) throws(CommandFailure) -> ConfigurationRecipe {
        let origin: String
        var attachment: ManifestAttachment?
        if let template = specification.template {
            origin = template
        } else if let attached = proven.manifest?.configurationTemplate {
            origin = "\(site.project.releases)/\(proven.release.name)/\(attached.name)"
            attachment = attached
        } else {
            throw CommandFailure(
                .usage, "config names no template, and the manifest of \(proven.release.name) brings none",
                next: "config: {template: templates/node.yaml}, or cjctl release init --config-template FILE")
        }
        let bytes = try CommandFailure.ofFiles(.usage) { () throws(FileError) in
            try File.read(context.path(origin), limit: ConfigurationRecipe.largestTemplate)
        }
        if let attachment, Digest(bytes: SHA256.hash(bytes)) != attachment.digest {
            throw CommandFailure(.refused, "\(origin) has changed since it was proven; nothing was changed")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.usage, "\(origin) is no UTF-8", next: "save the file as UTF-8")
        }
        return ConfigurationRecipe(specification: specification, template: text, origin: origin)
    }

    /// Renders every node's configuration and checks it, before anything is sent anywhere.
    ///
    /// - Parameter hosts: every node of the network.
    func make(
        _ recipe: ConfigurationRecipe, network: Network, hosts: [Host], release: Release, service: Service
    ) async throws(CommandFailure) -> MadeConfigurations {
        let renderings = try render(recipe, network: network, hosts: hosts, release: release, service: service)
        var reading = SecretReading(context, vaultPassword: recipe.specification.vaultPassword)
        var uploads: [HostID: ConfigurationUpload] = [:]
        for host in hosts {
            guard let rendering = renderings[host.id] else { continue }
            uploads[host.id] = try await upload(rendering, of: host.id, recipe.specification.form, &reading)
        }
        return MadeConfigurations(recipe: recipe, renderings: renderings, uploads: uploads)
    }

    private func render(
        _ recipe: ConfigurationRecipe, network: Network, hosts: [Host], release: Release, service: Service
    ) throws(CommandFailure) -> [HostID: ConfigurationRendering] {
        let renderer: ConfigurationRenderer
        do throws(TemplateErrors) {
            renderer = try ConfigurationRenderer(
                recipe, network: network.id, hosts: hosts, outsidePower: network.outsidePower, release: release,
                service: service)
        } catch {
            throw Self.failure(error.diagnostics)
        }
        var renderings: [HostID: ConfigurationRendering] = [:]
        var errors: [Diagnostic] = []
        for host in hosts.sorted(by: { $0.id < $1.id }) {
            do throws(TemplateErrors) {
                let rendering = try renderer.render(host)
                let problem = RenderedText.problem(
                    of: Array(rendering.masked.utf8), form: recipe.specification.form,
                    file: "\(recipe.origin) (\(host.id))")
                if let problem { errors.append(Diagnostic(.error, problem, at: nil)) }
                renderings[host.id] = rendering
            } catch {
                errors += error.diagnostics.filter { !errors.contains($0) }
            }
            if errors.count > Self.maximumErrors { break }
        }
        guard errors.isEmpty else { throw Self.failure(errors) }
        return renderings
    }

    private static func failure(_ diagnostics: [Diagnostic]) -> CommandFailure {
        let shown = DiagnosticText.lines(of: Array(diagnostics.prefix(maximumErrors)))
        let left = diagnostics.count > maximumErrors ? ["error: there is more; mend these first"] : []
        return CommandFailure(.usage, shown + left)
    }

    private func upload(
        _ rendering: ConfigurationRendering, of host: HostID, _ form: ConfigurationSpecification.Form,
        _ reading: inout SecretReading
    ) async throws(CommandFailure) -> ConfigurationUpload {
        var secrets: [ConfigurationName: [UInt8]] = [:]
        for (name, source) in rendering.sources.sorted(by: { $0.key < $1.key }) {
            do throws(SecretFailure) {
                secrets[name] = try await reading.read(name, from: source).revealedBytes
            } catch {
                throw CommandFailure(
                    .refused, "the secret '\(name)' of \(host) cannot be had; nothing was changed", facts: [error.what])
            }
        }
        guard let text = rendering.text(with: secrets) else {
            throw CommandFailure(
                .refused, "a secret of \(host) is no UTF-8, and the template writes it as JSON; nothing was changed")
        }
        if !secrets.isEmpty, let problem = RenderedText.problem(ofSecret: text, form: form, file: "\(host)") {
            throw CommandFailure(.refused, "\(problem); nothing was changed", next: "write ${secret.NAME:json} there")
        }
        return ConfigurationUpload(
            id: try id(of: text, isSecret: !secrets.isEmpty), content: Secret(text),
            digest: Secret(Array(Hexadecimal.encode(SHA256.hash(text)).utf8)), masked: rendering.masked)
    }

    private func id(of text: [UInt8], isSecret: Bool) throws(CommandFailure) -> ConfigurationID {
        let bytes = isSecret ? HMAC.sha256(key: try ConfigurationKey.ofProject(site), text) : SHA256.hash(text)
        guard let digest = Digest(bytes: bytes) else { preconditionFailure("SHA-256 gives 32 bytes") }
        return ConfigurationID(digest)
    }
}
