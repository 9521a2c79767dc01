// swift-tools-version: 6.2
import PackageDescription

// The layers of the house, bottom first. An arrow (dependency) points down only; ARCHITECTURE.md says what lives where.
// A module names the folder group it stands in, so that the tree under Sources shows the plan.

struct Module {
    var name: String
    var group: String
    var root = "Sources"
    var uses: [String] = []
    var exclude: [String] = []
    var isExecutable = false
    var linkerSettings: [LinkerSetting] = []
    var tests: [String]? = nil
}

/// C libraries of Debian's, linked dynamically, each behind the thinnest shim for macros and variadics.
let cLibraries: [Target] = [
    .systemLibrary(
        name: "CSSH2", path: "Sources/CLibs/CSSH2", pkgConfig: "libssh2", providers: [.apt(["libssh2-1-dev"])]),
    .systemLibrary(
        name: "CCurl", path: "Sources/CLibs/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
        name: "CSQLite", path: "Sources/CLibs/CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
        name: "CYAML", path: "Sources/CLibs/CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
        name: "CCrypto", path: "Sources/CLibs/CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
        name: "CMicroHTTPD", path: "Sources/CLibs/CMicroHTTPD", pkgConfig: "libmicrohttpd",
        providers: [.apt(["libmicrohttpd-dev"])]),
    .systemLibrary(name: "CLinux", path: "Sources/CLibs/CLinux"),

    // The reference node's stamp, which only C can place in a section of its own.
    .target(name: "CReleaseStamp", path: "Sources/Testnet/CReleaseStamp"),
    // The C interface of the chain's core.
    .target(name: "CChainCore", path: "Sources/Testnet/CChainCore"),
]

/// Puts Swift's runtime into the program, for servers have none. FoundationEssentials as a static library needs two more
/// libraries, which the dynamic one would bring along by itself.
let staticRuntime: [LinkerSetting] = [
    .unsafeFlags(["-static-stdlib", "-Xlinker", "--gc-sections"]),
    .linkedLibrary("_FoundationCollections"), .linkedLibrary("_FoundationCShims"),
]

/// The same for the shared library, which shows nothing but its C interface.
let coreLibrary: [LinkerSetting] = [
    .unsafeFlags([
        "-static-stdlib", "-Xlinker", "--gc-sections",
        "-Xlinker", "--version-script=\(Context.packageDirectory)/Sources/Testnet/CoreLibrary/exports.map",
    ])
]

