"""Stretches of a call in which nobody speaks: the listener sees what each one is, and may skip it.

Rules:
- A chapter shows its kind and its length alone. The program proposes it; an information officer listens to it and
  decides whether to show it (`draft`). It removes nothing.
- A stretch within a removed part is no chapter: it would reveal something about the removed sound.
- A chapter is long enough to be worth skipping.
- A skipped chapter is not heard: like anything else unheard, it is shown at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.shared.spans import Span, subtract

SHORTEST_SECONDS = 5


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
            Chapter(span.start, span.end, ChapterKind(kind)) for span in left if len(span) >= SHORTEST_SECONDS * rate
        ]
    return tuple(chapters)
