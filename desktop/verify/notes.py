"""Reading checkpoints and the witness file, for the verifier.

Rules:
- A checkpoint is origin, size, root in base64, `time` and when; a blank line; signature lines. Lines end in LF, and
  each part can be written in one way only: it is put together again from its parts and compared.
- A witness file is blocks that end in a blank line. A first key is three lines: `listening-room witness v1`, the
  origin, the verifier key (C2SP signed-note: `name+identifier+base64`). Everything else is a checkpoint, two blocks.
- Whatever does not fit is counted as damage, and reading goes on after it.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from sys import intern

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEADER = "listening-room witness v1"
ED25519 = b"\x01"

_NOTE = re.compile(
    r"([^\s+]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\ntime ([0-9T:.-]{26}Z)\n\n"
    r"((?:— [^\s+]+ [A-Za-z0-9+/]{91}=\n)+)"
)
_GENESIS = re.compile(re.escape(HEADER) + r"\n([^\s+]+)\n([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})")


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint with the signatures that it carries, by key name; `text` is all of it."""

    text: str
    origin: str
    size: int
    root: bytes
    at: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @property
    def desks(self) -> list[str]:
        """The desks of this log that signed, by their keys' names."""
        prefix = f"{self.origin}/"
        return [name.removeprefix(prefix) for name, _, _ in self.signatures if name.startswith(prefix)]

    def signed_by(self, desk: str, public: bytes) -> bool:
        """Whether that desk's signature is there, and made with that key."""
        name = f"{self.origin}/{desk}"
        given = [
            signature for signer, key, signature in self.signatures if (signer, key) == (name, key_id(name, public))
        ]
        said = self.text.partition("\n\n")[0] + "\n"
        return len(given) == 1 and is_signed(public, given[0], said.encode())

    def moment(self) -> datetime:
        """When it says that it was signed."""
        return datetime.fromisoformat(self.at)


@dataclass
class Anchors:
    """What the witness says: first keys by desk, checkpoints in the order of their sizes."""

    origins: set[str] = field(default_factory=set)
    first_keys: dict[str, bytes] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    damaged: int = 0


def read_witness(text: str) -> Anchors:
    """Everything in a witness file, or in several of one log, one after the other."""
    anchors = Anchors()
    *blocks, rest = text.split("\n\n")
    anchors.damaged += bool(rest)
    at = 0
    while at < len(blocks):
        genesis = _GENESIS.fullmatch(blocks[at])
        note = read_note("\n\n".join(blocks[at : at + 2]) + "\n")
        if genesis and _take_genesis(anchors, *genesis.groups()):
            at += 1
        elif note:
            anchors.notes.append(note)
            at += 2
        else:
            anchors.damaged += 1
            at += 1
    anchors.notes.sort(key=lambda note: note.size)
    return anchors


def _take_genesis(anchors: Anchors, origin: str, name: str, key: str, value: str) -> bool:
    public = base64.b64decode(value)[1:]
    desk = name.removeprefix(f"{origin}/")
    if desk == name or _verifier_key(name, public) != f"{name}+{key}+{value}":
        return False
    anchors.origins.add(origin)
    return anchors.first_keys.setdefault(desk, public) == public


def read_note(text: str) -> Note | None:
    """A checkpoint, or None for anything that is not written as one."""
    found = _NOTE.fullmatch(text)
    if found is None:
        return None
    origin, size, root, at, lines = found.groups()
    signatures = []
    for line in lines.splitlines():
        _, name, value = line.split(" ")
        signature = base64.b64decode(value)
        signatures.append((intern(name), signature[:4], signature[4:]))
    try:
        datetime.fromisoformat(at)
    except ValueError:
        return None
    note = Note(text, intern(origin), int(size), base64.b64decode(root), at, tuple(signatures))
    return note if _written(note) == text else None


def _written(note: Note) -> str:
    body = f"{note.origin}\n{note.size}\n{_base64(note.root)}\ntime {note.at}\n\n"
    return body + "".join(f"— {name} {_base64(key + signature)}\n" for name, key, signature in note.signatures)


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes that name a key (C2SP signed-note)."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the Ed25519 signature holds; a key or signature of a wrong form does not."""
    try:
        _public_key(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=64)
def _public_key(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


def _verifier_key(name: str, public: bytes) -> str:
    return f"{name}+{key_id(name, public).hex()}+{_base64(ED25519 + public)}"


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
