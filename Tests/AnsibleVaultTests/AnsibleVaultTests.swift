import AnsibleVault
import Testing

/// Against files that ansible-vault of ansible-core 2.19 has written; `Fixtures.swift` says how.
@Suite("Files that ansible-vault has encrypted")
struct AnsibleVaultTests {
    private let password = Array("correct horse".utf8)

    @Test("a file of format 1.1 and one of 1.2 are opened")
    func opens() throws {
        let text = String(decoding: try AnsibleVault.decrypt(Array(plainVault.utf8), password: password), as: UTF8.self)
        #expect(text == vaultText)
        let labelled = try AnsibleVault.decrypt(Array(labelledVault.utf8), password: password)
        #expect(String(decoding: labelled, as: UTF8.self) == vaultText)
    }

    @Test("line ends of Windows and a missing last one change nothing")
    func lineEnds() throws {
        let windows = plainVault.replacing("\n", with: "\r\n")
        #expect(try AnsibleVault.decrypt(Array(windows.utf8), password: password) == Array(vaultText.utf8))
        let cut = Array(plainVault.utf8.dropLast())
        #expect(try AnsibleVault.decrypt(cut, password: password) == Array(vaultText.utf8))
    }

    @Test("another password is said to be the wrong one")
    func wrongPassword() {
        #expect(throws: AnsibleVaultError.wrongPassword) {
            try AnsibleVault.decrypt(Array(plainVault.utf8), password: Array("correct hors".utf8))
        }
    }

    @Test("every digit that is changed is noticed, and nothing is decrypted then")
    func tampered() {
        let bytes = Array(plainVault.utf8)
        let start =
            plainVault.utf8.firstIndex(of: 10).map {
                plainVault.utf8.distance(from: plainVault.utf8.startIndex, to: $0)
            } ?? 0
        for index in (start + 1)..<bytes.count where bytes[index] != 10 {
            var changed = bytes
            changed[index] = changed[index] == UInt8(ascii: "3") ? UInt8(ascii: "4") : UInt8(ascii: "3")
            guard changed != bytes else { continue }
            #expect(throws: AnsibleVaultError.self) { try AnsibleVault.decrypt(changed, password: password) }
        }
    }

    @Test(
        "what is none is told from what is not known",
        arguments: [
            ("", AnsibleVaultError.notEncrypted), ("key: value\n", .notEncrypted),
            ("$ANSIBLE_VAULT;1.0;AES\n3030\n", .unknownFormat), ("$ANSIBLE_VAULT;1.1;AES256\n", .damaged),
            ("$ANSIBLE_VAULT;1.1;AES256\n30zz\n", .damaged), ("$ANSIBLE_VAULT;1.1;AES256\n303\n", .damaged),
            ("$ANSIBLE_VAULT;1.1;AES256;x\n3030\n", .unknownFormat),
        ])
    func foreign(text: String, error: AnsibleVaultError) {
        #expect(throws: error) { try AnsibleVault.decrypt(Array(text.utf8), password: password) }
    }

    @Test("a file that is too long is refused before it is taken apart")
    func tooLong() {
        let bytes = [UInt8](repeating: 48, count: AnsibleVault.longestFile + 1)
        #expect(throws: AnsibleVaultError.tooLong) { try AnsibleVault.decrypt(bytes, password: password) }
    }
}
