internal import ReleaseStamp

/// The texts that come with a release.
enum ReleaseNotes {
    static func notes(of stamp: ReleaseStamp) -> String {
        let fault =
            stamp.fault == .none
            ? "It does what it should."
            : "It carries a fault on purpose, `\(stamp.fault)`, for rehearsals: never install it where it matters."
        return """
            # coinjectured \(stamp.version)

            A build of the reference node, for labs. \(fault)

            It was made by `cjctl lab release` from the program that was built with cjctl: the version is a stamp in the
            section `\(ReleaseStamp.section)` of the program, which is all that differs from other builds.

            """
    }

    static func installation(of stamp: ReleaseStamp) -> String {
        """
        # Installing coinjectured \(stamp.version)

        `cjctl plan --release \(stamp.version)` says what an installation would do, and `cjctl rollout --phase canary
        --release \(stamp.version)` begins it.

        By hand: check the program with `sha256sum -c coinjectured.sha256`, copy it to the node, and start it with
        `coinjectured --config FILE`. A node needs glibc, libcurl 4, libmicrohttpd 12, libyaml 0.2 and libcrypto 3; Swift's
        runtime is in the program.

        """
    }
}
