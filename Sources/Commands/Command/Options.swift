import Arguments

/// Options that mean the same wherever they stand.
enum Options {
    static let json = OptionSpecification("--json", .flag, summary: "Print JSON.")
    static let inventory = OptionSpecification(
        "--inventory", short: "-i", .repeatedValue("PATH"),
        summary: "The inventory, a file or a folder; the last counts most.",
        defaultText: "cjctl.yaml's")
    static let network = OptionSpecification(
        "--network", .value("ID"), summary: "The network, where the inventory has several.")
    static let release = OptionSpecification(
        "--release", .value("NAME"), summary: "The release.", defaultText: "cjctl.yaml's")
    static let reason = OptionSpecification("--reason", .value("TEXT"), summary: "Why, for the record.")

    /// What a plan can be made of.
    static let planning = [
        inventory, network, release,
        OptionSpecification(
            "--playbook", .value("FILE"), summary: "Phases and deadlines.", defaultText: "cjctl.yaml's"),
        OptionSpecification("--bake", .value("TIME"), summary: "Every phase bakes this long instead."),
        OptionSpecification(
            "--waive", .repeatedValue("GUARD=REASON"), summary: "Go on without a guard, on the record: quorum."),
    ]
}
