"""Step 3: the briefing to read aloud, made from this very copy, then the sound check in one row. One press says that it
was read and heard, and starts the session.

The customer reads the same facts, a sentence a line and in large type, on a page of their own: on their display, or on
the only one, turned to them. On a second display it comes without the keyboard, and goes with this page. Turned to
them it fills the display until someone presses Back or Esc. Nothing of staff's is on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QHideEvent, QKeyEvent, QScreen, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.application.sessions.listening import Brief, Finish
from desktop.application.sessions.views import CallView, SessionView
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.requests.request import Language
from desktop.domain.sessions.needs import SET_UP, Need
from desktop.domain.sessions.session import WhyFinished
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.accessible import set_role
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.facts import Passage
from desktop.ui.kit.forms.choices import Choice, Segmented, TicksField
from desktop.ui.kit.keyboard import Guarded
from desktop.ui.kit.layouts import column_in, empty
from desktop.ui.kit.style import HIGH_CONTRAST, Size, mark_theme, the_app
from desktop.ui.kit.text import Where, Words, headed, in_sentences
from desktop.ui.player.controls import Panel, displays
from desktop.ui.player.window import ON_TOP, demo_badge
from desktop.ui.running.context import Context
from desktop.ui.sessions.listener_language import in_language, wanted_by, welsh_of
from desktop.ui.sessions.session_page import BRIEF, Ask, SessionPage, card_of
from desktop.ui.sessions.sound_check import SoundCheck, usual_sound
from desktop.words import Language as InLanguage
from desktop.words import Texts, counted, text, tr
from desktop.words.codes import words
from desktop.words.formatting import day, local, spoken
from desktop.words.welsh import InWelsh

READ_PER_SECOND = 2.2
"""Words a second, read aloud without haste."""
_ROUND_FROM = 90
"""From so many seconds on, a length is read in whole minutes."""
SET_AS_ASKED: Texts[Need] = {
    Need.LOUDER: "I’ve set it louder, as you asked.",
    Need.QUIETER: "I’ve set it quieter, as you asked.",
    Need.SLOWER: "I’ve set it slower, as you asked.",
    Need.LEFT_EAR: "I’ve set it to your left ear, as you asked.",
    Need.RIGHT_EAR: "I’ve set it to your right ear, as you asked.",
    Need.INTERPRETER: "I’ve set it to pause for your interpreter, as you asked.",
}

READ_ALOUD: Texts[str] = {
    "own": "You are about to hear your call of {day}, {length} long.",
    "about them": "You are about to hear a call of {day} that someone else made about you, {length} long.",
    "theirs": "You are about to hear the call of {day}, {length} long.",
}
TO_READ: Texts[str] = {
    "own": "You will hear your call of {day}, {length} long.",
    "about them": "You will hear a call of {day} that someone else made about you, {length} long.",
    "theirs": "You will hear the call of {day}, {length} long.",
}
"""The sentence about the call, read aloud and to read: by whose call it is to whoever is here (`_whose`)."""


@dataclass(frozen=True)
class Script:
    """The lines, in groups."""

    blocks: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> str:
        return " ".join(line for block in self.blocks for line in block)

    @property
    def seconds(self) -> int:
        """How long it takes to read aloud, in steps of five seconds."""
        return 5 * round(len(self.words.split()) / READ_PER_SECOND / 5)


def script_of(view: SessionView, zone: ZoneInfo) -> Script:
    """Return what is read to the listener of that session."""
    internal = view.kind is Kind.INTERNAL
    opening = _of_call(view, zone, tr(READ_ALOUD[_whose(view)]))
    as_asked = " ".join(tr(sentence) for need, sentence in SET_AS_ASKED.items() if need in view.to_meet)
    disagree = (
        tr("If you want anything noted, tell me. I’ll note it with the time.")
        if internal
        else tr("If you disagree with anything, tell me. I’ll note it with the time.")
    )
    return Script(
        (
            (opening, *removed_lines(view.call)),
            (
                tr("Pause, go back or take a break whenever you like."),
                *((as_asked,) if as_asked else ()),
                *_transcript_lines(view),
            ),
            (
                tr("Please do not record."),
                tr("Hearing aids, medical devices and interpreters are welcome."),
                disagree,
            ),
        )
    )


def _whose(view: SessionView) -> str:
    """Return whose call it is to whoever is here: of the sentences about it, that one alone is translated.

    A language is kept back where anything that was said in it is unchecked.
    """
    return "own" if view.own_call else "about them" if view.concerns_them else "theirs"


def _of_call(view: SessionView, zone: ZoneInfo, sentence: str) -> str:
    """Return the sentence with the call's day and its length."""
    called, seconds = local(view.call.at, zone).date(), view.call.frames / view.call.rate
    return sentence.format(day=day(called), length=spoken_length(seconds))


