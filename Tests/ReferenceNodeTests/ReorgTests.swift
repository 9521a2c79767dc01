import ChainCore
import Files
import HTTPServer
import Testing

@testable import ReferenceNode

@Suite("going back to a block")
struct ReorgTests {
    private let bench = Bench()

    private func ask(_ api: NodeAPI, _ body: String, token: String = "word") -> HTTPServerResponse {
        api.answer(
            HTTPServerRequest(
                method: "POST", path: "/v1/chain/reorg", headers: [(name: "Authorization", value: "Bearer \(token)")],
                body: Array(body.utf8)))
    }

    @Test("what was gone back from is refused, also after a restart, until it is allowed again")
    func wayBack() throws {
        let folder = try TemporaryDirectory(prefix: "reorg-")
        // All by one validator of three: nothing is final.
        let blocks = bench.branch(after: bench.rules.genesis, count: 4, stride: 3)
        do {
            let chain = try bench.chain(in: folder, "data", blocks)
            let api = try bench.api(chain, token: "word")
            #expect(ask(api, #"{"to":"\#(blocks[1].hash)"}"#, token: "guess").status == 401)
            #expect(ask(api, #"{"to":"00"}"#).status == 404 && ask(api, "{}").status == 400)
            #expect(chain.tip.height == 4)
            let answer = ask(api, #"{"to":"\#(blocks[1].hash)"}"#)
            #expect(String(decoding: answer.body, as: UTF8.self).contains(#""dropped":2"#) && chain.tip == blocks[1])
        }
        let again = try bench.chain(in: folder)
        #expect(again.tip == blocks[1])
        #expect(try again.adopt(blocks, now: WallClock.now()) == .refused(.refusedByOperator))
        let other = bench.branch(after: blocks[1], count: 3, stride: 4)
        #expect(try again.adopt(other, now: WallClock.now()) == .adopted(droppedBlocks: 0))
        let api = try bench.api(again, token: "word")
        #expect(ask(api, #"{"allow":"\#(blocks[2].hash)"}"#).status == 200)
        #expect(ask(api, #"{"allow":"\#(blocks[2].hash)"}"#).status == 404)
    }

    @Test("what is final stays")
    func final() throws {
        let folder = try TemporaryDirectory(prefix: "reorg-")
        let blocks = bench.branch(count: 6)
        let chain = try bench.chain(in: folder, "data", blocks)
        #expect(chain.finalHeight == 4)
        let api = try bench.api(chain, token: "word")
        #expect(ask(api, #"{"to":"\#(blocks[1].hash)"}"#).status == 409)
        #expect(chain.tip == blocks[5])
        #expect(ask(api, #"{"to":"\#(blocks[3].hash)"}"#).status == 200)
        #expect(chain.tip == blocks[3])
    }
}
