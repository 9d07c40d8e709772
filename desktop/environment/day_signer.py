"""A desk's signing keys in its keystore (Ed25519, one for each day with events), and the event that it wrote last.

All keys of a desk are under one name, so that a change is whole or absent: today's, and yesterday's until the event
that announces today's is committed. One that was begun and never announced is used on that day; one of a future day,
made under a wrong clock, is deleted once another has its place. The desk's own secret makes the spare key, for when the
key before is lost; an enrolment key signs the first.
The last event is a record on the PC's own disk, shared by its programs and not synced: a torn one is none.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import hmac
import json
import os
import secrets
import stat
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.application.ports.log import DayKey, Keystore
from desktop.environment.files import OURS
from desktop.errors import KeyringError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


Written = tuple[int, bytes]
"""An event's number, and its hash."""

_EVENT = struct.Struct(">Q32s")
_CHECK_BYTES = 16
_LENGTH = _EVENT.size + _CHECK_BYTES
_LABEL = b"listening-room/v1|last event"
_FLAGS = os.O_RDWR | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


if sys.platform == "win32":

    def _get(descriptor: int) -> bytes:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return os.read(descriptor, _LENGTH + 1)

    def _put(descriptor: int, record: bytes) -> int:
        os.lseek(descriptor, 0, os.SEEK_SET)
        return os.write(descriptor, record)

else:

    def _get(descriptor: int) -> bytes:
        return os.pread(descriptor, _LENGTH + 1, 0)

    def _put(descriptor: int, record: bytes) -> int:
        return os.pwrite(descriptor, record, 0)


def _told(code: str) -> None:
    from desktop.environment.own_log import own_log  # an office opens without

    own_log("office").note("last_event_not_kept", code=code)


class LastEventFile:
    """The file of one desk. Safe across threads; opened at its first use, and again after `close`."""

    def __init__(self, path: Path, origin: str, desk: str, tell: Callable[[str], None] = _told) -> None:
        """`tell` is called with the name of the first error."""
        self._path, self._tell = path, tell
        self._of = b"|".join((_LABEL, origin.encode(), desk.encode(), b""))
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._found: tuple[bytes, Written | None] = b"", None
        self._behind = self._failed = False

    def read(self) -> Written | None:
        """Return what was written last; None where there is nothing, or where the last event could not be written."""
        with self._lock:
            return None if self._behind else self._read()

    def write(self, event: Written, *before: Written | None) -> None:
        """Write it, unless another program has written a later one: none of those that were there `before`."""
        with self._lock:
            there = self._read()
            self._behind = False
            if there is not None and there not in before and there[0] > event[0]:
                return
            body = _EVENT.pack(*event)
            try:
                descriptor = self._opened(os.O_CREAT)
                if _put(descriptor, body + self._checksum(body)) != _LENGTH:
                    raise OSError(errno.ENOSPC, "not all of it")
            except OSError as error:
                self._behind = True
                self._say(error)

    def close(self) -> None:
        """Close it."""
        with self._lock:
            descriptor, self._descriptor = self._descriptor, None
            if descriptor is not None:
                with suppress(OSError):
                    os.close(descriptor)

    def _read(self) -> Written | None:
        try:
            record = _get(self._opened())
        except FileNotFoundError:
            return None
        except OSError as error:
            self._say(error)
            return None
        if record != self._found[0]:
            self._found = record, self._event_of(record)
        return self._found[1]

    def _event_of(self, record: bytes) -> Written | None:
        body = record[: _EVENT.size]
        if len(record) != _LENGTH or record != body + self._checksum(body):
            return None
        seq, leaf = _EVENT.unpack(body)
        return seq, leaf

    def _checksum(self, body: bytes) -> bytes:
        return hashlib.sha256(self._of + body).digest()[:_CHECK_BYTES]

    def _opened(self, create: int = 0) -> int:
        """Return the open file. Raises OSError, also where it is no ordinary file: a pipe would wait for ever."""
        if self._descriptor is None:
            descriptor = os.open(self._path, _FLAGS | create, OURS)
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.close(descriptor)
                raise OSError(errno.EINVAL, "no ordinary file")
            self._descriptor = descriptor
        return self._descriptor

    def _say(self, error: OSError) -> None:
        if not self._failed:
            self._failed = True
            self._tell(errno.errorcode.get(error.errno or 0, "unknown"))


