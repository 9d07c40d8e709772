"""How an event is sealed: each one names its desk's event before it, and bears its desk's signature.

Rules:
- `prev` is the hash of the desk's event before it (RFC 6962, as of a leaf, in base64). A desk's first event has none.
- The signature (Ed25519) is made with its desk's key of the day: over `SIGNED_EVENT` and the log's origin, a line each,
  and the event's bytes without the signature. The event that announces a key is signed with that key.
- Both are in the stored bytes, in the place that canonical order gives them, after the number. So the tree covers them.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import date

SIGNED_EVENT = "listening-room/v1 event"
NEXT_KEY = "listening-room/v1 next key"
SIGNATURE_BYTES = 64

_SEAL = re.compile(
    rb',"n":\d+(?:,"prev":"(?P<before>[A-Za-z0-9+/]{43}=)")?'
    rb'(?P<signature>,"signature":"(?P<signature_text>[A-Za-z0-9+/]{86}==)")?,"subjects":\{'
    rb'(?:"[a-z]+":"(?:[^"\\]|\\.)*",?)*\},"v":\d+\}\Z'
)
_SUBJECTS = b',"subjects":{'


@dataclass(frozen=True)
class Sealed:
    """Stored bytes taken apart. `signed`: what the signature is over, but for its head.

    `before`: the hash of the desk's event before; None of its first. `signature`: None where the event has none.
    """

    signed: bytes
    before: bytes | None
    signature: bytes | None


def with_signature(body: bytes, signature: bytes) -> bytes:
    """Return the canonical bytes with that signature in them."""
    at = body.rindex(_SUBJECTS)
    return body[:at] + b',"signature":"' + base64.b64encode(signature) + b'"' + body[at:]


def signed_message(origin: str, body: bytes) -> bytes:
    """Return the message that is signed: the event, bound to its log. Its number and desk are in its bytes."""
    return f"{SIGNED_EVENT}\n{origin}\n".encode() + body


def next_key_message(origin: str, desk: str, day: date, public: bytes, spare: bytes = b"") -> bytes:
    """Return the message that the previous key signs: the next key, bound to its log, desk and day.

    `spare`: the desk's spare key, where the event has one.
    """
    return "\n".join((NEXT_KEY, origin, desk, day.isoformat())).encode() + b"\n" + public + spare


def apart(body: bytes) -> Sealed:
    """Take stored bytes apart. Raises ValueError where they are not an event's, or written in another way."""
    found = _SEAL.search(body, max(body.rfind(b'},"kind":"'), 0))
    if found is None:
        raise ValueError("not an event")
    signed = body[: found.start("signature")] + body[found.end("signature") :] if found["signature"] else body
    return Sealed(signed, _decoded(found["before"]), _decoded(found["signature_text"]))


def _decoded(text: bytes | None) -> bytes | None:
    """Return what is written there; its form is that of base64. Raises ValueError where it can be written otherwise."""
    if text is None:
        return None
    value = base64.b64decode(text)
    if base64.b64encode(value) != text:
        raise ValueError("not as it is written")
    return value
