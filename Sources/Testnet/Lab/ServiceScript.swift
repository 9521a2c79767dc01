/// The script that stands in for a service manager on a lab's node: `service start|stop|restart|status`.
///
/// LSB's actions and exit codes: `status` prints the process id and exits 0 while the service runs, and exits 3 when
/// it does not. It needs a POSIX shell with coreutils, util-linux and /proc, or BusyBox.
enum ServiceScript {
    static func text(for node: LabNode, marks: [String]) -> String {
        """
        #!/bin/sh
        # Starts, stops and asks after coinjectured of \(node.name), with the exit codes of LSB.
        # A process counts as ours by its program, which must lie in our store: a process id that went to somebody else
        # is never touched, and a process whose id was lost is found.
        set -u
        PATH=/usr/local/bin:/usr/bin:/bin
        LC_ALL=C.UTF-8
        export PATH LC_ALL
        root='\(node.installRoot)'
        config='\(node.configurationFile)'
        run='\(node.runFolder)'
        log='\(node.logFile)'
        environment='\(node.environmentFile)'
        deadman='\(node.stateFolder)/deadman'

        """ + body.replacing("@MARKS@", with: marks.map { "'\($0)'" }.joined(separator: " "))
    }

    private static let body = #"""
        largest_log=4194304

        ours() {
            case $1 in '' | *[!0-9]*) return 1 ;; esac
            case $(readlink "/proc/$1/exe") in
            "$root"/store/*/coinjectured | "$root"/store/*/coinjectured' (deleted)') return 0 ;;
            esac
            return 1
        }

        # Every process of ours; one at most, unless somebody started another by hand.
        all() {
            ls -l /proc/[0-9]*/exe 2>/dev/null | grep -F " -> $root/store/" |
                sed -n 's|.* /proc/\([0-9][0-9]*\)/exe -> .*|\1|p' |
                while read -r pid; do if ours "$pid"; then echo "$pid"; fi; done
        }

        running() {
            pid=''
            if [ -f "$run/pid" ]; then read -r pid <"$run/pid"; fi
            if ours "$pid"; then echo "$pid"; return 0; fi
            pid=$(all | head -n 1)
            [ -n "$pid" ] && echo "$pid"
        }

        lock() {
            exec 9>"$run/lock" && flock 9
        }

        # The start wrapper of cjctl's dead-man switch: what was armed before a boot is watched over again. One that is
        # watched over already knows it, and ends.
        watch_armed() {
            if [ -f "$deadman/armed" ] && [ -f "$deadman/watch" ]; then
                setsid env @MARKS@ sh "$deadman/watch" </dev/null >>"$deadman/log" 2>&1 9>&- &
            fi
            return 0
        }

        start() {
            if pid=$(running); then echo "$pid"; return 0; fi
            rm -f "$run/pid"
            if [ -f "$log" ] && [ "$(wc -c <"$log")" -gt "$largest_log" ]; then mv -f "$log" "$log.1"; fi
            # Further variables come from a file of NAME=VALUE lines, as those of systemd's EnvironmentFile do.
            # The id is on disk before the program runs, and none of our descriptors is left open in it.
            setsid env -i PATH="$PATH" LC_ALL="$LC_ALL" @MARKS@ sh -c '
                if [ -f "$4" ]; then set -a; . "$4"; set +a; fi
                cd / && echo "$$" >"$1/pid.new" && mv -f "$1/pid.new" "$1/pid" && exec "$2" --config "$3"
            ' coinjectured "$run" "$root/current/coinjectured" "$config" "$environment" </dev/null >>"$log" 2>&1 9>&- &
            child=$!
            tries=0
            until ours "$child"; do
                tries=$((tries + 1))
                if [ "$tries" -gt 200 ] || [ -z "$(readlink "/proc/$child/exe")" ]; then break; fi
                sleep 0.02
            done
            # A program that cannot run ends within moments of its start.
            sleep 0.2
            if ours "$child"; then echo "$child"; return 0; fi
            wait "$child"
            echo "coinjectured ended at once with status $?; the end of $log:" >&2
            tail -n 3 "$log" >&2
            return 1
        }

        # Waits until none of ours is left, at most $1 times 50 ms.
        gone() {
            tries=0
            while [ -n "$(all)" ]; do
                tries=$((tries + 1))
                if [ "$tries" -gt "$1" ]; then return 1; fi
                sleep 0.05
            done
        }

        stop() {
            for pid in $(all); do kill -TERM "$pid"; done
            if ! gone 100; then
                for pid in $(all); do kill -KILL "$pid"; done
                if ! gone 100; then
                    echo "still running after SIGKILL: $(all)" >&2
                    return 1
                fi
            fi
            rm -f "$run/pid"
        }

        {
            case ${1:-} in
            start) lock && watch_armed && start ;;
            stop) lock && stop ;;
            restart) lock && stop && start ;;
            status) running || exit 3 ;;
            *)
                echo "usage: $0 start|stop|restart|status" >&2
                exit 2
                ;;
            esac
            exit
        }

        """#
}
