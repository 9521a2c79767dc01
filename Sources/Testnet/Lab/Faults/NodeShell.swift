internal import Glibc

/// A shell on a node, in this process's place.
public enum NodeShell {
    /// Becomes OpenSSH's client, connected to the node; returns only when that failed.
    public static func open(on node: LabNode, of lab: LabDescription) -> LabError {
        let words = lab.ssh(to: node)
        for number in [SIGINT, SIGTERM, SIGPIPE] { signal(number, SIG_DFL) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
        var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe pointers.forEach { unsafe free($0) } }
        _ = unsafe execvp(words[0], &pointers)
        return LabError(.programMissing, "ssh cannot be started (Debian: apt-get install openssh-client)")
    }
}
