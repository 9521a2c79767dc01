import ReleaseStamp
import Testing

@Suite("release stamp")
struct ReleaseStampTests {
    @Test(
        "every fault reads back as it was written",
        arguments: [
            BuildFault.none, .noStart, .crashAfter(seconds: 7), .unhealthy, .stuckHeight, .wrongVersion,
            .changedConstant,
        ])
    func roundTrip(fault: BuildFault) throws {
        let stamp = try ReleaseStamp(version: "v4.0.0-rc.1+b7", fault: fault)
        #expect(stamp.bytes.count == ReleaseStamp.size)
        #expect(try ReleaseStamp(parsing: stamp.bytes) == stamp)
    }

    @Test("the largest stamp fits the section")
    func largestFits() throws {
        let version = String(repeating: "v", count: ReleaseStamp.longestVersion)
        let stamp = try ReleaseStamp(version: version, fault: .crashAfter(seconds: BuildFault.longestDelay))
        #expect(stamp.bytes.count == ReleaseStamp.size)
        #expect(stamp.bytes.last == 0)
    }

    @Test("this program carries the stamp it was compiled with")
    func ownStamp() throws {
        #expect(try ReleaseStamp.ofThisProgram() == ReleaseStamp(version: "v3.17.0"))
    }

    @Test(
        "what is no version is refused",
        arguments: ["", "-v1", "v1 2", "v1\n", "v1=2", "../v1", "vé", String(repeating: "v", count: 65)])
    func versionsRefused(version: String) {
        let error = #expect(throws: ReleaseStampError.self) { try ReleaseStamp(version: version) }
        #expect(error?.code == .versionInvalid)
    }

    @Test(
        "what is no stamp is refused",
        arguments: [
            ("", ReleaseStampError.Code.incomplete),
            ("version=v1\n", .incomplete),
            ("version=v1\nfault=none\nextra=1\n", .lineInvalid),
            ("version=v1\nversion=v2\nfault=none\n", .lineInvalid),
            ("version\nfault=none\n", .lineInvalid),
            ("version=v1\nfault=explode\n", .faultUnknown),
            ("version=v1\nfault=crash-after=\n", .faultUnknown),
            ("version=v1\nfault=crash-after=-1\n", .faultUnknown),
            ("version=a b\nfault=none\n", .versionInvalid),
        ])
    func stampsRefused(text: String, code: ReleaseStampError.Code) {
        let error = #expect(throws: ReleaseStampError.self) { try ReleaseStamp(parsing: Array(text.utf8)) }
        #expect(error?.code == code)
    }
}
