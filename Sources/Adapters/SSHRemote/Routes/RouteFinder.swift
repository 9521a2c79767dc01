import FleetModel
import OpenSSHFiles
import SSH

/// Finds the way to each host. ssh_config is read once, and each host resolved once by whoever keeps the route.
struct RouteFinder: Sendable {
    /// How many bastions one host may lie behind.
    static let maximumDepth = 8
    private static let standardPort: UInt16 = 22
    private static let inventory = "inventory"
    private static let standard = "default"

    let config: SSHConfigResolver
    let accounts: Accounts
    let deadlines: SSHDeadlines

    /// - Throws: `RemoteTrouble`, which names the place of what is wrong.
    func route(to host: Host) async throws(RemoteTrouble) -> HostRoute {
        let connection = host.connection
        var wish = Wish(alias: connection.address)
        if connection.unstated?.contains(.port) != true { wish.port = connection.port }
        if connection.unstated?.contains(.user) != true { wish.user = connection.user }
        wish.fallbackUser = connection.user
        wish.identityFiles = connection.identityFiles
        wish.knownHostsFiles = connection.knownHostsFiles
        wish.options = (connection.options ?? []).map {
            SSHSettings.Option(keyword: $0.name, value: $0.value, origin: "inventory, ansible_ssh_common_args")
        }
        do throws(SSHConfigError) {
            return try await route(wish, over: nil, depth: 0)
        } catch {
            throw RemoteTrouble(message: "\(error)")
        }
    }

    /// What is settled of a server before ssh_config is asked.
    private struct Wish {
        var alias: String
        var port: UInt16?
        var user: String?
        /// Who logs in when nobody says it; nil for the one who asks.
        var fallbackUser: String?
        var identityFiles: [String] = []
        var knownHostsFiles: [String] = []
        var options: [SSHSettings.Option] = []

        init(alias: String) { self.alias = alias }
    }

    /// - Parameter hops: the bastions that the jump list before this server names; nil when its own settings decide.
    private func route(_ wish: Wish, over hops: [JumpHop]?, depth: Int) async throws(SSHConfigError) -> HostRoute {
        guard depth <= Self.maximumDepth else {
            throw SSHConfigError(
                .tooMuch, wish.alias, "it lies behind more than \(Self.maximumDepth) bastions, or behind itself")
        }
        let settings = try await config.settings(wish.alias, user: wish.user, options: wish.options)
        let asker = config.asker
        let configured = try settings.port()
        let port = wish.port ?? configured ?? Self.standardPort
        let user = wish.user ?? settings["user"]?.text ?? wish.fallbackUser ?? asker.user
        let names = SSHSettings.Names(hostName: try settings.hostName(), port: port, user: user, asker: asker)
        var endpoint = SSHEndpoint(address: names.hostName, port: port, user: user)
        endpoint.hostKeyAlias = settings["hostkeyalias"]?.text
        let origins = [
            "port": wish.port == nil ? Self.origin(settings["port"]) : Self.inventory,
            "user": wish.user == nil ? Self.origin(settings["user"]) : Self.inventory,
            "address": Self.origin(settings["hostname"]),
            "keys": wish.identityFiles.isEmpty ? Self.origin(settings["identityfile"]) : Self.inventory,
            "way": Self.origin(settings["proxyjump"] ?? settings["proxycommand"]),
        ]
        return HostRoute(
            endpoint: endpoint, way: try await way(settings, names, hops, depth),
            credentials: try accounts.credentials(settings, names, stated: wish.identityFiles),
            verifier: try accounts.verifier(settings, names, stated: wish.knownHostsFiles),
            deadlines: try deadlines(settings), preferences: try settings.preferences(), settings: settings,
            origins: origins)
    }

    private func way(
        _ settings: SSHSettings, _ names: SSHSettings.Names, _ given: [JumpHop]?, _ depth: Int
    ) async throws(SSHConfigError) -> HostRoute.Way {
        var hops = given
        if hops == nil, let jump = settings["proxyjump"] {
            hops = try JumpHop.list(jump.text, place: "\(jump.place)")
        }
        if let hops, let last = hops.last {
            var wish = Wish(alias: last.host)
            (wish.port, wish.user) = (last.port, last.user)
            // Who stands first in a list is reached as its own settings say.
            let before = hops.dropLast()
            return .jump(try await route(wish, over: before.isEmpty ? nil : Array(before), depth: depth + 1))
        }
        guard let proxy = settings["proxycommand"], proxy.text.lowercased() != "none" else { return .direct }
        return .command(try settings.command(proxy, names))
    }

    private func deadlines(_ settings: SSHSettings) throws(SSHConfigError) -> SSHDeadlines {
        var deadlines = deadlines
        if let limit = try settings.time("connecttimeout"), limit > .zero { deadlines.connect = limit }
        return deadlines
    }

    private static func origin(_ setting: SSHSettings.Setting?) -> String { setting.map { "\($0.place)" } ?? standard }
}
