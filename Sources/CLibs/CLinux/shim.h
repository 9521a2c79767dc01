// What Swift's Glibc module leaves out of Linux: event notification.
#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/// Names the calling thread for `top -H` and debuggers; at most 15 bytes are kept. See prctl(2), PR_SET_NAME.
static inline void cl_name_thread(const char *name) { (void)prctl(PR_SET_NAME, name, 0L, 0L, 0L); }
