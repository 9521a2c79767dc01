public import FleetModel
public import RolloutPlanning

/// Turns what is wanted on one host into the command that does it.
public struct HostScripts: Sendable {
    public let host: Host
    public let service: Service

    public init(host: Host, service: Service) {
        self.host = host
        self.service = service
    }

    /// Who acts: what a fence must say for a step to be let through.
    public struct Identity: Sendable, Equatable {
        public let run: RunID
        public let process: Nonce
        public let planDigest: Digest

        public init(run: RunID, process: Nonce, planDigest: Digest) {
            self.run = run
            self.process = process
            self.planDigest = planDigest
        }
    }

    /// Looks at the host; `release` and `digests` are verified there beside the current and the previous release.
    ///
    /// - Parameter configuration: the file that is or shall be the node's configuration; nil: where one was delivered to.
    public func observe(
        nonce: Nonce, release: Release?, digests: [Digest] = [], configuration: String? = nil
    ) -> HostCommand {
        var variables = base(nonce: nonce)
        variables.set("config_path", configuration ?? "")
        addService(to: &variables, limit: StepLimits.observe)
        addRelease(to: &variables, release?.reference, release)
        let wanted = (digests + [release?.digest].compactMap(\.self)).map(\.description)
        variables.set("wanted", wanted.joined(separator: " "))
        let script =
            ShellLibrary.basics + ShellLibrary.store + ShellLibrary.service + ShellLibrary.journal
            + ConfigurationScripts.looking + ObserveScript.body
        return HostCommand(script: variables.text + script, nonce: nonce, deadline: StepLimits.observe)
    }

    /// Takes the fence. `known` are the processes it may be taken from; `floor` is the highest token the ledger knows.
    public func acquire(_ identity: Identity, nonce: Nonce, known: [Nonce], floor: UInt64) -> HostCommand {
        var variables = base(nonce: nonce)
        add(identity, token: 0, step: "fence", to: &variables)
        variables.set("known", known.map(\.rawValue).joined(separator: " "))
        variables.set("floor", "\(floor)")
        let library =
            variables.text + ShellLibrary.basics + ShellLibrary.journal + DeadmanScripts.renewing + FenceScripts.writing
            + FenceScripts.telling
        return HostCommand(
            script: library + ShellLibrary.locking + FenceScripts.acquireOuter, body: library + FenceScripts.acquire,
            nonce: nonce,
            deadline: StepLimits.fence)
    }

    /// Lets the fence go; the token stays, for tokens only rise.
    public func release(_ identity: Identity, nonce: Nonce, token: UInt64) -> HostCommand {
        var variables = base(nonce: nonce)
        add(identity, token: token, step: "fence", to: &variables)
        let body = ShellLibrary.basics + ShellLibrary.journal + FenceScripts.writing + FenceScripts.release
        return locked(variables, body, nonce: nonce, deadline: StepLimits.settle)
    }

    /// Asks what became of a step.
    public func settle(_ order: StepOrder, _ identity: Identity) -> HostCommand {
        var variables = base(nonce: order.nonce)
        add(identity, token: order.token, step: order.step.rawValue, to: &variables)
        let body = ShellLibrary.basics + ShellLibrary.journal + StepScripts.settle
        return locked(variables, body, nonce: order.nonce, deadline: StepLimits.settle)
    }

    /// Puts off the undo that is armed on the host, in the name of whoever holds its fence.
    public func renew(_ identity: Identity, nonce: Nonce, token: UInt64) -> HostCommand {
        var variables = base(nonce: nonce)
        add(identity, token: token, step: "renew", to: &variables)
        let script = ShellLibrary.basics + ShellLibrary.journal + DeadmanScripts.renewing + DeadmanScripts.renew
        return HostCommand(script: variables.text + script, nonce: nonce, deadline: StepLimits.settle)
    }

    /// Reads the node's configuration, as far as it may be shown; changes nothing.
    public func readConfiguration(nonce: Nonce, path: String) -> HostCommand {
        var variables = base(nonce: nonce)
        variables.set("config_path", path)
        variables.set("config_limit", "\(StepLimits.configuration)")
        return HostCommand(
            script: variables.text + ShellLibrary.basics + ConfigurationScripts.looking + ConfigurationScripts.read,
            nonce: nonce, deadline: StepLimits.settle)
    }

    /// Performs a step. `release` is the release with its files, where the controller has it; `isGoingBack` keeps
    /// `previous` as it is; `undoAfter` is how long an undo that the step arms waits to be renewed.
    public func perform(
        _ order: StepOrder, _ identity: Identity, release: Release?, isGoingBack: Bool, undoAfter: TimeSpan,
        configuration: ConfigurationOrder? = nil
    ) -> HostCommand {
        let recipe = Recipe(order.step)
        var variables = base(nonce: order.nonce)
        add(identity, token: order.token, step: order.step.rawValue, to: &variables)
        addService(to: &variables, limit: recipe.deadline)
        // A stop that arms nothing is refused by its script.
        variables.set("undo", "")
        let watcher = order.undo.map { arm($0, of: order, identity, after: undoAfter, configuration, &variables) }
        addRelease(to: &variables, order.release, release)
        variables.set("keeps_previous", isGoingBack ? "yes" : "no")
        configuration?.add(to: &variables)
        let body =
            ShellLibrary.basics + ShellLibrary.store + ShellLibrary.service + ShellLibrary.journal
            + (configuration == nil ? ConfigurationScripts.none : ConfigurationScripts.library) + recipe.library
            + StepScripts.opening + recipe.body
        let files = release.flatMap { order.step == .stage ? self.input($0, configuration) : nil }
        let input = files ?? watcher.map(HostCommand.Input.text) ?? .none
        return locked(
            variables, body, input: input, nonce: order.nonce, deadline: recipe.deadline,
            // What confirms a change for good proves that the host can be reached anew.
            connection: order.step == .commit ? .fresh : .kept)
    }

    private func input(_ release: Release, _ configuration: ConfigurationOrder?) -> HostCommand.Input {
        guard let delivered = configuration?.delivered else { return .files(of: release) }
        return .filesAfterConfiguration(of: release, delivered, on: host.id)
    }

    private struct Recipe {
        let body: String
        let deadline: TimeSpan
        var library = ""

        init(_ step: Step) {
            switch step {
            case .stage: (body, deadline) = (StepScripts.stage, StepLimits.stage)
            case .stop: (body, deadline, library) = (StepScripts.stop, StepLimits.stop, DeadmanScripts.arm)
            case .switchOver: (body, deadline) = (StepScripts.switchOver, StepLimits.switchOver)
            case .start: (body, deadline) = (StepScripts.start, StepLimits.start)
            case .commit: (body, deadline, library) = (StepScripts.commit, StepLimits.commit, DeadmanScripts.disarm)
            }
        }
    }

    private func locked(
        _ variables: ShellVariables, _ body: String, input: HostCommand.Input = .none, nonce: Nonce, deadline: TimeSpan,
        connection: HostCommand.Connection = .kept
    ) -> HostCommand {
        HostCommand(
            script: variables.text + ShellLibrary.basics + ShellLibrary.locking + ShellLibrary.locked,
            body: variables.text + body,
            input: input, nonce: nonce, deadline: deadline + StepLimits.lockWait, connection: connection)
    }
}
