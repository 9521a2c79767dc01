public import CChainCore
internal import ChainCore

// The functions of coinjecture.h. `@implementation` has the compiler hold each of them to its declaration there.

@c @implementation
public func coinjecture_sha256_hash(
    _ data: UnsafePointer<UInt8>?, _ data_len: UInt32, _ hash_out: UnsafeMutablePointer<UInt8>?
) -> CoinjResult {
    guard let hash_out = unsafe hash_out, let bytes = unsafe CInput.array(data, data_len) else {
        return COINJ_ERR_INVALID_INPUT
    }
    return unsafe CInput.give(ChainHash(of: bytes), hash_out)
}

@c @implementation
public func coinjecture_compute_merkle_root(
    _ hashes: UnsafePointer<UInt8>?, _ hash_count: UInt32, _ root_out: UnsafeMutablePointer<UInt8>?
) -> CoinjResult {
    guard let root_out = unsafe root_out, hash_count <= MerkleTree.mostLeaves,
        let bytes = unsafe CInput.array(hashes, hash_count * UInt32(ChainHash.length))
    else { return COINJ_ERR_INVALID_INPUT }
    let starts = stride(from: 0, to: bytes.count, by: ChainHash.length)
    let leaves = starts.compactMap { ChainHash(bytes[$0..<$0 + ChainHash.length]) }
    return unsafe CInput.give(MerkleTree.root(of: leaves), root_out)
}

@c @implementation
public func coinjecture_verify_subset_sum(
    _ numbers: UnsafePointer<Int64>?, _ number_count: UInt32, _ target: Int64, _ chosen: UnsafePointer<UInt32>?,
    _ chosen_count: UInt32
) -> CoinjResult {
    guard number_count <= SubsetSum.mostNumbers, chosen_count <= number_count,
        let numbers = unsafe CInput.array(numbers, number_count), let chosen = unsafe CInput.array(chosen, chosen_count)
    else { return COINJ_ERR_INVALID_INPUT }
    return switch SubsetSum.objection(numbers: numbers, target: target, chosen: chosen) {
    case nil: COINJ_OK
    case .sizeInvalid, .choiceInvalid, .overflow: COINJ_ERR_INVALID_INPUT
    case .differs: COINJ_ERR_VERIFICATION_FAILED
    }
}

@c @implementation
public func coinjecture_compute_header_hash(
    _ header: UnsafePointer<CoinjHeader>?, _ hash_out: UnsafeMutablePointer<UInt8>?
) -> CoinjResult {
    guard let hash_out = unsafe hash_out, let header = unsafe header?.pointee else { return COINJ_ERR_INVALID_INPUT }
    guard header.format == BlockHeader.currentFormat else { return COINJ_ERR_ENCODING }
    let value = BlockHeader(
        format: header.format, height: header.height, timestamp: header.timestamp,
        network: CInput.hash(header.network), previous: CInput.hash(header.previous),
        merkleRoot: CInput.hash(header.merkle_root), proposer: CInput.hash(header.proposer),
        program: CInput.hash(header.program))
    return unsafe CInput.give(value.hash, hash_out)
}

/// What callers hand in, as values of ours.
private enum CInput {
    /// Nil when something is announced and nothing is there.
    static func array<Element>(_ start: UnsafePointer<Element>?, _ count: UInt32) -> [Element]? {
        guard count > 0 else { return [] }
        guard let start = unsafe start else { return nil }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }

    /// A field of a C structure, which Swift sees as a tuple of its bytes.
    static func hash<Field>(_ field: Field) -> ChainHash {
        let bytes = unsafe withUnsafeBytes(of: field) { unsafe Array($0) }
        guard let hash = ChainHash(bytes) else { preconditionFailure("a header's fields have the length of a hash") }
        return hash
    }

    @unsafe static func give(_ hash: ChainHash, _ target: UnsafeMutablePointer<UInt8>) -> CoinjResult {
        unsafe target.update(from: hash.bytes, count: ChainHash.length)
        return COINJ_OK
    }
}