let modules: [Module] = [
    // What tests share.
    Module(name: "SeededNumbers", group: "Support", root: "Tests"),
    Module(name: "SuddenDeath", group: "Support", root: "Tests"),
    Module(name: "LoopbackSSH", group: "Support", root: "Tests", uses: ["Files", "Processes", "Reactor"]),

    // Kit: generic, knows nothing of cjctl.
    Module(name: "Files", group: "Kit", tests: ["SuddenDeath"]),
    Module(name: "Crypto", group: "Kit", uses: ["CCrypto", "Files"], tests: ["Files"]),
    Module(name: "Reactor", group: "Kit", uses: ["CLinux"], tests: []),
    Module(name: "Processes", group: "Kit", uses: ["CLinux", "Files"], tests: ["Files"]),
    Module(name: "SSHKeys", group: "Kit", uses: ["Crypto", "Files"], tests: ["Files", "LoopbackSSH"]),
    Module(
        name: "SSHAgent", group: "Kit", uses: ["Files", "Processes", "Reactor", "SSHKeys"],
        tests: ["Files", "LoopbackSSH", "OpenSSHFiles", "Processes", "Reactor", "SSH", "SSHBench", "SSHKeys"]),
    Module(
        name: "SSH", group: "Kit", uses: ["CSSH2", "CLinux", "Files", "Processes", "Reactor", "SSHKeys", "Secrets"],
        tests: ["Crypto", "Files", "LoopbackSSH", "OpenSSHFiles", "Reactor", "SSHKeys", "Secrets"]),
    Module(
        name: "OpenSSHFiles", group: "Kit", uses: ["Crypto", "Files", "Processes", "Reactor", "SSH", "SSHKeys"],
        tests: ["Crypto", "Files", "Processes", "Reactor", "SSH", "SSHKeys"]),
    Module(
        name: "OpenSSHProgram", group: "Kit", uses: ["Files", "Processes", "Reactor", "SSH"],
        tests: ["Files", "LoopbackSSH", "Processes", "SSH"]),
    Module(
        name: "Secrets", group: "Kit", uses: ["Files", "Processes", "Reactor", "Terminal"],
        tests: ["Files"]),
    Module(name: "AnsibleVault", group: "Kit", uses: ["Crypto"], tests: []),
    Module(
        name: "RemoteExecution", group: "Kit", uses: ["Reactor", "SSH", "Secrets"],
        tests: ["Files", "LoopbackSSH", "OpenSSHFiles", "Reactor", "SSH", "Secrets"]),
    Module(name: "HTTPServer", group: "Kit", uses: ["CMicroHTTPD"], tests: []),
    Module(
        name: "SSHSignatures", group: "Kit", uses: ["Files", "Processes", "SSHKeys"],
        tests: ["Files", "Processes", "SSHKeys"]),
    Module(name: "SQLite", group: "Kit", uses: ["CSQLite"], tests: ["Files", "SuddenDeath"]),
    Module(name: "Spelling", group: "Kit", tests: []),
    Module(name: "Arguments", group: "Kit", uses: ["Spelling"], tests: []),
    Module(name: "Checksums", group: "Kit", uses: ["Crypto", "Files", "Processes"], tests: ["Files", "Processes"]),
    Module(name: "CanonicalJSON", group: "Kit", tests: []),
    Module(name: "Terminal", group: "Kit", uses: ["Reactor"], tests: []),
    Module(name: "ELF", group: "Kit", tests: ["Files", "Processes"]),
    Module(name: "YAML", group: "Kit", uses: ["CYAML"], tests: []),
    Module(name: "HTTP", group: "Kit", uses: ["CCurl", "Reactor"], tests: ["Files", "Processes", "Reactor"]),
    Module(
        name: "Metrics", group: "Kit",
        tests: ["CanonicalJSON", "Files", "HTTP", "HTTPServer", "Processes", "Reactor", "SeededNumbers"]),

    // FleetModel: PURE, the nouns, validated on construction.
    Module(name: "FleetModel", group: "", tests: []),
    // ConfigTemplates: PURE, a node's configuration from a template and what is known of the fleet.
    Module(name: "ConfigTemplates", group: "", uses: ["FleetModel"], tests: ["FleetModel"]),
    // RolloutPlanning: PURE, planner, quorum, the rollout machine.
    Module(name: "RolloutPlanning", group: "", uses: ["FleetModel"], tests: ["FleetModel", "SeededNumbers"]),
    // HostSteps: PURE, a step to the script that does it, and the parser of its framed reply.
    Module(
        name: "HostSteps", group: "", uses: ["FleetModel", "RolloutPlanning"],
        tests: ["FleetModel", "Processes", "RolloutPlanning"]),
    // Screens: PURE, values to text.
    Module(
        name: "Screens", group: "", uses: ["ConfigTemplates", "FleetModel", "HostSteps", "Metrics", "RolloutPlanning"],
        tests: ["ConfigTemplates", "FleetModel", "HostSteps", "Metrics", "RolloutPlanning"]),
    // FleetConfig: what people write, as values and diagnostics.
    Module(
        name: "FleetConfig", group: "", uses: ["FleetModel", "RolloutPlanning", "Spelling", "YAML"],
        tests: ["ConfigTemplates", "Files", "FleetModel", "Processes", "RolloutPlanning", "SeededNumbers"]),
    // ReleaseStore: releases as they lie on this machine: proven, signed, packed, cleared away.
    Module(
        name: "ReleaseStore", group: "",
        uses: ["Crypto", "Files", "FleetConfig", "FleetModel", "Processes", "SSHKeys", "SSHSignatures"],
        tests: ["Checksums", "Crypto", "Files", "FleetConfig", "FleetModel", "Processes", "SSHSignatures"]),
    // RolloutEngine: performs effects; declares the ports.
    Module(name: "RolloutEngine", group: "", uses: ["FleetModel", "HostSteps", "RolloutPlanning", "Secrets"]),
    // Adapters: the ports, each by one library.
    Module(
        name: "HTTPProber", group: "Adapters",
        uses: ["CanonicalJSON", "FleetModel", "HTTP", "Reactor", "RolloutEngine", "RolloutPlanning"]),
    Module(
        name: "SSHRemote", group: "Adapters",
        uses: [
            "Files", "FleetModel", "HostSteps", "OpenSSHFiles", "OpenSSHProgram", "Reactor", "RemoteExecution",
            "RolloutEngine", "SSH", "SSHAgent", "SSHKeys", "Secrets",
        ],
        tests: [
            "Files", "FleetModel", "HostSteps", "LoopbackSSH", "Processes", "Reactor", "RolloutEngine",
            "SSH", "Secrets",
        ]),
    Module(
        name: "SQLiteLedger", group: "Adapters",
        uses: ["CanonicalJSON", "Crypto", "FleetModel", "Reactor", "RolloutEngine", "RolloutPlanning", "SQLite"],
        tests: ["CanonicalJSON", "Files", "FleetModel", "RolloutEngine", "RolloutPlanning", "SQLite"]),
    Module(
        name: "SampleStore", group: "Adapters",
        uses: ["FleetModel", "Reactor", "RolloutEngine", "RolloutPlanning", "SQLite"],
        tests: ["Files", "FleetModel", "RolloutEngine", "RolloutPlanning"]),
    Module(name: "SystemEnvironment", group: "Adapters", uses: ["FleetModel", "Reactor", "RolloutEngine"]),

    // Testnet: a real, small chain to rehearse on.
    Module(name: "ChainCore", group: "Testnet", uses: ["Crypto"], tests: []),
    Module(
        name: "CoreLibrary", group: "Testnet", uses: ["CChainCore", "ChainCore"], exclude: ["exports.map"],
        linkerSettings: coreLibrary),
    Module(
        name: "GoldenVectors", group: "Testnet", uses: ["CanonicalJSON", "CChainCore", "ChainCore", "Crypto"],
        tests: ["CanonicalJSON", "ChainCore", "Files", "Processes"]),
    Module(
        name: "HTTPVectorNode", group: "Testnet", uses: ["CanonicalJSON", "GoldenVectors", "HTTP", "Reactor"]),
    Module(
        name: "ValidatorKeys", group: "Testnet", uses: ["CanonicalJSON", "ChainCore", "Crypto", "Files"],
        tests: ["ChainCore", "Files"]),
    Module(name: "NodeFaults", group: "Testnet"),
    Module(name: "ReleaseStamp", group: "Testnet", uses: ["CReleaseStamp"], tests: []),
    Module(
        name: "ReferenceNode", group: "Testnet",
        uses: [
            "CanonicalJSON", "ChainCore", "CLinux", "Crypto", "Files", "GoldenVectors", "HTTP", "HTTPServer",
            "NodeFaults",
            "Reactor", "ReleaseStamp", "ValidatorKeys", "YAML",
        ],
        tests: [
            "CanonicalJSON", "ChainCore", "Files", "GoldenVectors", "HTTPServer", "NodeFaults", "ReleaseStamp",
            "ValidatorKeys",
        ]),
    Module(
        name: "coinjectured", group: "Testnet",
        uses: ["ChainCore", "Files", "HTTP", "Reactor", "ReferenceNode", "ReleaseStamp", "ValidatorKeys"],
        isExecutable: true,
        linkerSettings: staticRuntime),
    Module(
        name: "Lab", group: "Testnet",
        uses: [
            "CanonicalJSON", "ChainCore", "Crypto", "Files", "HTTP", "NodeFaults", "Processes", "Reactor",
            "ReleaseStamp", "ValidatorKeys",
        ],
        tests: ["Files", "HTTP", "Processes", "Reactor", "ReleaseStamp", "ValidatorKeys"]),

    // Commands: one verb a file; sees ports, never libraries of the adapters.
    Module(
        name: "Commands", group: "",
        uses: [
            "AnsibleVault", "Arguments", "CanonicalJSON", "Checksums", "ConfigTemplates", "Crypto", "ELF", "Files",
            "FleetConfig",
            "FleetModel", "GoldenVectors", "HostSteps", "Lab", "ReleaseStamp", "Metrics", "ReleaseStore",
            "RolloutEngine",
            "Processes", "RolloutPlanning",
            "Screens", "Secrets", "Spelling",
            "Terminal",
        ]),
    // cjctl: the executable; parses, wires, runs.
    Module(
        name: "cjctl", group: "",
        uses: [
            "Arguments", "Commands", "FleetModel", "GoldenVectors", "HTTP", "HTTPProber", "HTTPVectorNode", "Reactor",
            "RolloutEngine", "SQLiteLedger",
            "SSHRemote", "SampleStore", "Secrets",
            "SystemEnvironment", "Terminal",
        ],
        isExecutable: true),
    // Benchmarks: programs that script/bench builds and calls.
    Module(
        name: "SSHBench", group: "Benchmarks", uses: ["Files", "OpenSSHFiles", "Reactor", "SSH", "SSHAgent"],
        isExecutable: true),
    Module(name: "HealthBench", group: "Benchmarks", uses: ["HTTP", "Reactor"], isExecutable: true),
]

