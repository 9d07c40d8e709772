"""The editing of a draft: selecting, marking, nudging, undoing; the proposals that are left; the part of the recording
in view; and all of that in words. Pure.

- Every change of marks, style, chapters or dismissed proposals is a step that can be undone and redone, without
  limit. Selecting is no step. Undoing a step makes the mark that was current before it current again.
- Either a mark (`current`) or a selection is active, never both: choosing a mark selects its part, and nudging,
  changing the voice or the reason then changes the mark.
- A mark needs a reason. A new mark takes the reason chosen last; until one is chosen there is none.
- A proposal is hidden once it is dismissed or marked in full. One that the listener is told of stays, so that it
  can still be dismissed. Nothing is applied automatically.
- In a view, milliseconds may be fractional, so that zooming about a place keeps that place where it is. The whole
  recording is the widest view, `LEAST_SPAN_MS` the narrowest. Times are rounded down, as everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop.application.ports.sound import Proposed
from desktop.domain.copies import marking
from desktop.domain.copies.copy import SHORTEST_CHAPTER_SECONDS, ChapterKind
from desktop.domain.copies.marking import Draft, Marks, Removal, RemovalReason, Style, proposal_key
from desktop.domain.shared.spans import Span, subtract
from desktop.words import formatting, text, tr
from desktop.words.codes import within

LEAST_SPAN_MS = 20.0
STEP = 2.0
"""The zoom factor of one press of a key or a button."""


@dataclass(frozen=True)
class Viewport:
    """A view of `span` milliseconds from `start` on, of `total` milliseconds, across `width` pixels."""

    total: int
    width: int
    start: float = 0.0
    span: float = 0.0

    def __post_init__(self) -> None:
        if self.total < 1 or self.width < 1:
            raise ValueError("a recording and a widget have a length")
        least = min(LEAST_SPAN_MS, float(self.total))
        span = min(max(self.span or float(self.total), least), float(self.total))
        object.__setattr__(self, "span", span)
        object.__setattr__(self, "start", min(max(self.start, 0.0), self.total - span))

    @property
    def end(self) -> float:
        return self.start + self.span

    @property
    def whole(self) -> bool:
        """Whether all of it is in view."""
        return self.span >= self.total

    @property
    def nearest(self) -> bool:
        """Whether it is zoomed in fully."""
        return self.span <= min(LEAST_SPAN_MS, self.total)

    def frames(self, rate: int, frames: int) -> tuple[int, int]:
        """Return the frames in view, of `frames` at `rate` Hz: first and one past the last, never none."""
        first = min(int(self.start * rate / 1000), frames - 1)
        return first, min(max(math.ceil(self.end * rate / 1000), first + 1), frames)

    def x_of(self, ms: float) -> float:
        """Return the pixels from the left; outside the widget for a time out of view."""
        return (ms - self.start) * self.width / self.span

    def time_at(self, x: float) -> float:
        """Return the time at a number of pixels from the left; out of view for pixels outside the widget."""
        return self.start + x * self.span / self.width

    def ms_at(self, x: float) -> int:
        """Return the whole millisecond there, clamped to the recording."""
        return min(max(round(self.time_at(x)), 0), self.total)

    def zoomed(self, factor: float, about: float) -> Viewport:
        """Zoom in by `factor` (out below 1), keeping the millisecond `about` in place as far as possible."""
        span = min(max(self.span / factor, min(LEAST_SPAN_MS, float(self.total))), float(self.total))
        return replace(self, span=span, start=about - (about - self.start) * span / self.span)

    def scrolled(self, ms: float) -> Viewport:
        """Scroll later by a number of milliseconds, or earlier below 0."""
        return replace(self, start=self.start + ms)

    def resized(self, width: int) -> Viewport:
        """Return the same part across another width."""
        return replace(self, width=max(1, width))

    def all_of_it(self) -> Viewport:
        """Return a view of the whole recording."""
        return Viewport(self.total, self.width)

    def showing(self, start: float, end: float, room: float = 0.25) -> Viewport:
        """Return a view of a part, with a margin of `room` (a share of it) on both sides."""
        beside = (end - start) * room
        return replace(self, start=start - beside, span=end - start + 2 * beside)

    def following(self, ms: float) -> Viewport:
        """Turn by whole pages until the millisecond is in view; each page begins where the previous one ended."""
        if self.start <= ms <= self.end:
            return self
        return replace(self, start=ms if ms > self.end else ms - self.span)

    def with_in_sight(self, ms: float) -> Viewport:
        """Scroll as little as possible to bring the millisecond into view, with a tenth to spare."""
        spare = self.span / 10
        if ms < self.start + spare:
            return replace(self, start=ms - spare)
        return replace(self, start=ms + spare - self.span) if ms > self.end - spare else self


_STEPS_MS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000)
_STEPS_MIN = (1, 2, 5, 10, 15, 30, 60)
STEPS_MS = (*_STEPS_MS, *(minutes * 60_000 for minutes in _STEPS_MIN))


@dataclass(frozen=True)
class Tick:
    """A tick of the ruler at `ms`, with its words."""

    ms: int
    words: str


def place(ms: int, step_ms: int = 10) -> str:
    """Return a position: "2:03.45"; for whole seconds "2:03"; as precise as a step of the ruler."""
    shown = formatting.clock(ms // 1000)
    digits = 0 if step_ms >= 1000 else 1 if step_ms >= 100 else 2 if step_ms >= 10 else 3
    return f"{shown}.{ms % 1000:03}"[: len(shown) + 1 + digits] if digits else shown


def in_sight(ms: float) -> str:
    """Return how much of a call is in sight, short and to two figures: "1:28", "44 s", "5.5 s", "0.34 s"."""
    if ms >= 60_000:
        return formatting.clock(round(ms / 1000))
    seconds = ms / 1000
    digits = 0 if seconds >= 10 else 1 if seconds >= 1 else 2
    return f"{seconds:.{digits}f} " + tr("s")


def lasting(ms: int) -> str:
    """Return a length: "2 min 3.45 s", "0.2 s", "1 h 2 min 0 s"."""
    minutes, rest = divmod(ms, 60_000)
    seconds = f"{rest // 10 / 100:g} " + tr("s")
    hours = f"{minutes // 60} {tr('h')} " if minutes >= 60 else ""
    return f"{hours}{minutes % 60} {tr('min')} {seconds}" if minutes else seconds


def ticks(view: Viewport, apart: int) -> tuple[Tick, ...]:
    """Return the ticks in view, at least `apart` pixels from one another."""
    least = apart * view.span / view.width
    step = next((step for step in STEPS_MS if step >= least), STEPS_MS[-1])
    first = -(-int(view.start) // step) * step
    return tuple(Tick(ms, place(ms, step)) for ms in range(first, int(view.end) + 1, step))


def unversioned(draft: Draft) -> Draft:
    """Return a draft as it is edited and compared: whichever version it is."""
    return replace(draft, version=0)


@dataclass(frozen=True)
class Part:
    """A part of the recording in milliseconds, half-open; never empty."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


