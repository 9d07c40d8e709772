"""Step 2: the documents that the policy asks for, then the caller check.

The page always says what is missing, and why a document is not accepted. One slot is open, over the whole width; the
others are a line each, as all are while a lesser check is asked for. When a document counts, the next slot opens, and
after the last the button has the focus. What ends the session here is asked once more. Who was identified in an
earlier session can have the short check, where it is enough (`domain.sessions.identity`).

A lesser check: a supervisor at the desk allows it, with a reason and their own password; or one is asked at their own
PC, where there is another PC, and the page waits for the answer. It is folded until requested, and hidden while the
documents are enough. The documents chosen stay as they are (`unfolded`), for the supervisor to review; while one is
asked elsewhere they cannot be changed (`waiting`). Why it is clear stands beside who allows it, so that nothing need be
scrolled.

The caller check: ask, don't tell; then compare with what is covered on the card.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.application.sessions import identifying, lesser_check
from desktop.application.sessions.closing import Close
from desktop.application.sessions.views import SessionView
from desktop.domain.requests.request import WITHHELD
from desktop.domain.sessions.identity import (
    Assessment,
    CallerCheck,
    CallKind,
    Missing,
    Shown,
    SlotFor,
    assess,
    fitting,
    slots_of,
)
from desktop.domain.sessions.lesser_check import Standing, Withdrawn
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.forms.choices import Choice, ChoiceField, TicksField
from desktop.ui.kit.forms.fields import LongTextField, PasswordField, TextField
from desktop.ui.kit.layouts import Columns, column, column_in, in_a_row
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words, announce, filled, strong, title
from desktop.ui.running.context import Context
from desktop.ui.sessions.break_page import same_person
from desktop.ui.sessions.identity.document_slot import DocumentSlot
from desktop.ui.sessions.session_page import ID, SessionPage, card_of
from desktop.words import text, tr
from desktop.words.codes import and_list, words
from desktop.words.errors import message_for, problems_of
from desktop.words.formatting import day

WAITING = text(
    "Supervisors see at their own PCs who is asking, your reason, which documents are here and what is missing. "
    "Nothing here can be changed until one of them answers, or you give up."
)
ENDED_AWAY = text(
    "Supervisors are no longer being asked, because this desk was locked or the page was left. You can ask again."
)

_RING = 6
"""Pixels below the button, for the ring around it."""


class FoldedPanel(QWidget):
    """A panel of the ID page, folded until someone asks for it. Emits `unfolded` whenever it unfolds or folds."""

    unfolded = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.hide()

    def begin(self) -> None:
        """Move the keyboard to its first field."""
        raise NotImplementedError

    def unfold(self) -> None:
        """Unfold it, on request."""
        self.show()
        self.unfolded.emit()
        QTimer.singleShot(0, self, self.begin)  # after layout, so that it scrolls into view

    def fold(self) -> None:
        """Fold it: not needed."""
        if not self.isHidden():
            self.hide()
            self.unfolded.emit()


class WaitForAnswer(QWidget):
    """The calm part of the page meanwhile: what is waited for, and a way out (`give_up`)."""

    def __init__(self) -> None:
        super().__init__()
        self.give_up = SecondaryButton(tr("Give up"))
        self._head = title(tr("Waiting for a supervisor"))
        box = column_in(self, self._head, Words(tr(WAITING)), gap=16)
        box.setContentsMargins(0, 0, 0, _RING)
        box.addWidget(self.give_up, alignment=Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def begin(self) -> None:
        """Wait."""
        self.show()
        self.give_up.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self._head.words)


INTRO = text("If it is already clear who this is, a supervisor can accept fewer documents.")
ASKED_NEXT = text("You still ask about the call next.")


class LesserCheck(FoldedPanel):
    """Emits `wanted` with the session once a supervisor allowed it, here or elsewhere, or `problems` (field, words) for
    the page. `shown` returns the page's choices.

    Emits `waiting` with whether a supervisor is asked elsewhere. Supervisors are asked once at a time: `asked` is the
    one that waits for an answer.
    """

    wanted = Signal(SessionView)
    problems = Signal(tuple)
    waiting = Signal(bool)

    def __init__(
        self,
        id: SessionId,
        context: Context,
        shown: Callable[[], tuple[Shown | None, ...]],
        *,
        asks_caller: bool = True,
    ) -> None:
        super().__init__()
        self._id, self._context, self._shown = id, context, shown
        self.asked: NoteId | None = None
        self._why = Withdrawn.GIVEN_UP
        self._asks = self._unwanted = False
        """Whether one is being asked; and whether that is to be withdrawn as soon as it was."""
        self.refusal = Banner("problem")
        hint = tr("This goes on file, and whoever reviews the session reads it. Don’t type the number of a document.")
        self.reason = LongTextField("reason", tr("Why is it already clear who this is?"), hint, lines=2)
        self.name = TextField("name", tr("Supervisor’s name"))
        self.password = PasswordField("password", tr("Supervisor’s password"))
        self.allow = SecondaryButton(tr("Allow the lesser check"))
        self.ask = SecondaryButton(tr("Ask supervisors at their own PCs"))
        self.part_button = self.allow
        context.news.changed.connect(self._look)
        self.wait = WaitForAnswer()
        self._intro = Words(strong(tr("A lesser check.")), tr(INTRO), *([tr(ASKED_NEXT)] if asks_caller else []))
        who = column(self.name, self.password, gap=10)
        self._form = QWidget()
        ways = in_a_row(self.allow, self.ask, gap=16, row_gap=12)
        column_in(self._form, self._intro, Columns(column(self.reason), who, gap=24), ways, gap=10)
        column_in(self, self._form, self.wait, self.refusal, gap=10)
        self.ask.setVisible(context.desk.changes is not None)  # where there is another PC
        self.allow.clicked.connect(self._allow)
        self.ask.clicked.connect(self._ask)
        self.wait.give_up.clicked.connect(lambda: self._withdraw(Withdrawn.GIVEN_UP))

    def begin(self) -> None:
        self.reason.focus_target().setFocus()

    def fold(self) -> None:
        self._say_refusal("")
        super().fold()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nobody any more: folded, behind a lock, or another place is shown."""
        if self.waits and not event.spontaneous():
            self._withdraw(Withdrawn.AWAY)
        super().hideEvent(event)

    # Here

    @Slot()
    def _allow(self) -> None:
        self._begin_press()
        shown, reason = self._shown(), self.reason.value()
        name, password = self.name.value(), self.password.value()
        command = lesser_check.AllowLesserCheck(self._context.actor, self._id, shown, reason, name, password)
        self.password.wipe()
        self._context.run(command, owner=self).then(self.wanted.emit).otherwise(self.show_refusal)

    # Elsewhere

    @property
    def waits(self) -> bool:
        """Whether a supervisor is asked elsewhere, or about to be."""
        return self._asks or self.asked is not None

    @Slot()
    def _ask(self) -> None:
        self._begin_press()
        self.password.wipe()
        self._asks, self._unwanted = True, False
        command = lesser_check.AskForLesserCheck(self._context.actor, self._id, self._shown(), self.reason.value())
        self._context.run(command, owner=self).then(self._began).otherwise(self._failed)

    def _withdraw(self, because: Withdrawn) -> None:
        """Ask no more."""
        self._why = because
        self._unwanted = self._asks
        if self.asked is not None:
            command = lesser_check.WithdrawAsked(self._context.actor, self._id, self.asked, because)
            self._context.run(command, owner=self).then(self._answered).otherwise(self._failed)

    def _began(self, view: lesser_check.AskedView) -> None:
        """Show that a supervisor is asked: nothing here can be changed until it is over."""
        self._asks, self.asked = False, view.id
        if self._unwanted:
            self._withdraw(self._why)
            return
        self.waiting.emit(True)
        self._form.hide()
        self.wait.begin()
        self._answered(view)

    @Slot()
    def _look(self) -> None:
        if self.asked is not None:
            reading = self._context.run(lesser_check.read_answer, self._context.actor, self._id, self.asked, owner=self)
            reading.then(self._answered).otherwise(self._failed)

    def _answered(self, view: lesser_check.AskedView) -> None:
        if self.asked != view.id or view.standing is Standing.WAITING:
            return
        self.asked = None
        if view.standing is Standing.ALLOWED:
            self.wanted.emit(view.session)
        elif view.standing is Standing.DECLINED:
            self._wait_no_more(tr("A supervisor declined: {why}").format(why=view.why))
        else:
            self._wait_no_more(tr(ENDED_AWAY) if self._why is Withdrawn.AWAY else "")

    def _failed(self, error: ListeningRoomError) -> None:
        """It could not be asked, read or withdrawn: asking again takes its place."""
        self._asks, self.asked = False, None
        if isinstance(error, FieldsError):
            self.show_refusal(error)
        else:
            self._wait_no_more(message_for(error))

    def _wait_no_more(self, said: str) -> None:
        """Show the form again, with what was typed, and what became of it."""
        self.wait.hide()
        self._form.show()
        self._press(enabled=True)
        self.waiting.emit(False)
        self._say_refusal(said)
        if self.isVisible():
            self.ask.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_refusal(self, said: str) -> None:
        """Say why it was not allowed, in place of what a lesser check is."""
        self.refusal.set_parts(*([said] if said else []))
        self._intro.setVisible(not said)

    def _press(self, *, enabled: bool) -> None:
        self.allow.setEnabled(enabled)
        self.ask.setEnabled(enabled)

    def _begin_press(self) -> None:
        self._say_refusal("")
        self.problems.emit(())
        self._press(enabled=False)

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Show that it was not allowed: the words stay, the password is wiped."""
        self._press(enabled=True)
        if isinstance(error, FieldsError):
            found = problems_of(error)
            fields = {"reason": self.reason, "name": self.name, "password": self.password}
            self._intro.hide()  # it was read: its place is the problems'
            self.problems.emit(tuple((field, found[name]) for name, field in fields.items() if name in found))
        else:
            self._say_refusal(message_for(error))
            self.password.focus_target().setFocus()


class ComingBack(FoldedPanel):
    """Emits `found(words)` for the link where the short check is enough, `wanted` with the session once it was made,
    and `problems` (field, words) for the page."""

    found = Signal(str)
    wanted = Signal(SessionView)
    problems = Signal(tuple)

    def __init__(self, view: SessionView, context: Context) -> None:
        super().__init__()
        self._view, self._context = view, context
        self._earlier: identifying.EarlierView | None = None
        self.same: TicksField | None = None
        self.refusal = Banner("problem")
        self.confirm = SecondaryButton(tr("Confirm identity by the short check"))
        self._box = column_in(self, self.refusal, gap=10)
        self._box.setContentsMargins(0, 0, 0, 6)
        self._box.addWidget(self.confirm, 0, Qt.AlignmentFlag.AlignLeft)
        self.part_button = self.confirm
        self.confirm.clicked.connect(self._make)
        looking = context.run(identifying.earlier_session, context.actor, view.id, owner=self)
        looking.then(self.offer).otherwise(lambda _: None)  # the whole check is always right

    def offer(self, earlier: identifying.EarlierView | None) -> None:
        """Offer the short check after that session, or none."""
        if earlier is None:
            return
        self._earlier = earlier
        kinds = [self._context.desk.id_policy.for_request(self._view.kind).named(code) for code in earlier.kinds]
        self.same = same_person("; ".join(kind.name if kind else "?" for kind in kinds))
        self._box.insertWidget(0, self.same)
        today = self._context.desk.policy.local(self._context.desk.clock.now()).date()
        if earlier.on == today:
            self.found.emit(tr("They were here earlier today: short check"))
        else:
            self.found.emit(tr("They were here on {day}: short check").format(day=day(earlier.on)))

    def begin(self) -> None:
        if self.same is not None:
            self.same.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _make(self) -> None:
        if self._earlier is None or self.same is None:
            return
        self.problems.emit(())
        self.refusal.set_parts()
        self.confirm.setEnabled(False)
        same = "same" in self.same.value()
        command = identifying.MakeShortCheck(self._context.actor, self._view.id, self._earlier.session, same)
        self._context.run(command, owner=self).then(self.wanted.emit).otherwise(self.show_refusal)

    def show_refusal(self, error: ListeningRoomError) -> None:
        """Show why it was not enough."""
        self.confirm.setEnabled(True)
        if isinstance(error, FieldsError):
            self.problems.emit(((self.same, problems_of(error)["same_person"]),))
        else:
            self.refusal.set_parts(message_for(error))


class Ending(FoldedPanel):
    """Asks once more, and why, before the session ends. Emits `wanted(outcome)`."""

    wanted = Signal(Outcome)

    def __init__(self) -> None:
        super().__init__()
        self.link: LinkButton | None = None
        self._words = Words(
            strong(tr("Why are you ending the session?")),
            tr("Without enough evidence they get a slip, and can come back another day."),
            tr("If you opened it by mistake, it can be opened again. The log records that."),
        )
        self.evidence = SecondaryButton(tr("Not enough evidence today"))
        self.mistake = SecondaryButton(tr("Opened by mistake"))
        self.no = LinkButton(tr("No, go on"))
        row = in_a_row(self.evidence, self.mistake, self.no, gap=16, row_gap=12)
        column_in(self, self._words, row, gap=8).setContentsMargins(0, 0, 0, 6)
        self.evidence.clicked.connect(partial(self._end, Outcome.NOT_ENOUGH_EVIDENCE))
        self.mistake.clicked.connect(partial(self._end, Outcome.OPENED_BY_MISTAKE))
        self.no.clicked.connect(self._go_on)

    def unfold(self) -> None:
        super().unfold()
        announce(self, self._words.words)

    def begin(self) -> None:
        """Put it at the way back: a key held down ends nothing."""
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)

    def hold(self, held: bool) -> None:
        """Ignore presses until it is over: one press, one step."""
        for button in (self.evidence, self.mistake):
            button.setEnabled(not held)

    def _end(self, outcome: Outcome) -> None:
        self.hold(True)
        self.wanted.emit(outcome)

    def _go_on(self) -> None:
        self.fold()
        if self.link is not None:
            self.link.setFocus(Qt.FocusReason.OtherFocusReason)


class IdPage(SessionPage):
    """The ID page. Emits `wanted`: SightDocuments when they are enough, what ends the session, or the session after
    what a panel asked for. For internal access it asks what the office asks of its own staff."""

    def __init__(self, view: SessionView, context: Context) -> None:
        policy = context.desk.id_policy.for_request(view.kind)
        lead = tr("Look at the originals. Then choose what they are.")
        one = policy.slots == 1
        about = tr("One form of ID") if one else tr("Two forms of ID")
        confirm = tr("Confirm documents") if policy.asks_caller else tr("Confirm identity")
        super().__init__(ID, view, card_of(view, context), about, lead, confirm)
        self._view, self._context = view, context
        self._policy, self._born_known = policy, view.compared.born is not None
        self._today = context.desk.policy.local(context.desk.clock.now()).date()
        titles = slot_titles(slots_of(policy))
        self.slots = [DocumentSlot(n, title, view, policy, self._today) for n, title in enumerate(titles)]
        self.open_slot: DocumentSlot | None = self.slots[0]
        self.assessment = self._assess()
        slots = QWidget()
        column_in(slots, *self.slots, gap=6)
        self.add(slots)
        self.ending = Ending()
        self.ending.wanted.connect(self._end)
        self.ending.link = self.add_link(tr("End the session"), partial(self._unfold, self.ending))
        self.lesser = LesserCheck(view.id, context, self._shown, asks_caller=policy.asks_caller)
        self.add(self.lesser)
        self.lesser_link = self.add_link(tr("Ask for a lesser check"), partial(self._unfold, self.lesser))
        self.earlier = ComingBack(view, context)
        self.add(self.earlier)
        self.earlier_link = self.add_link("", partial(self._unfold, self.earlier))
        self.earlier_link.hide()
        self._panels = (self.lesser, self.earlier, self.ending)
        self.add(self.ending)
        self.earlier.found.connect(self._came_before)
        for asking in (self.lesser, self.earlier):
            asking.problems.connect(self.set_problems)
            asking.wanted.connect(self.wanted)
        self.lesser.waiting.connect(self._wait)
        for panel in self._panels:
            panel.unfolded.connect(self._fold_slots)
        for slot in self.slots:
            slot.edited.connect(self._judge)
            slot.wanted.connect(partial(self._open, slot))
        self.submitted.connect(self._submit)
        self._judge()

    @Slot(str)
    def _came_before(self, words: str) -> None:
        """Offer the short check: they were identified in an earlier session."""
        self.earlier_link.set_words(words)
        self.earlier_link.show()

    def _unfold(self, panel: FoldedPanel) -> None:
        """Unfold one panel; the others fold, but for a lesser check that is waited for."""
        for other in self._panels:
            if other is not panel and not (other is self.lesser and self.lesser.waits):
                other.fold()
        panel.unfold()

    def set_busy(self, words: str) -> None:
        super().set_busy(words)
        self.ending.hold(bool(words))

    def _shown(self) -> tuple[Shown | None, ...]:
        return tuple(slot.shown() for slot in self.slots)

    def _assess(self) -> Assessment:
        return assess(self._policy, self._shown(), self._today, born_known=self._born_known)

    def _judge(self) -> None:
        self.assessment = self._assess()
        before = sum(slot.filled for slot in self.slots)
        self._show_slots()
        missing = missing_words(self.assessment.missing)
        if missing:
            needed = filled(tr("Still needed: {what}."), what=strong(missing))
            alone = len(_said(self.assessment.missing)) == 1  # one line is enough to read
            self.set_missing(needed, tr("Nothing opens until then.") if alone else "")
        else:
            self.set_missing()
            self.lesser.fold()
        self.lesser_link.setVisible(bool(missing))
        if sum(slot.filled for slot in self.slots) > before:
            waiting = next((slot for slot in self.slots if not slot.filled), None)
            self._open(waiting if missing else None)

    def _show_slots(self) -> None:
        judged = self.assessment.slots
        for number, slot in enumerate(self.slots):
            fits = fitting(self._policy, judged, number, self._today)
            slot.show_judged(judged[number], fits, opens=slot is self.open_slot)
        crowded = any(slot.crowded for slot in self.slots)
        for slot in self.slots:
            slot.setVisible(slot is self.open_slot or not crowded)

    def _open(self, slot: DocumentSlot | None) -> None:
        """Go on with that slot, or with the button: all documents count."""
        if slot is not None:
            for panel in self._panels:
                panel.fold()
        self.open_slot = slot
        if slot is not None and slot.filled:
            self._judge()  # it is compared again
        else:
            self._show_slots()
        if slot is not None:
            slot.focus()
        else:
            self.primary.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _fold_slots(self) -> None:
        """Show each document as a line while a panel is unfolded; then go on with the next one."""
        waiting = next((slot for slot in self.slots if not slot.filled), None)
        self.open_slot = None if any(not panel.isHidden() for panel in self._panels) else waiting
        self._show_slots()

    def _wait(self, waits: bool) -> None:
        """Hold the documents as they are while a supervisor is asked about them."""
        for slot in self.slots:
            slot.setEnabled(not waits)
        for part in (self.earlier, self.earlier_link):
            part.setEnabled(not waits)
        self.lesser_link.setVisible(not waits and bool(self.assessment.missing))

    def _submit(self) -> None:
        self.wanted.emit(identifying.SightDocuments(self._context.actor, self._view.id, self._shown()))

    def _end(self, outcome: Outcome) -> None:
        actor, id = self._context.actor, self._view.id
        if outcome is Outcome.OPENED_BY_MISTAKE:
            self.wanted.emit(Close(actor, id, None, None, None, outcome))
        else:
            self.wanted.emit(identifying.NotEnough(actor, id, self.assessment.missing))


def slot_titles(needs: tuple[SlotFor, ...]) -> list[str]:
    """Return the title of each slot."""
    if len(needs) == 1:
        return [tr("One with their name")]
    titles = {
        SlotFor.PHOTO: tr("One with a photo"),
        SlotFor.ADDRESS: tr("One with the current address"),
        SlotFor.ANY: tr("One more document"),
    }
    return [titles[each] for each in needs]


def missing_words(missing: tuple[Missing, ...]) -> str:
    """Say what is missing, without mentioning a missing document twice."""
    said = _said(missing)
    if said == (Missing.PHOTO, Missing.CURRENT_ADDRESS):
        return tr("one document with a photo and one with the current address")
    return and_list([words(code) for code in said])


def _said(missing: tuple[Missing, ...]) -> tuple[Missing, ...]:
    return tuple(code for code in missing if code not in COUNTS) or missing


COUNTS = frozenset({Missing.FIRST_DOCUMENT, Missing.SECOND_DOCUMENT, Missing.FURTHER_DOCUMENT})


class CallerPage(SessionPage):
    """The page of the caller check. Emits `wanted(CheckCaller)`: the button says that their answers match; "Something
    differs" leads to the other two.

    The keyboard begins at the answers: nobody says that they match by pressing Enter once more.
    """

    def __init__(self, view: SessionView, context: Context) -> None:
        lead = tr("Ask, and let them answer in their own words. Then hold F8 to compare.")
        if view.call.kind is CallKind.BY_SOMEBODY_ELSE:
            lead = tr("Ask, and never say who made the call: they may not know. Then hold F8 to compare.")
        card = card_of(view, context)
        super().__init__(ID, view, card, tr("About the call"), lead, tr("They match. Confirm identity"))
        self._view, self._context = view, context
        self.questions = [Words(tr("“{made}”").format(made=each), size=Size.TITLE) for each in _asked(view)]
        self.check = ChoiceField(
            "check",
            tr("How does their answer compare?"),
            (
                Choice("near_enough", words(CallerCheck.NEAR_ENOUGH), tr("A supervisor will review this session")),
                Choice("does_not_match", words(CallerCheck.DOES_NOT_MATCH), tr("The session ends without playing")),
            ),
            across=True,
        )
        self.reason = TextField("reason", tr("Why is it near enough?"), letters=40)
        questions = QWidget()
        column_in(questions, *self.questions, gap=8)
        self.add(questions, self.check, self.reason)
        self.some_differ = self.add_link(tr("Something differs"), self._ask_further)
        self.match = self.add_link(tr("They match after all"), self._back)
        self.check.edited.connect(self._chosen)
        self.submitted.connect(self._submit)
        self._show(differs=False)

    def focus_first(self) -> None:
        assert self.card.answers is not None, "the caller is still to be asked"
        self.rest_on(self.card.answers.button)

    def where(self) -> str:
        return f"{super().where()} {' '.join(words.words for words in self.questions)}"

    def _ask_further(self) -> None:
        self._show(differs=True)
        self.check.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _back(self) -> None:
        self.check.set_value(None)
        self._show(differs=False)
        self.focus_first()

    def _show(self, *, differs: bool) -> None:
        self.set_problems([])
        self.primary.set_words(tr("Continue") if differs else tr("They match. Confirm identity"))
        self.check.setVisible(differs)
        self.some_differ.setVisible(not differs)
        self.match.setVisible(differs)
        self._chosen()

    def _chosen(self) -> None:
        self.reason.setVisible(self.check.value() == CallerCheck.NEAR_ENOUGH.value)

    def _submit(self) -> None:
        check: CallerCheck | None = CallerCheck.MATCHES
        reason = ""
        if not self.check.isHidden():
            value, reason = self.check.value(), self.reason.value()
            check = CallerCheck(value) if value else None
        self.wanted.emit(identifying.CheckCaller(self._context.actor, self._view.id, check, reason))


def _asked(view: SessionView) -> tuple[str, str]:
    """Return the questions, for that kind of call and for whoever is here: a representative knows of it from them."""
    when, themself = tr("When was the call?"), view.concerns_them
    if view.call.kind is CallKind.NUMBER_WITHHELD:
        return when, tr("What was the call about? (The number was withheld.)")
    if not view.call.number and view.call.kind is not CallKind.BY_SOMEBODY_ELSE:
        return when, tr("What was the call about? (No number is known.)")
    if view.call.kind is CallKind.OUTBOUND:
        return when, tr("Which number did we call you on?") if themself else tr("Which number did we call them on?")
    if view.call.kind is CallKind.INBOUND:
        return when, tr("Which number did you call from?") if themself else tr("Which number did they call from?")
    when = tr("When did someone call us about you?") if themself else tr("When did someone call us about them?")
    if view.call.number in ("", WITHHELD):
        return when, tr("What was that call about, as far as you know?")
    return when, tr("Which number did that call come from, if you know?")
