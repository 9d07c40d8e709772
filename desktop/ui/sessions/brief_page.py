"""Step 3: the briefing to read aloud, made from this copy, then the sound check in one row. One press says that it was
read and heard, and starts the session."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent

from desktop.application.ports.playing import Ear
from desktop.application.sessions.views import SessionView
from desktop.domain.requests.request import Language
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
from desktop.ui.sessions.their_language import wanted_by, welsh_of
from desktop.ui.sessions.usual_sound import usual_sound
from desktop.words import text, tr

ON = "on"
LETTERS = text("Letter keys: N, B, W, [ and ]")
LETTERS_HINT = text("Off if pressed by accident")


@dataclass(frozen=True)
class Briefing:
    """A briefing that was given: the words were read, the sound check was heard, at this volume, in these ears."""

    read: bool
    sound_heard: bool
    volume: int
    ear: Ear


class BriefPage(SessionPage):
    """The page of the briefing. Emits `wanted(briefing)`, `sound_check` and `listener_left`.

    `turn_wanted` and `language_wanted` are for itself. Nobody can have heard a voice that has not come out: until then
    the button waits.
    """

    turn_wanted = Signal()
    language_wanted = Signal()
    wanted = Signal(Briefing)
    sound_check = Signal()
    listener_left = Signal()

    def __init__(self, view: SessionView, context: Context) -> None:
        steps = steps_of(view, context.desk.id_policy)
        internal = view.kind is Kind.INTERNAL
        start, zone = tr("Heard. Start now"), context.desk.office.zone
        super().__init__(BRIEF, steps, card_of(view, context), tr("Read this aloud"), "", start)
        self._english = script_of(view, zone)
        self._welsh = welsh_of(lambda: script_of(view, zone), view.kind, context.desk.policy)
        ceiling = context.desk.policy.sound_ceiling_percent
        usual = usual_sound(view.to_meet, ceiling)
        self.sound = SoundCheck(context.desk.player, ceiling, usual, view.call.channels)
        self.sound.wanted.connect(self.sound_check)
        self.sound.changed.connect(self._sound_changed)
        self._habits = context.habits
        self.script = Passage(size=Size.TITLE)
        self.letters = TicksField("letter_keys", "", (Choice(ON, tr(LETTERS), tr(LETTERS_HINT)),))
        self.letters.call(tr("Keys"))
        self.letters.set_value((ON,) if context.habits.letter_keys else ())
        self.letters.edited.connect(self._letters_changed)
        self.sound.fold_too(self.letters)
        self.add(self.script, self.sound)
        self.add_link(tr("The listener leaves") if internal else tr("The customer leaves"), self.listener_left.emit)
        self.turned = self.add_link(tr("Turn the screen to them"), self.turn_wanted.emit)
        self.turn_wanted.connect(self._turn)
        self.other_language = self.add_link("", self.language_wanted.emit)
        self.language_wanted.connect(self._to_other_language)
        self.other_language.setVisible(self._welsh is not None)
        wanted = wanted_by(view.kind, view.language, context.desk.policy)
        self._show_script(welsh=self._welsh is not None and wanted is Language.WELSH)
        self._view, self._context = view, context
        self.customer: CustomerWindow | None = None
        self.submitted.connect(self._submit)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._displays_changed)
            app.screenRemoved.connect(self._displays_changed)
        self._sound_changed()

    def showEvent(self, event: QShowEvent) -> None:
        """With a second display the customer reads on theirs what is read to them."""
        super().showEvent(event)
        self._use_displays()

    @Slot()
    def _displays_changed(self) -> None:
        """Look again, once Qt has placed its windows: a display was plugged in, or unplugged."""
        QTimer.singleShot(0, self, self._use_displays)

    @Slot()
    def _use_displays(self) -> None:
        if not self.isVisible():
            return
        where = displays(self.window())
        self.turned.setVisible(where.customer is None)
        if self.customer is not None and self.customer.turned != (where.customer is None):
            self.customer.leave()  # it stood for another number of displays: it must not lie over the adviser's page
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

    def _show_script(self, *, welsh: bool) -> None:
        """Show the words to read, in the one language or the other."""
        script = self._welsh if welsh and self._welsh is not None else self._english
        self._in_welsh = script is not self._english
        self.script.show_paragraphs(*("\n".join(block) for block in script.blocks))
        lead = tr("About {n} seconds. Starting confirms that you read it.")
        self.set_lead(lead.format(n=script.seconds))
        self.other_language.set_words(tr("Read it in English") if self._in_welsh else tr("Read it in Welsh"))

    @Slot()
    def _to_other_language(self) -> None:
        self._show_script(welsh=not self._in_welsh)

    def where(self) -> str:
        return f"{super().where()} {self.script.words}"

    def focus_first(self) -> None:
        """Focus the sound check: the page is read first."""
        self.rest_on(self.sound.play)

    def _sound_changed(self) -> None:
        """Let the session start once the voice has come out, and hand the keyboard on."""
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
        self.wanted.emit(Briefing(True, True, self.sound.volume, self.sound.ear))
