"""Checkpoints of the log as signed text (C2SP tlog-checkpoint in a C2SP signed note, Ed25519), and their witness files.

- A checkpoint is four lines: the log's origin, the number of events, the root hash in base64, and `time` with when it
  was signed. Then a blank line, and a signature a line: an em dash, the key's name, and base64 of the key's identifier
  (4 bytes) and the signature (64 bytes). The signature is over the lines with their line ends, in UTF-8.
- An origin and a key's name hold no space of Unicode, no plus sign and no control character. A signature of another
  type must be well formed, and is ignored.
- A key's identifier is SHA-256(name || 0x0A || 0x01 || public key), the first 4 bytes. A verifier key is
  `name+identifier in hexadecimal+base64(0x01 || public key)`.
- There is one way to write each part. Any other is refused whole: LogBrokenError, `note_malformed`.
- The signing function is a parameter: this module sees no private key. A new witness file is one more, or takes the
  place of another.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NoReturn

from desktop.domain.log.events import time_text
from desktop.errors import LogBrokenError

ED25519 = b"\x01"
PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64

MOST_SIGNATURES = 100
"""A note with more is refused; the specification asks for 16 at least."""

_WORD = r"[^\s+\x00-\x1f\x7f-\x9f]+"
_NAME = re.compile(_WORD)
_BODY = re.compile(
    rf"(?P<origin>{_WORD})\n(?P<size>0|[1-9][0-9]{{0,18}})\n(?P<root>[A-Za-z0-9+/]{{43}}=)\n"
    r"time (?P<at>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)\n"
)
_SIGNATURE = re.compile(rf"— (?P<name>{_WORD}) (?P<value>[A-Za-z0-9+/=]+)\n")


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: `size` events under `root`, as its desk signed it at `at` (UTC)."""

    origin: str
    size: int
    root: bytes
    at: datetime

    def body(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{_encoded(self.root)}\ntime {time_text(self.at)}\n"


@dataclass(frozen=True)
class NoteSignature:
    """One signature line: the key's name and identifier, and the signature, which nobody has checked yet."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True)
class SignedNote:
    """A checkpoint with its signatures, as read from text."""

    checkpoint: Checkpoint
    signatures: tuple[NoteSignature, ...]


def key_name(origin: str, desk: str) -> str:
    """Return the name of a desk's keys: each desk of a log signs under its own."""
    return f"{origin}/{desk}"


def key_id(name: str, public: bytes) -> bytes:
    """Return the four bytes by which a note identifies its signing key."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def signed_text(checkpoint: Checkpoint, name: str, public: bytes, sign: Callable[[bytes], bytes]) -> str:
    """Return the checkpoint as a signed note. `sign` returns the Ed25519 signature over the bytes it is given."""
    body = checkpoint.body()
    value = key_id(name, public) + sign(body.encode())
    return f"{body}\n— {name} {_encoded(value)}\n"


def parse_note(text: str) -> SignedNote:
    """Read a signed checkpoint; no signature is checked here. Raises LogBrokenError (`note_malformed`)."""
    body, blank, rest = text.partition("\n\n")
    lines = rest.splitlines(keepends=True)
    if not blank or len(lines) > MOST_SIGNATURES:
        _malformed()
    checkpoint = _parse_body(body + "\n")
    read = [_parse_signature(line) for line in lines]
    signatures = tuple(signature for signature in read if len(signature.signature) == SIGNATURE_BYTES)
    if not signatures:
        _malformed()
    return SignedNote(checkpoint, signatures)


def verifier_key(name: str, public: bytes) -> str:
    """Return the public key as one word, as a witness stores it."""
    return f"{name}+{key_id(name, public).hex()}+{_encoded(ED25519 + public)}"


def parse_verifier_key(text: str) -> tuple[str, bytes]:
    """Return name and public key. Raises LogBrokenError (`note_malformed`), also where the identifier does not fit."""
    name, _, rest = text.partition("+")
    _, _, value = rest.partition("+")
    public = _decoded(value)[1:]
    fits = _NAME.fullmatch(name) and len(public) == PUBLIC_BYTES
    if not fits or verifier_key(name, public) != text:
        _malformed()
    return name, public


def _parse_body(text: str) -> Checkpoint:
    found = _BODY.fullmatch(text)
    if found is None:
        _malformed()
    try:
        at = datetime.fromisoformat(found["at"])
    except ValueError:
        _malformed()
    return Checkpoint(found["origin"], int(found["size"]), _decoded(found["root"]), at)


def _parse_signature(line: str) -> NoteSignature:
    found = _SIGNATURE.fullmatch(line)
    if found is None:
        _malformed()
    value = _decoded(found["value"])
    if len(value) <= 4:
        _malformed()
    return NoteSignature(found["name"], value[:4], value[4:])


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _decoded(text: str) -> bytes:
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        _malformed()
    if _encoded(value) != text:
        _malformed()
    return value


def _malformed() -> NoReturn:
    raise LogBrokenError("note_malformed")


class WitnessReason(StrEnum):
    """Why a witness file begins."""

    ONE_MORE = "one_more"
    MOVED = "moved"
    LOST = "lost"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class WitnessBegun:
    """A witness file that begins. `files`: how many there are from then on.

    `time_stamps`: it is a time-stamping authority, which counts as a file.
    """

    reason: WitnessReason
    replaces: bool
    files: int
    time_stamps: bool = False

    def problems(self) -> dict[str, str]:
        """Return what cannot be, by its field."""
        is_one_more = self.reason is WitnessReason.ONE_MORE
        return {"reason": "witness_reason"} if self.replaces == is_one_more else {}
