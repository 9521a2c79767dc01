internal import CSSH2

/// The libssh2 that this program runs with; it is linked dynamically, so that it may be newer than at build time.
public enum SSHLibrary {
    /// Such as `1.10.0`.
    public static var version: String {
        unsafe libssh2_version(0).map { unsafe String(cString: $0) } ?? "0"
    }
}
