/// The project that goes with a lab of machines: the lab's own folder, whose service is a unit of systemd's.
enum ProjectFile {
    static func text(layout: LabLayout) -> String {
        """
        # Written by `cjctl lab up`: the lab's fleet, with a service that systemd manages.
        inventory: \(layout.inventory)
        playbook: \(layout.playbookFile)
        releases: \(layout.project)/releases

        service:
          name: coinjectured
          manager: systemd
          unit: \(TreeRecipe.unit)

        networks:
          \(layout.network.id):
            outside_power: 0

        """
    }

    /// The phases of a rehearsal: seconds instead of days.
    static let playbook = """
        # Written by `cjctl lab up`, for rehearsals: a bake of seconds shows only that nodes start.
        phases:
          - {name: canary,   coverage: 10%,  bake: 5s, batch: 1}
          - {name: gradual,  coverage: 25%,  bake: 3s, batch: 2}
          - {name: majority, coverage: 75%,  bake: 3s, batch: 3}
          - {name: full,     coverage: 100%, bake: 3s, batch: 3}

        deadlines:
          healthy: 20s
          recovery: 20s
          min_healthy: 2s
          poll: 250ms

        """
}
