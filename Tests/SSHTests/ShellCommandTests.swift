import SSH
import Testing

@Suite("Quoting for a shell")
struct ShellCommandTests {
    @Test(
        "a word is quoted only where it has to be",
        arguments: [
            ("", "''"), ("a", "a"), ("a/b-c_d.e:f@g%h+i,j", "a/b-c_d.e:f@g%h+i,j"), ("a b", "'a b'"),
            ("it's", #"'it'\''s'"#),
            ("$x", "'$x'"), ("a=b", "'a=b'"), ("~", "'~'"), ("é", "'é'"), ("'", #"''\'''"#),
        ])
    func words(_ word: String, _ quoted: String) {
        #expect(ShellWord.quote(word) == quoted)
    }

    @Test("a quote that a combining mark joins into one character is still taken out")
    func combining() {
        #expect(ShellWord.quote("'\u{301};reboot") == "''\\''\u{301};reboot'")
        #expect(ShellWord.quote("'\u{301}").utf8.elementsEqual("''\\''\u{301}'".utf8))
    }

    @Test("a program's bare name is quoted, so that it is never a word of the shell's own")
    func program() {
        #expect(ShellCommand(["time", "-p"])?.text == "'time' -p")
        #expect(ShellCommand(["/usr/bin/time", "a b"])?.text == "/usr/bin/time 'a b'")
    }

    @Test("no arguments and a NUL byte are no command")
    func refused() {
        #expect(ShellCommand([]) == nil)
        #expect(ShellCommand(["echo", "a\0b"]) == nil)
    }
}
