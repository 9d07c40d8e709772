"""Step 3: the briefing to read aloud, made from this copy, then the sound check in one row. One press says that it was
read and heard, and starts the session."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent

from desktop.application.sessions.views import SessionView
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.displays import displays
from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.ui.kit.widgets.passage import Passage
from desktop.ui.running.context import Context
from desktop.ui.sessions.card import card_of
from desktop.ui.sessions.customer_window import CustomerWindow
from desktop.ui.sessions.script import script_of
from desktop.ui.sessions.session_page import BRIEF, SessionPage, steps_of
from desktop.ui.sessions.sound_check import SoundCheck
from desktop.ui.sessions.usual_sound import usual_sound
from desktop.words import text, tr

ON = "on"
LETTERS = text("Letter keys work while listening: N note, B break, [ and ] speed")
LETTERS_HINT = text("Switch these off if keys might be pressed by accident, or if speech input is in use.")


class BriefPage(SessionPage):
    """The page of the briefing. Emits `wanted(read, heard, volume, ear)`, `sound_check`, `left`; `turn_wanted` is for
    itself. Nobody can have heard a voice that has not come out: until then the button waits."""

    turn_wanted = Signal()
    wanted = Signal(bool, bool, int, object)
    sound_check = Signal()
    left = Signal()

    def __init__(self, view: SessionView, context: Context) -> None:
        steps = steps_of(view, context.desk.id_policy)
        internal = view.kind is Kind.INTERNAL
        script = script_of(view, context.desk.office.zone)
        lead = tr("About {n} seconds. Starting says that you have read it.")
        start = tr("Heard. Start now")
        card = card_of(view, context)
        super().__init__(BRIEF, steps, card, tr("Read this aloud"), lead.format(n=script.seconds), start)
        ceiling = context.desk.policy.sound_ceiling_percent
        usual = usual_sound(view.to_meet, ceiling)
        self.sound = SoundCheck(context.desk.player, ceiling, usual, view.call.channels)
        self.sound.wanted.connect(self.sound_check)
        self.sound.changed.connect(self._sound_changed)
        self._habits = context.habits
        self.script = Passage(*("\n".join(block) for block in script.blocks), size=Size.TITLE)
        self.letters = TicksField("letter_keys", tr("Keys"), (Choice(ON, tr(LETTERS), tr(LETTERS_HINT)),))
        self.letters.set_value((ON,) if context.habits.letter_keys else ())
        self.letters.edited.connect(self._letters_changed)
        self.add(self.script, self.sound, self.letters)
        self.add_link(tr("The listener leaves") if internal else tr("The customer leaves"), self.left.emit)
        self.turned = self.add_link(tr("Turn the screen to them"), self.turn_wanted.emit)
        self.turn_wanted.connect(self._turn)
        self._view, self._context = view, context
        self.customer: CustomerWindow | None = None
        self.submitted.connect(self._submit)
        self._sound_changed()

    def showEvent(self, event: QShowEvent) -> None:
        """With a second display the customer reads on theirs what is read to them."""
        super().showEvent(event)
        where = displays(self.window())
        self.turned.setVisible(where.customer is None)
        if where.customer is not None and self.customer is None:
            self._made().stand_on(where.customer)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.customer is not None:
            self.customer.leave()

    @Slot()
    def _turn(self) -> None:
        """Let the customer read it on this display."""
        if self.customer is None:
            self._made().turn(displays(self.window()).staff)

    def _made(self) -> CustomerWindow:
        self.customer = made = CustomerWindow(self._view, self._context)
        made.gone.connect(self._customer_gone)
        return made

    @Slot()
    def _customer_gone(self) -> None:
        self.customer = None

    def where(self) -> str:
        return f"{super().where()} {self.script.words}"

    def focus_first(self) -> None:
        """Focus the sound check: the page is read first."""
        self.rest_on(self.sound.play)

    def _sound_changed(self) -> None:
        """Let the session start once the voice has come out, and hand the keyboard on."""
        self.letters.setVisible(not self.sound.folded.isHidden())
        if self.busy:
            return
        ready, was = self.sound.works and self.sound.came_out, self.primary.isEnabled()
        self.primary.setEnabled(ready)
        if ready and not was and self.isVisible():
            self.come_anew()  # a second press on Play was not meant for this
            if self.sound.play.hasFocus():
                self.primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def _letters_changed(self) -> None:
        self._habits.letter_keys = ON in self.letters.value()

    def _submit(self) -> None:
        self.wanted.emit(True, True, self.sound.volume, self.sound.ear)
