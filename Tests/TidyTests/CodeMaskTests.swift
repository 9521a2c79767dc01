import Testing

@Suite("code is told from comments and strings")
struct CodeMaskTests {
    @Test(
        "comments and the content of strings are blanked, code and line feeds stay",
        arguments: [
            ("a // b\nc", "a     \nc"), ("a /* b /* c */ d */ e", "a                   e"),
            (#"f("x") + g"#, "f(   ) + g"), (#"f("\"") + g"#, "f(    ) + g"), (##"f(#"""#) + g"##, "f(     ) + g"),
            (#"f("\(g("x"))") + h"#, "f(           ) + h"), ("\"\"\"\n // x\n \"\"\" y", "   \n     \n     y"),
            (#"f("//") // "x"#, "f(    )      "), ("\"open\nb", "     \nb"), ("/* open\nb", "       \n "),
            ("#if x", "#if x"), ("", ""),
        ])
    func mask(text: String, code: String) {
        let masked = CodeMask.blankingCommentsAndStrings(Array(text.utf8))
        #expect(String(decoding: masked, as: UTF8.self) == code)
    }
}
