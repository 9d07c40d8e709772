"""Step 2: the documents that the policy asks for, then the caller check.

The page always says what is missing, and why a document is not accepted. One slot is open, over the whole width; the
others are a line each, as all are while a lesser check is asked for. When a document counts, the next slot opens, and
after the last the button has the focus. What ends the session here is asked once more. Who was identified in an
earlier session can have the short check, where it is enough (`domain.sessions.identity`).

The caller check: ask, don't tell; then compare with what is covered on the card.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.sessions import identifying
from desktop.application.sessions.closing import Close
from desktop.application.sessions.lesser_check import AllowLesserCheck
from desktop.application.sessions.views import SessionView
from desktop.application.shared.commands import Command
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
from desktop.domain.sessions.session import Outcome
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.choices import Choice, ChoiceField, TicksField
from desktop.ui.kit.fields import TextField
from desktop.ui.kit.layouts import column_in, in_a_row
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words, announce, filled, strong
from desktop.ui.running.context import Context
from desktop.ui.sessions.break_page import same_person
from desktop.ui.sessions.document_slot import DocumentSlot
from desktop.ui.sessions.lesser_check import FoldedPanel, LesserCheck
from desktop.ui.sessions.session_page import ID, SessionPage, card_of
from desktop.words import tr
from desktop.words.codes import and_list, words
from desktop.words.errors import message_for, problems_of
from desktop.words.formatting import day


class ComingBack(FoldedPanel):
    """Emits `found(words)` for the link where the short check is enough, `wanted(MakeShortCheck)`, and `problems`
    (field, words) for the page."""

    found = Signal(str)
    wanted = Signal(Command)
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
        self.wanted.emit(identifying.MakeShortCheck(self._context.actor, self._view.id, self._earlier.session, same))

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
    """The ID page. Emits `wanted(command)`: SightDocuments when they are enough, what a panel asks for, or what ends
    the session. For internal access it asks what the office asks of its own staff."""

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

    def show_refusal(self, error: ListeningRoomError, of: Command[Any] | None = None) -> bool:
        """Show it in the panel that asked for it, if one did."""
        match of:
            case AllowLesserCheck():
                self.lesser.show_refusal(error)
            case identifying.MakeShortCheck():
                self.earlier.show_refusal(error)
            case _:
                return super().show_refusal(error, of)
        return True

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
