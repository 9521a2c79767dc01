/// The name of a gate, such as `error-rate`.
public struct GateName: Identifier {
    public let rawValue: String
    public init?(rawValue: String) {
        let hasOnlyGood = rawValue.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard hasOnlyGood, isPlainName(rawValue) else { return nil }
        self.rawValue = rawValue
    }
}
