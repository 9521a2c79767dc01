// What Swift's Glibc module leaves out of Linux: event notification.
#pragma once
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