OWN, ENROLMENT, PINNED, TURN = "own", "enrolment", "pinned", "turn"
"""The names, beside the days: the desk's secret, its enrolment key, the log's first event, and
the newest turn of its PC, with a + where the next one had begun."""
ALL = (OWN, ENROLMENT, PINNED, TURN)
SPARE = b"listening-room/v1 spare key"
"""The label with which the spare key is derived."""


@dataclass
class Remembered:
    """The memory that a desk has of its log while the program runs. A root is that of the tree over all events so far.

    `signs`: the root and day on which it last wrote an event, and the key that was in force there. `last`: the number
    and the hash of that event; `missed`: of one that was found gone. `newest`: it, where this program knows of no later
    one: none was under way since. `file`: where the last one outlives the program.
    """

    signs: tuple[bytes, date, DayKey] | None = None
    last: Written | None = None
    missed: Written | None = None
    newest: Written | None = None
    file: LastEventFile | None = None

    def look(self) -> Written | None:
        """Return the desk's last event, whichever program of this PC wrote it."""
        found = None if self.file is None else self.file.read()
        self.newest = self.newest if found == self.newest else None
        if found is not None and found != self.missed:
            self.last = found
        return self.last

    def wrote(self, last: Written, before: Written | None) -> None:
        """Remember that event. `before`: the one that was the last."""
        if self.file is not None:
            self.file.write(last, before, self.missed)
        self.last, self.missed, self.newest = last, None, last

    def forget(self) -> None:
        """Forget it: it is not there any more."""
        self.last, self.missed = None, self.last