class Editing:
    """The editing of one draft of a recording of `total_ms`."""

    def __init__(self, total_ms: int, content: Draft) -> None:
        self.total_ms = total_ms
        self._steps, self._at = [content], 0
        self._worked_on: list[Removal | None] = [None]
        """At each step, the mark that was current at its end."""
        self.current: Removal | None = None
        self.reason: RemovalReason | None = None
        self.voice: int | None = None
        """The channel for the next mark; None for all."""
        self._in: int | None = None
        self._out: int | None = None

    @property
    def content(self) -> Draft:
        return self._steps[self._at]

    @property
    def marks(self) -> Marks:
        return self.content.marks

    # Selecting

    @property
    def selection(self) -> Part | None:
        """The selection; None while its beginning or end is missing."""
        return Part(self._in, self._out) if self._in is not None and self._out is not None else None

    @property
    def started(self) -> int | None:
        """The one end of a selection whose other end is missing."""
        return None if self.selection else self._in if self._in is not None else self._out

    @property
    def ends_only(self) -> bool:
        """Whether only the end of a selection is set."""
        return self._in is None and self._out is not None

    def select(self, start_ms: int, end_ms: int, voice: int | None = None) -> None:
        """Select the part between two times, in any order; a part too short for a mark selects nothing."""
        found = marking.held(start_ms, end_ms, self.total_ms)
        self._in, self._out = found or (None, None)
        self.current, self.voice = None, voice

    def select_nothing(self) -> None:
        self._in = self._out = self.current = None

    def set_in(self, ms: int) -> None:
        """Begin the selection here; drop an end that comes before it, and one of a mark that is elsewhere."""
        self._let_go_elsewhere(ms)
        self.current, self._in = None, min(max(ms, 0), self.total_ms)
        if self._out is not None and self._out - self._in < marking.LEAST_MS:
            self._out = None

    def set_out(self, ms: int) -> None:
        """End the selection here; drop a beginning that comes after it, and one of a mark that is elsewhere."""
        self._let_go_elsewhere(ms)
        self.current, self._out = None, min(max(ms, 0), self.total_ms)
        if self._in is not None and self._out - self._in < marking.LEAST_MS:
            self._in = None

    def _let_go_elsewhere(self, ms: int) -> None:
        """Drop the ends of a mark that a moment is not in: they are no part of what is selected next."""
        mark = self.current
        if mark is not None and not mark.start_ms <= ms <= mark.end_ms:
            self._in = self._out = None

    def choose(self, mark: Removal) -> None:
        """Make a mark the current one."""
        self.current, self._in, self._out = mark, mark.start_ms, mark.end_ms
        self.voice, self.reason = mark.channel, mark.reason

    def choose_next(self, ms: int, back: bool = False) -> Removal | None:
        """Choose the mark after the current one (without one: after the millisecond), or before; None at the end."""
        if self.current in self.marks:
            at = self.marks.index(self.current) + (-1 if back else 1)
            found = self.marks[at] if 0 <= at < len(self.marks) else None
        elif back:
            found = next((mark for mark in reversed(self.marks) if mark.start_ms < ms), None)
        else:
            found = next((mark for mark in self.marks if mark.start_ms > ms), None)
        if found is not None:
            self.choose(found)
        return found

    # Steps

    def mark(self) -> bool:
        """Mark the selection; False where nothing is selected or no reason is chosen."""
        part = self.selection
        if part is None or self.reason is None:
            return False
        self._put(self.marks, Removal(part.start, part.end, self.voice, self.reason))
        return True

    def remove(self) -> bool:
        """Delete the current mark: its part will be heard. It stays selected."""
        if self.current is None:
            return False
        self._step(replace(self.content, marks=marking.without(self.marks, self.current)))
        self.current = None
        return True

    def set_voice(self, channel: int | None) -> None:
        """Set the voice of the current mark, or of the next one."""
        self.voice = channel
        if self.current is not None:
            self._change(replace(self.current, channel=channel))

    def set_reason(self, reason: RemovalReason) -> None:
        """Set the reason of the current mark, or of the next one."""
        self.reason = reason
        if self.current is not None:
            self._change(replace(self.current, reason=reason))

    def nudge(self, *, start_by: int = 0, end_by: int = 0) -> None:
        """Move an end of the current mark, or of the selection, by milliseconds."""
        part = self.selection
        if part is None:
            return
        start, end = marking.nudged(part.start, part.end, self.total_ms, start_by=start_by, end_by=end_by)
        if self.current is not None:
            self._change(replace(self.current, start_ms=start, end_ms=end))
        else:
            self._in, self._out = start, end

    def set_style(self, style: Style) -> None:
        """Set what replaces removed parts in the sound."""
        self._step(replace(self.content, style=style))

    def accept(self, mark: Removal) -> None:
        """Turn a proposal into a mark, and make it current."""
        self._put(self.marks, mark)

    def dismiss(self, key: str) -> None:
        """Dismiss a proposal for good."""
        if key not in self.content.dismissed:
            told = tuple(one for one in self.content.chapters if one != key)
            self._step(replace(self.content, dismissed=(*self.content.dismissed, key), chapters=told))

    def tell(self, key: str) -> None:
        """Tell the listener of a proposal, so that they can skip it."""
        if key not in self.content.chapters:
            self._step(replace(self.content, chapters=(*self.content.chapters, key)))

    def replace_all(self, content: Draft) -> None:
        """Replace this draft by another person's; undo restores it."""
        self._step(content)
        self._let_go()

    # Undo and redo

    @property
    def can_undo(self) -> bool:
        return self._at > 0

    @property
    def can_redo(self) -> bool:
        return self._at + 1 < len(self._steps)

    def undo(self) -> bool:
        """Undo one step; False where there is none."""
        return self._go(-1) if self.can_undo else False

    def redo(self) -> bool:
        """Redo one step; False where there is none."""
        return self._go(1) if self.can_redo else False

    def _go(self, by: int) -> bool:
        self._worked_on[self._at] = self.current
        self._at += by
        self._let_go()
        before = self._worked_on[self._at]
        if before in self.marks:
            self.choose(before)
        return True

    def _let_go(self) -> None:
        """Deselect a mark that no longer exists; its part stays selected."""
        if self.current not in self.marks:
            self.current = None

    def _change(self, new: Removal) -> None:
        assert self.current is not None
        self._put(marking.without(self.marks, self.current), new)

    def _put(self, among: Marks, new: Removal) -> None:
        """Add a mark; the result, which may have merged with others, becomes current."""
        self._step(replace(self.content, marks=marking.put(among, new)))
        became = marking.at(self.marks, new.start_ms, new.channel)
        assert became is not None
        self.choose(became)

    def _step(self, content: Draft) -> None:
        if content != self.content:
            del self._steps[self._at + 1 :], self._worked_on[self._at + 1 :]
            self._worked_on[self._at] = self.current
            self._steps.append(content)
            self._worked_on.append(None)
            self._at += 1


