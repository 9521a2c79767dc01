internal import YAML

/// Ansible's variables that would change how a host is reached, in a way that is not supported: to pass over them would be
/// to reach another place, or as another user, than the inventory says.
enum ForeignVariable {
    private enum Rule {
        /// Refused when it has a value.
        case refused(String, hint: String)
        /// Refused unless false.
        case mustBeFalse(String, hint: String)
        /// Refused unless one of these words.
        case oneOf([String], hint: String)
        /// Has no effect when false, which is said.
        case noEffectWhenFalse(String)
    }

    static let names: Set<String> = Set(rules.keys)

    /// Checks a variable as it holds for a host.
    static func check(_ field: Field, _ findings: inout Findings) {
        guard let rule = rules[field.name], !field.node.isNull else { return }
        let text: String? = if case .scalar(let text, _) = field.node.kind { text } else { nil }
        guard text != "" else { return }
        let isFalse = ["false", "no", "off", "0"].contains(text?.lowercased())
        switch rule {
        case .refused(let message, let hint): findings.error("\(field.name): \(message)", at: field.mark, hint: hint)
        case .mustBeFalse(let message, let hint):
            if !isFalse { findings.error("\(field.name): \(message)", at: field.mark, hint: hint) }
        case .oneOf(let words, let hint):
            guard let text, words.contains(text) else {
                findings.error("\(field.name) is not supported unless it is '\(words[0])'", at: field.mark, hint: hint)
                return
            }
        case .noEffectWhenFalse(let message):
            if isFalse { findings.warning("\(field.name): \(message)", at: field.mark) }
        }
    }

    private static let rules: [String: Rule] = {
        var rules: [String: Rule] = [
            "ansible_connection": .oneOf(
                ["ssh", "smart", "ansible.builtin.ssh"], hint: "every host is reached over SSH, this machine too"),
            "ansible_shell_type": .oneOf(["sh"], hint: "a host needs a POSIX shell"),
            "ansible_become": .mustBeFalse(
                "steps run as the user who logs in; becoming another one is not supported",
                hint: "log in as a user who may write to the install root: ansible_user"),
            "ansible_ssh_executable": .refused(
                "SSH is spoken without a program", hint: "remove it: it would have no effect"),
            "ansible_host_key_checking": .noEffectWhenFalse("has no effect, host keys are always checked"),
            "ansible_ssh_host_key_checking": .noEffectWhenFalse("has no effect, host keys are always checked"),
        ]
        for name in ["ansible_ssh_args", "ansible_ssh_extra_args"] {
            rules[name] = .refused(
                "options of ssh are not read here",
                hint: "say it with ansible_ssh_common_args, ansible_ssh_private_key_file, cj_known_hosts or ssh_config")
        }
        for name in ["ansible_password", "ansible_ssh_pass", "ansible_ssh_password"] {
            rules[name] = .refused(
                "logging in with a password is not supported", hint: "use a key: ansible_ssh_private_key_file")
        }
        for name in [
            "ansible_private_key", "ansible_ssh_private_key", "ansible_private_key_passphrase",
            "ansible_ssh_private_key_passphrase", "ansible_pkcs11_provider", "ansible_ssh_pkcs11_provider",
        ] {
            rules[name] = .refused(
                "keys are read from files without a passphrase", hint: "name the file: ansible_ssh_private_key_file")
        }
        for (name, now) in [
            ("ansible_ssh_host", "ansible_host"), ("ansible_ssh_port", "ansible_port"),
            ("ansible_ssh_user", "ansible_user"), ("ansible_private_key_file", "ansible_ssh_private_key_file"),
        ] {
            rules[name] = .refused("another spelling of \(now), which is the one that is read", hint: "write \(now)")
        }
        return rules
    }()
}
