internal import Crypto

/// The addresses of a lab: 127.x.y.1 and up, where x and y come from the lab's folder, so that labs can stand side by
/// side and a folder mostly has the same addresses.
struct LoopbackSubnet: Equatable {
    /// `127.x.y.`
    let prefix: String

    /// Choices to try when a port is taken: another lab may have the same hash.
    static let choices = 4

    init(folder: String, choice: Int) {
        let hash = SHA256.hash(Array("\(folder)\n\(choice)".utf8))
        // 127.0 is where everything else of a machine listens.
        prefix = "127.\(1 + Int(hash[0]) % 254).\(hash[1])."
    }

    /// Address of the node with this number, counted from 1.
    func address(_ number: Int) -> String { "\(prefix)\(number)" }
}