SOUGHT = "sought_words"
_KINDS = {
    "keypad_tones": (text("Keypad tones"), RemovalReason.CARD_DETAILS),
    "silence": (text("Long silence"), RemovalReason.NOT_ABOUT_CUSTOMER),
    "hold_music": (text("Hold music"), RemovalReason.NOT_ABOUT_CUSTOMER),
    "before_answer": (text("Before anyone answers"), RemovalReason.NOT_ABOUT_CUSTOMER),
    SOUGHT: (text("Words you looked for"), RemovalReason.ABOUT_ANOTHER_PERSON),
}


@dataclass(frozen=True)
class Proposal:
    """A part to review, in milliseconds; `key` identifies it when dismissed."""

    key: str
    kind: str
    start: int
    end: int
    channel: int | None

    @property
    def words(self) -> str:
        """The kind of proposal, in words."""
        return tr(_KINDS[self.kind][0])

    @property
    def may_be_told(self) -> bool:
        """Whether a listener can be told of it: nobody speaks in it, it is on all voices, and it is worth skipping."""
        kinds, shortest = frozenset(ChapterKind), SHORTEST_CHAPTER_SECONDS * 1000
        return self.kind in kinds and self.channel is None and self.end - self.start >= shortest

    def mark(self) -> Removal:
        """Return the mark it becomes when accepted, with the usual reason of its kind, which can be changed."""
        return Removal(self.start, self.end, self.channel, _KINDS[self.kind][1])


