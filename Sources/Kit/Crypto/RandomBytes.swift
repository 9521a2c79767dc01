internal import CCrypto

/// Bytes that nobody can foresee, from libcrypto: for salts, never for anything that a replay has to repeat.
public enum RandomBytes {
    public static func make(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let code = unsafe RAND_bytes(&bytes, Int32(count))
        precondition(code == 1, "libcrypto's generator is seeded by the kernel, which does not fail")
        return bytes
    }
}
