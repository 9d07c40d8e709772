"""The editing of a draft: selecting, marking, nudging, undoing; the proposals that are left; and both in words. Pure.

- Every change of marks, style, chapters or dismissed proposals is a step that can be undone and redone, without
  limit. Selecting is no step. Undoing a step makes the mark that was current before it current again.
- Either a mark (`current`) or a selection is active, never both: choosing a mark selects its part, and nudging,
  changing the voice or the reason then changes the mark.
- A mark needs a reason. A new mark takes the reason chosen last; until one is chosen there is none.
- A proposal is hidden once it is dismissed or marked in full. One that the listener is told of stays, so that it
  can still be dismissed. Nothing is applied automatically.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop.application.ports.sound import Proposed
from desktop.domain.copies import marking
from desktop.domain.copies.copy import SHORTEST_CHAPTER_SECONDS, ChapterKind
from desktop.domain.copies.marking import Draft, Marks, Removal, RemovalReason, Style, proposal_key
from desktop.domain.shared.spans import Span, subtract
from desktop.ui.copies.preparing.viewport import lasting, place
from desktop.words import text, tr
from desktop.words.codes import within


@dataclass(frozen=True)
class Content:
    """The part of a draft that is saved: see `domain.copies.marking.Draft`."""

    marks: Marks = ()
    dismissed: tuple[str, ...] = ()
    style: Style = "silence"
    chapters: tuple[str, ...] = ()


def content_of(draft: Draft) -> Content:
    """Return the part of a draft that is edited."""
    return Content(draft.marks, draft.dismissed, draft.style, draft.chapters)


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

    def __init__(self, total_ms: int, content: Content) -> None:
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
    def content(self) -> Content:
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

    def replace_all(self, content: Content) -> None:
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

    def _step(self, content: Content) -> None:
        if content != self.content:
            del self._steps[self._at + 1 :], self._worked_on[self._at + 1 :]
            self._worked_on[self._at] = self.current
            self._steps.append(content)
            self._worked_on.append(None)
            self._at += 1


_KINDS = {
    "keypad_tones": (text("Keypad tones"), RemovalReason.CARD_DETAILS),
    "silence": (text("Long silence"), RemovalReason.NOT_ABOUT_CUSTOMER),
    "hold_music": (text("Hold music"), RemovalReason.NOT_ABOUT_CUSTOMER),
    "before_answer": (text("Before anyone answers"), RemovalReason.NOT_ABOUT_CUSTOMER),
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


def left_of(proposals: Iterable[Proposal], content: Content) -> tuple[Proposal, ...]:
    """Return the proposals that are neither accepted nor dismissed."""
    return tuple(one for one in proposals if one.key not in content.dismissed and not _marked(one, content))


def to_look_at(proposals: Iterable[Proposal], content: Content) -> tuple[Proposal, ...]:
    """Return the proposals left that nobody has decided on: neither accepted, dismissed nor told to the listener."""
    return tuple(one for one in left_of(proposals, content) if one.key not in content.chapters)


def _marked(proposal: Proposal, content: Content) -> bool:
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