def proposals_of(found: Iterable[Proposed], rate: int) -> tuple[Proposal, ...]:
    """Return the findings as proposals, in milliseconds rounded outwards."""
    made = []
    for one in found:
        start, end = one.start * 1000 // rate, -(-one.end * 1000 // rate)
        made.append(Proposal(proposal_key(one.kind, start, end, one.channel), one.kind, start, end, one.channel))
    return tuple(made)


def proposals_in_words(kind: str, parts: Iterable[tuple[int, int]], total_ms: int) -> tuple[Proposal, ...]:
    """Return what was found in the words of the call as proposals, on all voices. Parts may end past the recording."""
    found = (Part(start, min(end, total_ms)) for start, end in parts)
    return tuple(
        Proposal(proposal_key(kind, one.start, one.end, None), kind, one.start, one.end, None) for one in found
    )


def left_of(proposals: Iterable[Proposal], content: Draft) -> tuple[Proposal, ...]:
    """Return the proposals that are neither accepted nor dismissed."""
    return tuple(one for one in proposals if one.key not in content.dismissed and not _marked(one, content))


def to_look_at(proposals: Iterable[Proposal], content: Draft) -> tuple[Proposal, ...]:
    """Return the proposals left that nobody has decided on: neither accepted, dismissed nor told to the listener."""
    return tuple(one for one in left_of(proposals, content) if one.key not in content.chapters)


