internal import CSSH2

/// What the installed libssh2 can do: the names of each of its lists, asked once per process.
///
/// Only these may be offered to it. 1.10 and 1.11 take an unknown name out of a list with `memcpy` over overlapping bytes
/// (`libssh2_session_method_pref`), which may leave anything behind.
///
/// `@safe`: the session is asked and freed here, and each list is freed after its names were copied.
@safe enum InstalledAlgorithms {
    private static let methods = [
        LIBSSH2_METHOD_KEX, LIBSSH2_METHOD_HOSTKEY, LIBSSH2_METHOD_CRYPT_CS, LIBSSH2_METHOD_CRYPT_SC,
        LIBSSH2_METHOD_MAC_CS, LIBSSH2_METHOD_MAC_SC,
    ]

    private static let names: [Int32: Set<String>] = {
        guard let session = unsafe libssh2_session_init_ex(nil, nil, nil, nil) else { return [:] }
        defer { unsafe _ = libssh2_session_free(session) }
        return Dictionary(uniqueKeysWithValues: methods.map { ($0, unsafe names(of: $0, session)) })
    }()

    /// Those of `wanted` that exist here, in their order; `method` is one of libssh2's `LIBSSH2_METHOD_…`.
    static func supported(_ wanted: [String], by method: Int32) -> [String] {
        wanted.filter { names[method]?.contains($0) == true }
    }

    private static func names(of method: Int32, _ session: OpaquePointer) -> Set<String> {
        var list: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        let count = unsafe libssh2_session_supported_algs(session, method, &list)
        guard count > 0, let list = unsafe list else { return [] }
        defer { unsafe libssh2_free(session, list) }
        return Set((0..<Int(count)).compactMap { unsafe list[$0].map { unsafe String(cString: $0) } })
    }
}
