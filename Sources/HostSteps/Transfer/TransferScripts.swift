/// Scripts that bring a file to a host and back. Each is told everything by its arguments, says one line for people when it
/// succeeds, and why on standard error when it does not.
///
/// A file appears under its name only when its digest is right: it is written beside it under another name, synced, and
/// renamed. What was there before is replaced, a symbolic link too.
public enum TransferScripts {
    /// `PATH DIGEST MODE`: ends with 0 when the content is there already (and has the mode from then on), with 10 when not.
    public static let ask =
        ShellLibrary.basics + #"""
            [ -f "$1" ] && [ ! -L "$1" ] && [ "$(digest_of "$1")" = "$2" ] || exit 10
            chmod -- "$3" "$1" || exit 1
            say "$1  was there"

            """#

    /// `PATH DIGEST MODE`: the content comes on standard input.
    public static let push =
        prologue + #"""
            cat >"$new" || fail "cannot write $folder"
            finish

            """#

    /// `PATH DIGEST MODE URL SECONDS PROTOCOLS HEADERS`: fetches it, unless it is there. `HEADERS` is `yes` when curl's
    /// settings with headers come on standard input, where no list of processes shows them.
    public static let pull =
        prologue + #"""
            if [ -f "$1" ] && [ ! -L "$1" ] && [ "$(digest_of "$1")" = "$2" ]; then
                chmod -- "$3" "$1" || exit 1
                say "$1  was there"
                exit 0
            fi
            if command -v curl >/dev/null 2>&1; then
                curl --fail --silent --show-error --location --proto "=$6" --proto-redir "=$6" --retry 2 \
                    --connect-timeout 10 --max-time "$5" --config - --output "$new" --url "$4" || fail "curl could not fetch $4"
            elif [ "$7" = yes ]; then
                fail 'headers can be given to curl only, and there is none'
            elif command -v wget >/dev/null 2>&1; then
                wget -q -T 30 -O "$new" "$4" || fail "wget could not fetch $4"
            else
                fail 'there is neither curl nor wget'
            fi
            finish

            """#

    /// `PATH LIMIT`: one line with length and digest, then the content, as long as it was at the beginning.
    public static let fetch =
        ShellLibrary.basics + #"""
            fail() { say "$1: $2" >&2; exit 1; }
            [ -f "$1" ] || fail "$1" 'there is no such file'
            size=$(wc -c <"$1") || fail "$1" 'it cannot be read'
            size=$((size))
            [ "$size" -le "$2" ] || fail "$1" "it has $size bytes; at most $2 are collected (--max-size)"
            sum=$(head -c "$size" <"$1" | sha256sum | cut -c1-64)
            say "$size $sum"
            exec head -c "$size" <"$1"

            """#

    private static let prologue =
        ShellLibrary.basics + #"""
            fail() { say "$1" >&2; exit 1; }
            dest=$1 want=$2 mode=$3
            folder=${dest%/*}
            [ -n "$folder" ] || folder=/
            [ -d "$folder" ] || fail "there is no folder $folder"
            [ ! -d "$dest" ] || fail "$dest is a folder: end it with /"
            umask 077
            new=$(mktemp "$folder/.cjctl-copy.\#(String(repeating: "X", count: 6))") || fail "cannot write to $folder"
            trap 'rm -f "$new"' EXIT
            trap 'exit 143' HUP INT TERM
            finish() {
                found=$(digest_of "$new")
                [ "$found" = "$want" ] || fail "$dest: what arrived has digest ${found:-none}, not $want; nothing was replaced"
                chmod -- "$mode" "$new" && sync_file "$new" && mv -f -- "$new" "$dest" && sync_file "$folder" ||
                    fail "$dest cannot be put in its place"
                say "$dest  copied"
            }

            """#
}
