/// Looks at a host and changes nothing, so it needs neither lock nor fence.
enum ObserveScript {
    /// `wanted` lists the digests of releases to verify beside the current and the previous one.
    static let body = #"""
        say "cjctl-begin 1 $nonce"
        for tool in sha256sum mktemp mv sync setsid flock timeout readlink grep cut tail; do
            command -v "$tool" >/dev/null 2>&1 || say "missing $tool"
        done
        digests="$wanted"
        for link in current previous; do
            if named=$(release_of_link "$link"); then
                say "$link $named"
                digests="$digests ${named##* }"
            fi
        done
        for digest in $(printf '%s\n' $digests | sort -u); do
            [ -d "$root/store/$digest" ] || continue
            of_wanted=''
            if [ "$digest" = "$release_digest" ]; then of_wanted=$listing; fi
            if verify_store "$digest" "$of_wanted"; then say "store $digest ok"; else say "store $digest damaged $trouble"; fi
        done
        if [ -f "$root/current/$binary" ]; then say "installed-binary $(digest_of "$root/current/$binary")"; fi
        if pid=$(service_pid); then
            say "process $pid"
            if path=$(readlink "/proc/$pid/exe"); then
                path=${path% (deleted)}
                path=${path%/*}
                say "running-release ${path##*/}"
                say "running-binary $(digest_of "/proc/$pid/exe")"
            fi
        fi
        place=$root/store
        while [ ! -d "$place" ] && [ "$place" != / ]; do place=$(dirname "$place"); done
        say "free $(df -Pk "$place" | awk 'NR == 2 { printf "%.0f", $4 * 1024 }')"
        if read_fence; then
            say "fence $fence_state $fence_token $fence_owner $fence_process"
        else
            say 'fence damaged'
        fi

        """# + ConfigurationScripts.observe + #"""
            say "cjctl-end $nonce ok"

            """#
}
