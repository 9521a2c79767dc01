/// What Swift allows and this house does not.
enum ConstructRule {
    struct Construct {
        /// What stands in the code.
        let text: String
        let reason: String
        /// Files that may hold it all the same, each with its reason or the record of the decision.
        var allowed: [String: String] = [:]
    }

    static let constructs: [Construct] = [
        Construct(text: "try!", reason: "an error is handled or thrown on"),
        Construct(text: "as!", reason: "a cast is checked"),
        Construct(
            text: "fatalError(", reason: "only what cannot happen may trap, and is listed here",
            allowed: [
                "Sources/Kit/Crypto/SHA256.swift": "libcrypto without memory for a hundred bytes",
                "Sources/Testnet/ReferenceNode/API/NodeJSON.swift": "what it writes always has a JSON form",
            ]),
        Construct(
            text: "@unchecked Sendable", reason: "an exception needs a decision record",
            allowed: ["Sources/Kit/Reactor/Reactor.swift": "docs/adr/0002-reactor-is-unchecked-sendable.md"]),
        Construct(
            text: "nonisolated(unsafe)", reason: "an exception needs a decision record",
            allowed: ["Sources/Kit/Reactor/Reactor.swift": "docs/adr/0002-reactor-is-unchecked-sendable.md"]),
        Construct(text: "Date()", reason: "time is an argument", allowed: environment),
        Construct(text: "Date.now", reason: "time is an argument", allowed: environment),
        Construct(text: "UUID()", reason: "an id is an argument", allowed: environment),
        Construct(text: ".random(", reason: "randomness is an argument", allowed: environment),
        Construct(text: "SystemRandomNumberGenerator", reason: "randomness is an argument", allowed: environment),
        Construct(
            text: "print(", reason: "a command prints through its output, which escapes",
            allowed: ["Sources/Commands/Output/Output.swift": "calls its own method of that name"]),
        Construct(text: "debugPrint(", reason: "a command prints through its output, which escapes"),
        Construct(text: "Task.sleep", reason: "waiting is the reactor's", allowed: environment),
        Construct(text: "usleep(", reason: "waiting is the reactor's"),
        Construct(text: "exit(", reason: "its handlers free what other threads still use: '_exit'"),
    ]

    /// Where the outside world comes in.
    private static let environment = ["Sources/Adapters/SystemEnvironment/SystemEnvironment.swift": "the adapter"]

    static func findings(_ file: SourceFile) -> [Finding] {
        guard file.isSource else { return [] }
        // A method of that name, declared or called, is somebody's own.
        let code = file.code.map { line in
            guard line.contains("print(") else { return line }
            return line.replacing(".print(", with: ".").replacing("func print(", with: "func ")
        }
        return constructs.filter { $0.allowed[file.path] == nil }.flatMap { construct in
            file.findings(of: construct.text, in: code, "'\(construct.text)': \(construct.reason)")
        } + globalVariables(file)
    }

    /// A `var` at the left margin is state that everybody shares.
    private static func globalVariables(_ file: SourceFile) -> [Finding] {
        file.code.enumerated().compactMap { index, text in
            guard let first = text.first, first != " ", containsWord("var", in: text), !text.hasSuffix("{") else {
                return nil
            }
            return Finding(path: file.path, line: index + 1, message: "a global variable")
        }
    }
}
