import Files
import FleetModel
import Glibc
import ReleaseStore
import Testing

/// True where the long tests were asked for.
let isLong = unsafe getenv("CJCTL_TEST_LONG") != nil

/// No bit of a signed release can be changed unnoticed. Each takes a run of ssh-keygen: every one under CJCTL_TEST_LONG, a
/// sample in strides else.
@Suite("every flipped bit is refused", .timeLimit(.minutes(30)))
struct FlipTests {
    private let bench: ReleaseBench

    init() throws { bench = try ReleaseBench() }

    @Test("in the manifest, the signature, the checksums, the program and the SBOM")
    func everyBit() async throws {
        try await bench.allow("alice")
        try await bench.sign("alice")
        let demand = bench.demand()
        #expect(await bench.refusal(demand) == nil)
        var flips = 0
        for name in try Directory.list(bench.folder.path) {
            let bytes = try bench.read(name)
            let mode = try File.metadata(bench.folder.file(name)).mode
            let isLarge = name.hasPrefix("release.yaml")
            let step = isLong ? 1 : isLarge ? 97 : 5
            for bit in stride(from: 0, to: bytes.count * 8, by: step) {
                var changed = bytes
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                try write(changed, name)
                let refusal = await bench.refusal(demand)
                #expect(refusal != nil, "bit \(bit) of \(name)")
                flips += 1
            }
            try write(bytes, name)
            #expect(try File.metadata(bench.folder.file(name)).mode == mode)
        }
        #expect(await bench.refusal(demand) == nil, "and whole again it is whole")
        #expect(flips > (isLong ? 5000 : 150))
    }

    /// In place and without waiting for the disk, for there are thousands.
    private func write(_ bytes: [UInt8], _ name: String) throws {
        let file = try FileDescriptor(opening: bench.folder.file(name), for: .readWrite(mode: 0o644))
        try file.write(bytes)
    }
}
