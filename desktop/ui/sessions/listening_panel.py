"""The listener's panel: of staff information only the reference."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.ports.desk import Waveform
from desktop.application.sessions.views import SessionView
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.widgets.buttons import SecondaryButton
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.segmented import Segmented
from desktop.ui.kit.widgets.words import announce
from desktop.ui.player.panel import PlayPanel
from desktop.ui.running.context import Context
from desktop.ui.sessions.session_page import LISTEN, at_step
from desktop.words import tr
from desktop.words.formatting import moment

OFF, ON = "off", "on"


class ListeningPanel(PlayPanel):
    """The panel, with the controls of a session: a note, a break, short pieces, and finishing."""

    break_wanted = Signal()
    note_wanted = Signal()

    def __init__(self, view: SessionView, waveform: Waveform, context: Context) -> None:
        name = tr("The call") if view.kind is Kind.INTERNAL else tr("Your call")
        voices = voices_of(view.call.agent_channel, view.kind)
        super().__init__(view.call, waveform, context, name=name, voices=voices, finish=tr("Finish"))
        self.note = SecondaryButton(tr("Note"), big=True)
        self.rest = SecondaryButton(tr("Take a break"), big=True)
        self.pieces = Segmented(tr("Play in short pieces"), [(OFF, tr("Off")), (ON, tr("On"))], OFF)
        self.letters = Segmented(tr("Letter keys"), [(OFF, tr("Off")), (ON, tr("On"))], ON)
        self._lay_out(view)
        self.show_heard(view.heard)
        self.show_frame(view.at_frame)
        self._connect()

    def where(self) -> str:
        return at_step(LISTEN, super().where())

    def show_pieces(self, on: bool) -> None:
        """Show whether it stops by itself at natural pauses."""
        self.pieces.set_chosen(ON if on else OFF)

    def show_piece_over(self) -> None:
        """Say that it stopped by itself, where the next step is shown."""
        words = tr("End of this piece. Press Play to continue.")
        self.next_part.set_parts(words)
        announce(self.next_part, words)

    def show_notes_elsewhere(self, elsewhere: bool) -> None:
        """Hide the note control: staff write notes on their own display."""
        self.note.setVisible(not elsewhere)

    def show_letters(self, on: bool) -> None:
        """Show whether letter keys work."""
        self.letters.set_chosen(ON if on else OFF)
        for button, tip in ((self.note, "N"), (self.rest, "B")):
            button.setToolTip(tip if on else "")

    def _lay_out(self, view: SessionView) -> None:
        when = moment(view.call.at, self._context.desk.office.zone)
        about = tr("The call of {when}") if view.kind is Kind.INTERNAL else tr("Your call of {when}")
        self.add_top(about.format(when=when), view.reference)
        main, ways = FlowLayout(gap=16), FlowLayout(gap=24)
        for button in (self.play, self.back, self.skip, self.note):
            main.addWidget(button)
        main.add_spring()
        for button in (self.rest, self.finish):
            main.addWidget(button)
        for row in (self.speed, self.level, self.ear, self.pieces, self.letters):
            ways.addWidget(row)
        for part in (main, ways):
            self.add(part)

    def _connect(self) -> None:
        self.rest.clicked.connect(self.break_wanted)
        self.note.clicked.connect(self.note_wanted)
        self.leave_space_to_play()
        self.letters.setToolTip(tr("N note, B break, [ and ] speed"))
        self.pieces.setToolTip(tr("Stops at natural pauses, for an interpreter"))


def voices_of(agent: int | None, kind: Kind) -> tuple[str, str]:
    """Return the speaker of each of two channels, in the listener's terms; if unknown, only that there are two."""
    if agent is None:
        return tr("One voice"), tr("The other voice")
    theirs = tr("The other person") if kind is Kind.INTERNAL else tr("You")
    return (tr("Council"), theirs) if agent == 0 else (theirs, tr("Council"))
