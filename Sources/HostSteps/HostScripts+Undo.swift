import FleetModel
import RolloutPlanning

extension HostScripts {
    /// Says what a stop arms, and makes the script that watches over it. That script has to stand alone: it runs when nobody
    /// can be asked any more.
    func arm(
        _ undo: Undo, of order: StepOrder, _ identity: Identity, after: TimeSpan,
        _ configuration: ConfigurationOrder?, _ variables: inout ShellVariables
    ) -> String {
        let (kind, release) =
            switch undo {
            case .switchTo(let release): ("switch", release)
            case .stop(let release): ("stop", release)
            }
        let words = kind == "stop" ? kind : "\(kind) \(release.name) \(release.digest)"
        let seconds = max((after.milliseconds + 999) / 1000, 1)
        variables.set("undo", words)
        variables.set("undo_after", "\(seconds)")
        var its = base(nonce: order.nonce)
        addService(to: &its, limit: StepLimits.start)
        add(
            Identity(run: identity.run, process: .deadman, planDigest: identity.planDigest), token: order.token,
            step: "undo", to: &its)
        its.set("armed", order.nonce.rawValue)
        its.set("undo", words)
        its.set("undo_kind", kind)
        its.set("keeps_previous", "yes")
        configuration?.undone(to: release).add(to: &its)
        its.set("undo_name", release.name.rawValue)
        its.set("undo_digest", release.digest.description)
        its.set("undo_after", "\(seconds)")
        its.set("undo_patience", "\(StepLimits.undoLockWait.milliseconds / 1000)")
        let library =
            ShellLibrary.basics + ShellLibrary.store + ShellLibrary.service + ShellLibrary.journal
            + ShellLibrary.locking
            + (configuration == nil ? ConfigurationScripts.none : ConfigurationScripts.library) + FenceScripts.writing
        let watcher = its.text + library + DeadmanScripts.watch
        variables.set("watcher_size", "\(watcher.utf8.count)")
        return watcher
    }
}

extension Nonce {
    /// Whom a fence names after its host has undone a change (ADR 1).
    static let deadman: Nonce = {
        guard let nonce = Nonce(rawValue: "deadman") else { preconditionFailure("a plain word is a nonce") }
        return nonce
    }()
}
