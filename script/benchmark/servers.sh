# Real servers on 127.0.1.1, 127.0.1.2, …, as whoever calls this; each is one more address of an sshd that listens on at
# most 16. Commands run in a shell of level 2, or bash would read ~/.bashrc each time and that would be measured.
#
# Sets `places` (addresses), `port`, `work` (keys, known_hosts, ssh_config) and `servers` (process ids).

addresses_per_server=16
servers=() places=()

end_servers() {
    [ "${#servers[@]}" -eq 0 ] || { kill "${servers[@]}" && wait "${servers[@]}"; } 2>/dev/null
    servers=() places=()
}

# start_servers COUNT
start_servers() {
    local count=$1 started=0 n address config
    port=$((20000 + RANDOM % 10000))
    [ -e "$work/user" ] || ssh-keygen -q -t ed25519 -N '' -C bench -f "$work/user" || return 1
    [ -e "$work/host" ] || ssh-keygen -q -t ed25519 -N '' -C bench -f "$work/host" || return 1
    cp "$work/user.pub" "$work/authorized_keys"
    [ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
    : >"$work/known_hosts"
    while [ "$started" -lt "$count" ]; do
        config=$work/sshd_config.${#servers[@]}
        {
            printf '%s\n' "Port $port" "HostKey $work/host" "AuthorizedKeysFile $work/authorized_keys" 'PidFile none' \
                'UsePAM no' 'StrictModes no' 'PasswordAuthentication no' 'KbdInteractiveAuthentication no' \
                'PermitRootLogin yes' 'MaxStartups 1000' 'LogLevel ERROR' 'SetEnv SHLVL=2' \
                'Subsystem sftp internal-sftp'
            for ((n = 0; n < addresses_per_server && started < count; n++)); do
                address=127.0.$((1 + started / 250)).$((1 + started % 250))
                started=$((started + 1))
                places+=("$address")
                printf 'ListenAddress %s\n' "$address"
                printf '[%s]:%s %s\n' "$address" "$port" "$(cut -d' ' -f1,2 "$work/host.pub")" >>"$work/known_hosts"
            done
        } >"$config"
        "$sshd" -D -e -f "$config" 2>"$work/log.${#servers[@]}" &
        servers+=($!)
    done
    printf '%s\n' 'Host *' "  Port $port" "  User $(id -un)" "  IdentityFile $work/user" '  IdentitiesOnly yes' \
        '  BatchMode yes' '  StrictHostKeyChecking yes' "  UserKnownHostsFile $work/known_hosts" \
        '  GlobalKnownHostsFile /dev/null' '  LogLevel ERROR' >"$work/ssh_config"
    printf '%s\n' "${places[@]}" >"$work/hosts"
    wait_for_servers
}

wait_for_servers() {
    local place attempt
    for place in "${places[@]}"; do
        for ((attempt = 0; attempt < 500; attempt++)); do
            if (exec 3<>"/dev/tcp/$place/$port") 2>/dev/null; then continue 2; fi
            read -r -t 0.02 <> <(:) || :
        done
        printf 'bench: sshd does not listen on %s port %s:\n' "$place" "$port" >&2
        cat "$work"/log.* >&2
        return 1
    done
}
