/// A machine we log in to, with the node that runs on it and where things lie there.
public struct Host: Sendable, Codable, Equatable {
    public let id: HostID
    public let connection: Connection
    public let network: NetworkID
    public let role: Role
    /// Zero for a node that does not sign.
    public let votingPower: VotingPower
    /// Canaries are changed first.
    public let isCanary: Bool
    /// The failure domain, where one is stated.
    public let zone: String?
    public let paths: HostPaths
    public let probes: ProbeAddresses
    /// Which program the node is, where it is stated.
    public let implementation: Implementation?
    /// Which key it signs with, where it is stated: a public key or its digest, never the key.
    public let signingKey: SigningKeyID?
    /// What the inventory states for templates of configurations (`cj_config_NAME`); nil when nothing.
    public let settings: [ConfigurationValue]?

    public init(
        id: HostID, connection: Connection, network: NetworkID, role: Role, votingPower: VotingPower, isCanary: Bool,
        zone: String?, paths: HostPaths, probes: ProbeAddresses, implementation: Implementation? = nil,
        signingKey: SigningKeyID? = nil, settings: [ConfigurationValue]? = nil
    ) {
        self.id = id
        self.connection = connection
        self.network = network
        self.role = role
        self.votingPower = votingPower
        self.isCanary = isCanary
        self.zone = zone
        self.paths = paths
        self.probes = probes
        self.implementation = implementation
        self.signingKey = signingKey
        self.settings = settings
    }
}

extension Host {
    /// The same host with its key and known_hosts files as `resolve` gives them: a relative path of an inventory starts in
    /// the project's folder.
    public func resolvingLocalFiles(_ resolve: (String) -> String) -> Host {
        Host(
            id: id,
            connection: Connection(
                address: connection.address, port: connection.port, user: connection.user,
                identityFiles: connection.identityFiles.map(resolve),
                knownHostsFiles: connection.knownHostsFiles.map(resolve), engine: connection.engine,
                unstated: connection.unstated, options: connection.options),
            network: network, role: role, votingPower: votingPower, isCanary: isCanary, zone: zone, paths: paths,
            probes: probes, implementation: implementation, signingKey: signingKey, settings: settings)
    }
}

/// Which program a node is.
public enum Implementation: String, Sendable, Codable, CaseIterable {
    case python, go
    /// Go with the native core library.
    case goWithCore = "go+core"
}

/// What the node on a host is for.
public enum Role: String, Sendable, Codable, CaseIterable {
    case validator, observer
}

/// How to log in to a host: Ansible's `ansible_host`, `ansible_port`, `ansible_user`, `ansible_ssh_private_key_file`.
public struct Connection: Sendable, Codable, Equatable {
    public let address: String
    public let port: UInt16
    public let user: String
    /// Private key files to offer, in order; empty means the user's defaults.
    public let identityFiles: [String]
    /// Files of known host keys; empty means the user's and the system's.
    public let knownHostsFiles: [String]
    /// The client that is to be used; nil leaves it to the rules.
    public let engine: ConnectionEngine?
    /// What the inventory leaves open: ssh_config may say it, and what stands here holds where that does not. Nil is nothing.
    public let unstated: [Detail]?
    /// Options for ssh that the inventory names, which go before ssh_config; nil is none.
    public let options: [ConnectionOption]?

    /// What an inventory need not say.
    public enum Detail: String, Sendable, Codable {
        case port, user
    }

    public init(
        address: String, port: UInt16, user: String, identityFiles: [String], knownHostsFiles: [String],
        engine: ConnectionEngine? = nil, unstated: [Detail]? = nil, options: [ConnectionOption]? = nil
    ) {
        self.address = address
        self.port = port
        self.user = user
        self.identityFiles = identityFiles
        self.knownHostsFiles = knownHostsFiles
        self.engine = engine
        self.unstated = unstated
        self.options = options
    }
}

/// One of ssh's options (`-o Name=value`), the name in lower case as ssh_config(5) has it.
public struct ConnectionOption: Sendable, Codable, Equatable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Which client carries the connection to a host.
public enum ConnectionEngine: String, Sendable, Codable, CaseIterable {
    /// Our own, in this process.
    case native
    /// The `ssh` program of OpenSSH.
    case openssh
}

/// Absolute paths on the host.
public struct HostPaths: Sendable, Codable, Equatable {
    /// Holds `store/`, `releases/`, `current` and `previous`.
    public let installRoot: String
    /// Holds the fence, the journal and the armed undo.
    public let stateDirectory: String
    /// The node's own data, where it is stated: signing state, keys and chain. Nothing in it is ever written or removed.
    public let dataDirectory: String?

    public init(installRoot: String, stateDirectory: String, dataDirectory: String? = nil) {
        self.installRoot = installRoot
        self.stateDirectory = stateDirectory
        self.dataDirectory = dataDirectory
    }
}

/// Where a node is looked at, as base URLs without a trailing slash.
public struct ProbeAddresses: Sendable, Codable, Equatable {
    /// Serves `/health` and `/v1/status`.
    public let api: String
    /// The Prometheus endpoint, where there is one.
    public let metrics: String?

    public init(api: String, metrics: String?) {
        self.api = api
        self.metrics = metrics
    }
}
