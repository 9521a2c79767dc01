# What operators use today, each as its manual has it, with as many hosts at a time as everybody gets here. A peer that is
# not installed says so; `script/bench ssh --install-peers` fetches them all.

peers='xargs-ssh xargs-ssh-curve25519 pssh pdsh clush ansible-raw pyinfra parallel-ssh'
peer_folder=.build/peers

install_peers() {
    local as_root=''
    [ "$(id -u)" -eq 0 ] || as_root='sudo -n'
    $as_root apt-get install -y --no-install-recommends pssh pdsh clustershell python3-venv libssh2-1-dev >/dev/null || return 1
    [ -x "$peer_folder/bin/python" ] || python3 -m venv "$peer_folder" || return 1
    "$peer_folder/bin/pip" --quiet install ansible-core pyinfra parallel-ssh || return 1
}

# Answers whether a peer can be measured here.
has_peer() {
    case $1 in
    xargs-ssh*) command -v ssh ;;
    pssh) command -v parallel-ssh ;;
    pdsh | clush) command -v "$1" ;;
    ansible-raw) [ -x "$peer_folder/bin/ansible" ] ;;
    pyinfra) [ -x "$peer_folder/bin/pyinfra" ] ;;
    parallel-ssh) "$peer_folder/bin/python" -c 'import pssh.clients' ;;
    esac >/dev/null 2>&1
}

# run_peer NAME: runs `true` on every host of $work/hosts.
run_peer() {
    local list
    list=$(paste -sd, "$work/hosts")
    case $1 in
    xargs-ssh) xargs -P "$concurrency" -I{} ssh -F "$work/ssh_config" -n -T {} true <"$work/hosts" ;;
    xargs-ssh-curve25519)
        xargs -P "$concurrency" -I{} ssh -F "$work/ssh_config" -o KexAlgorithms=curve25519-sha256 -n -T {} true \
            <"$work/hosts"
        ;;
    pssh) parallel-ssh -p "$concurrency" -t 600 -h "$work/hosts" -x "-F $work/ssh_config" true ;;
    pdsh) PDSH_SSH_ARGS="-F $work/ssh_config -T %h" pdsh -S -R ssh -f "$concurrency" -w "$list" true ;;
    clush) clush -S -f "$concurrency" -o "-F $work/ssh_config" -w "$list" true ;;
    ansible-raw)
        ANSIBLE_SSH_ARGS="-F $work/ssh_config" ANSIBLE_NOCOLOR=1 ANSIBLE_HOME="$work/ansible" \
            "$peer_folder/bin/ansible" all -i "$list," -f "$concurrency" -m raw -a true
        ;;
    pyinfra)
        sed "s|.*|    ('&', {'ssh_port': $port, 'ssh_user': '$(id -un)', 'ssh_key': '$work/user', 'ssh_config_file': '$work/ssh_config', 'ssh_known_hosts_file': '$work/known_hosts'}),|" \
            "$work/hosts" | { printf 'hosts = [\n' && cat && printf ']\n'; } >"$work/inventory.py"
        "$peer_folder/bin/pyinfra" -y --parallel "$concurrency" "$work/inventory.py" exec -- true
        ;;
    parallel-ssh)
        "$peer_folder/bin/python" script/benchmark/parallel_ssh.py "$work/hosts" "$port" "$(id -un)" "$work/user" \
            "$concurrency"
        ;;
    esac
}
