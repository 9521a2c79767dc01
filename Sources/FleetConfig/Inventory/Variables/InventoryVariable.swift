/// The variables that are read of a host, whether they stand there or with one of its groups.
///
/// Names and meanings of the `ansible_` ones are Ansible's (docs: Connecting to hosts, behavioural inventory parameters).
enum InventoryVariable: String, CaseIterable {
    case address = "ansible_host"
    case port = "ansible_port"
    case user = "ansible_user"
    case privateKeyFile = "ansible_ssh_private_key_file"
    case sshArguments = "ansible_ssh_common_args"
    case network = "cj_network"
    case networkOutsidePower = "cj_network_outside_power"
    case role = "cj_role"
    case votingPower = "cj_voting_power"
    case signingKey = "cj_signing_key"
    case implementation = "cj_implementation"
    case zone = "cj_zone"
    case canary = "cj_canary"
    case api = "cj_api"
    case metrics = "cj_metrics"
    case installRoot = "cj_install_root"
    case stateDirectory = "cj_state_dir"
    case dataDirectory = "cj_data_dir"
    case knownHosts = "cj_known_hosts"
    case engine = "cj_ssh_engine"

    static let names = allCases.map(\.rawValue)
    static let ownNames = names.filter { $0.hasPrefix(ownPrefix) }
    static let ansibleNames = names.filter { $0.hasPrefix(ansiblePrefix) }

    /// Variables that start so are ours: one that is not known is a mistake.
    static let ownPrefix = "cj_"
    /// Variables that start so are values for templates of configurations, by whatever name follows.
    static let settingPrefix = "cj_config_"
    /// Variables that start so are Ansible's; most do not concern us.
    static let ansiblePrefix = "ansible_"
}
