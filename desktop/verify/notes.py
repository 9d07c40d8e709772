"""Reading checkpoints and the witness file, and checking signatures, for the verifier.

Rules:
- A checkpoint is origin, size, root in base64, `time` and when; a blank line; signature lines.
  Lines end in LF, and each part can be written in one way only: decoded base64 is encoded again and compared.
- Origins and names hold no space of Unicode, no plus sign and no control character.
- Signatures that are not of this log's desks, or of another type than Ed25519, are ignored; they have to be written as
  signatures are. So are those of a desk by a key that it does not have (`signed_by`).
- A witness file is blocks that end in a blank line. A first key is three lines: `listening-room witness v1`, the
  origin, the verifier key (C2SP signed-note: `name+identifier+base64`). Everything else is a checkpoint, two blocks.
- Anything else is counted as damage, and reading goes on after it.
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
KEY_ID_BYTES, SIGNATURE_BYTES = 4, 64

MOST_SIGNATURES = 100

_WORD = r"[^\s+\x00-\x1f\x7f-\x9f]+"
_NOTE = re.compile(
    rf"({_WORD})\n(0|[1-9][0-9]{{0,18}})\n([A-Za-z0-9+/]{{43}}=)\ntime ([0-9T:.-]{{26}}Z)\n"
    rf"\n"
    rf"((?:— {_WORD} [A-Za-z0-9+/]+=*\n){{1,{MOST_SIGNATURES}}})"
)
_GENESIS = re.compile(re.escape(HEADER) + rf"\n({_WORD})\n({_WORD})\+([0-9a-f]{{8}})\+([A-Za-z0-9+/]{{44}})")


@dataclass(frozen=True, slots=True)
class Note:
    """A checkpoint with the signatures of its log's desks; `text` is all of it except other signatures."""

    text: str
    origin: str
    size: int
    root: bytes
    at: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @property
    def desks(self) -> list[str]:
        """The desks of this log that signed, by their keys' names."""
        return [name.removeprefix(f"{self.origin}/") for name, _, _ in self.signatures]

    def signed_by(self, desk: str, public: bytes) -> bool | None:
        """Return whether that desk's signature is there, made with that key; None where that key did not sign."""
        name = f"{self.origin}/{desk}"
        given = [value for signer, key, value in self.signatures if (signer, key) == (name, key_id(name, public))]
        said = (self.text.partition("\n\n")[0] + "\n").encode()
        return len(given) == 1 and is_signed(public, given[0], said) if given else None

    def moment(self) -> datetime:
        """Return its stated time of signing."""
        return datetime.fromisoformat(self.at)


@dataclass
class Anchors:
    """The witness's content: first keys by desk, checkpoints in the order of their sizes."""

    origins: set[str] = field(default_factory=set)
    first_keys: dict[str, bytes] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    damaged: int = 0


def read_witness(text: str) -> Anchors:
    """Read everything in a witness file, or in several of one log, one after the other."""
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
    """Read a checkpoint; None for anything not written as one."""
    found = _NOTE.fullmatch(text)
    if found is None:
        return None
    origin, size, root, at, lines = found.groups()
    signatures, ours = [], []
    for line in lines.splitlines():
        _, name, value = line.split(" ")
        signed = _decoded(value)
        if len(signed) <= KEY_ID_BYTES:
            return None
        if len(signed) == KEY_ID_BYTES + SIGNATURE_BYTES and name.startswith(f"{origin}/"):
            signatures.append((intern(name), signed[:KEY_ID_BYTES], signed[KEY_ID_BYTES:]))
            ours.append(line)
    if not _decoded(root) or not _is_moment(at):
        return None
    kept = text[: found.start(5)] + "".join(f"{line}\n" for line in ours)
    return Note(kept, intern(origin), int(size), _decoded(root), at, tuple(signatures))


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _decoded(text: str) -> bytes:
    """Decode the base64; nothing where it is not in canonical form."""
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError:
        return b""
    return value if _base64(value) == text else b""


@lru_cache(maxsize=64)
def key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes that name a key (C2SP signed-note)."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Return whether an Ed25519 signature holds; a key or signature of a wrong form does not."""
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
