"""The entries of a witness file, as bytes: found from its beginning, or backwards from its end.

Rules:
- A block ends with a blank line. A first key is one block; a checkpoint is two, the second of which is its signatures.
- Content after the last whole entry was cut off by a crash, and is no entry.
- Read from somewhere in the middle, everything up to the first beginning of an entry is left out.
- Nothing else is repaired: ValueError.
"""

from __future__ import annotations

from dataclasses import dataclass

HEADER = "listening-room witness v1"

_HEADER = f"{HEADER}\n".encode()
_SIGNATURE = "— ".encode()
_BLANK = b"\n\n"


@dataclass(frozen=True)
class Entries:
    """Whole entries in the order of the file, as bytes, and the offset in the file where the last of them ends."""

    geneses: tuple[bytes, ...]
    checkpoints: tuple[bytes, ...]
    end: int


def read_entries(content: bytes, start: int = 0) -> Entries:
    """Return the file's entries from `start` on. Raises ValueError for any other content."""
    at = _beginning(content) if start else 0
    *blocks, _ = content[at:].split(_BLANK)
    geneses, checkpoints, body, end = [], [], b"", start + at
    place = end
    for block in blocks:
        place += len(block) + len(_BLANK)
        if body:
            if not block.startswith(_SIGNATURE):
                raise ValueError("no signatures")
            checkpoints.append(body + _BLANK + block + b"\n")
            body, end = b"", place
        elif block.startswith(_HEADER) and block.count(b"\n") == 2:
            geneses.append(block)
            end = place
        else:
            body = block
    return Entries(tuple(geneses), tuple(checkpoints), end)


def _beginning(content: bytes) -> int:
    """Return the offset of the first entry in a text cut at its start; its length where there is none."""
    at = content.find(_BLANK) + len(_BLANK)
    if at < len(_BLANK):
        return len(content)
    if content.startswith(_SIGNATURE, at):
        signed = content.find(_BLANK, at)
        return len(content) if signed < 0 else signed + len(_BLANK)
    return at
