/// Shell functions that the scripts share. POSIX sh with coreutils and util-linux, or BusyBox.
///
/// Expects the variables `root`, `state`, `nonce`, `run`, `process`, `token` and `step`.
enum ShellLibrary {
    /// Framing, digests and durable writes.
    static let basics = #"""
        set -u
        umask 022
        say() { printf '%s\n' "$*"; }
        clean() { printf '%s' "$*" | tr '\n\r\t' '   ' | cut -c1-400; }
        sync_file() { sync -- "$1" 2>/dev/null || sync; }
        # Exactly so many bytes of standard input: BusyBox's head reads ahead, and what comes after would be lost.
        take_bytes() {
            take_blocks 65536 $(($1 / 65536)) && take_blocks $(($1 % 65536)) 1
        }
        take_blocks() {
            [ "$1" -gt 0 ] && [ "$2" -gt 0 ] || return 0
            { said=$(dd bs="$1" count="$2" iflag=fullblock 2>&1 >&8); code=$?; } 8>&1
            [ "$code" = 0 ] || { printf '%s\n' "$said" | grep -v ' records ' >&2; return 1; }
        }
        digest_of() {
            sum=''
            if command -v openssl >/dev/null 2>&1; then
                sum=$(openssl dgst -sha256 -r "$1" 2>/dev/null | cut -c1-64)
            fi
            if [ -z "$sum" ]; then sum=$(sha256sum -- "$1" 2>/dev/null | cut -c1-64); fi
            printf '%s' "$sum"
        }

