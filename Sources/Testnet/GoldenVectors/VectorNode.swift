/// Asks running nodes.
public protocol VectorNode: Sendable {
    /// What the engines of the node at `url`, the base of its API, answer to every question.
    ///
    /// - Throws: `.nodeSilent` when there is no answer, or none of a node that knows vectors.
    func answers(to questions: VectorQuestions, at url: String) async throws(VectorError) -> VectorAnswers
}

/// What a node answers to questions: once by each of its engines.
public struct VectorAnswers: Codable, Sendable {
    /// One engine's answers.
    public struct Engine: Codable, Sendable {
        /// Its name, `legacy` or `refactored`.
        public let name: String
        /// In the order of the questions.
        public let answers: [String]

        public init(name: String, answers: [String]) {
            self.name = name
            self.answers = answers
        }
    }

    /// The mode that the node is in, by the name that its statistics use.
    public let mode: String
    /// Never empty.
    public let engines: [Engine]

    public init(mode: String, engines: [Engine]) {
        self.mode = mode
        self.engines = engines
    }
}
