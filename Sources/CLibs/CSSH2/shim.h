// libssh2, and what Swift cannot say of it: a receive callback of our own.
#pragma once
#include <errno.h>
#include <libssh2.h>
#include <stdint.h>
#include <sys/socket.h>

/// What came in on a session's socket; the session's abstract pointer.
typedef struct {
    /// Bytes so far.
    uint64_t received;
    /// Reading more than so many is an error: it bounds what a server may send before it has said who it is.
    uint64_t limit;
    /// The peer has closed its end.
    int is_at_end;
} cssh2_traffic;

static ssize_t cssh2_receive(libssh2_socket_t socket, void *buffer, size_t length, int flags, void **abstract) {
    cssh2_traffic *traffic = (cssh2_traffic *)*abstract;
    if (traffic->received >= traffic->limit) return -EPROTO;
    ssize_t count = recv(socket, buffer, length, flags);
    if (count < 0) return errno == EINTR ? -EAGAIN : -errno;
    if (count == 0) traffic->is_at_end = 1;
    traffic->received += (uint64_t)count;
    return count;
}

/// A session whose incoming bytes are counted; NULL without memory.
static inline LIBSSH2_SESSION *cssh2_session(cssh2_traffic *traffic) {
    LIBSSH2_SESSION *session = libssh2_session_init_ex(NULL, NULL, NULL, traffic);
    if (session == NULL) return NULL;
    libssh2_session_callback_set(session, LIBSSH2_CALLBACK_RECV, (void *)cssh2_receive);
    libssh2_session_set_blocking(session, 0);
    return session;
}
