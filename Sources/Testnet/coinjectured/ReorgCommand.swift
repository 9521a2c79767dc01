import Files
import FoundationEssentials
import HTTP
import Reactor

/// `coinjectured reorg`: a running node goes back to a block for good, or lets one count again.
struct ReorgCommand {
    private var url = AskCommand.defaultURL
    private var tokenFile: String?
    private var wanted: (key: String, hash: String)?

    private static let deadline = Duration.seconds(10)
    private static let longestToken = 4096

    private struct Answer: Decodable {
        let height: Int?
        let dropped: Int?
        let error: String?
    }

    /// Nil when the words are not those of the usage.
    init?(_ words: [String]) {
        var words = words[...]
        while let name = words.popFirst() {
            guard let value = words.popFirst() else { return nil }
            switch name {
            case "--to-block" where wanted == nil: wanted = ("to", value)
            case "--allow-block" where wanted == nil: wanted = ("allow", value)
            case "--token-file": tokenFile = value
            case "--url": url = value
            default: return nil
            }
        }
        guard wanted != nil, tokenFile != nil else { return nil }
    }

    func run() async throws(HTTPError) {
        guard let wanted, let tokenFile else { return }
        let token: String
        do throws(FileError) {
            let bytes = try File.read(tokenFile, limit: Self.longestToken)
            token = String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
        } catch {
            Coinjectured.end(1, "coinjectured: \(error)\n")
        }
        let reactor: Reactor
        do throws(ReactorError) { reactor = try Reactor(named: "reorg") } catch {
            Coinjectured.end(1, "coinjectured: \(error)\n")
        }
        guard let body = try? JSONEncoder().encode([wanted.key: wanted.hash]) else { return }
        let headers = [
            HTTPRequest.Header("Authorization", "Bearer \(token)"),
            HTTPRequest.Header("Content-Type", "application/json"),
        ]
        let response = try await HTTPClient(on: reactor).send(
            HTTPRequest(
                .post, url + "/v1/chain/reorg", headers: headers, body: Array(body), deadline: Self.deadline))
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
        guard response.status == 200 else {
            Coinjectured.end(1, "coinjectured: \(answer?.error ?? "\(url) answers \(response.status)")\n")
        }
        if wanted.key == "allow" {
            Coinjectured.say("block \(wanted.hash) may stand in the chain again\n")
        } else {
            let dropped = answer?.dropped ?? 0
            Coinjectured.say(
                "back at block \(answer?.height ?? 0), \(dropped) blocks dropped, the first one refused for good\n")
        }
    }
}
