// What Swift's Glibc module leaves out of Linux: event notification, process descriptors, spawn extensions.
#pragma once
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>

/// Names the calling thread for `top -H` and debuggers; at most 15 bytes are kept. See prctl(2), PR_SET_NAME.
static inline void cl_name_thread(const char *name) { (void)prctl(PR_SET_NAME, name, 0L, 0L, 0L); }

/// This process's variables. Swift takes `environ` for unsynchronised shared state; starting a program may read it.
static inline char *const *cl_environment(void) {
    extern char **environ;
    return environ;
}

// What glibc shows only to _GNU_SOURCE, and Swift's Glibc module therefore not at all: posix_spawn(3), glibc 2.34.
static const int CL_SPAWN_SETSID = 0x80;
static inline int cl_spawn_change_directory(posix_spawn_file_actions_t *actions, const char *path) {
    extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
    return posix_spawn_file_actions_addchdir_np(actions, path);
}
static inline int cl_spawn_close_from(posix_spawn_file_actions_t *actions, int first) {
    extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
