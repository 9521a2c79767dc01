internal import CChainCore
public import ChainCore
internal import Glibc

/// A shared library with the functions of coinjecture.h.
///
/// Loading one runs its code in this process. It stays loaded: libraries with a runtime in them cannot be unloaded.
@safe public struct NativeCore: VectorEngine {
    private typealias Bytes = UnsafePointer<UInt8>
    private typealias Output = UnsafeMutablePointer<UInt8>
    private typealias HashBytes = @convention(c) (Bytes?, UInt32, Output?) -> UInt32
    private typealias HashHeader = @convention(c) (UnsafePointer<CoinjHeader>?, Output?) -> UInt32
    private typealias CheckSum =
        @convention(c) (UnsafePointer<Int64>?, UInt32, Int64, UnsafePointer<UInt32>?, UInt32) -> UInt32

    private let sha256: HashBytes
    private let merkle: HashBytes
    private let header: HashHeader
    private let sum: CheckSum

    /// Loads a library.
    public init(path: String) throws(VectorError) {
        // Without a slash the loader would search its own folders.
        guard let handle = unsafe dlopen(path.contains("/") ? path : "./\(path)", RTLD_NOW | RTLD_LOCAL) else {
            throw VectorError(.libraryInvalid, "\(path) cannot be loaded: \(Self.reason)")
        }
        unsafe sha256 = unsafeBitCast(try Self.symbol("coinjecture_sha256_hash", handle, path), to: HashBytes.self)
        unsafe merkle = unsafeBitCast(
            try Self.symbol("coinjecture_compute_merkle_root", handle, path), to: HashBytes.self)
        unsafe header = unsafeBitCast(
            try Self.symbol("coinjecture_compute_header_hash", handle, path), to: HashHeader.self)
        unsafe sum = unsafeBitCast(try Self.symbol("coinjecture_verify_subset_sum", handle, path), to: CheckSum.self)
    }

    private static func symbol(
        _ name: String, _ handle: UnsafeMutableRawPointer, _ path: String
    ) throws(VectorError) -> UnsafeMutableRawPointer {
        guard let found = unsafe dlsym(handle, name) else {
            throw VectorError(.libraryInvalid, "\(path) lacks the function \(name)")
        }
        return unsafe found
    }

    private static var reason: String {
        guard let text = unsafe dlerror() else { return "no reason given" }
        return unsafe String(cString: text)
    }

    public func digest(of bytes: [UInt8]) -> VectorAnswer {
        unsafe answer { output in unsafe sha256(bytes, UInt32(bytes.count), output) }
    }

    public func root(of hashes: [ChainHash]) -> VectorAnswer {
        let bytes = hashes.flatMap(\.bytes)
        return unsafe answer { output in unsafe merkle(bytes, UInt32(hashes.count), output) }
    }

    public func hash(of header: BlockHeader) -> VectorAnswer {
        var value = CoinjHeader()
        value.format = header.format
        value.height = header.height
        value.timestamp = header.timestamp
        Self.put(header.network, into: &value.network)
        Self.put(header.previous, into: &value.previous)
        Self.put(header.merkleRoot, into: &value.merkle_root)
        Self.put(header.proposer, into: &value.proposer)
        Self.put(header.program, into: &value.program)
        return unsafe answer { output in unsafe self.header(&value, output) }
    }

    public func check(numbers: [Int64], target: Int64, chosen: [UInt32]) -> VectorAnswer {
        .result(unsafe sum(numbers, UInt32(numbers.count), target, chosen, UInt32(chosen.count)))
    }

    private func answer(_ call: (Output) -> UInt32) -> VectorAnswer {
        var bytes = [UInt8](repeating: 0, count: ChainHash.length)
        let code = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe call($0) } ?? 5
        }
        guard code == 0, let hash = ChainHash(bytes) else { return .result(code) }
        return .hash(hash)
    }

    /// A field of a C structure is a tuple of its bytes to Swift.
    private static func put<Field>(_ hash: ChainHash, into field: inout Field) {
        unsafe withUnsafeMutableBytes(of: &field) { unsafe $0.copyBytes(from: hash.bytes) }
    }
}
