// libmicrohttpd, and the one call of it that Swift cannot make: the variadic start.
#pragma once
#include <microhttpd.h>

/// What a daemon is started with. All limits are per daemon; times are in seconds, sizes in bytes.
struct cj_mhd_options {
    int listening_socket;
    unsigned int connections;
    unsigned int connections_per_address;
    unsigned int idle_seconds;
    size_t connection_memory;
};

/// Starts a daemon that serves an already listening socket from one thread of its own. NULL when it cannot.
static inline struct MHD_Daemon *cj_mhd_start(
    struct cj_mhd_options options, MHD_AccessHandlerCallback handler, MHD_RequestCompletedCallback completed,
    void *context)
{
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, handler, context,
        MHD_OPTION_LISTEN_SOCKET, options.listening_socket,
        MHD_OPTION_CONNECTION_LIMIT, options.connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, options.connections_per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, options.idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, options.connection_memory,
        MHD_OPTION_NOTIFY_COMPLETED, completed, context,
        MHD_OPTION_END);
}
