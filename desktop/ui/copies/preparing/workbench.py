"""The commands of the preparing page, what a screen reader is told of them, and the window that they are in. It fills
the screen, like the listening window, and shows progress (opening, making the copy), and in between the editor.

- Every way to do something (mouse, button, list, key) ends in one command here.
- After each command everything is shown as it is now; what has not changed costs nothing.
- `changed` reports a change of the draft; saving it is not done here.
- While sound plays, only answers to the user are announced; the text of a row that just received the keyboard
  focus is not repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.copies.preparing import Preparation
from desktop.application.ports.desk import Desk
from desktop.application.ports.sound import Halt, Proposed, WaveformLevels
from desktop.domain.copies.marking import NUDGE_MS, Draft, Removal, RemovalReason, frames_of
from desktop.domain.copies.transcript import Transcript
from desktop.domain.shared.spans import Span
from desktop.errors import ListeningRoomError
from desktop.ui.copies.preparing import editing
from desktop.ui.copies.preparing.lanes_painting import Flag, LanesView
from desktop.ui.copies.preparing.page import ALL, BLEEP, KEYS, NUMBERS, EditorPage, Shortcuts
from desktop.ui.copies.preparing.panels import OFF, ON
from desktop.ui.copies.preparing.sounding import SPEEDS, VOLUME_STEP, Sounding
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.progress import Progress, Working
from desktop.ui.kit.rows import RowsView
from desktop.ui.kit.text import Where, announce, in_sentences
from desktop.ui.player.control import DeviceLog
from desktop.ui.player.window import LockedWindow
from desktop.ui.running.context import Context
from desktop.words import counted, tr
from desktop.words.codes import why_paused, words
from desktop.words.errors import message_for


class Transport(QObject):
    """The link between `sounding` and `page`. `selection` returns the current selection."""

    def __init__(self, sounding: Sounding, page: EditorPage, selection: Callable[[], editing.Part | None]) -> None:
        super().__init__(page)
        self.sounding, self._page, self._selection = sounding, page, selection
        self._connect()

    def begin(self) -> None:
        """Start at the beginning: the sound is open."""
        self.sounding.begin()
        self._page.show_rate(self.sounding.rate)
        self._page.more.show_volume(self.sounding.volume, self.sounding.loudest)
        self._moved(0)

    def toggle(self) -> None:
        """Play or pause, and clear an earlier fault."""
        self._page.show_problem("")
        self.sounding.toggle()

    def play_part(self) -> None:
        """Play the selection; without one, play from the current position."""
        self._page.show_problem("")
        part = self._selection()
        if part is not None:
            self.sounding.play_part(part)
        else:
            self.sounding.play()

    def toggle_loop(self) -> None:
        self.set_loop(not self.sounding.loop)

    def set_loop(self, loop: bool) -> None:
        """Set whether the selection plays in a loop."""
        self.sounding.loop = loop
        loops = self._page.more.loop
        loops.set_chosen(ON if loop else OFF)
        if not loops.options[ON if loop else OFF].hasFocus():
            self._say(loops.options[ON if loop else OFF].accessibleName())

    def again_slower(self) -> None:
        """Play the last seconds again, slower, once."""
        self._page.show_problem("")
        self.sounding.again_slower()

    def slower(self) -> None:
        self.set_rate(max((speed for speed in SPEEDS if speed < self.sounding.rate), default=SPEEDS[0]))

    def faster(self) -> None:
        self.set_rate(min((speed for speed in SPEEDS if speed > self.sounding.rate), default=SPEEDS[-1]))

    def set_rate(self, rate: float) -> None:
        """Set the speed, and say it, unless the keyboard is on it."""
        self.sounding.set_rate(rate)
        self._page.show_rate(self.sounding.rate)
        chosen = self._page.speed.options[str(self.sounding.rate)]
        if not chosen.hasFocus():
            self._say(chosen.accessibleName())

    def _set_volume(self, volume: int) -> None:
        self.sounding.set_volume(volume)
        self._page.more.show_volume(self.sounding.volume, self.sounding.loudest)
        self._say(self._page.more.level.middle.accessibleName())

    def _say(self, said: str) -> None:
        """Tell a screen reader, even where the control is folded away."""
        announce(self._page.lanes, said)

    def _connect(self) -> None:
        page, sounding = self._page, self.sounding
        page.more.loop.chosen.connect(lambda key: self.set_loop(key == ON))
        page.speed.chosen.connect(lambda key: self.set_rate(float(key)))
        page.more.level.less.connect(lambda: self._set_volume(sounding.volume - VOLUME_STEP))
        page.more.level.more.connect(lambda: self._set_volume(sounding.volume + VOLUME_STEP))
        page.lanes.seek.connect(sounding.seek)
        sounding.moved.connect(self._moved)
        sounding.playing_changed.connect(page.show_playing)
        sounding.failed.connect(self._failed)
        sounding.halted_by.connect(self._halted)

    @Slot(int)
    def _moved(self, ms: int) -> None:
        self._page.lanes.set_head(ms, follow=self.sounding.playing)
        self._page.show_time(ms)

    @Slot(object)
    def _halted(self, because: Halt) -> None:
        self._page.show_problem(why_paused(because))

    @Slot(object)
    def _failed(self, error: ListeningRoomError) -> None:
        self._page.show_problem(message_for(error))


class Announcer(QObject):
    """The announcements of one page, its draft and its sound."""

    def __init__(self, page: EditorPage, editing: editing.Editing, sounding: Sounding) -> None:
        super().__init__(page)
        self._page, self._editing, self._sounding = page, editing, sounding
        sounding.playing_changed.connect(self._playing_changed)

    def about(self, ms: int) -> str:
        """Return the position, the selection and the mark there, in words."""
        return editing.spoken_state(ms, self._editing, self._page.voices)

    def done(self, *what: str) -> None:
        """Say what was done, and what is now active."""
        self._say(*what, self.about(self._page.lanes.head))

    def chose(self) -> None:
        """Say that another mark is current."""
        self._say(self.about(self._page.lanes.head), by=self._page.marks.rows)

    def selected(self, *before: str) -> None:
        """Say what is selected, or how much of it, after `before`."""
        self._say(*before, editing.what_is_selected(self._editing))

    def nothing_selected(self) -> None:
        """Say that nothing is selected."""
        self._say(tr("Nothing is selected."))

    def moved_end(self, *, start: bool) -> None:
        """Say where that end of the selection is now, and how long the selection is."""
        part = self._editing.selection
        if part is not None:
            said = tr("Start: {place}, selected {length}") if start else tr("End: {place}, selected {length}")
            self._say(
                said.format(place=editing.place(part.start if start else part.end), length=editing.lasting(part.length))
            )

    def in_sight(self) -> None:
        """Say how much of the recording is in view."""
        sight = self._page.lanes.sight
        seen = editing.span_of(round(sight.start), round(sight.end))
        self._say(tr("All of it is shown.") if sight.whole else tr("Shown: {span}").format(span=seen))

    def found(self, proposals: tuple[editing.Proposal, ...]) -> None:
        """Say that proposals have arrived; nothing while sound plays."""
        count = len(proposals)
        if not self._sounding.playing:
            self._say(counted(count, "1 proposal", "{n} proposals") if count else self._page.proposals.empty.words)

    def proposal(self, one: editing.Proposal | None, *before: str) -> None:
        """Describe the current proposal, after `before`: what was done with the previous one."""
        said = tr("No more proposals") if one is None else f"{one.words}, {editing.span_of(one.start, one.end)}"
        self._say(*before, said, by=None if before else self._page.proposals.rows)

    def _say(self, *sentences: str, by: RowsView | None = None) -> None:
        """Say it, unless the keyboard focus moved to a row of `by`, which is read anyway."""
        if by is None or not by.hasFocus():
            announce(self._page.lanes, in_sentences(*sentences))

    @Slot(bool)
    def _playing_changed(self, playing: bool) -> None:
        if not playing:
            self._say(tr("Stopped at {place}").format(place=editing.lasting(self._sounding.ms)))


class Workbench(QObject):
    """The workbench of one draft, one open original, one page."""

    changed = Signal(Draft)
    """The draft is like this now (unversioned)."""

    def __init__(self, preparation: Preparation, waveform: WaveformLevels, page: EditorPage, desk: Desk) -> None:
        super().__init__(page)
        self.page, self._recording = page, preparation.recording
        self.editing = editing.Editing(preparation.total_ms, editing.unversioned(preparation.draft))
        self.sounding = Sounding(desk, self._recording, self)
        self.transport = Transport(self.sounding, page, lambda: self.editing.selection)
        self.telling = Announcer(page, self.editing, self.sounding)
        self._heard: tuple[editing.Proposal, ...] = ()
        self._read: tuple[editing.Proposal, ...] = ()
        """Proposals by the sound, and by the words."""
        self.proposal: editing.Proposal | None = None
        self._asked_about_proposals = False
        self._told = self.editing.content
        self._guard_ms, self._transcript = preparation.guard_ms, Transcript()
        page.lanes.show_sound(waveform, preparation.total_ms, page.voices, preparation.guard_ms)
        self._connect()
        self.show()

    def begin(self) -> None:
        """Start: the sound is open."""
        self.transport.begin()

    def commands(self) -> dict[str, Callable[[], object]]:
        """Return the commands that the keys invoke: methods of that name, but for these."""
        found: dict[str, Callable[[], object]] = {
            "start_earlier": partial(self._nudge, start_by=-NUDGE_MS),
            "start_later": partial(self._nudge, start_by=NUDGE_MS),
            "end_earlier": partial(self._nudge, end_by=-NUDGE_MS),
            "end_later": partial(self._nudge, end_by=NUDGE_MS),
            "zoom_in": partial(self.zoom, editing.STEP),
            "zoom_out": partial(self.zoom, 1 / editing.STEP),
            **{key.command: partial(self.remove_because, RemovalReason(key.command)) for key in NUMBERS},
        }
        for command in (key.command for key in KEYS if key.command not in found):
            doer = next(doer for doer in (self, self.transport, self.page) if hasattr(doer, command))
            found[command] = getattr(doer, command)
        return found

    def stop(self) -> None:
        """Stop the sound; if it is already silent, clear the selection."""
        if self.sounding.playing:
            self.sounding.pause()
        else:
            self._do(self.editing.select_nothing)
            self.telling.nothing_selected()

    # Selecting

    def set_in(self) -> None:
        self._do(lambda: self.editing.set_in(self.sounding.ms))
        self.telling.selected()

    def set_out(self) -> None:
        self._do(lambda: self.editing.set_out(self.sounding.ms))
        self.telling.selected()

    def next_mark(self) -> None:
        self._go_to_mark(self.editing.choose_next(self.sounding.ms))

    def previous_mark(self) -> None:
        self._go_to_mark(self.editing.choose_next(self.sounding.ms, back=True))

    def choose(self, mark: Removal) -> None:
        """Make a mark current."""
        if mark != self.editing.current:
            self.editing.choose(mark)
            self._go_to_mark(mark)

    # Zooming

    def zoom(self, factor: float) -> None:
        self.page.lanes.zoom(factor)
        self.telling.in_sight()

    def zoom_all(self) -> None:
        self.page.lanes.set_sight(self.page.lanes.sight.all_of_it())
        self.telling.in_sight()

    def zoom_part(self) -> None:
        """Zoom to the selection."""
        part = self.editing.selection
        if part is not None:
            self.page.lanes.set_sight(self.page.lanes.sight.showing(part.start, part.end))
            self.telling.in_sight()

    # Marking

    def mark(self) -> None:
        """Remove the selection for the reason chosen last, or say what is missing for that."""
        if self.editing.current is not None:
            return
        self._end_selection()
        if self.editing.selection is None:
            self.telling.selected()
        elif self.editing.reason is None:
            self.page.ask_why()
        else:
            self.page.reason.set_problem("")
            self._do(self.editing.mark)
            self.telling.done(tr("Removed"))

    def remove_because(self, reason: RemovalReason) -> None:
        """Remove the selection for that reason; a mark that is current gets the reason."""
        marked = self.editing.current is not None
        self._do(lambda: self.editing.set_reason(reason))
        if marked:
            self.telling.done()
        else:
            self.mark()

    def _end_selection(self) -> None:
        """End a selection here whose other end is not set: so one key says where it ends, why, and removes it."""
        if self.editing.selection is None and self.editing.started is not None:
            set_end = self.editing.set_in if self.editing.ends_only else self.editing.set_out
            self._do(lambda: set_end(self.sounding.ms))

    def restore(self) -> None:
        """Remove the current mark: its part is kept after all."""
        if self.editing.current is not None:
            self._do(self.editing.remove)
            self.telling.done(tr("Kept"))

    def undo(self) -> None:
        self._step(self.editing.undo, tr("Undone") if self.editing.can_undo else tr("There is nothing to undo"))

    def redo(self) -> None:
        self._step(self.editing.redo, tr("Redone") if self.editing.can_redo else tr("There is nothing to redo"))

    def take(self, content: Draft) -> None:
        """Replace this draft by another person's."""
        self._do(lambda: self.editing.replace_all(content))

    # Words

    def show_words(self, transcript: Transcript) -> None:
        """Show the words of the call; those that were looked for before are not proposed any more."""
        if transcript != self._transcript:
            self._transcript, self._read = transcript, ()
            self.page.show_words(transcript)
            self.show()

    def _words_picked(self, first: int, last: int) -> None:
        """Select the part that these words take."""
        self._select_words(range(first, last + 1))
        self.telling.selected()

    def _went_to_word(self, index: int) -> None:
        """Go there with the sound; a mark there becomes current."""
        since = self.page.words.text.words.all[index].since
        self.sounding.seek(since)
        mark = next((one for one in self.editing.marks if one.start_ms <= since < one.end_ms), None)
        if mark is not None:
            self.choose(mark)

    def _go_to_place(self, places: tuple[tuple[int, ...], ...]) -> None:
        """Select the next place after the selection where words are said; after the last comes the first."""
        spoken, part = self.page.words.text, self.editing.selection
        starts = [spoken.words.part_of(place)[0] for place in places]
        after = part.start if part is not None else -1
        at = next((at for at, start in enumerate(starts) if start > after), 0)
        spoken.show_word(places[at][0])
        self._select_words(places[at])
        self.telling.selected(tr("Place {number} of {count}").format(number=at + 1, count=len(places)))

    def _select_words(self, indexes: Collection[int]) -> None:
        start, end = self.page.words.text.words.part_of(indexes)
        self._do(lambda: self.editing.select(start, end, self.editing.voice))
        part = self.editing.selection
        if part is not None:
            self.page.lanes.scroll_to(part)
            self.sounding.seek(part.start)

    def _propose_places(self, places: tuple[tuple[int, ...], ...]) -> None:
        """Propose each of these places."""
        parts = (self.page.words.text.words.part_of(place) for place in places)
        found = editing.proposals_in_words(editing.SOUGHT, parts, self.editing.total_ms)
        self._read = tuple(dict.fromkeys((*self._read, *found)))
        self._asked_about_proposals = False
        self.show()
        self.telling.found(editing.to_look_at(self.proposals, self.editing.content))

    # Proposals

    @property
    def proposals(self) -> tuple[editing.Proposal, ...]:
        """All proposals, in order."""
        return tuple(sorted((*self._heard, *self._read), key=lambda one: (one.start, one.end)))

    def show_found(self, found: tuple[Proposed, ...]) -> None:
        """Show the program's findings as proposals."""
        self._heard = editing.proposals_of(found, self._recording.rate)
        done, none = tr("There are no more proposals."), tr("There is nothing to propose.")
        self.page.proposals.say(done if found else none)
        self.show()
        self.telling.found(editing.to_look_at(self.proposals, self.editing.content))

    def next_proposal(self) -> None:
        """Go to the next proposal to look at; after the last comes the first."""
        left = editing.to_look_at(self.proposals, self.editing.content) or editing.left_of(
            self.proposals, self.editing.content
        )
        at = left.index(self.proposal) + 1 if self.proposal in left else 0
        if left:
            self.look_at(left[at % len(left)])

    def look_at(self, proposal: editing.Proposal) -> None:
        """Show a proposal, and select its part, so that it can be played."""
        if proposal != self.proposal:
            self._go_to_proposal(proposal)
            self.telling.proposal(proposal)

    def _go_to_proposal(self, proposal: editing.Proposal) -> None:
        self.proposal = proposal
        part = editing.Part(proposal.start, proposal.end)
        self._do(lambda: self.editing.select(part.start, part.end, proposal.channel))
        self.page.lanes.scroll_to(part)
        self.sounding.seek(part.start)

    def accept(self) -> None:
        """Turn the current proposal into a mark; without one go to the first, since it has to be seen before."""
        if self.proposal is None:
            self.next_proposal()
        else:
            mark = self.proposal.mark()
            self._after(lambda: self.editing.accept(mark), tr("Removed"))

    def dismiss(self) -> None:
        """Dismiss the current proposal for good."""
        if self.proposal is not None:
            key = self.proposal.key
            self._after(lambda: self.editing.dismiss(key), tr("Dismissed"))

    def tell(self) -> None:
        """Tell the listener of the current proposal, if nobody speaks in it."""
        if self.proposal is not None and self.proposal.may_be_told:
            key = self.proposal.key
            self._after(lambda: self.editing.tell(key), tr("The listener is told"))

    def _after(self, step: Callable[[], object], said: str) -> None:
        """Apply a step to the current proposal, and go to the one after it that is to be looked at."""
        start = self.proposal.start if self.proposal is not None else 0
        self.proposal = None
        self._do(step)
        if remaining := editing.to_look_at(self.proposals, self.editing.content):
            self._go_to_proposal(next((one for one in remaining if one.start >= start), remaining[-1]))
        self.telling.proposal(self.proposal, said)

    def make(self) -> None:
        if self.page.make.isEnabled():
            self.page.copy_wanted.emit()

    def ask_about_proposals(self) -> bool:
        """Say once that proposals are left to look at, before a copy is made without them. Return whether it was said
        just now."""
        count = len(editing.to_look_at(self.proposals, self.editing.content))
        if not count or self._asked_about_proposals:
            return False
        self._asked_about_proposals = True
        said = counted(
            count,
            "1 proposal has not been looked at, and will be heard in the copy. Press again to make it anyway.",
            "{n} proposals have not been looked at, and will be heard in the copy. Press again to make it anyway.",
        )
        self.page.show_problem(said)
        return True

    # Showing

    def show(self) -> None:
        """Refresh everything."""
        draft, page = self.editing, self.page
        left = editing.left_of(self.proposals, draft.content)
        if self.proposal not in left:
            self.proposal = None
        page.marks.show_marks(draft.marks, draft.current)
        page.proposals.show_proposals(left, self.proposal, draft.content.chapters)
        page.lanes.show_view(self._lanes_view(left))
        page.selected.set_parts(editing.what_is_selected(draft))
        part = draft.selection
        page.show_ends((part.start, part.end) if part is not None else None)
        page.voice.set_chosen(ALL if draft.voice is None else str(draft.voice))
        page.reason.set_value(draft.reason.value if draft.reason else None)
        page.show_marking(marked=draft.current is not None, selected=part is not None)
        page.undo.setEnabled(draft.can_undo)
        page.redo.setEnabled(draft.can_redo)
        page.instead.set_chosen(draft.content.style)
        self.sounding.keep_to(part)
        self._show_parts_of_words()

    def _show_parts_of_words(self) -> None:
        text, part, recording = self.page.words.text, self.editing.selection, self._recording
        removed = frames_of(self.editing.marks, recording.rate, recording.frames, self._guard_ms)
        text.show_parts(
            text.words.touched((Span(each.start, each.end) for each in removed), recording.rate),
            text.words.touched([Span(part.start, part.end)] if part is not None else [], 1000),
        )

    def _lanes_view(self, left: tuple[editing.Proposal, ...]) -> LanesView:
        draft = self.editing
        marks = (
            Flag(mark.start_ms, mark.end_ms, mark.channel, words(mark.reason), mark == draft.current)
            for mark in draft.marks
        )
        proposals = (Flag(one.start, one.end, one.channel, one.words, one == self.proposal) for one in left)
        said = self.telling.about(self.page.lanes.head)
        return LanesView(tuple(marks), tuple(proposals), draft.selection, draft.started, draft.voice, said)

    def _do(self, command: Callable[[], object]) -> None:
        """Run a command, show its result, and report a changed draft."""
        command()
        self.show()
        if self.editing.content != self._told:
            self._told = self.editing.content
            self.changed.emit(self._told)

    def _nudge(self, *, start_by: int = 0, end_by: int = 0) -> None:
        self._do(lambda: self.editing.nudge(start_by=start_by, end_by=end_by))
        self.telling.moved_end(start=bool(start_by))

    def _step(self, step: Callable[[], object], said: str) -> None:
        """Undo or redo a step, and scroll to what it changed."""
        self._do(step)
        self.telling.done(said)
        mark = self.editing.current
        if mark is not None:
            self.page.lanes.scroll_to(editing.Part(mark.start_ms, mark.end_ms))

    def _go_to_mark(self, mark: Removal | None) -> None:
        if mark is not None:
            self.show()
            self.page.lanes.scroll_to(editing.Part(mark.start_ms, mark.end_ms))
            if not self.sounding.playing:
                self.sounding.seek(mark.start_ms)
            self.telling.chose()

    # Signals of the page

    def _connect(self) -> None:
        page = self.page
        commands = self.commands()
        for button, name in page.buttons:
            button.clicked.connect(lambda _=False, command=commands[name]: command())
        page.start.less.connect(commands["start_earlier"])
        page.start.more.connect(commands["start_later"])
        page.start.usual.connect(lambda: self._go_to_end(start=True))
        page.end.less.connect(commands["end_earlier"])
        page.end.more.connect(commands["end_later"])
        page.end.usual.connect(lambda: self._go_to_end(start=False))
        page.voice.chosen.connect(self._voice_chosen)
        page.reason.edited.connect(self._reason_chosen)
        page.instead.chosen.connect(self._style_chosen)
        page.marks.chosen.connect(self.choose)
        page.proposals.chosen.connect(self.look_at)
        page.lanes.selected.connect(self._selected)
        page.lanes.reshaped.connect(self._reshaped)
        page.lanes.chosen.connect(self._flag_chosen)
        page.lanes.sight_changed.connect(self._sight_changed)
        page.words.text.picked.connect(self._words_picked)
        page.words.text.went.connect(self._went_to_word)
        page.words.search.sought.connect(self._go_to_place)
        page.words.search.proposed.connect(self._propose_places)
        self._sight_changed(page.lanes.sight)
        self.sounding.moved.connect(self._moved)

    @Slot(object)
    def _sight_changed(self, _sight: object) -> None:
        sight, zoom = self.page.lanes.sight, self.page.zoom
        shown = tr("All of it") if sight.whole else editing.in_sight(sight.span)
        zoom.set_value(shown, can_less=not sight.whole, can_more=not sight.nearest, aloud=False)
        if not sight.whole:
            zoom.middle.setAccessibleName(tr("Zoom: {length} shown").format(length=shown))

    @Slot(int)
    def _moved(self, ms: int) -> None:
        self.page.lanes.describe(self.telling.about(ms))
        text = self.page.words.text
        text.show_now(text.words.at(ms), follow=self.sounding.playing)

    def _go_to_end(self, *, start: bool) -> None:
        part = self.editing.selection
        if part is not None:
            self.sounding.seek(part.start if start else part.end)
            self.page.lanes.set_sight(self.page.lanes.sight.with_in_sight(part.start if start else part.end))

    def _voice_chosen(self, key: str) -> None:
        self._do(lambda: self.editing.set_voice(None if key == ALL else int(key)))

    def _reason_chosen(self) -> None:
        value = self.page.reason.value()
        if value is not None:
            self.remove_because(RemovalReason(value))

    def _style_chosen(self, key: str) -> None:
        self._do(lambda: self.editing.set_style("bleep" if key == BLEEP else "silence"))

    def _selected(self, start: int, end: int) -> None:
        self._do(lambda: self.editing.select(start, end, self.editing.voice))

    def _reshaped(self, start: int, end: int) -> None:
        part = self.editing.selection
        if part is not None:
            self._do(lambda: self.editing.nudge(start_by=start - part.start, end_by=end - part.end))

    def _flag_chosen(self, flag: Flag) -> None:
        marks = {(mark.start_ms, mark.end_ms, mark.channel): mark for mark in self.editing.marks}
        mark = marks.get((flag.start, flag.end, flag.channel))
        if mark is not None:
            self._do(lambda: self.editing.choose(mark))


