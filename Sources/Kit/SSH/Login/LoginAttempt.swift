/// How far a login has come.
struct LoginAttempt {
    var report: LoginReport
    /// The server's; what agents and persons take is added to it.
    var deadline: ContinuousClock.Instant
    /// Keys that may still be shown to the server.
    var offersLeft = SSHCredentials.maximumKeys
    /// What the server takes, once it was asked.
    var allowed: [String]?
    /// True once the password has been sent: a second time is no better.
    var hasGivenPassword = false
}
