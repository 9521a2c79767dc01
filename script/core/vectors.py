#!/usr/bin/env python3
"""Runs golden vectors through libcoinjecture_core by ctypes: vectors.py LIBRARY VECTORS [--lines]

With --lines it prints the vectors as vectors.c reads them instead.
"""

import ctypes
import json
import sys

RESULTS = ["COINJ_OK", "COINJ_ERR_INVALID_INPUT", "COINJ_ERR_OUT_OF_MEMORY", "COINJ_ERR_VERIFICATION_FAILED",
           "COINJ_ERR_ENCODING", "COINJ_ERR_INTERNAL"]
FIELDS = ("network", "previous", "merkle_root", "proposer", "program")


class Header(ctypes.Structure):
    _fields_ = [("format", ctypes.c_uint32), ("height", ctypes.c_uint64), ("timestamp", ctypes.c_uint64),
                *[(name, ctypes.c_uint8 * 32) for name in FIELDS]]


class Core:
    def __init__(self, path: str):
        self.library = ctypes.CDLL(path)

    def give(self, function: str, *arguments) -> str:
        out = (ctypes.c_uint8 * 32)()
        code = getattr(self.library, function)(*arguments, out)
        return bytes(out).hex() if code == 0 else RESULTS[code]

    def sha256(self, data: bytes) -> str:
        return self.give("coinjecture_sha256_hash", data, ctypes.c_uint32(len(data)))

    def merkle(self, hashes: bytes) -> str:
        return self.give("coinjecture_compute_merkle_root", hashes, ctypes.c_uint32(len(hashes) // 32))

    def header(self, vector: dict) -> str:
        header = Header(vector["format"], vector["height"], vector["timestamp"],
                        *[(ctypes.c_uint8 * 32)(*bytes.fromhex(vector[name])) for name in FIELDS])
        return self.give("coinjecture_compute_header_hash", ctypes.byref(header))

    def sum(self, vector: dict) -> str:
        numbers, chosen = vector["numbers"], vector["chosen"]
        return RESULTS[self.library.coinjecture_verify_subset_sum(
            (ctypes.c_int64 * len(numbers))(*numbers), ctypes.c_uint32(len(numbers)), ctypes.c_int64(vector["target"]),
            (ctypes.c_uint32 * len(chosen))(*chosen), ctypes.c_uint32(len(chosen)))]


def lines(document: dict):
    for vector in document["test_vectors"]:
        yield f"sha256 {vector['name']} {vector['expected_hash']} {vector['input']}"
    for vector in document["merkle_vectors"]:
        yield f"merkle {vector['name']} {vector['expected_root']} {''.join(vector['hashes'])}"
    for vector in document["block_header_vectors"]:
        numbers = " ".join(str(vector[name]) for name in ("format", "height", "timestamp"))
        fields = "".join(vector[name] for name in FIELDS)
        yield f"header {vector['name']} {vector['expected_hash']} {numbers} {fields}"
    for vector in document["subset_sum_vectors"]:
        numbers, chosen = vector["numbers"], vector["chosen"]
        yield " ".join(map(str, ["sum", vector["name"], RESULTS.index(vector["expected"]), vector["target"],
                                 len(numbers), *numbers, len(chosen), *chosen]))


def main() -> int:
    library, path = sys.argv[1:3]
    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    if "--lines" in sys.argv:
        print("\n".join(lines(document)))
        return 0
    core = Core(library)
    pairs = [(v, core.sha256(bytes.fromhex(v["input"])), v["expected_hash"]) for v in document["test_vectors"]]
    pairs += [(v, core.merkle(bytes.fromhex("".join(v["hashes"]))), v["expected_root"])
              for v in document["merkle_vectors"]]
    pairs += [(v, core.header(v), v["expected_hash"]) for v in document["block_header_vectors"]]
    pairs += [(v, core.sum(v), v["expected"]) for v in document["subset_sum_vectors"]]
    wrong = [(v["name"], found, expected) for v, found, expected in pairs if found != expected]
    for name, found, expected in wrong:
        print(f"{name}: {found}, expected {expected}")
    print(f"{len(pairs) - len(wrong)} of {len(pairs)} vectors passed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
