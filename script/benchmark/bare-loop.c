/* The least that a client can do: one thread, poll(2) and libssh2 make the same handshakes, logins and commands as the
 * benchmark's other clients. What cjctl needs above this is the price of being a program.
 *
 *   bare-loop USER KEY CONCURRENCY FURTHER ADDRESS:PORT...
 *
 * It verifies no host key, so it is a yardstick and no client. Prints wall and CPU time of the first command on all hosts,
 * and of the further ones. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libssh2.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum stage { CONNECT, HANDSHAKE, LOGIN, OPEN, EXECUTE, READ, CLOSE, IDLE };

struct host {
    struct sockaddr_in place;
    int descriptor;
    enum stage stage;
    LIBSSH2_SESSION *session;
    LIBSSH2_CHANNEL *channel;
    int left; /* commands still to run in this round */
};

static const char *user, *key;

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static double processor(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void fail(struct host *host, const char *what) {
    char *text = "";
    if (host->session) libssh2_session_last_error(host->session, &text, NULL, 0);
    fprintf(stderr, "bare-loop: %s port %d: %s: %s\n", inet_ntoa(host->place.sin_addr), ntohs(host->place.sin_port), what, text);
    exit(1);
}

static void begin(struct host *host) {
    int yes = 1;
    host->descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(host->descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(host->descriptor, (struct sockaddr *)&host->place, sizeof host->place) != 0 && errno != EINPROGRESS)
        fail(host, strerror(errno));
    host->stage = CONNECT;
}

static void prepare(struct host *host) {
    host->session = libssh2_session_init();
    libssh2_session_set_blocking(host->session, 0);
    libssh2_session_method_pref(host->session, LIBSSH2_METHOD_KEX, "curve25519-sha256");
    libssh2_session_method_pref(host->session, LIBSSH2_METHOD_HOSTKEY, "ssh-ed25519");
    libssh2_session_method_pref(host->session, LIBSSH2_METHOD_CRYPT_CS, "aes128-ctr");
    libssh2_session_method_pref(host->session, LIBSSH2_METHOD_CRYPT_SC, "aes128-ctr");
    libssh2_session_method_pref(host->session, LIBSSH2_METHOD_MAC_CS, "hmac-sha2-256");
    libssh2_session_method_pref(host->session, LIBSSH2_METHOD_MAC_SC, "hmac-sha2-256");
}

/* Goes as far as it can without waiting; true while it has to wait. */
static int step(struct host *host) {
    char buffer[4096];
    for (;;) {
        ssize_t code = 0;
        switch (host->stage) {
        case CONNECT: {
            socklen_t length = sizeof code;
            int error = 0;
            length = sizeof error;
            getsockopt(host->descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
            if (error) fail(host, strerror(error));
            prepare(host);
            break;
        }
        case HANDSHAKE: code = libssh2_session_handshake(host->session, host->descriptor); break;
        case LOGIN: code = libssh2_userauth_publickey_fromfile(host->session, user, NULL, key, ""); break;
        case OPEN:
            host->channel = libssh2_channel_open_session(host->session);
            code = host->channel ? 0 : libssh2_session_last_errno(host->session);
            break;
        case EXECUTE: code = libssh2_channel_exec(host->channel, "true"); break;
        case READ:
            do code = libssh2_channel_read(host->channel, buffer, sizeof buffer);
            while (code > 0);
            break;
        case CLOSE:
            code = libssh2_channel_free(host->channel);
            break;
        case IDLE: return 0;
        }
        if (code == LIBSSH2_ERROR_EAGAIN) return 1;
        if (code != 0) fail(host, "libssh2");
        if (host->stage == CLOSE) {
            host->left--;
            host->stage = host->left > 0 ? OPEN : IDLE;
        } else {
            host->stage++;
        }
        if (host->stage == IDLE) return 0;
    }
}

static short interest(struct host *host) {
    if (host->stage == CONNECT) return POLLOUT;
    int directions = libssh2_session_block_directions(host->session);
    return (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND ? POLLOUT : 0)
        | (directions & LIBSSH2_SESSION_BLOCK_INBOUND ? POLLIN : 0);
}

/* Runs all hosts to idle, at most `concurrency` of them at a time. */
static void run(struct host *hosts, int count, int concurrency, void (*start)(struct host *)) {
    struct pollfd *waits = calloc(concurrency, sizeof *waits);
    struct host **active = calloc(concurrency, sizeof *active);
    int running = 0, next = 0;
    while (next < count || running > 0) {
        while (next < count && running < concurrency) {
            start(&hosts[next]);
            active[running++] = &hosts[next++];
        }
        for (int i = 0; i < running; i++) {
            waits[i].fd = active[i]->descriptor;
            waits[i].events = interest(active[i]);
        }
        poll(waits, running, -1);
        int kept = 0;
        for (int i = 0; i < running; i++) {
            int waits_on = waits[i].revents ? step(active[i]) : 1;
            if (waits_on) active[kept++] = active[i];
        }
        running = kept;
    }
    free(waits);
    free(active);
}

static int further;

static void again(struct host *host) {
    host->left = further;
    host->stage = OPEN;
    step(host);
}

int main(int argc, char **argv) {
    if (argc < 6) {
        fprintf(stderr, "usage: bare-loop USER KEY CONCURRENCY FURTHER ADDRESS:PORT...\n");
        return 64;
    }
    user = argv[1];
    key = argv[2];
    int concurrency = atoi(argv[3]), count = argc - 5;
    further = atoi(argv[4]);
    struct host *hosts = calloc(count, sizeof *hosts);
    libssh2_init(0);
    for (int i = 0; i < count; i++) {
        char *colon = strrchr(argv[5 + i], ':');
        *colon = 0;
        hosts[i].place.sin_family = AF_INET;
        hosts[i].place.sin_port = htons(atoi(colon + 1));
        inet_pton(AF_INET, argv[5 + i], &hosts[i].place.sin_addr);
        hosts[i].left = 1;
    }
    double wall = seconds(), cpu = processor();
    run(hosts, count, concurrency, begin);
    printf("connect + authenticate + one command: %.3f ms of CPU per host, %.0f ms for all %d\n",
        (processor() - cpu) * 1000 / count, (seconds() - wall) * 1000, count);
    if (further > 0) {
        wall = seconds(), cpu = processor();
        run(hosts, count, count, again);
        printf("a further command: %.3f ms of CPU per command, %.0f ms for all %d\n",
            (processor() - cpu) * 1000 / count / further, (seconds() - wall) * 1000, count * further);
    }
    return 0;
}
