internal import CSSH2

/// What a session may be built from, most wanted first.
///
/// Finite-field Diffie-Hellman is left out: its 5 to 150 ms of arithmetic would stall every other session of the reactor.
/// Names that the installed libssh2 does not know are left out; 1.10 knows neither GCM nor encrypt-then-MAC.
struct Algorithms {
    private static let keyExchange = [
        "curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
        "ecdh-sha2-nistp521",
    ]
    /// No `ssh-rsa`: its signatures are over SHA-1.
    static let hostKeys = [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512",
        "rsa-sha2-256",
    ]
    private static let ciphers = [
        "aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr",
    ]
    private static let authentication = [
        "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512",
    ]

    private let hostKeys: [String]

    /// - Parameters:
    ///   - known: types of the keys known for the host. A server with several keys then shows one that can be verified, as
    ///     OpenSSH has it too.
    ///   - wish: what ssh_config says of them.
    init(knownKeyTypes known: [String], wish: HostKeyAlgorithms? = nil) {
        let fitting = known.flatMap { $0 == "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [$0] }
            .filter(Self.hostKeys.contains)
        hostKeys = HostKeyAlgorithms.offered(wish, of: Self.hostKeys, known: fitting)
    }

    /// Whether the installed libssh2 can verify any of the keys that may be shown.
    var canVerify: Bool { !InstalledAlgorithms.supported(hostKeys, by: LIBSSH2_METHOD_HOSTKEY).isEmpty }

    /// libssh2's number of each list, and of the list what it knows; empty where it knows nothing of it.
    var preferences: [(Int32, String)] {
        [
            (LIBSSH2_METHOD_KEX, Self.keyExchange), (LIBSSH2_METHOD_HOSTKEY, hostKeys),
            (LIBSSH2_METHOD_CRYPT_CS, Self.ciphers), (LIBSSH2_METHOD_CRYPT_SC, Self.ciphers),
            (LIBSSH2_METHOD_MAC_CS, Self.authentication), (LIBSSH2_METHOD_MAC_SC, Self.authentication),
        ].map { ($0, InstalledAlgorithms.supported($1, by: $0).joined(separator: ",")) }
    }
}
