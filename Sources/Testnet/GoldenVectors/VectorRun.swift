/// The answers to all vectors of a file, compared with what is expected.
public struct VectorRun: Sendable {
    /// A vector that was answered otherwise.
    public struct Failure: Hashable, Sendable {
        public let vector: String
        public let expected: String
        public let found: String
    }

    /// Vectors asked.
    public let count: Int
    /// Those answered otherwise, in the file's order.
    public let failures: [Failure]

    /// Asks an engine.
    public init(_ file: VectorFile, on engine: any VectorEngine) {
        self.init(file, answers: file.questions.answers(by: engine))
    }

    /// Compares answers to the file's questions; one that is missing is a failure, and so is one too many.
    public init(_ file: VectorFile, answers: [String]) {
        let expectations = file.expectations
        var failures: [Failure] = []
        for (index, wanted) in expectations.enumerated() {
            let found = index < answers.count ? answers[index] : "no answer"
            if found != wanted.answer {
                failures.append(Failure(vector: wanted.vector, expected: wanted.answer, found: found))
            }
        }
        if answers.count > expectations.count {
            failures.append(
                Failure(
                    vector: "all", expected: "\(expectations.count) answers", found: "\(answers.count) answers"))
        }
        count = expectations.count
        self.failures = failures
    }
}