def _marked(proposal: Proposal, content: Draft) -> bool:
    voices = (None, proposal.channel)
    marks = [Span(mark.start_ms, mark.end_ms) for mark in content.marks if mark.channel in voices]
    return not subtract((Span(proposal.start, proposal.end),), marks)


def voices_of(channels: int, agent_channel: int | None) -> tuple[str, ...]:
    """Return the speaker of each channel; a single channel has none."""
    if channels == 1:
        return ("",)
    if channels == 2 and agent_channel in (0, 1):
        return tuple(tr("Member of staff") if at == agent_channel else tr("Customer") for at in range(2))
    return tuple(tr("Channel {n}").format(n=at + 1) for at in range(channels))


def voice_of(channel: int | None, voices: tuple[str, ...]) -> str:
    """Return the voice of a mark; "Both voices" for all."""
    if channel is not None:
        return voices[channel]
    return tr("Both voices") if len(voices) == 2 else tr("All voices")


def span_of(start_ms: int, end_ms: int) -> str:
    """Return a span: "0:12.30 to 0:15.10"."""
    return tr("{start} to {end}").format(start=place(start_ms), end=place(end_ms))


def what_is_selected(editing: Editing) -> str:
    """Return the line under the waveform: the active mark or selection, or what to do."""
    part = editing.selection
    if part is not None:
        span, length = span_of(part.start, part.end), lasting(part.length)
        if editing.current is None:
            return tr("Selected: {span}, {length}.").format(span=span, length=length)
        at, all_of_them = editing.marks.index(editing.current) + 1, len(editing.marks)
        said = tr("Mark {at} of {all}: {span}, {length}.")
        return said.format(at=at, all=all_of_them, span=span, length=length)
    if editing.started is not None:
        return tr("One end is set at {place}. Set the other.").format(place=place(editing.started))
    return tr("Nothing is selected. Drag over the waveform, or press I and O while it plays.")


def spoken_state(ms: int, editing: Editing, voices: tuple[str, ...]) -> str:
    """Return the whole state for a screen reader: "2 min 3.45 s, selected 1.2 s, mark 3 of 7, about another person"."""
    said = [lasting(ms)]
    if editing.selection is not None:
        said.append(tr("selected {length}").format(length=lasting(editing.selection.length)))
    mark = editing.current or _covering(editing.marks, ms)
    if mark is not None:
        at = tr("mark {at} of {all}").format(at=editing.marks.index(mark) + 1, all=len(editing.marks))
        said += [at, within(mark.reason), *([voice_of(mark.channel, voices)] if len(voices) > 1 else [])]
    return ", ".join(said)


def _covering(marks: tuple[Removal, ...], ms: int) -> Removal | None:
    return next((mark for mark in marks if mark.start_ms <= ms < mark.end_ms), None)
