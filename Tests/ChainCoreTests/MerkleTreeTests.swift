import Testing

@testable import ChainCore

@Suite("Merkle tree")
struct MerkleTreeTests {
    private func leaves(_ count: Int) -> [ChainHash] { (0..<count).map { ChainHash(of: [UInt8($0)]) } }

    @Test("every leaf, its place and their number count")
    func everythingCounts() {
        let five = leaves(5)
        var seen: Set<ChainHash> = [MerkleTree.root(of: five)]
        for index in five.indices {
            var changed = five
            changed[index] = .zero
            #expect(seen.insert(MerkleTree.root(of: changed)).inserted)
        }
        #expect(seen.insert(MerkleTree.root(of: five.reversed())).inserted)
        #expect(seen.insert(MerkleTree.root(of: leaves(4))).inserted)
        #expect(seen.insert(MerkleTree.root(of: five + [five[4]])).inserted, "a repeated last leaf is another list")
    }

    @Test("a root is no leaf: a tree of two is not the tree of its root")
    func noSecondPreimage() {
        let two = MerkleTree.root(of: leaves(2))
        #expect(MerkleTree.root(of: [two]) != two)
    }
}
