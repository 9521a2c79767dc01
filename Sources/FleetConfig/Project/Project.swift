public import FleetModel

/// What `cjctl.yaml` says: where a project's files are and which service it is about.
public struct Project: Sendable, Equatable {
    /// The path of the inventory that is used when none is named.
    public let inventory: String
    /// The path of the playbook that is used when none is named.
    public let playbook: String
    /// The path of the ledger's database.
    public let ledger: String
    /// The folder that holds a folder for each release.
    public let releases: String
    /// What `plan` and `rollout` are about when no release is named.
    public let release: ReleaseName?
    /// The service that a release updates.
    public let service: Service
    /// The install root of hosts that do not say, absolute.
    public let installRoot: String?
    /// The state directory of hosts that do not say, absolute.
    public let stateDirectory: String?
    /// What is stated of networks, in order of ids; others have nothing outside the inventory.
    public let networks: [Network]
    /// Who has to have signed a release; nil when nobody has to.
    public let signatures: SignatureDemand?
    /// How hosts' SSH servers are leaned on.
    public let ssh: SSHLimits

    public init(
        inventory: String, playbook: String, ledger: String, releases: String, release: ReleaseName?, service: Service,
        installRoot: String?, stateDirectory: String?, networks: [Network],
        signatures: SignatureDemand? = nil, ssh: SSHLimits = .standard
    ) {
        self.inventory = inventory
        self.playbook = playbook
        self.ledger = ledger
        self.releases = releases
        self.release = release
        self.service = service
        self.installRoot = installRoot
        self.stateDirectory = stateDirectory
        self.networks = networks
        self.signatures = signatures
        self.ssh = ssh
    }

    /// Paths that a project need not name.
    public enum Standard {
        /// Where `cjctl lab up` writes the inventory of a lab.
        public static let inventory = "inventories/lab/hosts.yml"
        public static let playbook = "playbooks/rollout.yaml"
        public static let ledger = ".cjctl/ledger.db"
        public static let releases = "releases"
    }
}
