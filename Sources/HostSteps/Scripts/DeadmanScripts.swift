/// The dead-man switch of a host (ADR 1): the undo of a change that nobody confirms, carried out by the host itself.
///
/// A stop arms it, whoever controls the run puts it off for as long as he lives, and the commit of the change takes it away.
enum DeadmanScripts {
    /// `arm_deadman` writes down what is to be undone, and starts the watcher of it: the script of `watcher_size` bytes that
    /// comes on standard input. The files are complete before `armed` names them, so whoever finds that file finds the rest.
    static let arm = #"""
        arm_deadman() {
            [ -n "$undo" ] || return 1
            deadman=$state/deadman
            mkdir -p -m 0700 "$deadman" 2>/dev/null
            cat >"$deadman/watch.$nonce" 2>/dev/null || return 1
            if [ "$(wc -c <"$deadman/watch.$nonce")" -ne "$watcher_size" ]; then
                rm -f "$deadman/watch.$nonce"
                refuse_unnoted upload-cut "the script of the dead-man switch did not arrive whole"
            fi
            rm -f "$deadman/fired"
            { printf '%s armed\n' "$nonce" >"$deadman/renewed" &&
                sync_file "$deadman/watch.$nonce" && mv -f "$deadman/watch.$nonce" "$deadman/watch" &&
                {
                    say 'cjctl-deadman 1'
                    say "token $token"
                    say "owner $run"
                    say "nonce $nonce"
                    say "undo $undo"
                    say "deadline $undo_after"
                    say "renewed $(date +%s)"
                } >"$deadman/armed.$nonce" && sync_file "$deadman/armed.$nonce" &&
                mv -f "$deadman/armed.$nonce" "$deadman/armed" && sync_file "$deadman"; } 2>/dev/null || return 1
            start_watcher
        }
        start_watcher() {
            if [ -z "$unit" ]; then
                setsid /bin/sh "$deadman/watch" </dev/null >>"$deadman/log" 2>&1 &
                return 0
            fi
            {
                say '[Unit]'
                say "Description=Undoes a change of $unit that no cjctl confirms ($deadman/armed)"
                say '[Service]'
                say "Environment=PATH=$PATH LC_ALL=C.UTF-8"
                say "ExecStart=/bin/sh $deadman/watch"
                say 'Restart=on-failure'
                say 'RestartSec=2'
                say 'KillMode=process'
                say '[Install]'
                say 'WantedBy=multi-user.target'
            } >"$watcher_file" && systemctl daemon-reload && systemctl enable --quiet -- "$watcher_unit" &&
                systemctl restart -- "$watcher_unit"
        }

        """#

    /// `disarm_deadman`: from here on the change stands.
    static let disarm = #"""
        disarm_deadman() {
            rm -f "$state/deadman/armed" && sync_file "$state/deadman" || return 1
            # The manager may have ended the watcher before it could tidy up after itself.
            rm -f "$state/deadman/renewed"* "$state/deadman/watch" "$state/deadman/watcher".*
            if [ -n "$unit" ] && [ -e "$watcher_file" ]; then
                systemctl disable --quiet --now -- "$watcher_unit"
                rm -f "$watcher_file"
                systemctl daemon-reload
            fi
            return 0
        }

        """#

    /// Puts the undo off. Not under the lock, which a step may hold for long: the fence is looked at, and firing looks for a
    /// renewal once more when it has the lock.
    static let renew = #"""
        say "cjctl-begin 1 $nonce"
        step_over() { say "cjctl-end $nonce $1"; exit 0; }
        read_fence || step_over 'refused fence'
        if [ "$fence_process" = deadman ]; then say "detail $(fence_words)"; step_over 'refused deadman'; fi
        if [ "$fence_state $fence_owner $fence_process $fence_token" != "held $run $process $token" ]; then
            say "detail $(fence_words)"
            step_over 'refused fence'
        fi
        if renew_deadman; then say 'armed yes'; else say 'armed no'; fi
        step_over ok