        """#

    /// A release is addressed by the digest of its listing, so its folder proves itself. `verify_store DIGEST [LISTING]`
    /// leaves what is wrong in `trouble`; the listing only serves to name the file.
    static let store = #"""
        listing_of() {
            for file in "$1"/*; do
                if [ -L "$file" ] || [ ! -f "$file" ]; then printf 'not a plain file: %s\n' "$file"; continue; fi
                printf '%s  %s\n' "$(digest_of "$file")" "${file##*/}"
            done
        }
        verify_store() {
            folder="$root/store/$1"
            if [ ! -d "$folder" ]; then trouble="missing: $folder"; return 1; fi
            found_listing=$(listing_of "$folder")
            found_digest=$(printf '%s\n' "$found_listing" | sha256sum | cut -c1-64)
            if [ "$found_digest" = "$1" ]; then trouble=''; return 0; fi
            trouble="file $folder expected $1 found $found_digest"
            if [ -n "${2:-}" ]; then
                trouble=$(printf '%s\n' "$2" | while read -r sum name; do
                    found=$(digest_of "$folder/$name")
                    if [ "$found" != "$sum" ]; then
                        printf 'file %s expected %s found %s' "$folder/$name" "$sum" "${found:-nothing}"
                        break
                    fi
                done)
                trouble=${trouble:-"file $folder has files which the release does not list"}
            fi
            return 1
        }
        release_of_link() {
            target=$(readlink "$root/$1") || return 1
            case $target in releases/*) ;; *) return 1 ;; esac
            content=$(readlink "$root/$target") || return 1
            printf '%s %s' "${target#releases/}" "${content##*/}"
        }

        """#

    /// The service, by whichever manager: `service_pid` prints the process id; 3 when it does not run, anything
    /// else when that cannot be told.
    static let service = #"""
        service_pid() {
            if [ -n "$unit" ]; then
                pid=$(systemctl show -p MainPID --value -- "$unit" 2>/dev/null) || return 4
                case $pid in 0) return 3 ;; '' | *[!0-9]*) return 4 ;; esac
                printf '%s' "$pid"
            else
                (cd "$root" && sh -c "$service_status" </dev/null 2>/dev/null)
            fi
        }
        # Only the manager's own word (LSB: 3) makes a service stopped; not being able to tell is something else.
        require_stopped() {
            pid=$(service_pid)
            code=$?
            case $code in
            3) return 0 ;;
            0) "$1" running "process $pid still runs" ;;
            *) "$1" status "the service manager cannot tell whether the service runs (status $code)" ;;
            esac
        }
        service_do() {
            if [ -n "$unit" ]; then
                timeout "$limit" systemctl "$1" -- "$unit" </dev/null 2>&1
            else
                (cd "$root" && timeout "$limit" sh -c "$2" </dev/null >"$state/service.out" 2>&1)
                code=$?
                clean "$(tail -n 3 "$state/service.out")"
                return $code
            fi
        }

        """#

    /// Fence, journal and the frame of a step. Every way out of a step passes `finish`.
    static let journal = #"""
        read_fence() {
            fence_token=0 fence_state=free fence_owner='' fence_process=''
            [ -e "$state/fence" ] || return 0
            { read -r format number && [ "$format $number" = 'cjctl-fence 1' ]; } <"$state/fence" || return 1
            while read -r key value; do
                case $key in
                token) fence_token=$value ;;
                state) fence_state=$value ;;
                owner) fence_owner=$value ;;
                process) fence_process=$value ;;
                esac
            done <"$state/fence"
            case $fence_token in '' | *[!0-9]*) return 1 ;; esac
        }
        note() {
            if [ -s "$state/journal" ] && [ -n "$(tail -c 1 "$state/journal")" ]; then echo >>"$state/journal"; fi
            printf '1 %s %s %s %s %s %s %s\n' "$(date +%s)" "$1" "$run" "$token" "$nonce" "$step" "$2" \
                >>"$state/journal" && sync_file "$state/journal"
        }
        finish() {
            rm -f "$state/holder"
            say "cjctl-end $nonce $1"
            exit 0
        }
        conclude() {
            detail=$(clean "$2")
            note outcome "$1 $detail"
            say "detail $detail"
            finish "$1"
        }
        refuse() {
            if [ "${earlier_attempt:-no}" = yes ]; then fail "$1" "$2"; fi
            conclude "refused $1" "$2"
        }
        fail() { conclude "failed $1" "$2"; }
        succeed() { conclude ok "$1"; }
        refuse_unnoted() {
            say "detail $(clean "$2")"
            finish "refused $1"
        }
        hold_lock() {
            read -r _ _ _ _ group _ </proc/$$/stat
            printf '%s %s\n' "$group" "$nonce" >"$state/holder"
        }
        fence_words() { say "the fence is $fence_state: run $fence_owner, process $fence_process, token $fence_token"; }
        check_fence() {
            read_fence || refuse_unnoted fence "the fence cannot be read: $state/fence"
            if [ "$fence_state $fence_owner $fence_process $fence_token" = "held $run $process $token" ]; then return 0; fi
            if [ "$fence_process" = deadman ]; then refuse_unnoted deadman "$(fence_words)"; fi
            refuse_unnoted fence "$(fence_words)"
        }
        recorded_outcome() {
            [ -e "$state/journal" ] || return 1
            line=$(grep " outcome $run [0-9]* $nonce " "$state/journal" | tail -n 1)
            [ -n "$line" ] || return 1
            printf '%s' "$line" | cut -d ' ' -f 8-
        }
        note_earlier_attempt() {
            earlier_attempt=no
            if grep -q " intent $run [0-9]* $nonce " "$state/journal" 2>/dev/null; then earlier_attempt=yes; fi
        }
        answer_recorded() {
            outcome=$(recorded_outcome) || return 1
            case $outcome in
            ok*) say "detail ${outcome#ok}"; finish ok ;;
            *)
                code=$(printf '%s' "$outcome" | cut -d ' ' -f 1-2)
                say "detail ${outcome#"$code"}"
                finish "$code"
                ;;
            esac
        }

        """#

    /// Opens the lock and takes it, waiting for a bounded time. BusyBox's flock knows descriptors and `-n` alone, so that is
    /// what is used. Whoever runs something under the lock closes descriptor 9 for it (`9>&-`): a service started inside
    /// must not inherit the lock.
    static let locking = #"""
        open_lock() {
            say "cjctl-begin 1 $nonce"
            mkdir -p -m 0700 "$state" 2>/dev/null
            if ! { : >>"$state/lock"; } 2>/dev/null; then
                say "detail cannot write $state/lock on $(df -Pk "$state" 2>/dev/null | tail -n 1)"
                say "cjctl-end $nonce refused state-directory"
                exit 0
            fi
            exec 9>>"$state/lock"
        }
        take_lock() {
            tries=$(($1 * 10))
            until flock -n 9; do
                tries=$((tries - 1))
                [ "$tries" -gt 0 ] || return 1
                sleep 0.1 2>/dev/null || sleep 1
            done
        }
        refuse_busy() {
            say "detail $1"
            say "cjctl-end $nonce refused busy"
            exit 0
        }

        """#

    /// Runs the body, its first argument, under the host's lock.
    static let locked = #"""
        open_lock
        take_lock "$lock_wait" || refuse_busy "another step holds the lock: $(cat "$state/holder" 2>/dev/null)"
        /bin/sh -c "$1" cjctl 9>&-

        """#
}
