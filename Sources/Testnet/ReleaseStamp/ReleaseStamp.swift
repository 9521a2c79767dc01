/// What a build of the reference node says of itself, and how it is written into the program.
///
/// `key=value` lines in ASCII, ended by zero bytes up to a fixed size, in the section `.cj_stamp`. A key that is not
/// known is refused: a stamp made for another program must not pass for one of ours.
public struct ReleaseStamp: Hashable, Sendable {
    /// The version it says, such as `v4.0.0`.
    public let version: String
    /// What it does wrong on purpose.
    public let fault: BuildFault

    /// The section of the program that holds the stamp.
    public static let section = ".cj_stamp"
    /// Bytes of the section; the C array has the same size.
    public static let size = 512
    /// Characters a version may have at most.
    public static let longestVersion = 64

    /// A stamp; the version is checked as releases' names are.
    public init(version: String, fault: BuildFault = .none) throws(ReleaseStampError) {
        guard Self.isVersion(version) else {
            throw ReleaseStampError(
                code: .versionInvalid,
                message: "'\(version)' is no version: 1 to \(Self.longestVersion) of A-Z a-z 0-9 . _ + -, first no '-'")
        }
        self.version = version
        self.fault = fault
    }

    /// Reads the section's bytes.
    public init(parsing bytes: [UInt8]) throws(ReleaseStampError) {
        var values: [String: String] = [:]
        for line in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, ["version", "fault"].contains(parts[0]), values[String(parts[0])] == nil else {
                throw ReleaseStampError(code: .lineInvalid, message: "the stamp has a line that is none: '\(line)'")
            }
            values[String(parts[0])] = String(parts[1])
        }
        guard let version = values["version"], let fault = values["fault"] else {
            throw ReleaseStampError(code: .incomplete, message: "the stamp needs both version= and fault=")
        }
        guard let known = BuildFault(fault) else {
            throw ReleaseStampError(code: .faultUnknown, message: "the stamp has an unknown fault '\(fault)'")
        }
        try self.init(version: version, fault: known)
    }

    /// The section's bytes, always `size` of them.
    public var bytes: [UInt8] {
        let text = Array("version=\(version)\nfault=\(fault)\n".utf8)
        return text + [UInt8](repeating: 0, count: Self.size - text.count)
    }

    /// The version that a program with this stamp says it is.
    public var saidVersion: String { fault == .wrongVersion ? "v0.0.0-wrong" : version }

    private static func isVersion(_ text: String) -> Bool {
        let isShaped = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains(byte)
            }
        }
        return isShaped && !text.isEmpty && text.utf8.count <= longestVersion && !text.hasPrefix("-")
    }
}
