/// How the configurations of a network's nodes are made: `config:` of a playbook. It holds no secret.
public struct ConfigurationSpecification: Sendable, Codable, Equatable {
    /// What a rendered text has to be.
    public enum Form: String, Sendable, Codable, CaseIterable {
        case yaml, json, text
    }

    /// The template's path in the project; nil: the release brings it.
    public let template: String?
    /// The file on the host, absolute; names in it are filled in for each node.
    public let path: String
    public let form: Form
    /// Who owns the file on the host; nil: who logs in.
    public let owner: String?
    /// The same for the whole fleet: the genesis timestamp among them, which would fork the chain if it were not.
    public let values: [ConfigurationValue]
    public let secrets: [SecretReference]
    /// Where the password of encrypted files comes from.
    public let vaultPassword: String?

    public init(
        template: String?, path: String, form: Form, owner: String?, values: [ConfigurationValue],
        secrets: [SecretReference], vaultPassword: String?
    ) {
        self.template = template
        self.path = path
        self.form = form
        self.owner = owner
        self.values = values
        self.secrets = secrets
        self.vaultPassword = vaultPassword
    }

    /// Where the file goes when nothing is said.
    public static let standardPath = "${install_root}/config.yaml"
}

/// A specification with the text of its template: all that rendering needs but the hosts and the secrets.
public struct ConfigurationRecipe: Sendable, Codable, Equatable {
    /// In bytes.
    public static let largestTemplate = 256 << 10

    public let specification: ConfigurationSpecification
    public let template: String
    /// The name that diagnostics carry.
    public let origin: String

    public init(specification: ConfigurationSpecification, template: String, origin: String) {
        self.specification = specification
        self.template = template
        self.origin = origin
    }
}
