"""Staff listen to a copy, or to its original, in a window of its own.

- It closes when the window is left, when the desk is locked, and when the place is hidden for any reason.
- If the place is hidden while something opens, it is closed unheard and never shown.
- The page shows how much of a copy was heard, from the log and since then; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.copies import staff_listening
from desktop.application.copies.staff_listening import Hearing, Opening
from desktop.application.office.signing_in import InPerson
from desktop.application.ports.sound import (
    FASTEST_FOR_STAFF,
    NOT_PLAYED,
    SPEEDS_FOR_STAFF,
    Ear,
    PlayerStatus,
    PlayState,
)
from desktop.application.requests.views import RequestView
from desktop.application.sessions.views import CallView, removed_view
from desktop.application.shared.stored_sound import LogRebuilt
from desktop.domain.copies.copy import ApprovedCopy, Recording
from desktop.domain.copies.decision import unheard_of
from desktop.domain.copies.marking import RemovedPart
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.spans import Span, gaps, union
from desktop.errors import ListeningRoomError
from desktop.ui.kit.accessible import read_aloud
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.layouts import FlowLayout, in_a_row
from desktop.ui.kit.style import screen_of
from desktop.ui.kit.text import Words, announce
from desktop.ui.player.control import DeviceLog, PlayControl
from desktop.ui.player.panel import PlayPanel
from desktop.ui.player.window import Keys, PlayWindow, hearing_keys
from desktop.ui.running.context import Context
from desktop.ui.running.tasks import Running
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.formatting import clock, length


class HearingPanel(PlayPanel):
    """The panel of a hearing. Emits `part_wanted(index)`: to hear the surroundings of a removed part."""

    part_wanted = Signal(int)
    fastest = FASTEST_FOR_STAFF

    def __init__(self, hearing: Hearing, heard: tuple[Span, ...], context: Context) -> None:
        opening = hearing.opening
        name = tr("The original") if opening.original else tr("The copy")
        call = call_of(opening)
        super().__init__(
            call,
            hearing.waveform,
            context,
            name=name,
            voices=voices_of(opening.agent_channel),
            finish=tr("Stop and go back"),
        )
        self.removed_is_silent = not opening.original
        self.parts = [self._part(index, part) for index, part in enumerate(opening.removed)]
        self._lay_out(opening)
        self.show_heard(heard)
        self.show_frame(0)
        self.leave_space_to_play()

    def show_piece_over(self) -> None:
        """Say that the passage around a removed part has ended."""
        said = tr("That was the part. Press Play to continue from here.")
        self.next_part.set_parts(said)
        announce(self.next_part, said)

    def _lay_out(self, opening: Opening) -> None:
        unchanged = tr("The original, unchanged.")
        about = tr("The original, unchanged. Hatched parts cannot be heard in the copy.") if self.parts else unchanged
        self.add_top(about if opening.original else tr("The copy, as the person would hear it."), opening.reference)
        main, ways = FlowLayout(gap=16), FlowLayout(gap=24)
        for button in (self.play, self.back, self.skip):
            main.addWidget(button)
        main.add_spring()
        main.addWidget(self.finish)
        for row in (self.speed, self.level, self.ear, self.display, self.help):
            ways.addWidget(row)
        self.add(main)
        if self.parts:
            self.add(self._chapters())
        self.add(ways)

    def _chapters(self) -> QWidget:
        """Make a button for each removed part."""
        said = Words(tr("Hear around a removed part:"), tone="muted")
        return in_a_row(said, *self.parts, gap=10, row_gap=10)

    def _part(self, index: int, part: RemovedPart) -> SecondaryButton:
        rate = self.call.rate
        said = tr("{at}, {length}: {reason}").format(
            at=clock(part.start / rate), length=length((part.end - part.start) / rate), reason=words(part.reason)
        )
        button = SecondaryButton(said)
        button.setAccessibleName(tr("Hear around the removed part at {what}").format(what=said))
        button.clicked.connect(partial(self.part_wanted.emit, index))
        return button


def call_of(opening: Opening) -> CallView:
    """Return the call as the panel shows it: without the caller, but with what a copy's listener is told."""
    sound = opening.sound
    removed = tuple(removed_view(part) for part in opening.removed)
    told = sound.chapters if isinstance(sound, ApprovedCopy) else ()
    call = CallView(opening.call_at, "", False, sound.frames, sound.rate, sound.channels, removed, told)
    return replace(call, ended_because=opening.ended_because)


