/// One value in a table: SQLite's five storage classes.
public enum SQLiteValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// One row of a result.
public struct SQLiteRow: Hashable, Sendable {
    /// The values in the order of the query's columns.
    public let values: [SQLiteValue]

    /// The integer in a column; nil when the column holds anything else.
    public func integer(_ column: Int) -> Int64? {
        guard case .integer(let value) = values[column] else { return nil }
        return value
    }

    /// The text in a column; nil when the column holds anything else.
    public func text(_ column: Int) -> String? {
        guard case .text(let value) = values[column] else { return nil }
        return value
    }

    /// The bytes in a column; nil when the column holds anything else.
    public func blob(_ column: Int) -> [UInt8]? {
        guard case .blob(let value) = values[column] else { return nil }
        return value
    }

    /// The floating-point number in a column; nil when the column holds anything else.
    public func real(_ column: Int) -> Double? {
        guard case .real(let value) = values[column] else { return nil }
        return value
    }
}
