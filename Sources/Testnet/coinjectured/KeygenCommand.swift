import ChainCore
import ValidatorKeys

/// `coinjectured keygen --output FILE`: a new validator's key, which never leaves this machine.
enum KeygenCommand {
    /// Writes the key and says its public half on standard output.
    static func run(_ file: String) {
        do throws(ValidatorKeyError) {
            let key = try ValidatorKey.generate(at: file)
            Coinjectured.say("\(key.publicKey)\n")
        } catch {
            Coinjectured.end(1, "coinjectured: \(error)\n")
        }
    }
}
