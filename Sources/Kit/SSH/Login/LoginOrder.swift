import SSHKeys

/// In which order keys are offered: certificates before keys, and whoever has to ask a person last.
struct LoginOrder {
    /// Named, and nobody else is needed to sign by them.
    let ready: [any SSHIdentity]
    /// Named, and an agent or a person has to sign.
    private let waiting: [any SSHIdentity]
    private let takesUnnamed: Bool

    init(named: [any SSHIdentity], takesUnnamed: Bool) {
        let isReady = { (identity: any SSHIdentity) in !identity.asksAPerson && !Self.isPublicOnly(identity) }
        let sorted = Self.certificatesFirst(named)
        ready = sorted.filter(isReady)
        waiting = sorted.filter { !isReady($0) }
        self.takesUnnamed = takesUnnamed
    }

    /// Whether an agent could add anything.
    var wantsAgent: Bool { takesUnnamed || !waiting.isEmpty }

    /// What comes after `ready`, given what the agent holds. What stays without anybody to sign comes back as a reason.
    func rest(held: [any SSHIdentity]) -> (identities: [any SSHIdentity], unusable: [SSHKeyError]) {
        let byKey = Dictionary(held.map { ($0.publicKey, $0) }) { first, _ in first }
        var inAgent: [any SSHIdentity] = []
        var asking: [any SSHIdentity] = []
        var unusable: [SSHKeyError] = []
        for identity in waiting {
            if let signer = Self.signed(identity, by: byKey) {
                inAgent.append(signer)
            } else if identity.asksAPerson {
                asking.append(identity)
            } else {
                unusable.append(SSHPublicIdentity(identity.publicKey, source: identity.source).explanation)
            }
        }
        let known = Set((ready + inAgent + asking).map(\.publicKey))
        let unnamed = takesUnnamed ? held.filter { !known.contains($0.publicKey) } : []
        return (inAgent + unnamed + asking, unusable)
    }

    /// The same key, or certificate, with somebody from the agent who signs.
    private static func signed(_ identity: any SSHIdentity, by held: [HostKey: any SSHIdentity]) -> (any SSHIdentity)? {
        guard let certificate = identity as? SSHCertificateIdentity else { return held[identity.publicKey] }
        return held[certificate.signer.publicKey].flatMap {
            SSHCertificateIdentity(certificate.publicKey, source: certificate.source, signer: $0)
        }
    }

    private static func isPublicOnly(_ identity: any SSHIdentity) -> Bool {
        if let certificate = identity as? SSHCertificateIdentity { return isPublicOnly(certificate.signer) }
        return identity is SSHPublicIdentity
    }

    private static func certificatesFirst(_ identities: [any SSHIdentity]) -> [any SSHIdentity] {
        let isCertificate = { (identity: any SSHIdentity) in SignatureAlgorithm.isCertificate(identity.publicKey.type) }
        return identities.filter(isCertificate) + identities.filter { !isCertificate($0) }
    }
}
