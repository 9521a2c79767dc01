/// Arithmetic on paths as text, without asking the file system.
public enum FilePath {
    /// `base/name`; an absolute `name` stands alone.
    public static func join(_ base: String, _ name: String) -> String {
        if name.hasPrefix("/") || base.isEmpty { return name }
        if name.isEmpty { return base }
        return base.hasSuffix("/") ? base + name : base + "/" + name
    }

    /// The directory that holds `path`: `/` for the root, `.` for a bare name.
    public static func parent(of path: String) -> String {
        let trimmed = withoutTrailingSlashes(path)
        guard let slash = trimmed.lastIndex(of: "/") else { return trimmed == "" && !path.isEmpty ? "/" : "." }
        let head = withoutTrailingSlashes(String(trimmed[..<slash]))
        return head.isEmpty ? "/" : head
    }

    /// The last part of `path`; `/` for the root.
    public static func name(of path: String) -> String {
        let trimmed = withoutTrailingSlashes(path)
        if trimmed.isEmpty { return path.isEmpty ? "" : "/" }
        guard let slash = trimmed.lastIndex(of: "/") else { return trimmed }
        return String(trimmed[trimmed.index(after: slash)...])
    }

    /// True when `path` starts at the root.
    public static func isAbsolute(_ path: String) -> Bool { path.hasPrefix("/") }

    private static func withoutTrailingSlashes(_ path: String) -> String {
        var text = Substring(path)
        while text.last == "/" { text.removeLast() }
        return String(text)
    }
}
