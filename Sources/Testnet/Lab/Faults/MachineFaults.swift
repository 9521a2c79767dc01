/// Faults of a disk and of an account: only a machine of a node's own can have them.
///
/// Each is a script that its systemd's machine runs as root. Undoing one that a reboot has undone already is no error.
struct MachineFaults: Sendable {
    let machine: Machine

    func inject(_ fault: LabFault) async throws(LabError) { try await run(Self.injecting(fault)) }
    func heal(_ fault: LabFault) async throws(LabError) { try await run(Self.healing(fault)) }

    private func run(_ script: String?) async throws(LabError) {
        guard let script else { return }
        try await machine.run([
            "sh", "-euc", "unit=\(TreeRecipe.unit) data=\(NodePaths.ofMachine.dataFolder)\n\(script)",
        ])
    }

    private static func injecting(_ fault: LabFault) -> String? {
        switch fault {
        // A small disk with the node's data on it, filled up to its last byte.
        case .diskFull:
            """
            systemctl stop "$unit"
            rm -rf /run/lab-data && cp -a "$data" /run/lab-data
            size=$(($(du -sk /run/lab-data | cut -f1) + 256))
            mount -t tmpfs -o "size=${size}k,mode=755" tmpfs "$data"
            cp -a /run/lab-data/. "$data" && rm -rf /run/lab-data
            cat /dev/zero >"$data/filler" 2>/dev/null || true
            systemctl start "$unit"
            """
        case .readOnlyDisk:
            """
            systemctl stop "$unit"
            mount -o remount,bind,ro "$data"
            systemctl start "$unit" || true
            """
        case .sudoRefused: "mv /etc/sudoers.d/lab /etc/sudoers.lab"
        default: nil
        }
    }

    private static func healing(_ fault: LabFault) -> String? {
        switch fault {
        // What was written on the small disk all the same must not be lost: signing state above all.
        case .diskFull:
            """
            systemctl stop "$unit"
            if [ -e "$data/filler" ]; then
                rm "$data/filler"
                rm -rf /run/lab-data && cp -a "$data" /run/lab-data
                umount "$data"
                cp -a /run/lab-data/. "$data" && rm -rf /run/lab-data
            fi
            systemctl start "$unit"
            """
        case .readOnlyDisk:
            """
            mount -o remount,bind,rw "$data"
            systemctl restart "$unit"
            """
        case .sudoRefused: "[ ! -e /etc/sudoers.lab ] || mv /etc/sudoers.lab /etc/sudoers.d/lab"
        default: nil
        }
    }
}
