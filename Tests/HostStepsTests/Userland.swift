import Foundation
import HostSteps
import Processes
import Testing

/// The shell and the everyday tools that a host has.
enum Userland: String, CaseIterable, CustomTestStringConvertible {
    /// dash, coreutils, util-linux, openssl.
    case debian
    /// BusyBox for everything, found by a PATH that holds nothing else but what Debian's build of it leaves out.
    case busybox

    var testDescription: String { rawValue }

    /// The command as this userland's login would run it.
    func arguments(of command: HostCommand, toolsIn folder: String) async throws -> [String] {
        guard self == .busybox else { return command.arguments }
        let tools = folder + "/tools"
        if !FileManager.default.fileExists(atPath: tools + "/sh") {
            try FileManager.default.createDirectory(atPath: tools, withIntermediateDirectories: true)
            _ = try await ProcessRunner.run(["/bin/busybox", "--install", "-s", tools], deadline: .seconds(30))
            for left in ["flock"] where !FileManager.default.fileExists(atPath: "\(tools)/\(left)") {
                try FileManager.default.createSymbolicLink(
                    atPath: "\(tools)/\(left)", withDestinationPath: "/usr/bin/\(left)")
            }
        }
        return command.arguments.map { argument in
            argument.hasPrefix("PATH=")
                ? "PATH=\(tools)" : argument.replacing("/bin/sh", with: "\(tools)/sh")
        }
    }
}
