/// Taking and leaving a host's fence (ADR 1).
enum FenceScripts {
    /// Waits for a step in progress; one of a process that this caller may replace is ended after that.
    static let acquireOuter = #"""
        open_lock
        if ! take_lock "$lock_wait"; then
            read_fence
            case " $known " in *" $fence_process "*) ;; *)
                refuse_busy "another step holds the lock: run $fence_owner, process $fence_process" ;;
            esac
            read -r group _ <"$state/holder" && tr '\0' ' ' <"/proc/$group/cmdline" | grep -q cjctl &&
                kill -KILL "-$group"
            take_lock 5 || refuse_busy 'the lock stayed held after its holder was ended'
        fi
        /bin/sh -c "$1" cjctl 9>&-

        """#

    /// `known` lists the processes that the caller's ledger has recorded, or was told to take over from. `floor` is the token
    /// that this run had here last, zero before its first: a host that has had a later one since, of anybody whom the
    /// caller does not know, was changed behind the back of his ledger, also when its fence is free again.
    static let acquire = #"""
        hold_lock
        read_fence || refuse_unnoted fence-format "the fence cannot be read: $state/fence"
        if [ "$fence_state" = held ] && [ "$fence_process" = "$process" ]; then
            say "token $fence_token"
            tell_undo
            finish ok
        fi
        if [ "$fence_state" = held ]; then
            case " $known deadman " in *" $fence_process "*) ;; *)
                say "holder $fence_token $fence_owner $fence_process"
                refuse_unnoted held "held by run $fence_owner, process $fence_process, token $fence_token" ;;
            esac
        fi
        if [ "$floor" -gt 0 ] && [ "$fence_token" -gt "$floor" ]; then
            case " $known " in *" $fence_process "*) is_known=yes ;; *) is_known=no ;; esac
            if [ "$fence_process $fence_owner" = "deadman $run" ]; then is_known=yes; fi
            if [ "$is_known" = no ]; then
                say "holder $fence_token $fence_owner $fence_process"
                refuse_unnoted changed "changed since by run $fence_owner, process $fence_process, token $fence_token"
            fi
        fi
        token=$fence_token
        if [ "$floor" -gt "$token" ]; then token=$floor; fi
        token=$((token + 1))
        write_fence held || refuse_unnoted state-directory "cannot write the fence in $state"
        note fence "held"
        say "token $token"
        tell_undo
        finish ok

        """#

    /// Whoever takes a fence puts off what is armed there, and is told what was undone there.
    static let telling = #"""
        tell_undo() {
            renew_deadman
            if [ -e "$state/deadman/fired" ]; then head -n 1 "$state/deadman/fired"; fi
        }

        """#

    static let release = #"""
        hold_lock
        check_fence
        write_fence free || refuse_unnoted state-directory "cannot write the fence in $state"
        note fence free
        finish ok

        """#

    static let writing = #"""
        write_fence() {
            {
                say 'cjctl-fence 1'
                say "token $token"
                say "state $1"
                say "owner $run"
                say "process $process"
                say "plan $plan"
                say "since $(date +%s)"
            } >"$state/fence.$nonce" && sync_file "$state/fence.$nonce" && mv -f "$state/fence.$nonce" "$state/fence" &&
                sync_file "$state"
        }

        """#
}
