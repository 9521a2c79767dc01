internal import CSSH2
internal import Glibc
import SSHKeys

extension Transport {
    /// Whether libssh2 signs by RSA and for certificates as it should, which it does from 1.11 on.
    static let isModern = unsafe libssh2_version(0x01_0B_00) != nil

    /// Answered instead of `again` when a signature has to be made before the same call is made again.
    static let awaitsSignature = -10_000

    /// True when a login failed for want of the server's answer: libssh2 calls that a refused key too.
    var hasNoAnswer: Bool { isAtEnd || errorMessage.hasPrefix("Waiting for") }

    /// Offers one key and, when the server would take it, proves to hold it.
    func authenticate(user: String, offering blob: [UInt8], signing desk: SigningDesk) -> Int {
        var context: UnsafeMutableRawPointer? = unsafe Unmanaged.passUnretained(desk).toOpaque()
        let code = Int(unsafe libssh2_userauth_publickey(session, user, blob, blob.count, Self.sign, &context))
        return code == Self.again && desk.isAwaited ? Self.awaitsSignature : code
    }

    private static let sign:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, UnsafeMutablePointer<Int>?,
            UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> Int32 = { _, signature, length, data, count, context in
            guard let desk = unsafe context?.pointee, let data = unsafe data else { return -1 }
            let challenge = unsafe Array(UnsafeBufferPointer(start: data, count: count))
            switch unsafe Unmanaged<SigningDesk>.fromOpaque(desk).takeUnretainedValue().answer(challenge) {
            case .later: return LIBSSH2_ERROR_EAGAIN
            case .refused: return -1
            case .signature(let bytes):
                // libssh2 frees the signature with free(3).
                guard let copy = unsafe malloc(bytes.count) else { return -1 }
                unsafe copy.copyMemory(from: bytes, byteCount: bytes.count)
                unsafe signature?.pointee = copy.assumingMemoryBound(to: UInt8.self)
                unsafe length?.pointee = bytes.count
                return 0
            }
        }
}
