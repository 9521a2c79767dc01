"""The chain's core a second time, from docs/chain.md alone: SHA-256 by Python's hashlib, trees by recursion."""

import hashlib
import struct


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def merkle_root(hashes: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it stands there: split at the largest power of two below the length."""
    if not hashes:
        return sha256(b"")
    if len(hashes) == 1:
        return sha256(b"\x00" + hashes[0])
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha256(b"\x01" + merkle_root(hashes[:split]) + merkle_root(hashes[split:]))


def header_hash(header: dict) -> bytes:
    data = struct.pack(">IQQ", header["format"], header["height"], header["timestamp"])
    for name in ("network", "previous", "merkle_root", "proposer", "program"):
        data += bytes.fromhex(header[name])
    assert len(data) == 180
    return sha256(data)


def subset_sum(numbers: list[int], target: int, chosen: list[int]) -> str:
    if not 1 <= len(numbers) <= 4096 or not chosen:
        return "COINJ_ERR_INVALID_INPUT"
    if chosen != sorted(set(chosen)) or chosen[-1] >= len(numbers):
        return "COINJ_ERR_INVALID_INPUT"
    total = 0
    for place in chosen:
        total += numbers[place]
        if not -(2**63) <= total < 2**63:
            return "COINJ_ERR_INVALID_INPUT"
    return "COINJ_OK" if total == target else "COINJ_ERR_VERIFICATION_FAILED"