def _transcript_lines(view: SessionView) -> tuple[str, ...]:
    """Return what is said of the words to read: that they are there, or that they were asked for and are not."""
    if view.has_transcript:
        return (tr("You can read the words while you listen."),)
    if Need.TRANSCRIPT in view.to_meet:
        return (tr("You asked for the words to read. I’m sorry, there are none for this call."),)
    return ()


def removed_lines(call: CallView) -> tuple[str, ...]:
    """Return what is said of the parts that are removed."""
    if not call.removed:
        return (tr("Nothing is removed from it."),)
    seconds = sum(part.end - part.start for part in call.removed) / call.rate
    reasons = {words(part.reason) for part in call.removed}
    reason = reasons.pop() if len(reasons) == 1 else ""
    what = {"length": spoken(max(1, seconds)), "reason": reason}
    if len(call.removed) == 1:
        one = tr("One part is removed: {length}, {reason}.") if reason else tr("One part is removed: {length}.")
        return (one.format(**what), tr("You will see where."))
    many = tr("{n} parts are removed, {length} in all.")
    if reason:
        many = tr("{n} parts are removed, {length} in all: {reason}.")
    return (many.format(n=len(call.removed), **what), tr("You will see where."))


def spoken_length(seconds: float) -> str:
    """Return the length of a call as it is read: in whole minutes, unless it is short."""
    if seconds < _ROUND_FROM:
        return spoken(seconds)
    return counted(round(seconds / 60), "1 minute", "{n} minutes")


NAMES = {"en": text("English"), "cy": text("Cymraeg")}
"""The languages of the customer’s page, each named in itself."""


@dataclass(frozen=True)
class Introduction:
    """A heading, the lines in groups, and the words of the way back."""

    about: str
    blocks: tuple[tuple[str, ...], ...]
    back: str


def introduction_of(view: SessionView, zone: ZoneInfo, language: InLanguage | None = None) -> Introduction:
    """Return what the listener of that session reads, in that language; None is that of the program."""
    with in_language(language):
        blocks = _about_call(view, zone), _ways(view), _please(view)
        return Introduction(tr("Before you listen"), blocks, tr("Back to the adviser"))


def languages_for(view: SessionView, zone: ZoneInfo, policy: OfficePolicy) -> dict[str, InLanguage | None]:
    """Return the languages of the page by their codes, the one that this person wants first."""
    if welsh_of(lambda: introduction_of(view, zone), view.kind, policy) is None:
        return {"en": None}  # with one, nobody is asked
    english_first = wanted_by(view.kind, view.language, policy) is Language.ENGLISH
    return {"en": None, "cy": InWelsh()} if english_first else {"cy": InWelsh(), "en": None}


def _about_call(view: SessionView, zone: ZoneInfo) -> tuple[str, ...]:
    about = _of_call(view, zone, tr(TO_READ[_whose(view)]))
    return about, *removed_lines(view.call)


def _ways(view: SessionView) -> tuple[str, ...]:
    met = (tr("It is set up as you asked."),) if view.to_meet & SET_UP else ()
    return (tr("You can pause, go back or take a break whenever you like."), tr("You can stop at any time."), *met)


def _please(view: SessionView) -> tuple[str, ...]:
    disagree = (
        tr("If you want anything noted, tell the adviser.")
        if view.kind is Kind.INTERNAL
        else tr("If you disagree with anything, tell the adviser. It is noted with the time.")
    )
    return (
        tr("Please do not record."),
        tr("Hearing aids, streamers, medical devices and your interpreter’s equipment are welcome."),
        disagree,
    )


class CustomerPage(Panel):
    """The page. Emits `back`; the language that is chosen changes it at once."""

    back = Signal()

    def __init__(self, view: SessionView, context: Context) -> None:
        super().__init__()
        self._view, self._zone = view, context.desk.office.zone
        self._languages = languages_for(view, self._zone, context.desk.policy)
        self._size = Size.HEADING if Need.LARGE_TYPE in view.to_meet else Size.PANEL
        self.heading = headed(Words(size=Size.CLOCK, bold=True), 1)
        self.languages = Segmented(tr("Language"), [(code, NAMES[code]) for code in self._languages])
        self.languages.setVisible(len(self._languages) > 1)
        self.languages.chosen.connect(self.show_language)
        self.lines = QWidget()
        self._lines = column_in(self.lines, gap=24)
        self.leave = SecondaryButton("", Size.TITLE)
        self.leave.clicked.connect(self.back)
        self._where = Where(self, self.where)
        for part in (self.languages, self.heading, self.lines):
            self.add(part)
        self.add(QWidget(), grows=True)
        self.add(self.leave)
        self.show_language(next(iter(self._languages)))

    def where(self) -> str:
        """Return all of it, for a screen reader."""
        shown = self.introduction
        return in_sentences(shown.about, *(line for block in shown.blocks for line in block))

    def show_language(self, code: str) -> None:
        """Say it in that language."""
        self.introduction: Introduction = introduction_of(self._view, self._zone, self._languages[code])
        self.languages.set_chosen(code)
        self.heading.set_parts(self.introduction.about)
        self.leave.set_words(self.introduction.back)
        empty(self._lines)
        for block in self.introduction.blocks:
            self._lines.addWidget(Words("\n".join(block), size=self._size))
        self._where.say_soon()


