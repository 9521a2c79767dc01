internal import Crypto

/// What the Debian tree is made of that all machines of all labs share.
enum TreeRecipe {
    /// The release of Debian: the one that the project is built on.
    static let suite = "bookworm"
    /// The one who logs in as a person does, and may do everything by sudo; `root` is for controllers.
    static let person = "deploy"
    /// The one whom the service runs as.
    static let account = "coinjecture"
    /// The unit that runs the node.
    static let unit = "coinjectured.service"

    private static let packages = [
        "dbus", "iproute2", "libcurl4", "libfaketime", "libmicrohttpd12", "libssl3", "libyaml-0-2", "openssh-server",
        "procps", "sudo", "systemd", "systemd-sysv",
    ]

    /// Units that are of no use in fifteen machines on one: they look after hardware, disks and packages.
    private static let masked = [
        "apt-daily.timer", "apt-daily-upgrade.timer", "console-getty.service", "dev-hugepages.mount",
        "dpkg-db-backup.timer", "e2scrub_all.timer", "e2scrub_reap.service", "getty@tty1.service",
        "sys-fs-fuse-connections.mount", "systemd-update-utmp.service", "systemd-update-utmp-runlevel.service",
    ]

    private static let unitText = """
        [Unit]
        Description=Reference node of a lab
        After=network.target
        StartLimitIntervalSec=0

        [Service]
        User=\(account)
        Group=\(account)
        EnvironmentFile=-\(NodePaths.ofMachine.configurationFolder)/environment
        ExecStartPre=-+/usr/bin/chown -R \(account): \(NodePaths.ofMachine.dataFolder) \(NodePaths.ofMachine.configurationFolder)
        ExecStart=\(NodePaths.ofMachine.installRoot)/current/coinjectured --config \(NodePaths.ofMachine.configurationFile)
        TimeoutStopSec=10s

        [Install]
        WantedBy=multi-user.target
        """

    /// Run by a shell with the tree's path as `$1`, once everything is installed.
    private static let customization = """
        set -eu
        chroot "$1" useradd --system --uid 990 --user-group --no-create-home --home-dir /nonexistent \
          --shell /usr/sbin/nologin \(account)
        chroot "$1" useradd --create-home --shell /bin/bash --groups adm,sudo,systemd-journal \(person)
        printf '%s ALL=(ALL:ALL) NOPASSWD: ALL\\n' \(person) >"$1/etc/sudoers.d/lab"
        chmod 440 "$1/etc/sudoers.d/lab"
        printf '%s\\n' 'Include /etc/ssh/lab/sshd_config' >"$1/etc/ssh/sshd_config.d/lab.conf"
        cat >"$1/etc/systemd/system/\(unit)" <<'UNIT'
        \(unitText)
        UNIT
        mkdir -p "$1/etc/systemd/system/multi-user.target.wants" "$1/etc/systemd/journald.conf.d" "$1/var/log/journal"
        ln -s ../\(unit) "$1/etc/systemd/system/multi-user.target.wants/\(unit)"
        printf '[Journal]\\nStorage=persistent\\nSystemMaxUse=64M\\n' >"$1/etc/systemd/journald.conf.d/lab.conf"
        for name in \(masked.joined(separator: " ")); do ln -sf /dev/null "$1/etc/systemd/system/$name"; done
        ln -sf multi-user.target "$1/etc/systemd/system/default.target"
        rm -f "$1"/etc/ssh/ssh_host_* "$1/etc/hostname" "$1/etc/resolv.conf"
        : >"$1/etc/machine-id"
        """

    /// Words that make the tree at `path`.
    static func making(_ path: String) -> [String] {
        [
            "mmdebstrap", "--quiet", "--variant=minbase", "--include=\(packages.joined(separator: ","))",
            "--aptopt=APT::Install-Recommends \"false\"", "--dpkgopt=path-exclude=/usr/share/doc/*",
            "--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/locale/*",
            "--customize-hook=\(customization)", suite, path,
        ]
    }

    /// The tree's name: another recipe makes another tree.
    static var name: String {
        let words = making("TREE").joined(separator: "\n")
        return "\(suite)-\(Hexadecimal.encode(SHA256.hash(Array(words.utf8))).prefix(12))"
    }
}
