import Files
import Processes
import Testing

/// The core once more, in C on libcrypto, with its constants open to change.
enum SampleCore {
    private static let source = #"""
        #include <openssl/sha.h>
        #include <stdint.h>
        #include <stdlib.h>
        #include <string.h>
        typedef struct {
            uint32_t format;
            uint64_t height, timestamp;
            uint8_t fields[160];
        } header_t;
        static void join(uint8_t prefix, const uint8_t *left, const uint8_t *right, uint8_t *out) {
            uint8_t bytes[65] = {prefix};
            memcpy(bytes + 1, left, 32);
            if (right != NULL) memcpy(bytes + 33, right, 32);
            SHA256(bytes, right != NULL ? 65 : 33, out);
        }
        unsigned coinjecture_sha256_hash(const uint8_t *data, uint32_t length, uint8_t *out) {
            SHA256(data, length, out);
            return 0;
        }
        unsigned coinjecture_compute_merkle_root(const uint8_t *hashes, uint32_t count, uint8_t *out) {
            if (count == 0) return coinjecture_sha256_hash((const uint8_t *)"", 0, out);
            uint8_t *level = malloc(32 * count);
            for (uint32_t index = 0; index < count; index++) join(LEAF, hashes + 32 * index, NULL, level + 32 * index);
            while (count > 1) {
                for (uint32_t index = 0; index < count / 2; index++)
                    join(NODE, level + 64 * index, level + 64 * index + 32, level + 32 * index);
                if (count % 2 == 1) memmove(level + 32 * (count / 2), level + 32 * (count - 1), 32);
                count = (count + 1) / 2;
            }
            memcpy(out, level, 32);
            free(level);
            return 0;
        }
        unsigned coinjecture_compute_header_hash(const header_t *header, uint8_t *out) {
            uint8_t bytes[180];
            for (int index = 0; index < 4; index++) bytes[index] = header->format >> (24 - 8 * index);
            for (int index = 0; index < 8; index++) {
                bytes[4 + index] = header->height >> (56 - 8 * index);
                bytes[12 + index] = header->timestamp >> (56 - 8 * index);
            }
            memcpy(bytes + 20, header->fields, 160);
            SHA256(bytes, HEADER, out);
            return 0;
        }
        unsigned coinjecture_verify_subset_sum(
            const int64_t *numbers, uint32_t count, int64_t target, const uint32_t *chosen, uint32_t chosen_count) {
            int64_t sum = 0;
            int64_t last = -1;
            if (count == 0 || count > 4096 || chosen_count == 0) return 1;
            for (uint32_t index = 0; index < chosen_count; index++) {
                if (chosen[index] <= last || chosen[index] >= count) return 1;
                last = chosen[index];
                if (__builtin_add_overflow(sum, numbers[last], &sum)) return 1;
            }
            return sum == target ? 0 : 3;
        }
        """#

    /// The constants as docs/chain.md has them.
    static let right = ["LEAF": 0, "NODE": 1, "HEADER": 180]

    /// Compiles the library with some constants changed, and says where it is.
    static func build(in folder: borrowing TemporaryDirectory, changing: [String: Int] = [:]) async throws -> String {
        let (input, output) = (folder.file("core.c"), folder.file("libcore.so"))
        try AtomicFile.write(Array(source.utf8), to: input)
        let constants = right.merging(changing) { _, changed in changed }.map { "-D\($0.key)=\($0.value)" }
        let result = try await ProcessRunner.run(
            ["clang", "-shared", "-fPIC", "-O1"] + constants + ["-o", output, input, "-lcrypto"],
            deadline: .seconds(60))
        try #require(result.status.isSuccess, "\(result.errorText)")
        return output
    }
}
