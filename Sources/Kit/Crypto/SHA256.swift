internal import CCrypto
public import Files

/// SHA-256 (FIPS 180-4) at libcrypto's speed, fed piece by piece.
@safe public struct SHA256: ~Copyable {
    /// Length of a digest in bytes.
    public static let digestLength = 32
    /// Longest file that `hash(file:)` reads, in bytes: a bound against endless devices.
    public static let longestFile = 1 << 40

    private let context: OpaquePointer

    /// A digest of nothing yet.
    public init() {
        guard let made = unsafe EVP_MD_CTX_new() else {
            fatalError("libcrypto has no memory for a digest context")
        }
        unsafe context = made
        let started = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
        precondition(started == 1, "libcrypto offers SHA-256 in every configuration")
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds bytes.
    public mutating func update(_ bytes: [UInt8]) {
        update(bytes[...])
    }

    /// Adds bytes.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        let result = unsafe bytes.withUnsafeBytes { buffer in
            unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
        precondition(result == 1, "a started digest takes any bytes")
    }

    /// The digest of all that was added: 32 bytes.
    public consuming func finalize() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.digestLength)
        let result = unsafe digest.withUnsafeMutableBytes { buffer in
            unsafe EVP_DigestFinal_ex(context, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), nil)
        }
        precondition(result == 1, "a started digest can be finished once")
        return digest
    }
}

extension SHA256 {
    /// The digest of `bytes`: 32 bytes.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var digest = SHA256()
        digest.update(bytes)
        return digest.finalize()
    }

    /// The digest of a file's content, read once from start to end.
    public static func hash(file path: String) throws(FileError) -> [UInt8] {
        let file = try FileDescriptor(opening: path, for: .read)
        return try hash(contentOf: file)
    }

    /// The digest of what is left to read from an open file.
    public static func hash(contentOf file: borrowing FileDescriptor) throws(FileError) -> [UInt8] {
        var digest = SHA256()
        var chunk = [UInt8](repeating: 0, count: FileDescriptor.chunkLength)
        var total = 0
        while true {
            let count = try file.read(into: &chunk)
            if count == 0 { return digest.finalize() }
            total += count
            guard total <= longestFile else { throw FileError("read", file.path, .tooLarge(limit: longestFile)) }
            digest.update(chunk[..<count])
        }
    }
}
