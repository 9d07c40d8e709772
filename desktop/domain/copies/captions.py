"""The captions of a copy: its approved lines, and each removed part in its place, in order.

Rules:
- A removed part says how long it is and the listener's reason (`removal.public_wording`), and nothing else.
- A line without words says that its words are left out (`transcript.left_of`).
- The current caption is found by bisection: a call of hours costs no more than a short one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop.domain.copies.removal import PublicReason, RemovedPart, public_wording
from desktop.domain.copies.transcript import Speaker, Transcript, span_of
from desktop.domain.shared.spans import Span, union


@dataclass(frozen=True)
class Caption:
    """Frames from `start` up to, not including, `end`. `removed`: the reason, where it stands for a removed part.

    `topic`: the name of the topic that begins with it, if one does.
    """

    start: int
    end: int
    speaker: Speaker | None = None
    words: str = field(default="", repr=False)
    removed: PublicReason | None = None
    topic: str = field(default="", repr=False)


@dataclass(frozen=True)
class Captions:
    """All captions of a copy, in order; none where it has no approved transcript."""

    all: tuple[Caption, ...] = ()
    _changes: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _current: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find where the current caption may change, and which it is from there on: as `at` says."""
        changes = sorted({frame for caption in self.all for frame in (caption.start, caption.end)})
        begun, not_over, current = 0, list[int](), list[int]()
        for frame in changes:
            while begun < len(self.all) and self.all[begun].start <= frame:
                not_over.append(begun)
                begun += 1
            while not_over and self.all[not_over[-1]].end <= frame:
                not_over.pop()
            current.append(not_over[-1] if not_over else begun - 1)
        object.__setattr__(self, "_changes", tuple(changes))
        object.__setattr__(self, "_current", tuple(current))

    def __bool__(self) -> bool:
        return bool(self.all)

    @property
    def topics(self) -> tuple[tuple[int, str], ...]:
        """Where each topic begins, in frames and in order, and its name."""
        return tuple((each.start, each.topic) for each in self.all if each.topic)

    def talk_of(self, speaker: Speaker) -> tuple[Span, ...]:
        """Return where that speaker talks, in frames and in order; also where their words are left out."""
        lines = (each for each in self.all if each.removed is None and each.speaker is speaker)
        return union(Span(each.start, each.end) for each in lines)

    def at(self, frame: int) -> int:
        """Return the index of the caption that is current at `frame`: of those not over yet the last to begin, or the
        last before; -1 before the first.
        """
        index = bisect_right(self._changes, frame) - 1
        return self._current[index] if index >= 0 else -1


def captions_of(transcript: Transcript, removed: Iterable[RemovedPart], rate: int) -> Captions:
    """Return the captions of a copy, from what is left of its transcript and the parts that it lacks."""
    lines = []
    for line in transcript.lines:
        span = span_of(line, rate)
        lines.append(Caption(span.start, span.end, line.speaker, line.words, topic=line.topic))
    parts = [Caption(part.start, part.end, removed=public_wording(part.reason)) for part in removed]
    return Captions(tuple(sorted((*lines, *parts), key=lambda each: (each.start, each.end))))
