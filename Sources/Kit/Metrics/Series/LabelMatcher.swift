/// A condition on one label, as PromQL has them. A label that is not there has the empty value.
public struct LabelMatcher: Sendable, Equatable {
    public enum Condition: Sendable, Equatable {
        /// `=`
        case equals(String)
        /// `!=`
        case differs(String)
        /// `=~`, from the value's beginning to its end
        case matches(LabelPattern)
        /// `!~`
        case mismatches(LabelPattern)
    }

    public var label: String
    public var condition: Condition

    public init(_ label: String, _ condition: Condition) {
        self.label = label
        self.condition = condition
    }

    public func matches(_ labels: LabelSet) -> Bool {
        let value = labels[label] ?? ""
        return switch condition {
        case .equals(let expected): value == expected
        case .differs(let unwanted): value != unwanted
        case .matches(let pattern): pattern.matches(value)
        case .mismatches(let pattern): !pattern.matches(value)
        }
    }
}