class CustomerWindow(Guarded):
    """The page over a whole display. Emits `gone` when it goes, however that is."""

    gone = Signal()
    turned = False
    """Whether it is on the adviser's own display."""

    def __init__(self, view: SessionView, context: Context) -> None:
        super().__init__(ON_TOP)
        set_role(self, QAccessible.Role.Window)
        mark_theme(self, "listening")
        self.setWindowTitle(view.reference)
        self.page = CustomerPage(view, context)
        self.page.back.connect(self.leave)
        if Need.HIGH_CONTRAST in view.to_meet:
            for part in (self, self.page):
                mark_theme(part, HIGH_CONTRAST)
        badge = [demo_badge()] if context.desk.office.demo else []
        column_in(self, *badge, self.page, gap=0)

    def stand_on(self, screen: QScreen) -> None:
        """Fill the customer's own display, and leave the keyboard where it is."""
        self.page.leave.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setGeometry(screen.geometry())
        self.show()

    def turn(self, screen: QScreen) -> None:
        """Fill the only display, which is turned to them."""
        self.turned = True
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.raise_()
        self.activateWindow()
        self.page.leave.setFocus()

    def leave(self) -> None:
        """Go."""
        self.close()
        self.gone.emit()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.page.leave.isVisible():
            self.leave()
        else:
            super().keyPressEvent(event)


ON = "on"


class BriefPage(SessionPage):
    """The page of the briefing. Emits `wanted`: Brief, Finish where the listener left, or `Ask.SOUND_CHECK`.

    Nobody can have heard a voice that has not come out: until then the button waits.
    """

    def __init__(self, view: SessionView, context: Context) -> None:
        internal = view.kind is Kind.INTERNAL
        start, zone = tr("Heard. Start now"), context.desk.office.zone
        super().__init__(BRIEF, view, card_of(view, context), tr("Read this aloud"), "", start)
        self._english = script_of(view, zone)
        self._welsh = welsh_of(lambda: script_of(view, zone), view.kind, context.desk.policy)
        ceiling = context.desk.policy.sound_ceiling_percent
        usual = usual_sound(view.to_meet, ceiling)
        self.sound = SoundCheck(context.desk.player, ceiling, usual, view.call.channels)
        self.sound.wanted.connect(partial(self.wanted.emit, Ask.SOUND_CHECK))
        self.sound.changed.connect(self._sound_changed)
        self._habits = context.habits
        self.script = Passage(size=Size.TITLE)
        letters = Choice(ON, tr("Letter keys: N, B, W, [ and ]"), tr("Off if pressed by accident"))
        self.letters = TicksField("letter_keys", "", (letters,))
        self.letters.call(tr("Keys"))
        self.letters.set_value((ON,) if context.habits.letter_keys else ())
        self.letters.edited.connect(self._letters_changed)
        self.sound.fold_too(self.letters)
        self.add(self.script, self.sound)
        leaves = Finish(context.actor, view.id, view.at_frame, because=WhyFinished.LEFT)
        left = tr("The listener leaves") if internal else tr("The customer leaves")
        self.add_link(left, lambda: self.wanted.emit(leaves))
        self.turned = self.add_link(tr("Turn the screen to them"), self._turn)
        self.other_language = self.add_link("", lambda: self._show_script(welsh=not self._in_welsh))
        self.other_language.setVisible(self._welsh is not None)
        wanted = wanted_by(view.kind, view.language, context.desk.policy)
        self._show_script(welsh=self._welsh is not None and wanted is Language.WELSH)
        self._view, self._context = view, context
        self.customer: CustomerWindow | None = None
        self.submitted.connect(self._submit)
        the_app().screenAdded.connect(self._displays_changed)
        the_app().screenRemoved.connect(self._displays_changed)
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
            self.reset()  # a second press on Play was not meant for this
            if self.sound.play.hasFocus():
                self.primary.setFocus(Qt.FocusReason.OtherFocusReason)

    def _letters_changed(self) -> None:
        self._habits.letter_keys = ON in self.letters.value()

    def _submit(self) -> None:
        actor, id = self._context.actor, self._view.id
        self.wanted.emit(Brief(actor, id, read=True, sound_heard=True, volume=self.sound.volume, ear=self.sound.ear))
