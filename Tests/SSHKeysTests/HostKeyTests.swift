import FoundationEssentials
import SSHKeys
import Testing

@Suite("Host keys")
struct HostKeyTests {
    @Test("type and fingerprint are those that ssh-keygen prints")
    func fingerprint() throws {
        let blob = try #require(
            Data(base64Encoded: "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"))
        let key = try #require(HostKey(blob: Array(blob)))
        #expect(key.type == "ssh-ed25519")
        #expect(key.fingerprint == "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU")
    }

    @Test(
        "bytes that do not start with a type's name are no key",
        arguments: [[], [0, 0, 0], [0, 0, 0, 9, 1], [0, 0, 0, 0, 1]] as [[UInt8]])
    func malformed(_ blob: [UInt8]) {
        #expect(HostKey(blob: blob) == nil)
    }
}
