internal import CReleaseStamp

extension ReleaseStamp {
    /// The stamp of the running program.
    public static func ofThisProgram() throws(ReleaseStampError) -> ReleaseStamp {
        var bytes = [UInt8](repeating: 0, count: cj_stamp_size)
        unsafe cj_stamp_read(&bytes)
        return try ReleaseStamp(parsing: bytes)
    }
}
