"""Runs `true` on every host by parallel-ssh: HOSTS-FILE PORT USER KEY CONCURRENCY."""
import sys

from pssh.clients import ParallelSSHClient

hosts, port, user, key, concurrency = sys.argv[1:]
with open(hosts, encoding="ascii") as file:
    names = file.read().split()
client = ParallelSSHClient(names, port=int(port), user=user, pkey=key, pool_size=int(concurrency))
output = client.run_command("true")
client.join(output)
sys.exit(any(host.exit_code != 0 for host in output))
