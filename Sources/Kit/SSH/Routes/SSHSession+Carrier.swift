internal import Processes
import Reactor

extension SSHSession {
    /// How long a program whose connection has ended may take to say why: nearly all end at once, and on a busy machine
    /// that is when they next have a turn.
    private static let lastWords = Duration.seconds(5)
    private static let lastWordsStep = Duration.milliseconds(5)

    /// Opens what is to carry the session.
    func carrier(
        along route: SSHRoute, _ addresses: [SocketAddress], until deadline: ContinuousClock.Instant
    ) async throws(SSHError) -> Carrier {
        switch route {
        case .direct:
            let connector = TCPConnector(
                reactor: reactor, host: endpoint.displayName, keepAlive: preferences.keepAlive, sendBuffer: sendBuffer)
            return .socket(try await connector.connect(to: addresses, until: deadline))
        case .jump(let bastion):
            do throws(SSHError) {
                return .tunnel(try await bastion.openTunnel(to: endpoint.address, port: endpoint.port, until: deadline))
            } catch {
                throw SSHError(error.code, .connect, endpoint.displayName, "the bastion \(error)")
            }
        case .command(let arguments):
            do throws(ProcessError) {
                return .program(try ConnectedProcess(arguments))
            } catch {
                throw SSHError(.unreachable, .connect, endpoint.displayName, "the proxy command fails: \(error)")
            }
        }
    }

    /// A program that carried a connection which was lost is about to end; what it says then is the reason.
    func hearOut(_ transport: Transport, _ error: SSHError) async -> SSHError {
        guard error.code == .lostBeforeRequest, !transport.isCarrierSettled else { return error }
        let limit = ContinuousClock.now + Self.lastWords
        while !transport.isCarrierSettled, ContinuousClock.now < limit, !Task.isCancelled {
            await reactor.sleep(until: .now + Self.lastWordsStep)
        }
        guard let trouble = transport.carrierTrouble else { return error }
        return SSHError(error.code, error.stage, error.host, trouble)
    }
}
