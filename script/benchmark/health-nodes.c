// Stands in for many nodes: listens on COUNT ports of 127.0.0.1 from FIRST on and answers every request with one body, over
// connections that stay open. One thread; as cheap as a server can be, so that the clients are what is measured.
//
//   health-nodes FIRST COUNT BODY-FILE
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { most_ports = 4096, most_body = 1 << 20, most_head = 16384 };

static char answer[most_body + 512];
static size_t answer_size;
static int poller;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void watch(int descriptor, int is_listener) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = (uint64_t)descriptor << 1 | (uint64_t)is_listener};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event) != 0) fail("epoll_ctl");
}

static void listen_on(int port) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), yes = 1;
    if (descriptor < 0) fail("socket");
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
    if (listen(descriptor, 1024) != 0) fail("listen");
    watch(descriptor, 1);
}

// Requests have no body and come one at a time, so that every blank line asks for one answer.
static void serve(int descriptor) {
    char head[most_head];
    ssize_t count = recv(descriptor, head, sizeof head, 0);
    if (count <= 0) {
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
        close(descriptor);
        return;
    }
    if (count < 4 || memcmp(head + count - 4, "\r\n\r\n", 4) != 0) return;
    size_t sent = 0;
    while (sent < answer_size) {
        ssize_t more = send(descriptor, answer + sent, answer_size - sent, MSG_NOSIGNAL);
        if (more < 0 && errno == EINTR) continue;
        if (more <= 0) {
            close(descriptor);
            return;
        }
        sent += (size_t)more;
    }
}

int main(int count, char **words) {
    if (count != 4 || atoi(words[2]) < 1 || atoi(words[2]) > most_ports) {
        fprintf(stderr, "usage: health-nodes FIRST COUNT BODY-FILE\n");
        return 64;
    }
    static char body[most_body];
    FILE *file = fopen(words[3], "r");
    if (file == NULL) fail(words[3]);
    size_t size = fread(body, 1, sizeof body, file);
    fclose(file);
    int head = snprintf(answer, 512,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: %zu\r\n\r\n", size);
    memcpy(answer + head, body, size);
    answer_size = (size_t)head + size;
    poller = epoll_create1(EPOLL_CLOEXEC);
    for (int index = 0; index < atoi(words[2]); index++) listen_on(atoi(words[1]) + index);
    printf("ready\n");
    fflush(stdout);
    for (;;) {
        struct epoll_event events[256];
        int ready = epoll_wait(poller, events, 256, -1);
        for (int index = 0; index < ready; index++) {
            int descriptor = (int)(events[index].data.u64 >> 1);
            if (events[index].data.u64 & 1) {
                int connection = accept4(descriptor, NULL, NULL, SOCK_CLOEXEC);
                if (connection >= 0) watch(connection, 0);
            } else {
                serve(descriptor);
            }
        }
    }
}
