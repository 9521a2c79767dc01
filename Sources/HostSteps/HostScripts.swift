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
    public func observe(nonce: Nonce, release: Release?, digests: [Digest] = []) -> HostCommand {
        var variables = base(nonce: nonce)
        addService(to: &variables, limit: StepLimits.observe)
        addRelease(to: &variables, release?.reference, release)
        let wanted = (digests + [release?.digest].compactMap(\.self)).map(\.description)
        variables.set("wanted", wanted.joined(separator: " "))
        let script =
            ShellLibrary.basics + ShellLibrary.store + ShellLibrary.service + ShellLibrary.journal + ObserveScript.body
        return HostCommand(script: variables.text + script, nonce: nonce, deadline: StepLimits.observe)
    }

    /// Takes the fence. `known` are the processes it may be taken from; `floor` is the highest token the ledger knows.
    public func acquire(_ identity: Identity, nonce: Nonce, known: [Nonce], floor: UInt64) -> HostCommand {
        var variables = base(nonce: nonce)
        add(identity, token: 0, step: "fence", to: &variables)
        variables.set("known", known.map(\.rawValue).joined(separator: " "))
        variables.set("floor", "\(floor)")
        let library = variables.text + ShellLibrary.basics + ShellLibrary.journal + FenceScripts.writing
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

    /// Performs a step. `release` is the release with its files, where the controller has it; `isGoingBack` keeps
    /// `previous` as it is.
    public func perform(
        _ order: StepOrder, _ identity: Identity, release: Release?, isGoingBack: Bool
    ) -> HostCommand {
        let recipe = Recipe(order.step)
        var variables = base(nonce: order.nonce)
        add(identity, token: order.token, step: order.step.rawValue, to: &variables)
        addService(to: &variables, limit: recipe.deadline)
        addRelease(to: &variables, order.release, release)
        variables.set("keeps_previous", isGoingBack ? "yes" : "no")
        let body =
            ShellLibrary.basics + ShellLibrary.store + ShellLibrary.service + ShellLibrary.journal
            + StepScripts.opening + recipe.body
        let input = release.flatMap { order.step == .stage ? HostCommand.Input.files(of: $0) : nil } ?? .none
        return locked(variables, body, input: input, nonce: order.nonce, deadline: recipe.deadline)
    }

    private struct Recipe {
        let body: String
        let deadline: TimeSpan

        init(_ step: Step) {
            switch step {
            case .stage: (body, deadline) = (StepScripts.stage, StepLimits.stage)
            case .stop: (body, deadline) = (StepScripts.stop, StepLimits.stop)
            case .switchOver: (body, deadline) = (StepScripts.switchOver, StepLimits.switchOver)
            case .start: (body, deadline) = (StepScripts.start, StepLimits.start)
            case .commit: (body, deadline) = (StepScripts.commit, StepLimits.commit)
            }
        }
    }

    // MARK: - Variables

    private func locked(
        _ variables: ShellVariables, _ body: String, input: HostCommand.Input = .none, nonce: Nonce, deadline: TimeSpan
    ) -> HostCommand {
        HostCommand(
            script: variables.text + ShellLibrary.basics + ShellLibrary.locking + ShellLibrary.locked,
            body: variables.text + body,
            input: input, nonce: nonce, deadline: deadline + StepLimits.lockWait)
    }

    private func base(nonce: Nonce) -> ShellVariables {
        var variables = ShellVariables()
        variables.set("nonce", nonce.rawValue)
        variables.set("root", host.paths.installRoot)
        variables.set("state", host.paths.stateDirectory)
        variables.set("lock_wait", "\(StepLimits.lockWait.milliseconds / 1000)")
        return variables
    }

    private func add(_ identity: Identity, token: UInt64, step: String, to variables: inout ShellVariables) {
        variables.set("run", identity.run.rawValue)
        variables.set("process", identity.process.rawValue)
        variables.set("plan", identity.planDigest.description)
        variables.set("token", "\(token)")
        variables.set("step", step)
    }

    private func addService(to variables: inout ShellVariables, limit: TimeSpan) {
        variables.set("limit", "\(limit.milliseconds / 1000)")
        variables.set("binary", service.binary)
        switch service.manager {
        case .systemd(let unit):
            variables.set("unit", unit)
            for name in ["service_start", "service_stop", "service_status"] { variables.set(name, "") }
        case .command(let start, let stop, let status):
            variables.set("unit", "")
            variables.set("service_start", start)
            variables.set("service_stop", stop)
            variables.set("service_status", status)
        }
    }

    private func addRelease(to variables: inout ShellVariables, _ reference: ReleaseReference?, _ release: Release?) {
        variables.set("release_name", reference?.name.rawValue ?? "")
        variables.set("release_digest", reference?.digest.description ?? "")
        let files = release.flatMap { $0.reference == reference ? $0.files : nil } ?? []
        let listing = String(decoding: Release.listing(of: files).dropLast(), as: UTF8.self)
        variables.set("listing", listing)
        let sizes = files.enumerated().map { index, file in
            "\(index == files.count - 1 ? "last" : "\(file.size)"):\(file.name)"
        }
        variables.set("file_sizes", sizes.joined(separator: " "))
        variables.set("upload_size", "\(files.reduce(0) { $0 + $1.size })")
    }
}
