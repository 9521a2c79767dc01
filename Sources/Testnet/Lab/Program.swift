internal import Glibc
internal import Processes

/// The programs of this machine that a lab uses.
enum Program {
    /// Time that one run may take.
    static let deadline = Duration.seconds(60)
    /// Where servers are found that an ordinary user's PATH leaves out.
    private static let systemFolders = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"

    /// Runs a program to its end; a non-zero exit is an error that carries what it said.
    @discardableResult
    static func run(_ arguments: [String], deadline: Duration = deadline) async throws(LabError) -> String {
        let result: ProcessResult
        do throws(ProcessError) {
            result = try await ProcessRunner.run(
                arguments, environment: .inheritedWith(["LC_ALL": "C.UTF-8"]), deadline: deadline)
        } catch {
            throw LabError(.programMissing, "\(error)")
        }
        guard result.status.isSuccess else {
            let said = (result.errorText.isEmpty ? result.outputText : result.errorText).split(separator: "\n")
            throw LabError(
                .programFailed,
                "\(arguments.joined(separator: " ")): \(result.status): \(said.joined(separator: " · "))")
        }
        return result.outputText
    }

    /// The absolute path of a program.
    static func path(of name: String, package: String) throws(LabError) -> String {
        for folder in systemFolders.split(separator: ":") where unsafe access("\(folder)/\(name)", X_OK) == 0 {
            return "\(folder)/\(name)"
        }
        throw LabError(.programMissing, "\(name) is not installed (Debian: apt-get install \(package))")
    }
}
