"""Step 2: two forms of ID. Always says what is still missing, and why a document is not accepted."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.identity import Assessment, Missing, Shown, assess
from desktop.ui.kit.widgets.columns import Columns
from desktop.ui.kit.widgets.words import filled, strong
from desktop.ui.running.context import Context
from desktop.ui.sessions.card import card_of
from desktop.ui.sessions.document_slot import DocumentSlot
from desktop.ui.sessions.lesser_check import LesserCheck
from desktop.ui.sessions.session_page import ID, SessionPage, steps_of
from desktop.words import tr
from desktop.words.codes import and_list, words


class IdPage(SessionPage):
    """The ID page. Emits `wanted(shown)` when the documents are enough, or `not_enough(missing)`. For internal access
    it asks what the office asks of its own staff."""

    wanted = Signal(tuple)
    not_enough = Signal(tuple)

    def __init__(self, view: SessionView, context: Context) -> None:
        policy = context.desk.id_policy.for_request(view.kind)
        lead = tr("Look at the originals. Then choose what they are.")
        card, steps = card_of(view, context), steps_of(view, policy)
        one = policy.slots == 1
        about = tr("One form of ID") if one else tr("Two forms of ID")
        confirm = tr("Confirm documents") if policy.asks_caller else tr("Confirm identity")
        super().__init__(ID, steps, card, about, lead, confirm)
        self._policy, self._born_known = policy, view.born is not None
        self._today = context.desk.policy.local(context.desk.clock.now()).date()
        titles = [tr("One with their name") if one else tr("One with a photo")]
        titles += [tr("One with the current address")] if any(each.address for each in policy.combinations) else []
        titles += [tr("One more document")] * (policy.slots - len(titles))
        self.slots = [DocumentSlot(n, title, view, policy, self._today) for n, title in enumerate(titles)]
        self.assessment = self._assess()
        self.add(Columns(*[slot.widget for slot in self.slots], gap=24))
        self.add_link(tr("Not enough evidence today"), self._give_up)
        self.lesser = LesserCheck(view.id, context, self._shown, asks_caller=policy.asks_caller)
        self.add(self.lesser)
        self.lesser_link = self.add_link(tr("Lesser check with a supervisor"), self.lesser.unfold)
        self.lesser.problems.connect(self.set_problems)
        self.lesser.waiting.connect(self._wait)
        for slot in self.slots:
            slot.edited.connect(self._judge)
        self.submitted.connect(self._submit)
        self._judge()

    def hideEvent(self, event: QHideEvent) -> None:
        """Wipe numbers and passwords: the page is hidden or covered."""
        super().hideEvent(event)
        for slot in self.slots:
            slot.wipe_number()
        self.lesser.password.wipe()

    def _shown(self) -> tuple[Shown | None, ...]:
        return tuple(slot.shown() for slot in self.slots)

    def _assess(self) -> Assessment:
        return assess(self._policy, self._shown(), self._today, born_known=self._born_known)

    def _judge(self) -> None:
        self.assessment = self._assess()
        before = [slot.filled for slot in self.slots]
        for slot, judged in zip(self.slots, self.assessment.slots, strict=True):
            slot.show_judged(judged)
        missing = missing_words(self.assessment.missing)
        if missing:
            needed = filled(tr("Still needed: {what}."), what=strong(missing))
            self.set_missing(needed, tr("Nothing can be opened until then."))
        else:
            self.set_missing()
            self.lesser.fold()
        self.lesser_link.setVisible(bool(missing))
        if sum(slot.filled for slot in self.slots) > sum(before):
            self._focus_next()

    def _focus_next(self) -> None:
        """Continue with the next open slot, or with the button: a slot has folded."""
        waiting = next((slot for slot in self.slots if not slot.filled), None)
        target = waiting.kind.focus_target() if waiting else self.primary
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wait(self, waits: bool) -> None:
        """Hold the documents as they are while a supervisor is asked about them."""
        for slot in self.slots:
            slot.widget.setEnabled(not waits)
        self.lesser_link.setVisible(not waits and bool(self.assessment.missing))

    def _submit(self) -> None:
        self.wanted.emit(self._shown())

    def _give_up(self) -> None:
        missing: tuple[Missing, ...] = self.assessment.missing
        self.not_enough.emit(missing)


def missing_words(missing: tuple[Missing, ...]) -> str:
    """Say what is missing, without mentioning a missing document twice."""
    said = [code for code in missing if code not in COUNTS]
    return and_list([words(code) for code in said or missing])


COUNTS = frozenset({Missing.FIRST_DOCUMENT, Missing.SECOND_DOCUMENT, Missing.FURTHER_DOCUMENT})
