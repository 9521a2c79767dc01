internal import CanonicalJSON
internal import Files
internal import Synchronization
internal import ValidatorKeys

/// Signs blocks, each height once and never one below: across kills, power cuts and restored folders.
///
/// What was signed is on disk before the signature leaves this type: in `priv_validator_state.json` in the data folder,
/// then as a second mark beside the key. A data folder that was put back from a backup has a state below the mark, and is
/// refused.
final class SigningGuard: Sendable {
    private struct State: Codable, Sendable {
        /// The highest height that was signed.
        var height: Int
        /// The block that was signed there, which a kill may have kept from the block file.
        var block: Block?
    }

    private struct Mark: Codable {
        let height: Int
    }

    private struct Standing: Sendable {
        var state: State
        /// Our own block was seen above the state: it was rewound, whatever the files say.
        var seenAbove: Int?
    }

    private let key: ValidatorKey
    private let statePath: String
    private let markPath: String
    private let standing: Mutex<Standing>

    /// The state's name in the data folder.
    static let fileName = "priv_validator_state.json"
    /// What the second mark's name ends with, after the key's.
    static let markSuffix = ".watermark"
    /// Bytes of either file at most.
    private static let longestFile = 1 << 20

    /// Reads the state of this key, or begins one where there is neither state nor mark.
    init(keyFile: String, key: ValidatorKey, dataFolder: String) throws(NodeError) {
        self.key = key
        statePath = FilePath.join(dataFolder, Self.fileName)
        markPath = keyFile + Self.markSuffix
        let state = try Self.read(State.self, statePath)
        let mark = try Self.read(Mark.self, markPath)
        if let mark, mark.height > state?.height ?? 0 {
            throw NodeError(
                code: .signingState,
                message: """
                    \(statePath) \(state.map { "ends at height \($0.height)" } ?? "is missing"), but this key has signed up to \
                    height \(mark.height) (\(markPath)): this data folder is an old one, and signing from it could sign a \
                    height twice; put the newest \(Self.fileName) back, or, where it is lost for good, copy \(markPath) there
                    """)
        }
        standing = Mutex(Standing(state: state ?? State(height: 0, block: nil)))
    }

    /// The block that was signed last, or nil.
    var lastSigned: Block? { standing.withLock { $0.state.block } }

    /// The highest height that was signed.
    var height: Int { standing.withLock { $0.state.height } }

    /// Why nothing is signed any more, or nil.
    var refusal: String? {
        standing.withLock { standing in
            standing.seenAbove.map {
                "our block \($0) is in the chain, but \(statePath) ends at height \(standing.state.height): it is an old one"
            }
        }
    }

    /// Notes a block of this validator's in the chain.
    func saw(ownBlockAt height: Int) {
        standing.withLock { standing in
            if height > standing.state.height { standing.seenAbove = max(height, standing.seenAbove ?? 0) }
        }
    }

    /// The block with its signature, which is on record when this returns.
    func sign(_ block: Block) throws(SigningRefusal) -> Block {
        try standing.withLock { (standing) throws(SigningRefusal) -> Block in
            guard standing.seenAbove == nil else { throw .rewound }
            guard block.height > standing.state.height else { throw .alreadySigned(height: standing.state.height) }
            guard let signed = block.signed(by: key) else { throw .memory }
            let next = State(height: block.height, block: signed)
            do throws(FileError) {
                try AtomicFile.write(NodeJSON.encode(next), to: statePath, mode: 0o600)
                try AtomicFile.write(NodeJSON.encode(Mark(height: block.height)), to: markPath, mode: 0o600)
            } catch {
                throw .file(error)
            }
            standing.state = next
            return signed
        }
    }

    private static func read<Form: Decodable>(_ type: Form.Type, _ path: String) throws(NodeError) -> Form? {
        guard File.exists(path) else { return nil }
        do {
            return try CanonicalJSON.decode(type, from: try File.read(path, limit: longestFile))
        } catch {
            throw NodeError(code: .signingState, message: "\(path) cannot be read: \(error)")
        }
    }
}

/// Why a block is not signed.
enum SigningRefusal: Error, CustomStringConvertible {
    case alreadySigned(height: Int)
    case rewound
    case memory
    case file(FileError)

    var description: String {
        switch self {
        case .alreadySigned(let height): "this key has signed up to height \(height) already"
        case .rewound: "the signing state is an old one"
        case .memory: "libcrypto has no memory"
        case .file(let error): "\(error)"
        }
    }
}
