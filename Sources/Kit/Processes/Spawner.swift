internal import CLinux
internal import Files
internal import Glibc

/// What a new process gets in place of its descriptors 0, 1 and 2.
enum ChildDescriptor {
    /// Nothing to read, anything to write.
    case null
    /// A copy of one of ours.
    case copy(of: Int32)
}

/// Starts programs with posix_spawn(3): no shell, no inherited descriptors, default signals.
struct Spawner {
    var input = ChildDescriptor.null
    var output = ChildDescriptor.null
    var errorOutput = ChildDescriptor.null
    var workingDirectory: String?
    /// A session of its own (setsid(2)) instead of only a process group of its own.
    var startsSession = false
    /// Our process group, which the terminal listens to.
    var staysInGroup = false

    /// The new process's id, which is also its process group's.
    func spawn(_ arguments: [String], _ environment: ProcessEnvironment) throws(ProcessError) -> pid_t {
        let program = arguments.first ?? ""
        let texts = arguments + [workingDirectory ?? ""]
        guard !arguments.isEmpty, !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw ProcessError(program, .illegalArgument)
        }
        let variables = variables(environment)
        if let variables, variables.contains(where: { $0.utf8.contains(0) }) {
            throw ProcessError(program, .illegalArgument)
        }
        let outcome = unsafe withCStrings(arguments) { argumentList in
            guard let variables else { return unsafe start(program, argumentList, cl_environment()) }
            return unsafe withCStrings(variables) { unsafe start(program, argumentList, $0) }
        }
        switch outcome {
        case .success(let pid): return pid
        case .failure(let error): throw ProcessError(program, .cannotStart(error))
        }
    }

    @unsafe private func start(
        _ program: String, _ arguments: UnsafePointer<UnsafeMutablePointer<CChar>?>,
        _ environment: UnsafePointer<UnsafeMutablePointer<CChar>?>?
    ) -> Result<pid_t, SystemError> {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }

        var result = unsafe add(to: &actions)
        if result == 0 { result = unsafe set(&attributes) }
        var pid: pid_t = 0
        if result == 0 { result = unsafe posix_spawnp(&pid, program, &actions, &attributes, arguments, environment) }
        return result == 0 ? .success(pid) : .failure(SystemError(number: result))
    }

    @unsafe private func add(to actions: inout posix_spawn_file_actions_t) -> Int32 {
        for (number, child) in [(Int32(0), input), (1, output), (2, errorOutput)] {
            let result =
                switch child {
                case .null: unsafe posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
                case .copy(let own): unsafe posix_spawn_file_actions_adddup2(&actions, own, number)
                }
            if result != 0 { return result }
        }
        if let workingDirectory {
            let result = unsafe cl_spawn_change_directory(&actions, workingDirectory)
            if result != 0 { return result }
        }
        return unsafe cl_spawn_close_from(&actions, 3)
    }

    @unsafe private func set(_ attributes: inout posix_spawnattr_t) -> Int32 {
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        var flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        if startsSession {
            flags |= CL_SPAWN_SETSID
        } else if !staysInGroup {
            flags |= Int32(POSIX_SPAWN_SETPGROUP)
        }
        return unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    }
}

/// `NAME=value` lines, or nil for those of this process as they are.
private func variables(_ environment: ProcessEnvironment) -> [String]? {
    switch environment {
    case .inherited:
        return nil
    case .only(let values):
        return values.map { "\($0.key)=\($0.value)" }.sorted()
    case .inheritedWith(let values):
        var lines: [String] = []
        var next = unsafe cl_environment()
        while let entry = unsafe next?.pointee {
            let line = unsafe String(cString: entry)
            if !values.keys.contains(where: { line.hasPrefix("\($0)=") }) { lines.append(line) }
            unsafe next = unsafe next?.successor()
        }
        return lines + values.map { "\($0.key)=\($0.value)" }.sorted()
    }
}

/// Lends `texts` as a NULL-terminated list of C strings.
@unsafe private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = unsafe texts.map { unsafe strdup($0) }
    unsafe pointers.append(nil)
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { preconditionFailure("the list ends with nil, so it has a start") }
        return unsafe body(start)
    }
}
