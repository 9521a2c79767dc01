import ConfigTemplates
import Testing

@Suite("Differences between texts")
struct LineDifferenceTests {
    private func shown(_ old: String, _ new: String) -> [String] {
        LineDifference(from: old, to: new, context: 1).hunks.map { hunk in
            hunk.map { line in
                switch line {
                case .both(let text): " \(text)"
                case .removed(let text): "-\(text)"
                case .added(let text): "+\(text)"
                }
            }.joined(separator: "|")
        }
    }

    @Test("changed lines stand with what is around them, and far ones by themselves")
    func hunks() {
        #expect(shown("a\nb\nc\nd\ne\nf\ng\n", "a\nB\nc\nd\ne\nf\nG\n") == [" a|-b|+B| c", " f|-g|+G"])
        #expect(shown("a\nb\nc\n", "a\nc\nd\n") == [" a|-b| c|+d"])
        #expect(shown("", "a\n") == ["+a"])
        #expect(shown("a\n", "") == ["-a"])
        #expect(shown("a\n", "a\n").isEmpty && LineDifference(from: "a\n", to: "a\n").isEmpty)
    }

    @Test("applied to the old text, a difference gives the new one, whatever they are")
    func replay() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<300 {
            let texts = (0..<2).map { _ in
                (0..<Int.random(in: 0..<12, using: &generator)).map { _ in
                    ["a", "b", "c", ""].randomElement(using: &generator) ?? ""
                }
            }
            let (old, new) = (texts[0], texts[1])
            let lines = LineDifference(
                from: old.map { $0 + "\n" }.joined(), to: new.map { $0 + "\n" }.joined(), context: 1000)
            let all = lines.hunks.joined()
            guard !all.isEmpty else {
                #expect(old == new)
                continue
            }
            let before = all.compactMap { line -> String? in
                switch line {
                case .both(let text), .removed(let text): text
                case .added: nil
                }
            }
            let after = all.compactMap { line -> String? in
                switch line {
                case .both(let text), .added(let text): text
                case .removed: nil
                }
            }
            #expect(before == old && after == new)
        }
    }

    @Test("texts that are too long to compare are said to differ throughout, in time")
    func long() {
        let old = (0..<3000).map { "old \($0)\n" }.joined()
        let new = (0..<3000).map { "new \($0)\n" }.joined()
        let difference = LineDifference(from: old, to: new)
        #expect(difference.added == 3000 && difference.removed == 3000)
    }
}
