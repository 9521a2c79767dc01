import ChainCore
import Files
import HTTPServer
import Testing
import ValidatorKeys

@testable import ReferenceNode

@Suite("transactions and accounts")
struct TransactionTests {
    private let bench = Bench()

    private func give(
        _ giver: String, _ amount: UInt64, to recipient: String, nonce: UInt64 = 0, network: ChainHash? = nil
    ) throws -> Transaction {
        try #require(
            Transaction(
                from: Bench.key(giver), to: Bench.key(recipient).publicKey, amount: amount, nonce: nonce,
                network: network ?? bench.rules.identity))
    }

    private func account(_ name: String) -> ChainHash { Bench.key(name).publicKey }

    @Test("the bytes are those of docs/chain.md, and the hexadecimal form is read back")
    func bytes() throws {
        let made = try give("alice", 258, to: "bob", nonce: 3)
        let expected =
            account("alice").description + account("bob").description + "0000000000000102" + "0000000000000003"
        #expect(made.hex.hasPrefix(expected) && made.hex.count == 2 * Transaction.length)
        #expect(Transaction(hex: made.hex) == made)
        #expect(Transaction(hex: String(made.hex.dropLast(2))) == nil)
        #expect(made.isSigned(for: bench.rules.identity))
        #expect(!made.isSigned(for: Bench.rules("another").identity))
    }

    @Test("what is given moves once: amounts, nonces and every refusal")
    func accounts() throws {
        var state = Accounts()
        #expect(state.apply(try give("alice", 300, to: "bob")) == nil)
        #expect(state[account("alice")] == Accounts.Account(balance: 999_700, nonce: 1))
        #expect(state[account("bob")] == Accounts.Account(balance: 1_000_300, nonce: 0))
        let before = state
        #expect(state.apply(try give("alice", 300, to: "bob")) == .nonceUsed)
        #expect(state.apply(try give("alice", 1, to: "bob", nonce: 2)) == .nonceAhead)
        #expect(state.apply(try give("alice", 999_701, to: "bob", nonce: 1)) == .tooMuch)
        #expect(state.apply(try give("alice", 0, to: "bob", nonce: 1)) == .nothing)
        #expect(state.apply(try give("alice", 1, to: "alice", nonce: 1)) == .toItself)
        #expect(state == before)
    }

    @Test("a transaction waits, goes into a block, and is found after a restart with all it did")
    func intoBlock() throws {
        let folder = try TemporaryDirectory(prefix: "transactions-")
        let first = try give("alice", 5, to: "bob")
        let second = try give("alice", 7, to: "carol", nonce: 1)
        do {
            let chain = try bench.chain(in: folder)
            // The later one comes first, and waits for the other.
            #expect(chain.submit(second) == nil)
            #expect(try bench.extend(chain, at: bench.start * 1000)?.transactions == [])
            #expect(chain.submit(first) == nil && chain.submit(first) == .known)
            #expect(try bench.extend(chain, at: (bench.start + 1) * 1000)?.transactions == [first])
            #expect(try bench.extend(chain, at: (bench.start + 2) * 1000)?.transactions == [second])
            #expect(chain.waitingCount == 0 && chain.submit(first) == .nonceUsed)
        }
        let again = try bench.chain(in: folder)
        #expect(again.account(account("alice")) == Accounts.Account(balance: 999_988, nonce: 2))
        #expect(again.account(account("carol")).balance == 1_000_007)
        #expect(again.height(of: first.hash) == 2 && again.height(of: second.hash) == 3)
    }

    @Test("a block with a transaction that cannot be, or that its root does not fit, is refused")
    func refusedBlocks() throws {
        let folder = try TemporaryDirectory(prefix: "transactions-")
        let chain = try bench.chain(in: folder)
        func adopt(_ transactions: [Transaction]) throws -> Adoption {
            let block = Block(
                rules: bench.rules, height: 1, previousHash: bench.rules.genesis.hash,
                proposer: bench.rules.proposer(of: bench.start), timestamp: bench.start * 1000, version: "v1",
                transactions: transactions)
            return try chain.adopt([Bench.signed(block)], now: WallClock.now())
        }
        #expect(try adopt([give("alice", 2_000_000, to: "bob")]) == .refused(.transactionRefused))
        #expect(try adopt([give("alice", 1, to: "bob", network: .zero)]) == .refused(.transactionRefused))
        let one = try give("alice", 1, to: "bob")
        #expect(try adopt([one, one]) == .refused(.transactionRefused))
        let many = try (0...Mempool.mostOfBlock).map { try give("alice", 1, to: "bob", nonce: UInt64($0)) }
        #expect(try adopt(many) == .refused(.tooManyTransactions))
        #expect(try adopt([one]) == .adopted(droppedBlocks: 0))
    }

    @Test("both engines find the same Merkle root over any number of transactions", arguments: [0, 1, 2, 3, 5, 8, 13])
    func roots(count: Int) throws {
        let carried = try (0..<count).map { try give("alice", 1, to: "bob", nonce: UInt64($0)) }
        let block = Block(
            rules: bench.rules, height: 1, previousHash: bench.rules.genesis.hash, proposer: "a",
            timestamp: bench.start * 1000, version: "v1", transactions: carried)
        let legacy = try LegacyEngine().digests(of: block, in: bench.rules)
        #expect(try RefactoredEngine().digests(of: block, in: bench.rules) == legacy)
        #expect(legacy.root == block.merkleRoot)
    }

    @Test("a branch that replaces blocks brings its own state, and what stood in them waits again")
    func branch() throws {
        let folder = try TemporaryDirectory(prefix: "transactions-")
        let chain = try bench.chain(in: folder)
        #expect(chain.submit(try give("alice", 9, to: "bob")) == nil)
        _ = try bench.extend(chain, at: (bench.start + 3) * 1000)
        #expect(chain.account(account("bob")).balance == 1_000_009)
        #expect(try chain.adopt(bench.branch(count: 2), now: WallClock.now()) == .adopted(droppedBlocks: 1))
        #expect(chain.account(account("bob")).balance == 1_000_000 && chain.waitingCount == 1)
        _ = try bench.extend(chain, at: (bench.start + 7) * 1000)
        #expect(chain.account(account("bob")).balance == 1_000_009)
    }

    @Test("a chain that lets go of blocks keeps the state, on disk and for peers that begin in the middle")
    func snapshot() async throws {
        let folder = try TemporaryDirectory(prefix: "transactions-")
        var chain: LocalChain? = try bench.chain(in: folder)
        #expect(chain?.submit(try give("alice", 11, to: "bob")) == nil)
        _ = try bench.extend(try #require(chain), at: bench.start * 1000)
        let tip = try #require(chain?.tip)
        let rest = bench.branch(after: tip, count: 2 * (Chain.kept + Chain.surplus) + 8)
        for start in stride(from: 0, to: rest.count, by: 256) {
            _ = try chain?.adopt(Array(rest[start..<min(start + 256, rest.count)]), now: WallClock.now())
        }
        #expect(chain?.firstHeight ?? 0 > 1 && chain?.account(account("bob")).balance == 1_000_011)
        let served = try #require(chain)
        let api = try bench.api(served)
        let url = "http://127.0.0.2:1"
        let late = try bench.chain(in: folder, "late")
        let follower = Follower(
            chain: late, peers: Peers(urls: [url]), transport: NeighbourTransport(neighbours: [url: api]),
            log: NodeLog(context: []), adoptsBlocks: { true }, adopted: { _ in })
        await follower.poll()
        await follower.poll()
        #expect(late.tip.hash == served.tip.hash && late.account(account("bob")).balance == 1_000_011)
        chain = nil
        #expect(try Directory.list(folder.file("data")).contains { $0.hasPrefix("accounts-") })
    }

    @Test("the interface takes, refuses, shows and validates")
    func interface() throws {
        let folder = try TemporaryDirectory(prefix: "transactions-")
        let chain = try bench.chain(in: folder)
        let api = try bench.api(chain)
        func ask(_ method: String, _ path: String, _ body: String = "") -> (Int, String) {
            let answer = api.answer(HTTPServerRequest(method: method, path: path, body: Array(body.utf8)))
            return (answer.status, String(decoding: answer.body, as: UTF8.self))
        }
        let good = try give("alice", 4, to: "bob")
        let bad = try give("alice", 4, to: "bob", network: .zero)
        let validated = ask("POST", "/rpc", #"{"method":"validatetransaction","params":["\#(good.hex)"]}"#).1
        #expect(validated.contains(#""valid":true"#) && chain.waitingCount == 0)
        #expect(
            ask("POST", "/rpc", #"{"method":"validatetransaction","params":["\#(bad.hex)"]}"#).1
                .contains(#""reason":"its signature is not its sender's in this network""#))
        #expect(ask("POST", "/v1/transactions", #"{"transaction":"\#(good.hex)"}"#).0 == 202)
        #expect(ask("POST", "/v1/transactions", #"{"transaction":"\#(good.hex)"}"#).1.contains(#""status":"known""#))
        let parts = """
            {"from":"\(account("alice"))","to":"\(account("bob"))","amount":4,"nonce":0,"signature":"00"}
            """
        #expect(ask("POST", "/v1/transactions", parts).0 == 400)
        #expect(ask("POST", "/v1/transactions", "{}").1.contains("is wanted"))
        #expect(ask("POST", "/v1/transactions", #"{"transactions":["\#(bad.hex)"]}"#).0 == 400)
        #expect(ask("GET", "/v1/transactions").1 == #"{"pending":1}"#)
        #expect(ask("GET", "/v1/transactions/\(good.hash)").1.contains(#""status":"pending""#))
        _ = try bench.extend(chain, at: bench.start * 1000)
        #expect(ask("GET", "/v1/transactions/\(good.hash)").1.contains(#""block_height":1"#))
        #expect(ask("GET", "/v1/transactions/\(bad.hash)").0 == 404)
        #expect(ask("GET", "/v1/accounts/\(account("bob"))").1.contains(#""balance":1000004"#))
        #expect(ask("GET", "/v1/accounts/x").0 == 400)
    }
}