def voices_of(agent: int | None) -> tuple[str, str]:
    """Return the speaker of each of two channels, where the agent's channel is known."""
    if agent is None:
        return tr("Channel 1"), tr("Channel 2")
    return (tr("Council"), tr("Customer")) if agent == 0 else (tr("Customer"), tr("Council"))


AROUND_SECONDS = 2


class HearingControl(PlayControl):
    """The player control for a hearing. Opening is logged beforehand, what was heard (`new`) when it closes, and the
    device as soon as it sounds. Emits `completed` where the end is reached and nothing is left unheard, for the first
    time. It plays up to as fast as in the workbench: whoever listens here looks through a recording.
    """

    fastest = FASTEST_FOR_STAFF
    completed = Signal()

    def __init__(self, context: Context, opening: Opening, before: tuple[Span, ...], parent: QObject) -> None:
        super().__init__(context, opening.sound.frames, opening.sound.rate, parent)
        self._before = before
        self._removed = opening.removed
        self._devices = DeviceLog(context, opening.subjects, self)
        self._devices.failed.connect(self._not_logged)

    @property
    def heard(self) -> tuple[Span, ...]:
        """The spans heard this time and before."""
        return union((*self._before, *self.new))

    @property
    def new(self) -> tuple[Span, ...]:
        """The spans heard this time."""
        return self._tracker.heard

    def next_rate(self, by: int) -> float:
        if by > 0:
            return min((speed for speed in SPEEDS_FOR_STAFF if speed > self.rate), default=self.fastest)
        return max((speed for speed in SPEEDS_FOR_STAFF if speed < self.rate), default=self.rate)

    def play_around(self, index: int) -> None:
        """Play a removed part, from two seconds before it to two seconds after."""
        part, around = self._removed[index], AROUND_SECONDS * self._rate_hz
        if self.playing:
            self.pause()
        end = min(part.end + around, self._frames)
        self.set_pieces(lambda start: end if start < end else None)  # past it, playback is unrestricted
        self.seek(part.start - around)
        self.play()

    def next_part(self, step: int) -> None:
        """Play around the next removed part (1), or the previous one (-1), relative to the playhead."""
        here = self.frame
        after = [
            index for index, part in enumerate(self._removed) if part.start - AROUND_SECONDS * self._rate_hz > here
        ]
        before = [index for index, part in enumerate(self._removed) if part.end < here]
        found = after[:1] if step > 0 else before[-1:]
        if found:
            self.play_around(found[0])

    def _has_stopped(self) -> None:
        ended = self._desk.player.status().state is PlayState.ENDED
        if ended and not self._left(self.heard) and self._left(self._before):
            self.completed.emit()

    def _left(self, heard: tuple[Span, ...]) -> bool:
        return bool(unheard_of(heard, self._frames, self._rate_hz))

    def _ask_to_play(self) -> None:
        self._desk.player.play()
        self._begun()

    def _look_once(self) -> PlayerStatus:
        status = super()._look_once()
        if self.playing:
            self._devices.look(status)
        return status

    @Slot(object)
    def _not_logged(self, error: ListeningRoomError) -> None:
        """Stop the player: nothing plays unless it can be logged."""
        self.pause()
        self.failed.emit(error)


