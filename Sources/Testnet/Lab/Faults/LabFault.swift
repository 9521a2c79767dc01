/// What can go wrong on a node of a lab on request.
public enum LabFault: String, CaseIterable, Sendable {
    case crash
    case crashLoop = "crash-loop"
    case hang
    case slowStart = "slow-start"
    case noStart = "no-start"
    case powerCut = "power-cut"
    case partition
    case packetDelay = "packet-delay"
    case corruptStore = "corrupt-store"
    case restoredData = "restored-data"
    case stuckHeight = "stuck-height"
    case fork
    case parityDrift = "parity-drift"
    case fallback
    case coreErrors = "core-errors"
    case errorRate = "error-rate"
    case latency
    case memoryLeak = "memory-leak"
    case serverDown = "sshd-down"
    case serverHang = "sshd-hang"
    case hostKey = "host-key"
    case clockSkew = "clock-skew"
    case diskFull = "disk-full"
    case readOnlyDisk = "read-only-disk"
    case sudoRefused = "sudo-refused"

    /// What happens, and where an operator sees it.
    public var summary: String {
        switch self {
        case .crash: "the service is killed: its status says stopped, its API refuses connections"
        case .crashLoop: "the service aborts 1 s after each start: signal 6, no height"
        case .hang: "the service is stopped by SIGSTOP: connections open, answers do not come"
        case .slowStart: "the service is started again and answers after 5 s"
        case .noStart: "the service is stopped and ends with status 1 at each start"
        case .powerCut: "everything on the node ends at once, its SSH server included"
        case .partition: "the node and its peers do not reach one another: no peers in /v1/status, /health 503"
        case .packetDelay: "its questions to peers take 400 ms longer: its height lags"
        case .corruptStore: "a byte in the middle of blocks.jsonl is changed: the service does not start"
        case .restoredData: "the data folder is an old one: the service refuses to sign with it and does not start"
        case .stuckHeight: "it neither makes nor adopts blocks: its height stands still"
        case .fork: "it goes on alone on a branch of its own: another hash at the same height"
        case .parityDrift: "shadow mode, one block in five differs: divergences, PARITY DRIFT in the log"
        case .fallback: "primary mode, the core fails on one block in five: fallback_to_legacy rises"
        case .coreErrors: "only mode, the core fails on every block: rust_errors rise, the height stands still"
        case .errorRate: "one request in four is answered with status 500"
        case .latency: "every answer takes 300 ms longer"
        case .memoryLeak: "16 MiB of memory are taken and kept each second"
        case .serverDown: "the SSH server and its connections are gone: connection refused"
        case .serverHang: "the SSH server is stopped by SIGSTOP: connections open, no banner comes"
        case .clockSkew: "the service's clock is an hour slow: its height stands still, Date in its answers says so"
        case .diskFull: "the data's disk is full: /health 503, blocks cannot be written"
        case .readOnlyDisk: "the data's disk is read-only: the service does not start, its log says why"
        case .sudoRefused: "sudo wants a password of the person who logs in"
        case .hostKey: "the node has another host key: OpenSSH refuses to connect"
        }
    }

    /// Why a node of this kind cannot have the fault; nil when it can.
    public func obstacle(on kind: LabKind) -> String? {
        guard kind == .loopback else { return nil }
        switch self {
        case .diskFull, .readOnlyDisk: return "the nodes share this machine's file system"
        case .clockSkew: return "the nodes share this machine's clock"
        case .sudoRefused: return "nothing on a loopback node needs sudo"
        default: return nil
        }
    }
}
