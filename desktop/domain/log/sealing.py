"""How a desk vouches for its events: a MAC in every one, and a signature in each that gives authority.

Rules:
- The MAC (HMAC-SHA256 under the desk's own secret, its first 16 bytes) is over the event's canonical bytes. By it a
  desk recognises what it wrote itself; nobody else can check it.
- An event that gives authority (`gives_authority`) decides what may be heard, by whom, or who may read keys. It is
  signed (Ed25519) with its desk's key of the day: over `SIGNED_EVENT` and the log's origin, a line each, and the
  event's bytes with the MAC.
- Both are in the stored bytes, in the place that canonical order gives them: `mac` before the number, `signature` after
  it. So the tree covers them.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from desktop.domain.log.events import Event, Trait, kinds

SIGNED_EVENT = "listening-room/v1 event"
NEXT_KEY = "listening-room/v1 next key"
MAC_BYTES = 16
SIGNATURE_BYTES = 64

AUTHORITY = kinds(Trait.SIGNED)
"""The kinds of event that are signed."""

_SEAL = re.compile(
    rb'(?P<mac>,"mac":"(?P<mac_text>[A-Za-z0-9+/]{22})")?,"n":(?P<n>\d+)'
    rb'(?P<signature>,"signature":"(?P<signature_text>[A-Za-z0-9+/]{86}==)")?,"subjects":\{'
    rb'(?:"[a-z]+":"(?:[^"\\]|\\.)*",?)*\},"v":\d+\}\Z'
)


@dataclass(frozen=True)
class Sealed:
    """Stored bytes taken apart. `plain`: without either seal; `signed`: what the signature is over, but for its head.

    `mac` and `signature` are None where the event has none.
    """

    plain: bytes
    mac: bytes | None
    signed: bytes
    signature: bytes | None


def gives_authority(event: Event) -> bool:
    """Return whether it is signed."""
    return event.kind in AUTHORITY


def with_mac(plain: bytes, mac: bytes) -> bytes:
    """Return the canonical bytes with that MAC in them."""
    at = _place(plain).start()
    return plain[:at] + b',"mac":"' + base64.b64encode(mac).rstrip(b"=") + b'"' + plain[at:]


def with_signature(body: bytes, signature: bytes) -> bytes:
    """Return the bytes, which have their MAC, with that signature in them."""
    at = _place(body).end("n")
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
    found = _place(body)
    signed = body[: found.start("signature")] + body[found.end("signature") :] if found["signature"] else body
    plain = signed[: found.start("mac")] + signed[found.end("mac") :] if found["mac"] else signed
    return Sealed(plain, _decoded(found["mac_text"], b"=="), signed, _decoded(found["signature_text"]))


def is_own(body: bytes, mac: Callable[[bytes], bytes]) -> bool:
    """Return whether the desk whose MAC that is wrote these bytes."""
    try:
        sealed = apart(body)
    except ValueError:
        return False
    return sealed.mac is not None and hmac.compare_digest(sealed.mac, mac(sealed.plain))


def _place(body: bytes) -> re.Match[bytes]:
    """Return where the seals are, or would be."""
    start = max(body.rfind(b'},"kind":"'), 0)
    found = _SEAL.search(body, start)
    if found is None:
        raise ValueError("not an event")
    return found


def _decoded(text: bytes | None, padding: bytes = b"") -> bytes | None:
    """Return what is written there; its form is that of base64. Raises ValueError where it can be written otherwise."""
    if text is None:
        return None
    value = base64.b64decode(text + padding)
    if base64.b64encode(value) != text + padding:
        raise ValueError("not as it is written")
    return value
