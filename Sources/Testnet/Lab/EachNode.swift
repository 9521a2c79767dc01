/// Does the same on many nodes, a few at a time.
enum EachNode {
    /// Nodes at the same time: the work waits for other processes more than for us.
    private static let atOnce = 8

    /// The results in the nodes' order. The first failure is thrown once the others have ended.
    static func map<Result: Sendable>(
        _ nodes: [LabNode], _ act: @escaping @Sendable (LabNode) async throws(LabError) -> Result
    ) async throws(LabError) -> [Result] {
        var outcomes: [Int: Swift.Result<Result, LabError>] = [:]
        await withTaskGroup(of: (Int, Swift.Result<Result, LabError>).self) { group in
            for (index, node) in nodes.enumerated() {
                if index >= atOnce, let (done, outcome) = await group.next() { outcomes[done] = outcome }
                group.addTask {
                    do throws(LabError) {
                        return (index, .success(try await act(node)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for await (done, outcome) in group { outcomes[done] = outcome }
        }
        var results: [Result] = []
        for index in nodes.indices {
            if let outcome = outcomes[index] { results.append(try outcome.get()) }
        }
        return results
    }
}