class HearingWindow(PlayWindow):
    """The window of a hearing. Emits `finish_wanted`, and `lock_wanted` to lock the desk as well."""

    finish_wanted = Signal()
    lock_wanted = Signal()
    once = (Qt.Key.Key_Space, Qt.Key.Key_L)

    control: HearingControl
    panel: HearingPanel

    def __init__(self, hearing: Hearing, before: tuple[Span, ...], context: Context, volume: int, ear: Ear) -> None:
        super().__init__(context, hearing.opening.reference)
        self.opening = hearing.opening
        self.control = HearingControl(context, hearing.opening, before, self)
        self.panel = HearingPanel(hearing, before, context)
        self.stack.addWidget(self.panel)
        self.connect_playing()
        self.panel.part_wanted.connect(self.control.play_around)
        self.panel.finish.clicked.connect(self.finish_wanted)
        self.control.piece_over.connect(self.panel.show_piece_over)
        self._play: Callable[[], None] | None = None
        left = gaps(before, self.opening.sound.frames)
        self.control.begin(left[0].start if left else 0, volume, ear)
        if not self.opening.original:  # queued: the control has still to finish with its stop
            self.control.completed.connect(self.finish_wanted, Qt.ConnectionType.QueuedConnection)
        self.installEventFilter(self)

    def play_at_once(self, part: int | None = None) -> None:
        """Start the sound, or that removed part, as soon as the window has the keyboard.

        With a screen reader someone presses Play: it says where one is, and would talk over the call.
        """
        if not read_aloud():
            self._play = self.control.play if part is None else partial(self.control.play_around, part)
            self._play_if_there()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self._play is not None:
            QTimer.singleShot(0, self, self._play_if_there)

    @Slot()
    def _play_if_there(self) -> None:
        if self._play is not None and self.isActiveWindow():
            play, self._play = self._play, None
            if not self.control.playing:
                play()

    def lock_down(self, beside: QWidget) -> None:
        """Fill the display of a widget, and ask the PC for its restrictions."""
        self.fill(screen_of(beside))
        self.restrict()

    def keys(self) -> Keys:
        control, held = self.control, Qt.KeyboardModifier.ControlModifier
        return super().keys() | {
            (Qt.Key.Key_Right, held): lambda: control.next_part(1),
            (Qt.Key.Key_Left, held): lambda: control.next_part(-1),
            (Qt.Key.Key_L, held): self.lock_wanted.emit,
        }

    def shown_keys(self) -> tuple[tuple[str, str], ...]:
        return (*super().shown_keys(), *hearing_keys())

    def escaped(self) -> None:
        self.finish_wanted.emit()


