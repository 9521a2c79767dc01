/// A wrong clock for one process of a machine, by libfaketime (faketime(1)): all machines share the kernel's.
enum SkewedClock {
    /// The loader puts its own folder in the place of `$LIB` (ld.so(8)); a library that is missing is passed over, with
    /// a line in the log. Time that only passes stays true.
    static let variables = """
        LD_PRELOAD='/usr/$LIB/faketime/libfaketime.so.1'
        FAKETIME='-1h'
        FAKETIME_DONT_FAKE_MONOTONIC='1'
        """

    static func isOurs(_ line: Substring) -> Bool {
        line.hasPrefix("LD_PRELOAD=") || line.hasPrefix("FAKETIME")
    }
}
