"""The rows of a session's timeline: events in words, each with its position in the recording.

Rules:
- During playback, what was heard is saved once a minute. These events are one row ("Played 0:00 to 2:06"), at the
  time when playback began, until the supervisor asks for every event.
- A stop by the program, and its reason, has a row of its own.
- A row names a person only if it was not the session's adviser.
- Rows that need attention are marked, and their words say why.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.application.reviews.reviewing import TimelineRow
from desktop.domain.log.events import Event, EventKind, Trait, kinds
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import WhyFinished
from desktop.domain.shared.spans import Span, union
from desktop.words import tr
from desktop.words.codes import and_list
from desktop.words.events import Timeline
from desktop.words.formatting import clock

PLAYING = frozenset({EventKind.HEARD, EventKind.PLAY_STOPPED})
ENDS = frozenset(
    {
        EventKind.PLAY_STOPPED,
        EventKind.BREAK_STARTED,
        EventKind.DISTRESS_STOPPED,
        EventKind.LISTENING_FINISHED,
        EventKind.SESSION_INTERRUPTED,
    }
)
STANDS_OUT = kinds(Trait.STANDS_OUT)


@dataclass(frozen=True)
class Line:
    """One row. `heard` are frames heard, `frame` a position in the recording, or None if it has none."""

    key: int
    at: datetime
    words: str
    who: str
    heard: tuple[Span, ...] = ()
    frame: int | None = None
    marked: bool = False

    def place(self) -> tuple[int, int] | None:
        """Return the first and last frame of the row."""
        if self.heard:
            return self.heard[0].start, self.heard[-1].end
        return None if self.frame is None else (self.frame, self.frame)

    def is_at(self, frame: int) -> bool:
        """Return whether a frame was heard here."""
        return any(span.start <= frame < span.end for span in self.heard)


def every_line(rows: Iterable[TimelineRow], wording: Timeline) -> tuple[Line, ...]:
    """Return a row for each event."""
    return tuple(_line(row, wording) for row in rows)


def folded_lines(rows: Sequence[TimelineRow], wording: Timeline, rate: int) -> tuple[Line, ...]:
    """Return a row for each event, but one for each period of playback. `rate` is in frames a second."""
    lines: list[Line] = []
    begun: int | None = None
    for row in rows:
        line, kind = _line(row, wording), row.event.kind
        if begun is not None:
            lines[begun] = _with_heard(lines[begun], line, rate)
            line = replace(line, heard=())
        if begun is None or kind not in PLAYING or "because" in row.event.facts:
            lines.append(line)
        if kind is EventKind.PLAY_STARTED:
            begun = len(lines) - 1
        elif kind in ENDS:
            begun = None
    return tuple(lines)


def _with_heard(begun: Line, later: Line, rate: int) -> Line:
    """Return the row of a period of playback, extended by what `later` adds."""
    if not later.heard:
        return begun
    heard = union((*begun.heard, *later.heard))
    spans = [f"{clock(span.start / rate)} to {clock(span.end / rate)}" for span in heard]
    return replace(begun, heard=heard, words=tr("Played {spans}").format(spans=and_list(spans)))


def line_at(lines: Sequence[Line], frame: int) -> Line | None:
    """Return the last row at which a frame was heard."""
    return next((line for line in reversed(lines) if line.is_at(frame)), None)


def _line(row: TimelineRow, wording: Timeline) -> Line:
    event = row.event
    return Line(
        key=row.seq,
        at=event.at,
        words=wording.words(event),
        who=_who(row),
        heard=_heard(event),
        frame=_frame(event),
        marked=_is_marked(event),
    )


def _who(row: TimelineRow) -> str:
    if not row.elsewhere:
        return row.actor_name
    return tr("{who}, at {desk}").format(who=row.actor_name, desk=row.elsewhere)


def _heard(event: Event) -> tuple[Span, ...]:
    pairs = event.facts.get("heard", ())
    assert isinstance(pairs, Sequence)
    return union(Span(int(pair[0]), int(pair[1])) for pair in pairs if isinstance(pair, Sequence))


def _frame(event: Event) -> int | None:
    frame = event.facts.get("frame", -1)
    return frame if isinstance(frame, int) and frame >= 0 else None


def _unseen(event: Event) -> bool:
    """Return whether nobody had looked at the answers to the caller check."""
    marks = event.facts.get("exceptions", ())
    return isinstance(marks, Sequence) and Exceptional.ANSWERS_NOT_SEEN.value in marks


def _is_marked(event: Event) -> bool:
    if event.kind is EventKind.IDENTITY_CONFIRMED:
        return event.facts.get("caller") == CallerCheck.NEAR_ENOUGH.value or _unseen(event)
    if event.kind is EventKind.LISTENING_FINISHED:
        return event.facts.get("because") == WhyFinished.FAULT.value
    if event.kind is EventKind.PLAY_STOPPED:
        return "because" in event.facts
    return event.kind in STANDS_OUT
