internal import CanonicalJSON
internal import Files

/// The faults that a node has now, as the lab keeps them beside the node: healing is asked for by another process.
struct FaultRecord: Sendable {
    let node: LabNode

    /// The recorded faults, oldest first.
    func read() throws(LabError) -> [LabFault] {
        guard File.exists(path) else { return [] }
        let bytes = try LabFiles.read(path)
        guard let names = try? CanonicalJSON.decode([String].self, from: bytes) else {
            throw LabError(.fileRefused, "\(path) is no list of faults: cjctl lab down, cjctl lab up")
        }
        return names.compactMap { LabFault(rawValue: $0) }
    }

    func write(_ faults: [LabFault]) throws(LabError) {
        if faults.isEmpty {
            if File.exists(path) { try LabFiles.remove(path) }
            return
        }
        guard let bytes = try? CanonicalJSON.encode(faults.map(\.rawValue)) else {
            throw LabError(.fileRefused, "\(path) cannot be written: words have no JSON form")
        }
        try LabFiles.write(bytes, to: path)
    }

    private var path: String { "\(node.folder)/faults.json" }
}