        """#

    /// Shared by whoever puts the undo off.
    static let renewing = #"""
        renew_deadman() {
            [ -e "$state/deadman/armed" ] || return 1
            printf '%s %s\n' "$nonce" "$(cat /proc/uptime)" >"$state/deadman/renewed.$nonce" &&
                mv -f "$state/deadman/renewed.$nonce" "$state/deadman/renewed"
        }

        """#

    /// Watches until what it was started for is disarmed or armed anew, and undoes it when it has not been renewed for as long
    /// as `armed` says. Time is the machine's uptime: no clock that is set changes it, and a boot begins it anew.
    ///
    /// Expects `armed`, the nonce of the stop that armed it. Whoever starts it a second time, as a start wrapper does after a
    /// boot, finds the first one's lock and ends.
    static let watch = #"""
        deadman=$state/deadman
        tell() {
            printf '%s cjctl dead-man switch: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*"
            if [ -z "$unit" ] && command -v logger >/dev/null 2>&1; then logger -t cjctl-deadman -- "$*" 2>/dev/null; fi
            return 0
        }
        seconds_up() { IFS=' .' read -r up _ </proc/uptime; }
        is_armed() {
            found=''
            [ -e "$deadman/armed" ] || return 1
            while read -r key value; do
                case $key in nonce) found=$value ;; deadline) undo_after=$value ;; esac
            done 2>/dev/null <"$deadman/armed"
            [ "$found" = "$armed" ]
        }
        is_overdue() {
            seconds_up
            read -r beat 2>/dev/null <"$deadman/renewed" || beat=''
            if [ "$beat" != "$last_beat" ]; then last_beat=$beat since=$up; fi
            [ $((up - since)) -ge "$undo_after" ]
        }
        fire() {
            exec 9>>"$state/lock"
            if take_lock "$undo_patience" && is_armed && is_overdue; then
                tell "nobody has renewed the change of run $run for $undo_after s; undo: $undo"
                (undo_change) 9>&- 8>&-
            fi
            exec 9>&-
        }
        undo_change() {
            nonce=deadman-$armed
            hold_lock
            if ! read_fence; then tell "the fence cannot be read: $state/fence"; exit 1; fi
            token=$((fence_token + 1))
            if ! write_fence held; then tell "cannot write the fence in $state"; exit 1; fi
            note deadman "fired: $undo"
            result=stopped
            if undo_steps; then tell "undone: $result"; else result=failed; tell "FAILED: $trouble"; fi
            note deadman "$result"
            { say "fired $run $result"; cat "$deadman/armed"; } >"$deadman/fired.new" && sync_file "$deadman/fired.new" &&
                mv -f "$deadman/fired.new" "$deadman/fired" && rm -f "$deadman/armed" && sync_file "$deadman"
            rm -f "$state/holder"
        }
        # Stops whatever runs, then starts the release from before, where that is what the undo is.
        undo_steps() {
            trouble='the service does not stop'
            service_pid >/dev/null
            if [ $? != 3 ]; then
                said=$(service_do stop "$service_stop")
                service_pid >/dev/null
                [ $? = 3 ] || { trouble="the service does not stop: $said"; return 1; }
            fi
            if [ "$undo_kind" = stop ] && [ "$(release_of_link current)" != "$undo_name $undo_digest" ]; then return 0; fi
            verify_store "$undo_digest" || return 1
            config_undo || return 1
            if [ "$(release_of_link current)" != "$undo_name $undo_digest" ]; then
                trouble="cannot point $root/current"
                ln -s "releases/$undo_name" "$root/current.$nonce" && mv -T "$root/current.$nonce" "$root/current" || return 1
                sync_file "$root"
                [ "$(release_of_link current)" = "$undo_name $undo_digest" ] || return 1
            fi
            said=$(service_do start "$service_start")
            service_pid >/dev/null || { trouble="no process after start: $said"; return 1; }
            result=switched
        }

        exec 8>"$deadman/watcher.$armed"
        flock -n 8 || exit 0
        last_beat='' since=0
        while is_armed; do
            if is_overdue; then fire; fi
            sleep 1 8>&-
        done
        rm -f "$deadman/watcher.$armed"

        """#
}