// MARK: - One loop applies the same settings to every target

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

func path(_ module: Module) -> String {
    [module.root, module.group, module.name].filter { !$0.isEmpty }.joined(separator: "/")
}

var targets: [Target] = cLibraries
for module in modules {
    let dependencies = module.uses.map { Target.Dependency(stringLiteral: $0) }
    let settings = strict
    targets.append(
        module.isExecutable
            ? .executableTarget(
                name: module.name, dependencies: dependencies, path: path(module), swiftSettings: settings,
                linkerSettings: module.linkerSettings)
            : .target(
                name: module.name, dependencies: dependencies, path: path(module), exclude: module.exclude,
                swiftSettings: settings, linkerSettings: module.linkerSettings))
    if let extra = module.tests {
        targets.append(
            .testTarget(
                name: "\(module.name)Tests",
                dependencies: [Target.Dependency(stringLiteral: module.name)]
                    + extra.map { Target.Dependency(stringLiteral: $0) },
                path: "Tests/\(module.name)Tests", swiftSettings: settings))
    }
}

// What every file is held to, and the tests of those rules.
targets.append(
    .testTarget(
        name: "TidyTests", dependencies: ["CanonicalJSON", "Files", "Processes"], path: "Tests/TidyTests",
        swiftSettings: strict))

// Whole fleets, driven through the built program.
targets.append(
    .testTarget(
        name: "SystemTests",
        dependencies: [
            "Arguments", "Commands", "Crypto", "Files", "HTTPServer", "Lab", "LoopbackSSH", "Processes",
            "Reactor", "ReleaseStamp",
            "SQLite", "SQLiteLedger",
        ], path: "Tests/SystemTests", swiftSettings: strict))

let package = Package(
    name: "cjctl",
    products: [
        // libcoinjecture_core.so
        .library(name: "coinjecture_core", type: .dynamic, targets: ["CoreLibrary"])
    ],
    targets: targets,
    swiftLanguageModes: [.v6]
)
