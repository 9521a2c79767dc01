import ConfigTemplates
import FleetModel
import RolloutEngine
import RolloutPlanning

/// The configurations of a network's nodes, made and ready to travel.
struct MadeConfigurations {
    let recipe: ConfigurationRecipe
    let renderings: [HostID: ConfigurationRendering]
    let uploads: [HostID: ConfigurationUpload]

    /// Where they go, by host.
    var paths: [HostID: String] { renderings.mapValues(\.path) }

    var goal: ConfigurationGoal {
        let wishes = uploads.compactMap { host, upload in
            renderings[host].map { (host, ConfigurationWish(path: $0.path, id: upload.id)) }
        }
        return ConfigurationGoal(recipe: recipe, wishes: Dictionary(uniqueKeysWithValues: wishes))
    }
}
