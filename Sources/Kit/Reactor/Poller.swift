internal import CLinux
internal import Glibc

/// Owns the epoll instance and the eventfd that wakes it; thin, so that the loop reads without system calls.
///
/// `@safe`: the kernel writes at most `maximumEvents` entries into a buffer of that length, for one call.
@safe struct Poller: ~Copyable {
    /// Events taken from the kernel in one call.
    static let maximumEvents = 256

    private let epoll: Int32
    /// Written from any thread to wake the loop.
    let wakeDescriptor: Int32
    private var buffer: [epoll_event]

    init() throws(ReactorError) {
        let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw ReactorError(code: .descriptors, systemError: errno) }
        let wake = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard wake >= 0, Self.control(epoll, EPOLL_CTL_ADD, wake, mask: EPOLLIN.rawValue) == 0 else {
            let systemError = errno
            if wake >= 0 { close(wake) }
            close(epoll)
            throw ReactorError(code: .descriptors, systemError: systemError)
        }
        self.epoll = epoll
        wakeDescriptor = wake
        unsafe buffer = Array(repeating: epoll_event(), count: Self.maximumEvents)
    }

    deinit {
        close(wakeDescriptor)
        close(epoll)
    }

    /// Watches a descriptor, once (`isOneShot`) or until changed. Returns 0 or the `errno` of epoll_ctl(2).
    ///
    /// Level-triggered: a caller that stops before EAGAIN loses nothing. Modify is tried first and add second, so
    /// that nothing here has to remember which descriptor numbers the kernel knows: closing one forgets it.
    func arm(_ descriptor: Int32, for interest: Readiness, isOneShot: Bool) -> Int32 {
        var mask: UInt32 = isOneShot ? EPOLLONESHOT.rawValue : 0
        if interest.contains(.read) { mask |= EPOLLIN.rawValue | EPOLLRDHUP.rawValue }
        if interest.contains(.write) { mask |= EPOLLOUT.rawValue }
        let failure = Self.control(epoll, EPOLL_CTL_MOD, descriptor, mask: mask)
        return failure == ENOENT ? Self.control(epoll, EPOLL_CTL_ADD, descriptor, mask: mask) : failure
    }

    /// Stops watching; a descriptor that is gone already is fine.
    func disarm(_ descriptor: Int32) {
        _ = Self.control(epoll, EPOLL_CTL_DEL, descriptor, mask: 0)
    }

    /// Waits for events; calls `body` for each. Returns true when the wake descriptor was among them.
    mutating func poll(milliseconds: Int32, _ body: (Int32, Readiness) -> Void) -> Bool {
        let count = unsafe epoll_wait(epoll, &buffer, Int32(Self.maximumEvents), milliseconds)
        guard count > 0 else { return false }
        var isWoken = false
        for index in 0..<Int(count) {
            let (descriptor, events) = unsafe (buffer[index].data.fd, buffer[index].events)
            guard descriptor != wakeDescriptor else {
                isWoken = true
                continue
            }
            body(descriptor, Self.readiness(of: events))
        }
        if isWoken { clearWake() }
        return isWoken
    }

    /// Wakes the loop that polls; from any thread.
    static func wake(_ wakeDescriptor: Int32) {
        var one: UInt64 = 1
        // A full counter (EAGAIN) means that a wake-up is pending already.
        _ = unsafe write(wakeDescriptor, &one, MemoryLayout<UInt64>.size)
    }

    private static func readiness(of events: UInt32) -> Readiness {
        let broken = EPOLLHUP.rawValue | EPOLLERR.rawValue
        var ready: Readiness = []
        if events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue | broken) != 0 { ready.insert(.read) }
        if events & (EPOLLOUT.rawValue | broken) != 0 { ready.insert(.write) }
        return ready
    }

    private func clearWake() {
        var counter: UInt64 = 0
        _ = unsafe read(wakeDescriptor, &counter, MemoryLayout<UInt64>.size)
    }

    private static func control(_ epoll: Int32, _ operation: Int32, _ descriptor: Int32, mask: UInt32) -> Int32 {
        var event = unsafe epoll_event()
        unsafe event.events = mask
        unsafe event.data.fd = descriptor
        return unsafe epoll_ctl(epoll, operation, descriptor, &event) == 0 ? 0 : errno
    }
}
