/// Runs jobs as a given reactor, whose references it holds unowned.
///
/// `@safe`: a job exists only while its actor or task holds the reactor, so the references are good for as long as
/// there is anything to run.
@safe struct JobRunner {
    private let serial: UnownedSerialExecutor
    private let tasks: UnownedTaskExecutor

    init(_ reactor: Reactor) {
        unsafe serial = reactor.asUnownedSerialExecutor()
        unsafe tasks = reactor.asUnownedTaskExecutor()
    }

    func run(_ job: UnownedJob) {
        unsafe job.runSynchronously(isolatedTo: serial, taskExecutor: tasks)
    }
}
