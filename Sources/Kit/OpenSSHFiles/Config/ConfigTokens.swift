internal import Glibc

/// Replaces what `%` and a letter, `~` and `${NAME}` stand for (TOKENS in ssh_config(5)).
enum ConfigTokens {
    /// `HostName` knows `%h` and `%%` only.
    static func hostName(_ text: String, alias: String) -> String {
        (try? replace(text, ["h": alias], place: "")) ?? text
    }

    /// - Parameter values: what each letter stands for; `%%` is a percent sign.
    static func replace(_ text: String, _ values: [Character: String], place: String) throws(SSHConfigError) -> String {
        var result = ""
        var rest = text[...]
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            let after = rest.index(after: percent)
            guard after < rest.endIndex else { throw SSHConfigError(.value, place, "'\(text)' ends in a single %") }
            if rest[after] == "%" {
                result += "%"
            } else if let value = values[rest[after]] {
                result += value
            } else {
                throw SSHConfigError(.value, place, "'\(text)' holds %\(rest[after]), which is not known here")
            }
            rest = rest[rest.index(after: after)...]
        }
        return result + rest
    }

    /// Variables of this process; one that is not set is an error, as it is for `ssh`.
    static func replaceVariables(_ text: String, place: String) throws(SSHConfigError) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else {
                throw SSHConfigError(.value, place, "'\(text)' holds ${ without }")
            }
            let name = String(rest[start.upperBound..<end])
            guard let value = unsafe getenv(name) else {
                throw SSHConfigError(.value, place, "the variable \(name) is not set")
            }
            result += unsafe String(cString: value)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// `~` and `~/…`; the home of another user is not looked up.
    static func replaceHome(_ text: String, home: String) -> String {
        if text == "~" { return home }
        return text.hasPrefix("~/") ? home + text.dropFirst() : text
    }

    /// This machine's name.
    static var localHost: String {
        var name = [CChar](repeating: 0, count: Int(HOST_NAME_MAX) + 1)
        guard unsafe gethostname(&name, name.count) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
