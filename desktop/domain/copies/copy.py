"""An approved copy, as metadata only: no sound, and no unsealed key.

`SealedKey` is what the database holds of a recording's key. Only a desk whose identity its retention key is wrapped to
can open it (design: Keys).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain.copies.chapters import Chapter
from desktop.domain.copies.removal import RemovedPart, Style
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId
from desktop.domain.shared.notes import words_digest


@dataclass(frozen=True)
class SealedKey:
    """A data key wrapped by a retention key, which is itself wrapped to the desks.

    `wrapped_to`: of a retention key that comes with it, all recipients; empty where it was there before.
    """

    data_key_wrapped: bytes
    retention_key: RetentionKeyId
    retention_key_wrapped: bytes
    wrapped_to: tuple[str, ...] = field(default=(), compare=False)

    @property
    def retention_key_digest(self) -> str:
        """The SHA-256 of the wrapped retention key, for the log: whom it is wrapped to is part of it."""
        return wrapped_digest(self.retention_key_wrapped)


def wrapped_digest(wrapped: bytes) -> str:
    """Return the SHA-256 of a wrapped key."""
    return hashlib.sha256(wrapped).hexdigest()


@dataclass(frozen=True)
class Recording:
    """An original. `digest` is the SHA-256 of its bytes as received; lengths in frames at `rate` Hz.

    Once destroyed, it has no key; its metadata stays for the sessions and the log, except for `number`: the outside
    party's, in its normal form, None where it is not known or was withheld, UNREADABLE where it was given and cannot be
    read. `agent_channel`: the channel of the member of staff, from 0. `ended_because`: a code for why it ends before
    the call does, where known. `salt`: of the number's digest, in hexadecimal; None once it is destroyed.
    """

    id: RecordingId
    source: str
    call_at: datetime
    outbound: bool
    format: str
    rate: int
    channels: int
    frames: int
    digest: str
    key: SealedKey
    imported_at: datetime
    destroyed_at: datetime | None = None
    number: str | None = None
    agent_channel: int | None = None
    ended_because: str | None = None
    salt: str | None = field(default=None, repr=False)

    @property
    def number_digest(self) -> str | None:
        """The salted digest of its number, for the log."""
        return number_digest(self.salt, self.number)


def number_digest(salt: str | None, number: str | None) -> str | None:
    """Return the salted digest of a recording's number, or of there being none; None where there is no salt."""
    return None if salt is None else words_digest(bytes.fromhex(salt), json.dumps(number))


@dataclass(frozen=True)
class ApprovedCopy:
    """The sound that may be played: 16-bit PCM at `rate` Hz, `frames` frames of `channels` channels, with its SHA-256.

    `version`: that of the draft it was made from (0 where it had none). `gain_cdb`, `true_peak_cdb`, `loudness_cdb`:
    hundredths of a dB, of dBTP and of LUFS; None where the copy is silent.
    """

    id: CopyId
    request: RequestId
    recording: RecordingId
    prepared_by: PersonId
    prepared_at: datetime
    rate: int
    channels: int
    frames: int
    digest: str
    key: SealedKey
    removed: tuple[RemovedPart, ...] = ()
    destroyed_at: datetime | None = None
    version: int = 0
    style: Style = "silence"
    gain_cdb: int = 0
    true_peak_cdb: int | None = None
    loudness_cdb: int | None = None
    chapters: tuple[Chapter, ...] = ()

    @property
    def seconds(self) -> float:
        return self.frames / self.rate
