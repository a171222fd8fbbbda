"""Sets of items as bits of a whole number: item n is in the set when bit n is 1.

Python's whole numbers are of any size, and `&`, `|` and counting work on 60 bits at a time: over 250,000 items each
takes about a microsecond (counting ten). That is what makes exact totals cheap.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence

_FEW = 64
_AS_NUMBERS, _AS_BITS = b"n", b"b"

_WITHIN = tuple(tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256))
_ANY = re.compile(rb"[^\0]")


def encode(numbers: Sequence[int], size: int) -> bytes:
    """Return the set of these numbers, all under `size`, packed for storage: a few as they are, many as bits."""
    if len(numbers) <= _FEW:
        return _AS_NUMBERS + array("I", numbers).tobytes()
    return _AS_BITS + zlib.compress(_filled(numbers, size), 1)


def decode(packed: bytes) -> int:
    """Return the set that was packed by `encode`."""
    if packed[:1] == _AS_BITS:
        return int.from_bytes(zlib.decompress(packed[1:]), "little")
    numbers = array("I", packed[1:])
    return int.from_bytes(_filled(numbers, max(numbers, default=-1) + 1), "little")


def _filled(numbers: Iterable[int], size: int) -> bytearray:
    found = bytearray((size + 7) // 8)
    for number in numbers:
        found[number >> 3] |= 1 << (number & 7)
    return found


def union(sets: Iterable[int]) -> int:
    """Return what is in any of the sets."""
    found = 0
    for each in sets:
        found |= each
    return found


def of_runs(runs: Iterable[tuple[int, int]], size: int) -> int:
    """Return the set of all numbers from the first up to, not with, the second of each run; all under `size`."""
    found = bytearray((size + 7) // 8)
    for start, end in runs:
        if start >= end:
            continue
        low, high = (start + 7) >> 3, end >> 3
        if low > high:  # within one byte
            found[start >> 3] |= (1 << (end & 7)) - (1 << (start & 7))
            continue
        found[low:high] = b"\xff" * (high - low)
        if start & 7:
            found[start >> 3] |= 256 - (1 << (start & 7))
        if end & 7:
            found[high] |= (1 << (end & 7)) - 1
    return int.from_bytes(found, "little")


def to_bytes(bits: int) -> bytes:
    """Return the set as bytes, bit n in byte n // 8."""
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def positions(bits: int) -> Iterator[int]:
    """Yield the numbers in a set, ascending."""
    return positions_in(to_bytes(bits), 0)


def positions_in(data: bytes, base: int) -> Iterator[int]:
    """Yield the numbers in the bytes of a set, ascending; the first bit is number `base`."""
    for found in _ANY.finditer(data):
        at = found.start()
        for bit in _WITHIN[data[at]]:
            yield base + at * 8 + bit


def between(data: bytes, start: int, end: int) -> Iterator[int]:
    """Yield the numbers in the bytes of a set from `start` up to, not with, `end`."""
    for number in positions_in(data[start >> 3 : (end + 7) >> 3], start & ~7):
        if start <= number < end:
            yield number
