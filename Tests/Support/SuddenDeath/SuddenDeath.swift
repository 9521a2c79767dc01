import Glibc

/// Ends this process with SIGKILL after a delay, wherever it happens to be: for tests of what a crash leaves behind.
///
/// The kernel's timer sends the signal, so nothing in the process has to cooperate.
public func arrangeSuddenDeath(afterMicroseconds delay: Int) {
    var event = unsafe sigevent()
    unsafe event.sigev_notify = Int32(SIGEV_SIGNAL)
    unsafe event.sigev_signo = SIGKILL
    var timer: timer_t?
    let made = unsafe timer_create(CLOCK_MONOTONIC, &event, &timer)
    precondition(made == 0, "a process may have a timer")
    var specification = itimerspec()
    specification.it_value = timespec(tv_sec: delay / 1_000_000, tv_nsec: delay % 1_000_000 * 1_000)
    let armed = unsafe timer_settime(timer, 0, &specification, nil)
    precondition(armed == 0, "a timer with a positive delay can be armed")
}

/// How often a test of sudden death is repeated: a sample, or many times under `script/test --long`.
public func roundsOfSuddenDeath(sample: Int, long: Int) -> ClosedRange<Int> {
    let isLong = unsafe getenv("CJCTL_TEST_LONG") != nil
    return 1...(isLong ? long : sample)
}
