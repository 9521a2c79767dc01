import FleetModel
import RolloutPlanning

extension FramedReply {
    /// What an observing reply says of the node's configuration; nil when it says nothing.
    var configurationSight: ConfigurationSight? {
        guard let path = value(of: "config-path"), let said = value(of: "config") else { return nil }
        let words = said.split(separator: " ").map(String.init)
        let content: ConfigurationSight.Content
        switch words.first {
        case "none": content = .none
        case "found": content = .found(words.count > 1 ? Digest(hexadecimal: words[1]) : nil)
        default:
            guard let id = words.first.flatMap(ConfigurationID.init(rawValue:)) else { return nil }
            content = .stored(id)
        }
        return ConfigurationSight(
            path: path, content: content, deliveredPath: value(of: "config-delivered"),
            previous: value(of: "config-previous").flatMap(Self.state))
    }

    private static func state(_ word: String) -> ConfigurationState? {
        word == "none" ? ConfigurationState.none : ConfigurationID(rawValue: word).map { .stored($0) }
    }

    /// The text of a node's configuration as it may be shown, and whether it is one that was delivered.
    public var configurationText: (isDelivered: Bool, text: String)? {
        guard case .ok = result, let state = value(of: "config") else { return nil }
        let lines = facts.filter { $0.key == "line" }.map { "\($0.value.dropFirst())\n" }
        return (state != "found" && state != "none", lines.joined())
    }
}