class WorkingPage(Page):
    """The page that shows the work in progress, how long it takes, and how to stop it."""

    def __init__(self, reference: str) -> None:
        super().__init__(tr("Prepare the copy: {reference}").format(reference=reference))
        self.working = Working()
        self.add(self.working)

    def where(self) -> str:
        """Return nothing: `PreparingWindow` says it."""
        return ""

    def about(self) -> str:
        """Return the text for a screen reader."""
        return super().where()

    def begin(self, lead: str, words: str, progress: Progress) -> None:
        """Show that work has begun."""
        self.set_lead(lead)
        self.working.begin(words, progress, focused=True)


class PreparingWindow(LockedWindow):
    """The window of preparing. `waiting` shows the work, and stops it; `page` and `bench` emit the editor's intents."""

    def __init__(self, preparation: Preparation, context: Context) -> None:
        super().__init__(context, preparation.reference)
        self.preparation = preparation
        self.waiting = WorkingPage(preparation.reference)
        self.stack.addWidget(self.waiting)
        self.page: EditorPage | None = None
        self.bench: Workbench | None = None
        self._shortcuts: Shortcuts | None = None
        self._where = Where(self, self.where)

    def where(self) -> str:
        """Return the text for a screen reader about the page shown; the heading once, whichever page says it."""
        shown = self.stack.currentWidget()
        if self.page is not None and shown is self.page:
            return self.page.where()
        return self.waiting.about() if shown is self.waiting else ""

    def show_opening(self, progress: Progress) -> None:
        """Show that the recording is opening."""
        lead = tr("You opened this recording. That is in the log.")
        self.waiting.begin(lead, tr("Opening the recording."), progress)

    def show_editor(self, waveform: WaveformLevels) -> tuple[EditorPage, Workbench]:
        """Show the editor: the recording is open."""
        recording = self.preparation.recording
        page = EditorPage(
            self.preparation, editing.voices_of(recording.channels, recording.agent_channel), self._context
        )
        bench = Workbench(self.preparation, waveform, page, self._context.desk)
        self.page, self.bench = page, bench
        self._log_devices(bench.sounding)
        self._shortcuts = Shortcuts(self, bench.commands(), self._context)
        page.more.letters_changed.connect(self._shortcuts.look)
        self.stack.addWidget(page)
        bench.begin()
        self._bring(page)
        return page, bench

    def _log_devices(self, sounding: Sounding) -> None:
        devices = DeviceLog(self._context, self.preparation.subjects, sounding)
        sounding.looked.connect(devices.look)
        devices.failed.connect(self._device_not_logged)

    @Slot(object)
    def _device_not_logged(self, error: ListeningRoomError) -> None:
        """Stop the sound: nothing plays unless it can be logged."""
        if self.page is not None and self.bench is not None:
            self.bench.sounding.pause()
            self.page.show_problem(message_for(error))

    def show_copying(self, progress: Progress) -> None:
        """Show that the copy is being made."""
        self.waiting.begin(tr("Your marks are saved."), tr("Making the copy."), progress)
        self._bring(self.waiting)

    def show_beside(self, page: Page) -> None:
        """Show another page in place of the editor. It says by itself where one is."""
        self.stack.addWidget(page)
        self._bring(page)
        page.focus_first()

    def show_editor_again(self) -> None:
        """Return to the editor as it was: no copy was made."""
        if self.page is not None:
            self._bring(self.page)

    def _bring(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        if page is not self.waiting:
            self.waiting.working.end()
        if self._shortcuts is not None:
            self._shortcuts.enable(page is self.page)
        self._where.say_soon()
        (self.page.lanes if page is self.page and self.page is not None else self.waiting.working.cancel).setFocus()
