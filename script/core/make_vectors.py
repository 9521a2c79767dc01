#!/usr/bin/env python3
"""Writes vectors/network_b_vectors.json: what every build of the chain's core must answer.

Digests come from published vectors, from the openssl program and from Python; each must agree with the others.
"""

import json
import pathlib
import subprocess

from second_implementation import header_hash, merkle_root, sha256, subset_sum

# NIST, FIPS 180-4 examples and the SHA-2 additional test vectors.
PUBLISHED = {
    "empty_input": (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    "abc": (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    "two_blocks": (
        b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ),
    "four_blocks": (
        b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
    ),
    "one_byte_bd": (b"\xbd", "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"),
    "four_bytes": (bytes.fromhex("c98c8e55"), "7abc22c0ae5af26ce93dbb94433a0e0b2e119d014f8e7f65bd56c61ccccd9504"),
    "55_zeros": (bytes(55), "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"),
    "56_zeros": (bytes(56), "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"),
    "57_zeros": (bytes(57), "65a16cb7861335d5ace3c60718b5052e44660726da4cd13bb745381b235a1785"),
    "64_zeros": (bytes(64), "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"),
    "1000_zeros": (bytes(1000), "541b3e9daa09b20bf85fa273e5cbd3e80185aa4ec298e765db87742b70138a53"),
    "1000_letters_A": (b"A" * 1000, "c2e686823489ced2017f6059b8b239318b6364f6dcd835d0a519105a1eadd6e4"),
    "1005_letters_U": (b"U" * 1005, "f4d62ddec0f3dd90ea1380fa16a5ff8dc4c54b21740650f24afc4120903552b0"),
    "hello_world": (b"hello world", "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"),
}


def by_openssl(data: bytes) -> str:
    told = subprocess.run(["openssl", "dgst", "-sha256", "-r"], input=data, capture_output=True, check=True)
    return told.stdout.split()[0].decode()


def digests() -> list[dict]:
    inputs = {name: data for name, (data, _) in PUBLISHED.items()}
    for length in (1, 31, 32, 33, 63, 65, 119, 120, 127, 128, 180, 255):
        inputs[f"counting_{length}_bytes"] = bytes(index % 256 for index in range(length))
    vectors = []
    for name, data in inputs.items():
        expected = sha256(data).hex()
        assert expected == by_openssl(data), name
        assert name not in PUBLISHED or expected == PUBLISHED[name][1], name
        vectors.append({"name": f"{name}_sha256", "input": data.hex(), "expected_hash": expected})
    return vectors


def leaves(count: int) -> list[bytes]:
    return [sha256(f"leaf {index}".encode()) for index in range(count)]


def trees() -> list[dict]:
    lists = {f"{count}_leaves": leaves(count) for count in (*range(0, 10), 15, 16, 17, 31, 33, 64, 100)}
    lists["twice_the_same"] = leaves(1) * 2
    # A tree that repeats a lone node would give these two one root (CVE-2012-2459).
    lists["last_leaf_repeated"] = leaves(3) + leaves(3)[2:]
    lists["other_order"] = leaves(4)[::-1]
    lists["zeros"] = [bytes(32)] * 5
    vectors = [
        {"name": name, "hashes": [leaf.hex() for leaf in hashes], "expected_root": merkle_root(hashes).hex()}
        for name, hashes in lists.items()
    ]
    assert len({vector["expected_root"] for vector in vectors}) == len(vectors)
    return vectors


def headers() -> list[dict]:
    first = {
        "format": 2, "height": 1, "timestamp": 1767225600000,
        **{field: sha256(field.encode()).hex() for field in ("network", "previous", "merkle_root", "proposer", "program")},
    }
    variants = {
        "first_block": {},
        "genesis": {"height": 0, "timestamp": 0, "previous": bytes(32).hex(), "merkle_root": sha256(b"").hex()},
        "largest_numbers": {"height": 2**64 - 1, "timestamp": 2**64 - 1},
        "one_higher": {"height": 2},
        "one_millisecond_later": {"timestamp": first["timestamp"] + 1},
        "every_byte_differs": {"height": 0x0102030405060708, "timestamp": 0x1112131415161718},
    }
    for field in ("network", "previous", "merkle_root", "proposer", "program"):
        variants[f"other_{field}"] = {field: sha256(f"other {field}".encode()).hex()}
    vectors = []
    for name, changes in variants.items():
        header = {**first, **changes}
        vectors.append({"name": name, **header, "expected_hash": header_hash(header).hex()})
    assert len({vector["expected_hash"] for vector in vectors}) == len(vectors)
    return vectors


def sums() -> list[dict]:
    largest = 2**63 - 1
    cases = {
        "one_number": ([5], 5, [0]),
        "two_of_three": ([3, 34, 4], 7, [0, 2]),
        "all": ([1, 2, 3, 4], 10, [0, 1, 2, 3]),
        "negative": ([-5, 8, -3], -8, [0, 2]),
        "zero": ([7, -7, 1], 0, [0, 1]),
        "largest": ([largest, 1], largest, [0]),
        "smallest": ([-(2**63), 1], -(2**63), [0]),
        "differs": ([3, 34, 4], 8, [0, 2]),
        "differs_by_sign": ([5], -5, [0]),
        "nothing_chosen": ([3, -3], 0, []),
        "no_numbers": ([], 0, []),
        "beyond_the_end": ([1, 2], 2, [2]),
        "twice_the_same": ([2, 4], 4, [0, 0]),
        "falling": ([1, 2], 3, [1, 0]),
        "overflow": ([largest, 1], -(2**63), [0, 1]),
        "4096_numbers": (list(range(4096)), 4095 * 2048, list(range(4096))),
    }
    return [
        {"name": name, "numbers": numbers, "target": target, "chosen": chosen,
         "expected": subset_sum(numbers, target, chosen)}
        for name, (numbers, target, chosen) in cases.items()
    ]


def main() -> None:
    document = {
        "version": "4.5.0+", "test_vectors": digests(), "merkle_vectors": trees(), "block_header_vectors": headers(),
        "subset_sum_vectors": sums(),
    }
    target = pathlib.Path(__file__).resolve().parents[2] / "vectors" / "network_b_vectors.json"
    target.write_text(json.dumps(document, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")
    print(sum(len(part) for part in document.values() if isinstance(part, list)), "vectors")


if __name__ == "__main__":
    main()
