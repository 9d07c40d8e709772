"""The panel for staff who listen to a copy or its original: it also shows where parts were removed, and why."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.application.copies.staff_listening import Hearing, Opening
from desktop.application.ports.playing import FASTEST_FOR_STAFF
from desktop.application.sessions.viewing import removed_view
from desktop.application.sessions.views import CallView
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.removal import RemovedPart
from desktop.domain.shared.spans import Span
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, announce
from desktop.ui.player.panel import PlayPanel
from desktop.ui.running.context import Context
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
        made = QWidget()
        row = FlowLayout(made, gap=10, row_gap=10)
        row.addWidget(Words(tr("Hear around a removed part:"), tone="muted"))
        for button in self.parts:
            row.addWidget(button)
        return made

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
