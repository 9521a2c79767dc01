// libssh2, and what Swift cannot say of it: send and receive callbacks of our own.
#pragma once
#include <errno.h>
#include <libssh2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/// Bytes taken in or given out, or a negative errno.
typedef ssize_t (*cssh2_receive_from)(void *stream, void *buffer, size_t length);
typedef ssize_t (*cssh2_send_to)(void *stream, const void *buffer, size_t length);

/// What came in for a session, and where from; the session's abstract pointer.
typedef struct {
    /// Bytes so far.
    uint64_t received;
    /// Reading more than so many is an error: it bounds what a server may send before it has said who it is.
    uint64_t limit;
    /// The peer has closed its end.
    int is_at_end;
    /// What came first is not the beginning of `SSH-`.
    int is_foreign;
    /// What carries the session instead of its socket; NULL for the socket.
    void *stream;
    cssh2_receive_from receive;
    cssh2_send_to send;
    /// Who answers the questions of keyboard-interactive; NULL for nobody.
    void *answerer;
    /// Where libssh2's structure of the session lies, in pages of its own, and how long it is.
    void *memory;
    size_t memory_length;
} cssh2_traffic;

static inline void cssh2_note_beginning(cssh2_traffic *traffic, const char *bytes, size_t count) {
    static const char expected[] = "SSH-";
    for (size_t i = 0; i < count && traffic->received + i < sizeof expected - 1; i++)
        if (bytes[i] != expected[traffic->received + i]) traffic->is_foreign = 1;
}

static ssize_t cssh2_receive(libssh2_socket_t socket, void *buffer, size_t length, int flags, void **abstract) {
    cssh2_traffic *traffic = (cssh2_traffic *)*abstract;
    if (traffic->received >= traffic->limit) return -EPROTO;
    ssize_t count;
    if (traffic->stream != NULL) {
        count = traffic->receive(traffic->stream, buffer, length);
        if (count < 0) return count;
    } else {
        count = recv(socket, buffer, length, flags);
        if (count < 0) return errno == EINTR ? -EAGAIN : -errno;
    }
    if (count == 0) traffic->is_at_end = 1;
    cssh2_note_beginning(traffic, (const char *)buffer, (size_t)count);
    traffic->received += (uint64_t)count;
    return count;
}

static ssize_t cssh2_send(libssh2_socket_t socket, const void *buffer, size_t length, int flags, void **abstract) {
    (void)socket;
    (void)flags;
    cssh2_traffic *traffic = (cssh2_traffic *)*abstract;
    return traffic->send(traffic->stream, buffer, length);
}

/// Nothing else that libssh2 allocates before the session's structure is as large.
#define CSSH2_LEAST_SESSION (32 * 1024)

static void *cssh2_allocate(size_t count, void **abstract) {
    cssh2_traffic *traffic = (cssh2_traffic *)*abstract;
    if (count < CSSH2_LEAST_SESSION || traffic->memory != NULL) return malloc(count);
    void *memory = mmap(NULL, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return NULL;
    traffic->memory = memory;
    traffic->memory_length = count;
    return memory;
}

static void *cssh2_reallocate(void *memory, size_t count, void **abstract) {
    (void)abstract;
    return realloc(memory, count);
}

static void cssh2_free(void *memory, void **abstract) {
    cssh2_traffic *traffic = (cssh2_traffic *)*abstract;
    if (memory != NULL && memory == traffic->memory) {
        munmap(memory, traffic->memory_length);
        traffic->memory = NULL;
    } else {
        free(memory);
    }
}

/// Gives pages that hold nothing but zeros back to the kernel, which brings them again as zeros when they are needed.
///
/// libssh2's structure is 58 KB, most of it two packet buffers for the largest packet there is; it clears all of them, and so
/// takes the memory, but commands and their output touch little of it.
static inline void cssh2_return_zeros(cssh2_traffic *traffic) {
    static const char zeros[4096];
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *memory = (char *)traffic->memory;
    if (memory == NULL || page != sizeof zeros) return;
    for (size_t start = 0; start + page <= traffic->memory_length; start += page)
        if (memcmp(memory + start, zeros, page) == 0) madvise(memory + start, page, MADV_DONTNEED);
}

/// A session whose incoming bytes are counted; NULL without memory.
static inline LIBSSH2_SESSION *cssh2_session(cssh2_traffic *traffic) {
    LIBSSH2_SESSION *session =
        libssh2_session_init_ex(cssh2_allocate, cssh2_free, cssh2_reallocate, traffic);
    if (session == NULL) return NULL;
    cssh2_return_zeros(traffic);
    libssh2_session_callback_set(session, LIBSSH2_CALLBACK_RECV, (void *)cssh2_receive);
    if (traffic->stream != NULL) libssh2_session_callback_set(session, LIBSSH2_CALLBACK_SEND, (void *)cssh2_send);
    libssh2_session_set_blocking(session, 0);
    return session;
}

/// Whether what is typed in answer to the first question would be shown. The length before grew in libssh2 1.11.
static inline int cssh2_is_echoed(const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts) {
    typedef struct { void *text; unsigned int length; unsigned char echo; } before_1_11;
    typedef struct { void *text; size_t length; unsigned char echo; } since_1_11;
    return libssh2_version(0x010b00) == NULL ? ((const before_1_11 *)prompts)->echo : ((const since_1_11 *)prompts)->echo;
}
