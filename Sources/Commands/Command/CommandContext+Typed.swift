import Arguments
import Screens

extension CommandContext {
    /// What was typed that a next step has to carry too.
    var typed: TypedOptions {
        TypedOptions(
            folder: arguments.value("--directory"), place: words("--inventory") + words("--network"),
            plan: words("--release") + words("--playbook") + words("--bake") + words("--waive"))
    }

    /// Of an option that this command has; another one was not typed.
    private func words(_ option: String) -> [TypedOptions.Word] {
        arguments.anyValues(option).map { TypedOptions.Word(option, $0) }
    }
}