class CopyPlayback(QObject):
    """A place's hearings, one at a time. Emits `busy(words)` while one opens ("" when that is over), and `shut`.

    `begun`: an original is open, by the password that was typed for it.
    """

    busy = Signal(str)
    begun = Signal()
    shut = Signal()
    failed = Signal(ListeningRoomError)
    lock_wanted = Signal()

    def __init__(self, context: Context, place: QWidget) -> None:
        super().__init__(place)
        self._context, self._place = context, place
        self.window: HearingWindow | None = None
        self._opening = self._given_up = False
        self._heard: dict[str, tuple[Span, ...]] = {}
        self._sound = (60, Ear.BOTH)
        self._starts: tuple[bool, int | None] = (False, None)
        place.installEventFilter(self)

    def heard(self, id: str | None) -> tuple[Span, ...]:
        """Return the spans of a copy that the signed-in user has heard, as far as is known here."""
        return self._heard.get(id or "", ())

    def know(self, view: RequestView) -> tuple[Span, ...]:
        """Return the spans heard of the copy of a request just opened, including those in the log."""
        if view.copy is not None:
            self._heard[view.copy] = union((*self.heard(view.copy), *view.heard))
        return self.heard(view.copy)

    def open_copy(self, request: RequestId, *, plays: bool = False, part: int | None = None) -> None:
        """Open the copy that waits for a decision. `plays`: it starts by itself, or that removed part of it."""
        if self._may_open():
            self._starts = (plays, part)
            self._opening_by(self._context.run(staff_listening.open_copy, self._context.actor, request))

    def open_original(self, request: RequestId, by: InPerson) -> None:
        """Open the original of the copy."""
        if self._may_open():
            self._opening, self._given_up, self._starts = True, False, (False, None)
            running = self._context.run(staff_listening.open_original, by, request)
            running.then(self._original_open).otherwise(self._not_opened)

    @Slot()
    def close(self) -> None:
        """Stop the sound at once, and close anything open or opening; what was heard is logged."""
        self._given_up = True
        window, self.window = self.window, None
        if window is None:
            if self._opening:  # the long lane runs one task at a time: it is closed as soon as it is open
                self._context.tasks.run(self._context.desk.sound.shut, lane="long").otherwise(self._context.fail)
            return
        self._done_opening()
        opening, new = window.opening, window.control.new
        self._sound = (window.control.volume, window.control.ear)
        window.leave()
        self._heard[opening.sound.id] = union((*self.heard(opening.sound.id), *new))
        self._shut(opening, new)
        self._place.window().activateWindow()
        self.shut.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close the hearing when its place is hidden: by another place, the lock, or signing out.

        The page behind stays busy until the window is active: it would take the focus back, and be read over it.
        """
        if watched is self.window and event.type() == QEvent.Type.WindowActivate:
            self._done_opening()
        if watched is self._place and event.type() == QEvent.Type.Hide:
            self.close()
        return False

    def _may_open(self) -> bool:
        """Return whether nothing is open or opening."""
        return not self._opening and self.window is None

    def _opening_by(self, running: Running[Opening]) -> None:
        self._opening, self._given_up = True, False
        self._say_busy()
        running.then(self._load).otherwise(self._not_opened)

    def _say_busy(self) -> None:
        alone = self._starts[0] and not read_aloud()
        then = tr("It starts by itself.") if alone else tr("Nothing plays until you press Play.")
        self.busy.emit(f"{tr('Opening and checking it.')} {then}")

    def _original_open(self, opening: Opening) -> None:
        """Return to the page that offered it, which stays busy until the window comes."""
        self.begun.emit()
        self._say_busy()
        self._load(opening)

    def _load(self, opening: Opening) -> None:
        """Load the key, now that opening is logged."""
        desk = self._context.desk
        if self._given_up:
            self._done_opening()
            return
        rebuilt = None
        if isinstance(opening.sound, Recording):
            actor, hand_over = self._context.actor, self._context.tasks.hand_over
            rebuilt = LogRebuilt(actor, opening.request, opening.sound.id, desk.uow, desk.clock, hand_over)
        loading = self._context.run(staff_listening.load, opening, rebuilt, lane="long")
        loading.then(self._loaded).otherwise(self._not_opened)

    def _loaded(self, found: Hearing) -> None:
        if self._given_up:
            self._done_opening()
            return
        window = HearingWindow(found, self.heard(found.opening.sound.id), self._context, *self._sound)
        window.finish_wanted.connect(self.close)
        window.lock_wanted.connect(self._lock)
        window.degraded.connect(partial(self._degraded, found.opening))
        window.installEventFilter(self)
        self.window = window
        window.lock_down(self._place)
        plays, part = self._starts
        if plays:
            window.play_at_once(part)

    def _shut(self, opening: Opening, new: tuple[Span, ...]) -> None:
        desk = self._context.desk
        self._context.tasks.run(desk.sound.shut, lane="long").otherwise(self._context.fail)
        way_out = desk.player.status().way_out if new else NOT_PLAYED
        self._context.run(staff_listening.heard, self._context.actor, opening, new, way_out)

    def _not_opened(self, error: ListeningRoomError) -> None:
        self._done_opening()
        self.failed.emit(error)

    def _done_opening(self) -> None:
        self._opening = False
        self.busy.emit("")

    def _lock(self) -> None:
        self.close()
        self.lock_wanted.emit()

    def _degraded(self, opening: Opening, codes: tuple[str, ...]) -> None:
        self._context.run(staff_listening.lockdown_degraded, self._context.actor, opening, codes)
