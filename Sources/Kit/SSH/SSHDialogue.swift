/// Decides what a command is told by what it says: for programs that ask before they take their input.
///
/// The engine calls it in turn and from one place at a time, and never again once the command has ended. Nothing in it may
/// block.
public protocol SSHDialogue: AnyObject, Sendable {
    /// The command wrote this. It goes into the reply all the same.
    func heard(_ bytes: ArraySlice<UInt8>, on stream: SSHStream)
    /// What to do next; asked again after everything that is heard, and after everything that has been said.
    func next() -> SSHDialogueTurn
}

/// The streams that a command writes.
public enum SSHStream: Int32, Sendable {
    case output = 0
    case errorOutput = 1
}

/// One turn of a dialogue.
public enum SSHDialogueTurn: Sendable {
    /// Wait for more.
    case listen
    case say([UInt8])
    /// The dialogue is over: from here on the command reads its input. It goes on hearing.
    case input
    /// The dialogue is over: the command reads the end of its input.
    case end
}
