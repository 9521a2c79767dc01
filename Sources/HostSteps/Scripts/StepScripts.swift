/// The body of each step, run under the host's lock. Each is idempotent: what is done already is proven and answered `ok`.
enum StepScripts {
    /// What every step does first: take the lock's name, answer a nonce that is settled, prove the fence, note the intent.
    static let opening = #"""
        hold_lock
        answer_recorded
        check_fence
        note_earlier_attempt
        note intent "$release_name" || refuse_unnoted state-directory "cannot write the journal in $state"

        """#

    /// The payload goes to a fresh folder; it gets its name only when every byte is proven. Less than was announced means
    /// that the sender is gone: no outcome is noted, so that whoever takes the run up sends it again.
    static let stage = #"""
        config_take
        incoming="$root/store/.incoming-$nonce"
        link="$root/releases/$release_name"
        taken=$(readlink "$link") && [ "$taken" != "../store/$release_digest" ] &&
            refuse name-taken "$link is another build: ${taken##*/}"
        if [ -e "$root/store/$release_digest" ]; then
            verify_store "$release_digest" "$listing" || refuse store-mismatch "$trouble"
        else
            rm -rf "$root"/store/.incoming-*
            error=$(mkdir -p "$root/store" "$root/releases" 2>&1 && mkdir "$incoming" 2>&1) || refuse install-root "$error"
            abandon() { rm -rf "$incoming"; refuse "$1" "$2"; }
            received=0
            for file in $file_sizes; do
                name=${file#*:}
                error=$({ if [ "${file%%:*}" = last ]; then cat; else take_bytes "${file%%:*}"; fi >"$incoming/$name"; } 2>&1)
                code=$?
                case $error in *'No space left'*) abandon disk-full "$incoming/$name: $error" ;; esac
                [ "$code" = 0 ] || abandon upload "$incoming/$name: $error"
                received=$((received + $(wc -c <"$incoming/$name")))
                chmod 0555 "$incoming/$name" && sync_file "$incoming/$name"
            done
            if [ "$received" -lt "$upload_size" ]; then
                rm -rf "$incoming"
                refuse_unnoted upload-cut "the upload ended after $received of $upload_size bytes"
            fi
            found=$(listing_of "$incoming")
            if [ "$found" != "$listing" ]; then
                abandon store-mismatch "$(printf 'uploaded files expected %s found %s' "$listing" "$found")"
            fi
            chmod 0555 "$incoming" && mv -T "$incoming" "$root/store/$release_digest" || abandon install-root "rename failed"
            sync_file "$root/store"
        fi
        # As the manifest states them; the store may be that of a release without one.
        for file in $file_modes; do
            chmod "${file%%:*}" "$root/store/$release_digest/${file#*:}" || refuse install-root "cannot set the mode of $file"
        done
        if [ ! -L "$link" ]; then
            ln -sfn "../store/$release_digest" "$link.$nonce" && mv -T "$link.$nonce" "$link" ||
                refuse install-root "cannot make $link"
            sync_file "$root/releases"
        fi
        succeed "$release_name"

        """#

    /// What is to be started next is proven, and the undo armed, before the service stops. Nothing is armed for a service of
    /// which nobody can tell whether it runs.
    static let stop = #"""
        verify_store "$release_digest" "$listing" || refuse store-mismatch "$trouble"
        config_ready
        service_pid >/dev/null
        was=$?
        case $was in
        0 | 3) ;;
        *) refuse status 'the service manager cannot tell whether the service runs' ;;
        esac
        arm_deadman || refuse deadman-switch "the undo cannot be armed in $state/deadman"
        if [ "$was" = 3 ]; then succeed 'was stopped'; fi
        error=$(service_do stop "$service_stop") || fail stop "the service manager says: $error"
        require_stopped fail
        succeed stopped

        """#

    /// `previous` first: a crash between the two renames leaves both on what ran. On the way back it stays as it is.
    static let switchOver = #"""
        verify_store "$release_digest" "$listing" || refuse store-mismatch "$trouble"
        require_stopped refuse
        point() {
            ln -sfn "$2" "$root/$1.$nonce" && mv -T "$root/$1.$nonce" "$root/$1" || fail switch "cannot point $root/$1"
        }
        config_switch
        before=$(readlink "$root/current" || :)
        if [ "$before" != "releases/$release_name" ]; then
            if [ "$keeps_previous" = no ] && [ -n "$before" ]; then point previous "$before"; fi
            point current "releases/$release_name"
            sync_file "$root"
        fi
        [ "$(release_of_link current)" = "$release_name $release_digest" ] ||
            fail switch "$root/current is $(release_of_link current), not $release_name $release_digest"
        succeed "$before"

        """#

    static let start = #"""
        error=$(service_do start "$service_start") || fail start "the service manager says: $error"
        pid=$(service_pid) || fail start "no process after start: $error"
        succeed "$pid"

        """#

    /// The last proof: the file that the process runs is the file that was planned. From then on the change stands.
    static let commit = #"""
        verify_store "$release_digest" "$listing" || fail store-mismatch "$trouble"
        pid=$(service_pid) || fail not-running 'the service does not run'
        expected=$(digest_of "$root/store/$release_digest/$binary")
        running=$(digest_of "/proc/$pid/exe")
        [ "$running" = "$expected" ] || fail running-mismatch "process $pid runs $(readlink "/proc/$pid/exe"): expected $expected found $running"
        [ "$(release_of_link current)" = "$release_name $release_digest" ] || fail switch "$root/current is $(release_of_link current)"
        config_proof
        disarm_deadman || fail deadman-switch "the undo cannot be disarmed: $state/deadman/armed"
        succeed "$running"

        """#

    /// Asks the journal what became of a nonce; changes nothing.
    static let settle = #"""
        hold_lock
        check_fence
        if outcome=$(recorded_outcome); then say "outcome $outcome"; fi
        finish ok

        """#
}
