internal import CLinux
internal import Files
internal import Glibc
import Synchronization

/// Brings a program's input from an asynchronous source to the thread that writes it.
///
/// The thread asks for a piece, goes on with its other descriptors, and finds `wake` readable when the piece is there.
final class InputFeed: Sendable {
    private struct State {
        var piece: ArraySlice<UInt8>?
        var failure: String?
        var isAsking = false
    }

    private let read: @Sendable (Int) async throws -> ArraySlice<UInt8>
    private let signal: FileDescriptor
    private let state = Mutex(State())

    /// Readable as soon as a piece has come; -1 when the system has no descriptor for it.
    var wake: Int32 { signal.number }

    init(_ read: @escaping @Sendable (Int) async throws -> ArraySlice<UInt8>) {
        self.read = read
        signal = FileDescriptor(number: eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)), path: "input", owned: true)
    }

    /// Asks for the bytes from `offset` on, unless that was asked already. The task ends with its one piece, and nobody
    /// waits for it: it holds this feed as long as it needs it.
    func ask(from offset: Int) {
        let isNew = state.withLock { state in
            guard !state.isAsking, state.piece == nil else { return false }
            state.isAsking = true
            return true
        }
        guard isNew else { return }
        Task { [self] in
            do {
                let piece = try await read(offset)
                state.withLock { $0.piece = piece }
            } catch {
                state.withLock { $0.failure = "\(error)" }
            }
            _ = eventfd_write(wake, 1)
        }
    }

    enum Answer {
        case nothingYet
        case piece(ArraySlice<UInt8>)
        case failed(String)
    }

    /// What has come since it was asked for.
    func take() -> Answer {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(wake, &count)
        return state.withLock { state in
            if let failure = state.failure { return .failed(failure) }
            guard let piece = state.piece else { return .nothingYet }
            (state.piece, state.isAsking) = (nil, false)
            return .piece(piece)
        }
    }
}