class KeystoreDaySigner:
    """The port `DaySigner` over a keystore."""

    def __init__(self, store: Keystore, origin: str, desk: str, remembered: Remembered | None = None) -> None:
        self.origin = origin
        self.desk = desk
        self._remembered = remembered or Remembered()
        self._signs: tuple[bytes, date, DayKey] | None = None
        self._last: Written | None = None
        self._before: Written | None = None
        self._pin: bytes | None = None
        self._turn: int | None = None
        self._store = store
        self._name = f"signing-keys/{desk}"
        self._retire: tuple[date, date | None] | None = None
        self._keys: dict[date, Ed25519PrivateKey] = {}
        self._others: dict[str, str] = {}

    def public(self, day: date) -> bytes | None:
        """Return the public key of that day, or None where its private key is not here."""
        key = self._key(day)
        return None if key is None else key.public_key().public_bytes_raw()

    def sign(self, day: date, data: bytes) -> bytes:
        """Return the signature with that day's key. Raises KeyringError (`signing_key_lost`)."""
        key = self._key(day)
        if key is None:
            raise KeyringError("signing_key_lost")
        return key.sign(data)

    @property
    def spare(self) -> bytes:
        """The public half of the spare key."""
        return self._spare().public_key().public_bytes_raw()

    def sign_anew(self, data: bytes) -> bytes:
        """Return the signature with the spare key."""
        return self._spare().sign(data)

    def _own(self) -> bytes:
        """Return the desk's own secret; it is made and stored at its first use."""
        if OWN not in self._others:
            self._keys = self._load()
        if OWN not in self._others:
            self._others[OWN] = secrets.token_hex(32)
            self._save(self._keys)
        return bytes.fromhex(self._others[OWN])

    def _spare(self) -> Ed25519PrivateKey:
        return _of(hmac.digest(self._own(), SPARE, "sha256"))

    @property
    def pinned(self) -> bytes | None:
        """The hash of its log's first event, once that is pinned. Raises KeyringError."""
        self._keys = self._load()
        return _hash(self._others[PINNED]) if PINNED in self._others else None

    def pin(self, genesis: bytes) -> None:
        """Mark it to be pinned, at the next `committed`."""
        self._pin = genesis

    def in_force(self, root: bytes, day: date) -> DayKey | None:
        """Return the key that signs on that day after the head with that root, where it is remembered."""
        signs = self._remembered.signs
        return signs[2] if signs is not None and signs[:2] == (root, day) else None

    def signed_with(self, key: DayKey, root: bytes, day: date) -> None:
        """Mark the key of an event of that day to be remembered, at the next `committed`."""
        self._signs = root, day, key

    @property
    def last(self) -> Written | None:
        """The number and the hash of the last event that the desk wrote at this PC."""
        self._before = self._remembered.look()
        return self._before

    @property
    def is_newest(self) -> bool:
        """Whether `last` is the newest event that this PC wrote, for sure."""
        return self._before is not None and self._before == self._remembered.newest

    def wrote(self, seq: int, leaf: bytes) -> None:
        """Mark an event to be remembered, at the next `committed`."""
        self._last, self._remembered.newest = (seq, leaf), None

    def forget(self) -> None:
        """Forget it at once."""
        self._remembered.forget()

    def may_follow(self, turn: int) -> bool:
        """Return whether it is not newer than ours, or than the one that had begun here; before our first it is."""
        self._keys = self._load()
        ours, begun = self._turns()
        return ours is None or turn <= ours + begun

    def begin_turn(self, turn: int) -> int:
        """Store that the one after it, or after ours, begins; return its number."""
        self._keys = self._load()
        ours, _ = self._turns()
        last = max(turn, ours or 0)
        self._others[TURN] = f"{last}+"
        self._save(self._keys)
        self._turn = last + 1
        return self._turn

    def adopt_turn(self, turn: int) -> None:
        """Store that this turn was ours, whichever we have had: the keyring was restored."""
        self._keys = self._load()
        self._others[TURN] = str(turn)
        self._save(self._keys)

    def _turns(self) -> tuple[int | None, bool]:
        """Return our newest turn, and whether another had begun."""
        stored = self._others.get(TURN)
        try:
            return (None, False) if stored is None else (int(stored.removesuffix("+")), stored.endswith("+"))
        except ValueError:
            raise KeyringError("signing_keys_malformed") from None

    def enrolment_key(self) -> bytes:
        """Make and store the key that the desk is enrolled with, or find it again; return its public half."""
        self._keys = self._load()
        if ENROLMENT not in self._others:
            self._others[ENROLMENT] = _text(_new())
            self._save(self._keys)
        return _private(self._others[ENROLMENT]).public_key().public_bytes_raw()

    def introduce(self, data: bytes) -> bytes | None:
        """Return the signature with the enrolment key, if there is one."""
        self._keys = self._load()
        key = self._others.get(ENROLMENT)
        return None if key is None else _private(key).sign(data)

    def begin(self, day: date) -> bytes:
        """Make and store that day's key, or find it again."""
        key = self._key(day)
        if key is None:
            key = _new()
            self._save({**self._keys, day: key})
        return key.public_key().public_bytes_raw()

    def retire_before(self, day: date, ahead: date | None = None) -> None:
        """Mark earlier days' keys, and that of `ahead`, to go at the next `committed`; a later call replaces this."""
        self._retire = day, ahead

    def committed(self) -> None:
        """Remember what `wrote` and `signed_with` said, and destroy what `retire_before` named."""
        if self._last is not None:
            self._remembered.wrote(self._last, self._before)
            self._last = None
        if not self._keys:
            self._keys = self._load()
        first = False
        if self._pin is not None and (said := self._pin.hex()) != self._others.get(PINNED):
            self._others[PINNED], first = said, True
        if self._turn is not None:
            (self._others[TURN], self._turn), first = (str(self._turn), None), True
        kept, introduced = self._keys, False
        if self._retire is not None:
            (retire, ahead), self._retire = self._retire, None
            kept = {day: key for day, key in self._keys.items() if day >= retire and day != ahead}
            introduced = self._others.pop(ENROLMENT, None) is not None  # the day's key is committed: needed no more
        if kept != self._keys or introduced or first:
            self._save(kept)
        self._remembered.signs = self._signs

    def _key(self, day: date) -> Ed25519PrivateKey | None:
        if day not in self._keys:
            self._keys = self._load()
        return self._keys.get(day)

    def _load(self) -> dict[date, Ed25519PrivateKey]:
        try:
            stored = json.loads(self._store.get(self._name) or "{}")
            self._others = {name: str(stored.pop(name)) for name in ALL if name in stored}
            bytes.fromhex(self._others.get(OWN, ""))
            return {date.fromisoformat(day): _private(value) for day, value in stored.items()}
        except (ValueError, AttributeError, TypeError):
            raise KeyringError("signing_keys_malformed") from None

    def _save(self, keys: dict[date, Ed25519PrivateKey]) -> None:
        stored = {day.isoformat(): _text(key) for day, key in keys.items()} | self._others
        self._store.set(self._name, json.dumps(stored))
        self._keys = keys


def _new() -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate()


def _of(private: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # late: an office opens without

    return Ed25519PrivateKey.from_private_bytes(private)


def _private(text: str) -> Ed25519PrivateKey:
    return _of(base64.b64decode(text, validate=True))


def _text(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.private_bytes_raw()).decode("ascii")


def _hash(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise KeyringError("signing_keys_malformed") from None


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Return whether an Ed25519 signature holds; a key or signature of a wrong form does not."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
