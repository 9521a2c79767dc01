/// A way to run commands on one host as one user, whatever carries it: our own client, or the `ssh` program.
///
/// Both engines answer alike: the same replies, the same errors, the same limits, so that who uses one need not know it.
public protocol SSHConnection: Sendable {
    /// False once it has failed or was closed; commands then fail with `.closed`.
    var isOpen: Bool { get async }

    /// Runs a command through the user's login shell, feeds it its input and collects what it writes.
    ///
    /// - Parameters:
    ///   - limits: what is written beyond them is read and dropped.
    ///   - deadline: for everything, from waiting for one's turn to the command's end.
    /// - Throws: `SSHError`; `code.commandMayHaveStarted` tells whether the outcome is unknown.
    func execute(
        _ command: String, input: SSHInput, limits: OutputLimits, deadline: Duration
    ) async throws(SSHError) -> SSHReply

    /// Ends the connection; what is running fails with an unknown outcome.
    func close() async
}
