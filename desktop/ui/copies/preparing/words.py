"""The words for marks, voices and the selection on the preparing page."""

from __future__ import annotations

from desktop.domain.copies.removal import Removal
from desktop.ui.copies.preparing.editing import Editing
from desktop.ui.copies.preparing.times import lasting, place
from desktop.words import tr
from desktop.words.codes import within


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
    if editing.current is not None:
        at, all_of_them = editing.marks.index(editing.current) + 1, len(editing.marks)
        said = tr("Mark {at} of {all}: {span}, {length}.")
        return said.format(at=at, all=all_of_them, span=_span(editing), length=_length(editing))
    if part is not None:
        return tr("Selected: {span}, {length}.").format(span=_span(editing), length=_length(editing))
    if editing.started is not None:
        return tr("One end is set at {place}. Set the other.").format(place=place(editing.started))
    return tr("Nothing is selected. Drag over the waveform, or press I and O while it plays.")


def spoken(ms: int, editing: Editing, voices: tuple[str, ...]) -> str:
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


def _span(editing: Editing) -> str:
    part = editing.selection
    assert part is not None
    return span_of(part.start, part.end)


def _length(editing: Editing) -> str:
    part = editing.selection
    assert part is not None
    return lasting(part.length)
