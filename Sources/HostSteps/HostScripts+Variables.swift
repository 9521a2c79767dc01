import FleetModel
import RolloutPlanning

/// What the scripts' variables are set to.
extension HostScripts {
    func base(nonce: Nonce) -> ShellVariables {
        var variables = ShellVariables()
        variables.set("nonce", nonce.rawValue)
        variables.set("root", host.paths.installRoot)
        variables.set("state", host.paths.stateDirectory)
        variables.set("lock_wait", "\(StepLimits.lockWait.milliseconds / 1000)")
        return variables
    }

    func add(_ identity: Identity, token: UInt64, step: String, to variables: inout ShellVariables) {
        variables.set("run", identity.run.rawValue)
        variables.set("process", identity.process.rawValue)
        variables.set("plan", identity.planDigest.description)
        variables.set("token", "\(token)")
        variables.set("step", step)
    }

    func addService(to variables: inout ShellVariables, limit: TimeSpan) {
        variables.set("limit", "\(limit.milliseconds / 1000)")
        variables.set("binary", service.binary)
        switch service.manager {
        case .systemd(let unit):
            variables.set("unit", unit)
            // A unit of its own beside the service's; an instance's `@` would make it a template.
            let watcher = "cjctl-deadman-" + unit.replacing("@", with: "-")
            variables.set("watcher_unit", watcher)
            variables.set("watcher_file", "/etc/systemd/system/\(watcher)")
            for name in ["service_start", "service_stop", "service_status"] { variables.set(name, "") }
        case .command(let start, let stop, let status):
            variables.set("unit", "")
            variables.set("service_start", start)
            variables.set("service_stop", stop)
            variables.set("service_status", status)
        }
    }

    func addRelease(to variables: inout ShellVariables, _ reference: ReleaseReference?, _ release: Release?) {
        variables.set("release_name", reference?.name.rawValue ?? "")
        variables.set("release_digest", reference?.digest.description ?? "")
        let files = release.flatMap { $0.reference == reference ? $0.files : nil } ?? []
        let listing = String(decoding: Release.listing(of: files).dropLast(), as: UTF8.self)
        variables.set("listing", listing)
        let sizes = files.enumerated().map { index, file in
            "\(index == files.count - 1 ? "last" : "\(file.size)"):\(file.name)"
        }
        variables.set("file_sizes", sizes.joined(separator: " "))
        let modes = files.compactMap { file in file.mode.map { "\($0.rawValue):\(file.name)" } }
        variables.set("file_modes", modes.joined(separator: " "))
        variables.set("upload_size", "\(files.reduce(0) { $0 + $1.size })")
    }
}
