import Glibc

/// How many files and connections this process may have open.
enum OpenFileLimit {
    /// Raises the soft limit to the hard one: the usual 1,024 are spent by a few hundred hosts. A system that refuses leaves
    /// what it was.
    static func raise() {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(resource, &limit)
    }
}
