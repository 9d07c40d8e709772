"""An approved copy, as metadata only: no sound, and no unsealed key.

- `SealedKey` is what the database holds of a recording's key. Only a desk whose identity its retention key is wrapped
  to can open it (design: Keys).
- A chapter is a stretch in which nobody speaks, long enough to be worth skipping. The listener sees its kind and its
  length, and may skip it; it removes nothing, and skipped it is not heard. The program proposes it, an information
  officer decides. A stretch within a removed part is none: it would reveal something about the removed sound.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desktop.domain.copies.marking import RemovedPart, Style
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId
from desktop.domain.shared.spans import Span, subtract
from desktop.domain.shared.typed_text import words_digest

SHORTEST_CHAPTER_SECONDS = 5


class ChapterKind(StrEnum):
    """The kind of a chapter."""

    HOLD_MUSIC = "hold_music"
    SILENCE = "silence"
    BEFORE_ANSWER = "before_answer"


@dataclass(frozen=True)
class Chapter:
    """Frames from `start` up to, not including, `end` of the copy."""

    start: int
    end: int
    kind: ChapterKind


def chapters_of(
    found: Iterable[tuple[str, int, int, int | None]], removed: Iterable[Span], rate: int
) -> tuple[Chapter, ...]:
    """Return chapters from proposals (kind, start, end, channel): long enough, on all channels, outside removed parts.

    Kinds that are no chapters are left out. Where two overlap, the one that starts first is kept whole.
    """
    gone = tuple(removed)
    kinds = frozenset(ChapterKind)
    chapters: list[Chapter] = []
    for kind, start, end, channel in sorted(found, key=lambda each: (each[1], -each[2])):
        if kind not in kinds or channel is not None:
            continue
        begin = max(start, chapters[-1].end if chapters else 0)
        if begin >= end:
            continue
        left = subtract((Span(begin, end),), gone)
        chapters += [
            Chapter(span.start, span.end, ChapterKind(kind))
            for span in left
            if len(span) >= SHORTEST_CHAPTER_SECONDS * rate
        ]
    return tuple(chapters)


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
