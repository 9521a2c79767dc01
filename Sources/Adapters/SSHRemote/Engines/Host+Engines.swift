import FleetModel
import OpenSSHFiles
import OpenSSHProgram
import SSH
import SSHKeys

extension EngineFacts {
    /// What the inventory and ssh_config say of a host.
    init(_ host: Host, _ route: HostRoute) {
        self.init(wish: host.connection.engine, libssh2: LibraryVersion(SSHLibrary.version))
        keyTypes = route.credentials.identities.map(\.publicKey.type)
        hasTokenKeys = route.credentials.unusable.contains { $0.code == .needsOpenSSH }
        hasAgent = route.credentials.agent != nil
        settings = route.settings.texts
        var way = route.way
        while case .jump(let bastion) = way {
            bastions.append(bastion.settings.texts)
            way = bastion.way
        }
        // With an agent there may be a key to offer.
        if hasAgent { settings["gssapiauthentication"] = nil }
        let alias = route.endpoint.hostKeyAlias
        isKnownByAuthorityOnly = route.verifier.known.isKnownByAuthorityOnly(
            address: alias ?? route.endpoint.address, port: alias == nil ? route.endpoint.port : 22)
    }
}

extension OpenSSHTarget {
    /// The same host for `ssh`, which reads ssh_config by itself: only what the inventory states is said.
    init(_ host: Host, _ route: HostRoute) {
        let connection = host.connection
        self.init(destination: connection.address)
        port = connection.unstated?.contains(.port) == true ? nil : connection.port
        // Where ssh_config names nobody, ssh would take who runs it for the user, and the inventory may know better.
        user = route.endpoint.user
        identityFiles = connection.identityFiles
        knownHostsFiles = connection.knownHostsFiles
        let word = try? route.settings.hostKeyChecking()
        // Never `no`, under which ssh lets a changed key pass.
        hostKeyChecking = knownHostsFiles.isEmpty && (word == "no" || word == "accept-new") ? "accept-new" : "yes"
        // Or the program's own, for connections that nobody wants watched differently, would go before the user's.
        let keepAlive = route.preferences.keepAlive
        if keepAlive != .standard {
            settings["serveraliveinterval"] = "\(keepAlive.interval)"
            settings["serveralivecountmax"] = "\(keepAlive.count)"
        }
        bastions = Self.bastions(route, asking: false)
        let settled = Set(["stricthostkeychecking"] + (bastions.isEmpty ? [] : ["proxyjump"]))
        for option in connection.options ?? [] where settings[option.name] == nil && !settled.contains(option.name) {
            settings[option.name] = option.value
        }
    }

    private static func bastions(_ route: HostRoute, asking: Bool) -> [OpenSSHBastion] {
        guard case .jump(let next) = route.way else { return [] }
        var bastion = OpenSSHBastion(destination: next.settings.alias)
        (bastion.port, bastion.user) = (next.endpoint.port, next.endpoint.user)
        // As for the host itself: never `no`.
        let word = (try? next.settings.hostKeyChecking()) ?? "ask"
        bastion.hostKeyChecking = word == "no" ? "accept-new" : word == "ask" && !asking ? "yes" : word
        return bastions(next, asking: asking) + [bastion]
    }

    /// The same for an `ssh` that may ask a person, when what it failed for is what ssh_config has it ask for; nil otherwise.
    func asking(_ route: HostRoute, after error: SSHError) -> OpenSSHTarget? {
        guard (try? route.settings.flag("batchmode")) != true else { return nil }
        let word = (try? route.settings.hostKeyChecking()) ?? "ask"
        let isNewHostAsked = word == "ask" && knownHostsFiles.isEmpty
        var asking = self
        asking.asksAtTerminal = true
        asking.bastions = Self.bastions(route, asking: true)
        switch error.code {
        case .hostKeyUnknown where isNewHostAsked || asking.bastions.contains { $0.hostKeyChecking == "ask" }: break
        case .authenticationRefused where route.credentials.password != nil: break
        default: return nil
        }
        if isNewHostAsked { asking.hostKeyChecking = "ask" }
        return asking
    }
}
