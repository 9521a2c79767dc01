public import FleetModel

/// The options of a command line that a next step has to carry too, so that it works when it is typed as it stands.
public struct TypedOptions: Sendable, Equatable {
    /// One option as it was typed, such as `--release v4.0.0`.
    public struct Word: Sendable, Equatable {
        public let option: String
        public let value: String

        public init(_ option: String, _ value: String) {
            self.option = option
            self.value = value
        }

        fileprivate var text: String { " \(option) \(TypedOptions.quoted(value))" }
    }

    public static let none = TypedOptions(folder: nil, place: [], plan: [])

    private let folder: String?
    private let place: [Word]
    private let plan: [Word]

    /// - Parameters:
    ///   - folder: the project's, where it was named.
    ///   - place: inventory and network, which every command of the project takes.
    ///   - plan: what only a plan in the making takes: release, playbook, bake, waivers.
    public init(folder: String?, place: [Word], plan: [Word]) {
        self.folder = folder
        self.place = place
        self.plan = plan
    }

    /// `cjctl resume --inventory staging`.
    public func command(_ words: String) -> String {
        let project = folder.map { Word("-C", $0).text } ?? ""
        return "cjctl\(project) \(words)" + place.map(\.text).joined()
    }

    /// The same for a command that makes a plan anew.
    ///
    /// - Parameter release: to be named even if it was not typed.
    public func planning(_ words: String, release: ReleaseName? = nil) -> String {
        let named = release.map { [Word("--release", $0.rawValue)] } ?? plan.filter { $0.option == "--release" }
        let others = plan.filter { $0.option != "--release" }
        return command(words) + (named + others).map(\.text).joined()
    }

    /// A word as a POSIX shell reads it back: between single quotes nothing has a meaning (Shell Command Language 2.2.2).
    private static func quoted(_ word: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,@%+=".utf8)
        if !word.isEmpty && word.utf8.allSatisfy(plain.contains) { return word }
        let parts = word.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
        return "'" + parts.map { String(String.UnicodeScalarView($0)) }.joined(separator: #"'\''"#) + "'"
    }
}
