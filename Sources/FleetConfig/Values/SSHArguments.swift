internal import FleetModel
internal import YAML

/// Reads arguments of ssh: `-J HOSTS` and `-o Name=value`, as far as they say whom to reach and how.
enum SSHArguments {
    /// More are not read.
    static let maximumOptions = 32

    /// Options that are carried out, in lower case.
    private static let known: Set<String> = [
        "addressfamily", "batchmode", "bindaddress", "certificatefile", "connecttimeout", "globalknownhostsfile",
        "hashknownhosts", "hostkeyalgorithms", "hostkeyalias", "identitiesonly", "identityagent", "identityfile",
        "kbdinteractiveauthentication", "passwordauthentication", "preferredauthentications", "proxycommand",
        "proxyjump", "pubkeyauthentication", "serveralivecountmax", "serveraliveinterval", "stricthostkeychecking",
        "userknownhostsfile",
    ]
    /// Options that change nothing here: connections are shared and kept alive without being told.
    private static let idle: Set<String> = [
        "compression", "controlmaster", "controlpath", "controlpersist", "loglevel", "tcpkeepalive",
    ]

    /// The options in their order; nil when something in them is not understood.
    static func read(_ field: Field, _ findings: inout Findings) -> [ConnectionOption]? {
        if case .scalar("", _) = field.node.kind { return [] }
        guard let text = findings.text(field) else { return nil }
        func refuse(_ what: String) -> [ConnectionOption]? {
            findings.error(
                "\(field.name): \(what)", at: field.mark,
                hint: "-J BASTION and -o Option=value are read; ssh_config may say the rest")
            return nil
        }
        guard let words = split(text) else { return refuse("a quote is not closed") }
        var options: [ConnectionOption] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            let flag = word.prefix(2)
            guard flag == "-J" || flag == "-o" else { return refuse("\(quoted(word)) is not supported") }
            let argument = word.count > 2 ? String(word.dropFirst(2)) : rest.popFirst() ?? ""
            guard !argument.isEmpty else { return refuse("nothing stands behind \(word)") }
            guard flag == "-o" else {
                options.append(ConnectionOption(name: "proxyjump", value: argument))
                continue
            }
            let name = argument.prefix { $0 != "=" && $0 != " " }.lowercased()
            let value = argument.dropFirst(name.count).drop { $0 == " " || $0 == "=" }
            guard !value.isEmpty else { return refuse("\(quoted(argument)) has no value") }
            if idle.contains(name) { continue }
            guard known.contains(name) else { return refuse("\(quoted(argument)) is not supported") }
            options.append(ConnectionOption(name: name, value: String(value)))
        }
        guard options.count <= maximumOptions else { return refuse("more than \(maximumOptions) options") }
        return options
    }

    /// Words as a shell splits them, with quotes of both kinds and no expansions.
    private static func split(_ text: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in text {
            switch (character, quote) {
            case (let mark, let open?) where mark == open: quote = nil
            case ("'", nil), ("\"", nil):
                quote = character
                word = word ?? ""
            case (" ", nil), ("\t", nil), ("\n", nil):
                if let done = word { words.append(done) }
                word = nil
            default: word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return quote == nil ? words : nil
    }
}
