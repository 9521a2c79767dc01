import OpenSSHFiles
import SSH
import SSHKeys
import Secrets

/// What a person is asked about SSH, in the words of `ssh`.
extension TerminalPerson.Presence {
    /// How often an answer that is none is asked for again.
    private static let attempts = 3

    /// Whether a new host is let in: by `yes`, or by its fingerprint from elsewhere.
    func answer(to question: HostKeyQuestion) async -> HostKeyAnswer {
        switch self {
        case .nobody(let why): return .nobody(why)
        case .here(let person):
            var prompt = question.prompt
            for _ in 0..<Self.attempts {
                do throws(SecretError) {
                    if let answer = question.read(try await person.line(prompt)) { return answer }
                } catch {
                    return error.code == .interrupted ? .nobody(error.reason) : .declined
                }
                prompt = "Please type 'yes', 'no' or the fingerprint: "
            }
            return .declined
        }
    }

    func password(of server: SSHEndpoint) async throws(SecretError) -> Secret {
        switch self {
        case .nobody(let why): throw SecretError(.notAnswered, "the terminal", "nobody can be asked, for \(why)")
        case .here(let person):
            let port = server.port == 22 ? "" : " port \(server.port)"
            return try await person.secret("\(server.user)@\(server.address)\(port)'s password: ")
        }
    }
}

extension HostKeyQuestion {
    /// Without `ssh-`, in capitals, as people know it.
    private var kind: String {
        let type = key.type
        if type.hasPrefix("ecdsa-") { return "ECDSA" }
        return (type.hasPrefix("ssh-") ? String(type.dropFirst(4)) : type).uppercased()
    }

    var prompt: String {
        """
        The authenticity of host '\(name)' can't be established.
        \(kind) key fingerprint is \(key.fingerprint).
        It would be added to \(file).
        Are you sure you want to continue connecting (yes/no/[fingerprint])? \

        """
    }

    /// Nil when it is neither yes nor no nor a fingerprint; a wrong fingerprint is a no.
    func read(_ line: String) -> HostKeyAnswer? {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.count == 1, let word = words.first else { return nil }
        switch word.lowercased() {
        case "yes": return .accepted
        case "no": return .declined
        default:
            guard word.hasPrefix("SHA256:") else { return nil }
            return word == key.fingerprint ? .accepted : .declined
        }
    }
}
