public import FleetModel

/// How long things may take on a host. They bound the worst case that `plan` and `rollback` print.
public enum StepLimits {
    /// Logging in.
    public static let connect = TimeSpan.seconds(5)
    /// Waiting for another step's lock before it is called busy.
    public static let lockWait = TimeSpan.seconds(10)
    /// Waiting for a step that is under way before an undo looks again whether it is still due.
    public static let undoLockWait = TimeSpan.seconds(60)
    /// Reading every byte of a few releases.
    public static let observe = TimeSpan.seconds(60)
    public static let fence = TimeSpan.seconds(30)
    public static let settle = TimeSpan.seconds(20)
    /// Of a node's configuration that is read to be shown, in bytes.
    public static let configuration = 256 << 10
    /// Uploading and proving a release.
    public static let stage = TimeSpan.seconds(600)
    /// Proving the next release, then stopping the service.
    public static let stop = TimeSpan.seconds(15)
    public static let switchOver = TimeSpan.seconds(5)
    public static let start = TimeSpan.seconds(15)
    public static let commit = TimeSpan.seconds(15)
}
