/* Runs golden vectors, as lines on standard input, through libcoinjecture_core; with --bench it times the calls. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "coinjecture.h"

static char line[1 << 20];
static uint8_t bytes[1 << 19];
static int64_t numbers[COINJ_MOST_NUMBERS];
static uint32_t chosen[COINJ_MOST_NUMBERS];

static uint32_t decode(const char *text) {
    uint32_t count = 0;
    unsigned value;
    while (text != NULL && sscanf(text + 2 * count, "%2x", &value) == 1) bytes[count++] = (uint8_t)value;
    return count;
}

static const char *word(void) { return strtok(NULL, " \n"); }

static int matches(CoinjResult result, const uint8_t *hash, const char *expected) {
    char text[65] = "";
    if (result != COINJ_OK) return 0;
    for (int index = 0; index < COINJ_HASH_LENGTH; index++) sprintf(text + 2 * index, "%02x", hash[index]);
    return strcmp(text, expected) == 0;
}

static int header_passes(const char *expected) {
    CoinjHeader header = {0};
    uint8_t hash[COINJ_HASH_LENGTH];
    header.format = (uint32_t)strtoul(word(), NULL, 10);
    header.height = strtoull(word(), NULL, 10);
    header.timestamp = strtoull(word(), NULL, 10);
    decode(word());
    memcpy(header.network, bytes, 5 * COINJ_HASH_LENGTH);
    return matches(coinjecture_compute_header_hash(&header, hash), hash, expected);
}

static int sum_passes(const char *expected) {
    int64_t target = strtoll(word(), NULL, 10);
    uint32_t number_count = (uint32_t)strtoul(word(), NULL, 10);
    for (uint32_t index = 0; index < number_count; index++) numbers[index] = strtoll(word(), NULL, 10);
    uint32_t chosen_count = (uint32_t)strtoul(word(), NULL, 10);
    for (uint32_t index = 0; index < chosen_count; index++) chosen[index] = (uint32_t)strtoul(word(), NULL, 10);
    CoinjResult result = coinjecture_verify_subset_sum(numbers, number_count, target, chosen, chosen_count);
    return (int)result == atoi(expected);
}

static int passes(const char *kind, const char *expected) {
    uint8_t hash[COINJ_HASH_LENGTH];
    if (strcmp(kind, "sha256") == 0) {
        uint32_t length = decode(word());
        return matches(coinjecture_sha256_hash(bytes, length, hash), hash, expected);
    }
    if (strcmp(kind, "merkle") == 0) {
        uint32_t length = decode(word());
        return matches(coinjecture_compute_merkle_root(bytes, length / COINJ_HASH_LENGTH, hash), hash, expected);
    }
    if (strcmp(kind, "header") == 0) return header_passes(expected);
    return strcmp(kind, "sum") == 0 && sum_passes(expected);
}

/* What callers must never get away with. */
static int refusals(void) {
    uint8_t hash[COINJ_HASH_LENGTH];
    CoinjHeader header = {.format = 1};
    return coinjecture_sha256_hash(NULL, 1, hash) == COINJ_ERR_INVALID_INPUT
        && coinjecture_sha256_hash(bytes, 1, NULL) == COINJ_ERR_INVALID_INPUT
        && coinjecture_compute_merkle_root(NULL, 1, hash) == COINJ_ERR_INVALID_INPUT
        && coinjecture_compute_merkle_root(bytes, COINJ_MOST_LEAVES + 1, hash) == COINJ_ERR_INVALID_INPUT
        && coinjecture_compute_header_hash(NULL, hash) == COINJ_ERR_INVALID_INPUT
        && coinjecture_compute_header_hash(&header, hash) == COINJ_ERR_ENCODING
        && coinjecture_verify_subset_sum(numbers, COINJ_MOST_NUMBERS + 1, 0, chosen, 1) == COINJ_ERR_INVALID_INPUT;
}

static double microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void bench(void) {
    enum { calls = 20000, trees = 200 };
    static uint8_t megabyte[1 << 20];
    uint8_t hash[COINJ_HASH_LENGTH];
    CoinjHeader header = {.format = COINJ_HEADER_FORMAT};
    double start = microseconds();
    for (int index = 0; index < calls; index++) coinjecture_sha256_hash(bytes, 0, hash);
    printf("one call, nothing to hash   %10.2f us   (limit 100 us)\n", (microseconds() - start) / calls);
    start = microseconds();
    for (int index = 0; index < calls; index++) coinjecture_compute_header_hash(&header, hash);
    printf("hash of a header            %10.2f us   (limit 1000 us)\n", (microseconds() - start) / calls);
    start = microseconds();
    for (int index = 0; index < trees; index++) coinjecture_compute_merkle_root(bytes, 1000, hash);
    printf("Merkle root of 1,000        %10.2f us   (limit 10000 us)\n", (microseconds() - start) / trees);
    start = microseconds();
    for (int index = 0; index < trees; index++) coinjecture_sha256_hash(megabyte, sizeof megabyte, hash);
    printf("SHA-256 of a mebibyte       %10.2f us\n", (microseconds() - start) / trees);
}

int main(int count, char **arguments) {
    int passed = 0, failed = 0;
    if (count > 1 && strcmp(arguments[1], "--bench") == 0) {
        bench();
        return 0;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        const char *kind = strtok(line, " \n"), *name = word(), *expected = word();
        if (expected != NULL && passes(kind, expected)) {
            passed++;
        } else {
            failed++;
            printf("%s: differs\n", name);
        }
    }
    if (!refusals()) {
        failed++;
        printf("a call with nonsense was not refused\n");
    }
    printf("%d of %d vectors passed\n", passed, passed + failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
