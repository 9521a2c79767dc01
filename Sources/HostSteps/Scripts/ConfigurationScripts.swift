/// What the steps of a release do with the configuration that travels with it.
///
/// `configs/<id>` under the install root holds `file` (mode 0600), `masked` (the text without its secrets) and `sum`, and
/// the node's configuration is a link to such a `file`. What stood there before the first delivery, or was changed since by
/// hand, is kept as `configs/found-<run>/entity` and put back as it was. `configs/of-<release>` names the configuration that
/// belonged to a release when another took its place, and `configs/path` the file that is delivered to.
///
/// Expects `config_path`, `config_from`, `config_target`, `config_release` (of the release before) and `config_owner`.
/// Bytes and digests of a text that may hold secrets come on standard input, and never stand in an argument.
enum ConfigurationScripts {
    /// For steps of a plan without configurations.
    static let none = #"""
        config_take() { :; }
        config_ready() { :; }
        config_switch() { :; }
        config_proof() { :; }
        config_undo() { :; }

        """#

    static let looking = #"""
        configs="$root/configs"
        verify_config() {
            [ -f "$1/file" ] && [ ! -L "$1/file" ] && [ -s "$1/sum" ] && [ "$(digest_of "$1/file")" = "$(cat "$1/sum")" ]
        }
        # `none`, `found` or the id of what stands at a path; what was changed since its delivery counts as found.
        config_at() {
            if [ ! -L "$1" ]; then
                if [ -e "$1" ]; then echo found; else echo none; fi
                return
            fi
            linked=$(readlink "$1")
            case $linked in
            "$configs"/*/file)
                linked=${linked#"$configs"/}
                linked=${linked%/file}
                if verify_config "$configs/$linked"; then printf '%s\n' "$linked"; else echo found; fi
                ;;
            *) echo found ;;
            esac
        }

        """#

    static let library =
        looking + #"""
            is_stored() { case $1 in none | found | found-*) return 1 ;; esac; }
            # The first line is the digest and the two lengths; then comes the text, then the same without secrets. A dash
            # stands for a text that the sender cannot make any more, which is enough where it has come before.
            config_take() {
                is_stored "$config_target" || return 0
                read -r config_sum config_size config_masked || config_sum=''
                [ -n "$config_sum" ] || refuse_unnoted upload-cut 'the upload ended before the configuration'
                staged="$configs/.staged-$config_target"
                folder=${config_path%/*}
                [ -d "${folder:-/}" ] || refuse config-folder "there is no folder ${folder:-/} for the configuration"
                if verify_config "$configs/$config_target" || verify_config "$staged"; then
                    [ "$config_sum" = - ] || take_bytes "$((config_size + config_masked))" >/dev/null
                    return 0
                fi
                [ "$config_sum" != - ] ||
                    refuse config-missing "the configuration is not on this host, and cannot be made again"
                rm -rf "$configs"/.incoming-* "$staged"
                coming="$configs/.incoming-$nonce"
                error=$(mkdir -p "$configs" 2>&1 && mkdir "$coming" 2>&1) || refuse install-root "$error"
                config_give_up() { rm -rf "$coming"; "$1" "$2" "$3"; }
                (umask 077 && take_bytes "$config_size" >"$coming/file" && take_bytes "$config_masked" >"$coming/masked" &&
                    printf '%s\n' "$config_sum" >"$coming/sum") 2>/dev/null ||
                    config_give_up refuse install-root "the configuration cannot be written in $configs"
                [ "$(wc -c <"$coming/file")" -eq "$config_size" ] && [ "$(wc -c <"$coming/masked")" -eq "$config_masked" ] ||
                    config_give_up refuse_unnoted upload-cut 'the upload ended within the configuration'
                verify_config "$coming" ||
                    config_give_up refuse config-mismatch 'the configuration that arrived is not the one that was sent'
                chmod 0600 "$coming/file" "$coming/masked" "$coming/sum"
                if [ -n "$config_owner" ]; then
                    error=$(chown -- "$config_owner" "$coming/file" 2>&1) || config_give_up refuse config-owner "$error"
                fi
                sync_file "$coming/file" && sync_file "$coming/sum" && sync_file "$coming" && mv -T "$coming" "$staged" ||
                    config_give_up refuse install-root "rename failed in $configs"
                sync_file "$configs"
            }
            # Before the stop: what is to be put there is proven, and what stands there is what was planned with.
            config_ready() {
                is_stored "$config_target" && ! verify_config "$configs/$config_target" &&
                    ! verify_config "$configs/.staged-$config_target" &&
                    refuse config-missing "the configuration $config_target is not on this host as it was sent"
                [ "$keeps_previous" = no ] || return 0
                now=$(config_at "$config_path")
                case $now in
                "$config_from" | "$config_target") ;;
                *) refuse config-changed "$config_path was changed on the host since the plan was made" ;;
                esac
            }
            config_point() { ln -sfn "$2" "$1.$nonce" && mv -T "$1.$nonce" "$1" || fail config "cannot point $1"; }
            config_keep() {
                kept="$configs/found-$run"
                rm -rf "$kept.new"
                mkdir -p "$configs" && mkdir -m 0700 "$kept.new" || fail config "cannot write in $configs"
                case $(readlink "$config_path") in
                "$configs"/*) cp -p "$config_path" "$kept.new/entity" ;;
                *) cp -pP "$config_path" "$kept.new/entity" ;;
                esac || fail config "cannot keep what stands at $config_path"
                sync_file "$kept.new"
                rm -rf "$kept"
                mv -T "$kept.new" "$kept" || fail config "rename failed in $configs"
            }
            config_put_back() {
                [ -e "$1/entity" ] || [ -L "$1/entity" ] || return 0
                rm -f "$config_path.$nonce"
                cp -pP "$1/entity" "$config_path.$nonce" && mv -T "$config_path.$nonce" "$config_path" ||
                    fail config "cannot put back what stood at $config_path"
            }
            # The service is stopped. Every line may be cut off and is done again by the next attempt.
            config_switch() {
                case $config_target in
                none)
                    case $(readlink "$config_path") in "$configs"/*/file) rm -f "$config_path" ;; esac
                    ;;
                found) config_put_back "$configs/found-$run" ;;
                found-*) config_put_back "$configs/$config_target" ;;
                *)
                    if [ "$(config_at "$config_path")" = found ]; then config_keep; fi
                    if ! verify_config "$configs/$config_target"; then
                        verify_config "$configs/.staged-$config_target" ||
                            fail config-missing "the configuration $config_target is gone"
                        rm -rf "$configs/$config_target"
                        mv -T "$configs/.staged-$config_target" "$configs/$config_target" || fail config 'rename failed'
                    fi
                    if [ "$keeps_previous" = no ]; then
                        before=$config_from
                        if [ "$before" = found ]; then before=found-$run; fi
                        config_point "$configs/of-$config_release" "$before"
                    fi
                    config_point "$configs/path" "$config_path"
                    config_point "$config_path" "$configs/$config_target/file"
                    ;;
                esac
                sync_file "${config_path%/*}/"
            }
            # The last proof; and texts that no way back leads to any more are removed, with the secrets in them.
            config_proof() {
                is_stored "$config_target" || return 0
                now=$(config_at "$config_path")
                [ "$now" = "$config_target" ] || fail config-mismatch "$config_path is $now, not $config_target"
                for entry in "$configs"/of-* "$configs"/*; do
                    name=${entry##*/}
                    case $name in
                    "of-$config_release" | "of-$release_digest" | path | found-* | "$config_target" | "$config_from") ;;
                    of-*) rm -f "$entry" ;;
                    *) config_is_named "$name" || rm -rf "$entry" ;;
                    esac
                done
                rm -rf "$configs"/.staged-* "$configs"/.incoming-*
            }
            # For the dead-man switch, which has nobody to answer.
            config_undo() {
                said=$(fail() { say "$2"; exit 1; }; config_switch) && return 0
                trouble="the configuration cannot be put back: $said"
                return 1
            }
            config_is_named() {
                for pointer in "$configs"/of-*; do
                    [ "$(readlink "$pointer")" != "$1" ] || return 0
                done
                return 1
            }

            """#

    /// Facts for who looks at a host: the state of the file, and what belongs to the release before.
    static let observe = #"""
        config_delivered=$(readlink "$root/configs/path") || config_delivered=''
        if [ -z "$config_path" ]; then config_path=$config_delivered; fi
        if [ -n "$config_path" ]; then
            say "config-path $config_path"
            if [ -n "$config_delivered" ]; then say "config-delivered $config_delivered"; fi
            now=$(config_at "$config_path")
            if [ "$now" = found ]; then say "config found $(digest_of "$config_path")"; else say "config $now"; fi
            if named=$(release_of_link previous) && before=$(readlink "$configs/of-${named##* }"); then
                say "config-previous $before"
            fi
        fi

        """#

    /// The text that stands there, as it may be shown: `masked` of what was delivered, and the file itself where nobody has
    /// said that it holds secrets. Changes nothing.
    static let read = #"""
        say "cjctl-begin 1 $nonce"
        now=$(config_at "$config_path")
        shown=''
        case $now in
        none) ;;
        found) shown=$config_path ;;
        *) shown="$configs/$now/masked" ;;
        esac
        say "config $now"
        if [ -n "$shown" ]; then
            head -c "$config_limit" <"$shown" | sed 's/^/line |/'
            echo
        fi
        say "cjctl-end $nonce ok"

        """#
}
