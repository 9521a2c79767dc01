/// Looks whether a host has what steps need, and changes nothing.
enum ExaminationScript {
    static let body = #"""
        printf 'cjctl-begin 1 %s\n' "$nonce"
        printf 'clock %s\n' "$(date +%s)"
        printf 'user %s\n' "$(id -un)"
        for tool in date df flock mktemp mv setsid sha256sum sync; do
            command -v "$tool" >/dev/null 2>&1 || printf 'missing %s\n' "$tool"
        done
        command -v curl >/dev/null 2>&1 || command -v wget >/dev/null 2>&1 || printf 'missing curl\n'
        for place in "$root" "$state"; do
            at=$place
            while [ -n "$at" ] && [ ! -e "$at" ]; do at=${at%/*}; done
            [ -w "${at:-/}" ] || printf 'unwritable %s\n' "$place"
            [ "$place" = "$root" ] && printf 'free %s\n' "$(df -Pk "${at:-/}" 2>/dev/null | {
                read -r heading && read -r device total used free rest && printf %s "$free"
            })"
        done
        if [ "$(id -u)" -eq 0 ]; then
            printf 'sudo root\n'
        elif ! command -v sudo >/dev/null 2>&1; then
            printf 'sudo missing\n'
        elif said=$(LC_ALL=C sudo -n true 2>&1 </dev/null); then
            printf 'sudo yes\n'
        else
            case $said in
            *password* | *authentication*) printf 'sudo password\n' ;;
            *) printf 'sudo refused\n' ;;
            esac
        fi
        printf 'cjctl-end %s ok\n' "$nonce"

        """#
}
