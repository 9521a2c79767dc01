internal import Crypto

/// The Merkle tree of RFC 6962 (§2.1) over hashes.
///
/// A leaf is SHA-256 of a zero byte and the hash; an inner node SHA-256 of a one byte and its two children. A node that
/// has no neighbour goes up one level as it is, so that no list has the root of another one. An empty list has SHA-256
/// of nothing.
public enum MerkleTree {
    /// Hashes that one tree may have at most.
    public static let mostLeaves = 1 << 20

    private static let leafPrefix: [UInt8] = [0]
    private static let nodePrefix: [UInt8] = [1]

    /// The root over these hashes, in this order.
    public static func root(of hashes: [ChainHash]) -> ChainHash {
        guard !hashes.isEmpty else { return ChainHash(of: []) }
        var level = hashes.map { hash(leafPrefix, $0.bytes, []) }
        while level.count > 1 {
            var above: [[UInt8]] = []
            above.reserveCapacity((level.count + 1) / 2)
            for left in stride(from: 0, to: level.count, by: 2) {
                above.append(
                    left + 1 < level.count ? hash(nodePrefix, level[left], level[left + 1]) : level[left])
            }
            level = above
        }
        return ChainHash(trusted: level[0])
    }

    private static func hash(_ prefix: [UInt8], _ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        SHA256.hash(prefix + left + right)
    }
}
