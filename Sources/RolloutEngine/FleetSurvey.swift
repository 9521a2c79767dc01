public import FleetModel
import HostSteps
public import RolloutPlanning

/// Looks at many hosts at the same time, changing nothing.
public struct FleetSurvey: Sendable {
    /// Hosts looked at in parallel.
    public static let maximumParallel = 64

    private let remote: any Remote
    private let environment: any Environment
    private let service: Service

    public init(remote: any Remote, environment: any Environment, service: Service) {
        self.remote = remote
        self.environment = environment
        self.service = service
    }

    /// What was found on each host, or why it could not be looked at.
    ///
    /// - Parameters:
    ///   - release: verified on each host where it is stored already.
    ///   - digests: further releases to verify, host by host.
    ///   - configurations: the files that are or shall be the nodes' configurations; without one, where one was delivered.
    public func observe(
        _ hosts: [Host], release: Release?, digests: @Sendable (HostID) -> [Digest] = { _ in [] },
        configurations: [HostID: String] = [:]
    ) async -> [HostID: Result<ObservedHost, Unreachable>] {
        await withTaskGroup(of: (HostID, Result<ObservedHost, Unreachable>).self) { group in
            var found: [HostID: Result<ObservedHost, Unreachable>] = [:]
            for (index, host) in hosts.enumerated() {
                if index >= Self.maximumParallel, let (id, result) = await group.next() { found[id] = result }
                let wanted = digests(host.id)
                let path = configurations[host.id]
                group.addTask {
                    (host.id, await observe(host, release: release, digests: wanted, configuration: path))
                }
            }
            for await (id, result) in group { found[id] = result }
            return found
        }
    }

    private func observe(
        _ host: Host, release: Release?, digests: [Digest], configuration: String?
    ) async -> Result<ObservedHost, Unreachable> {
        let nonce = environment.makeNonce()
        let command = HostScripts(host: host, service: service).observe(
            nonce: nonce, release: release, digests: digests, configuration: configuration)
        switch await remote.run(command, on: host) {
        case .notBegun(let reason), .unknown(let reason): return .failure(Unreachable(reason: reason))
        case .barred(let reason): return .failure(Unreachable(reason: reason, isBarred: true))
        case .replied(let output, let errors):
            guard let seen = FramedReply(output: output, nonce: nonce)?.observation else {
                let last = errors.split(separator: "\n").last.map(String.init) ?? "no answer in the protocol's form"
                return .failure(Unreachable(reason: "logged in, but cannot look around: \(last)"))
            }
            return .success(seen)
        }
    }
}
