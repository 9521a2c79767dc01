/* libcoinjecture_core: the hashing of the chain behind a C interface.
 *
 * Every function may be called from any thread, keeps nothing between calls, and writes its result only when it
 * returns COINJ_OK. Structures and bytes are described in docs/chain.md.
 */
#ifndef COINJECTURE_H
#define COINJECTURE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What became of a call. */
typedef enum {
    COINJ_OK = 0,
    /* A null pointer, a length or count over its limit, or a choice that names what is not there. */
    COINJ_ERR_INVALID_INPUT = 1,
    COINJ_ERR_OUT_OF_MEMORY = 2,
    /* The chosen numbers do not add up to the target. */
    COINJ_ERR_VERIFICATION_FAILED = 3,
    /* A header of another format than COINJ_HEADER_FORMAT. */
    COINJ_ERR_ENCODING = 4,
    COINJ_ERR_INTERNAL = 5
} CoinjResult;

#define COINJ_HASH_LENGTH 32
#define COINJ_HEADER_FORMAT 2
#define COINJ_MOST_LEAVES 1048576
#define COINJ_MOST_NUMBERS 4096

/* A block's header; the numbers in this machine's byte order. */
typedef struct {
    uint32_t format;
    uint64_t height;
    /* Milliseconds since 1970. */
    uint64_t timestamp;
    uint8_t network[COINJ_HASH_LENGTH];
    uint8_t previous[COINJ_HASH_LENGTH];
    uint8_t merkle_root[COINJ_HASH_LENGTH];
    uint8_t proposer[COINJ_HASH_LENGTH];
    uint8_t program[COINJ_HASH_LENGTH];
} CoinjHeader;

/* SHA-256 of data_len bytes; data may be NULL when data_len is 0. hash_out: 32 bytes. */
CoinjResult coinjecture_sha256_hash(const uint8_t *data, uint32_t data_len, uint8_t *hash_out);

/* The Merkle root of hash_count hashes of 32 bytes each, one after the other; hashes may be NULL when hash_count is 0.
 * root_out: 32 bytes. */
CoinjResult coinjecture_compute_merkle_root(const uint8_t *hashes, uint32_t hash_count, uint8_t *root_out);

/* Whether the numbers at the chosen places (counted from 0, rising) add up to target. */
CoinjResult coinjecture_verify_subset_sum(
    const int64_t *numbers, uint32_t number_count, int64_t target, const uint32_t *chosen, uint32_t chosen_count);

/* The hash of a block's header. hash_out: 32 bytes. */
CoinjResult coinjecture_compute_header_hash(const CoinjHeader *header, uint8_t *hash_out);

#ifdef __cplusplus
}
#endif

#endif
