import Crypto
import Files

/// What configurations with secrets are named with: who reads such a name in a plan, in the ledger or on a host cannot try
/// secrets out. It lies beside the ledger; a project that loses it delivers its configurations once more.
enum ConfigurationKey {
    private static let length = 32

    static func ofProject(_ site: Site) throws(CommandFailure) -> [UInt8] {
        let folder = FilePath.parent(of: site.ledgerPath)
        let path = FilePath.join(folder, "configuration.key")
        return try CommandFailure.ofFiles { () throws(FileError) in
            try Directory.makeWithParents(folder)
            if File.exists(path) {
                let key = try File.read(path, limit: length)
                if key.count == length { return key }
            }
            let made = RandomBytes.make(length)
            try AtomicFile.write(made, to: path, mode: 0o600)
            return made
        }
    }
}
