"""Step 2: the documents that the policy asks for. Always says what is missing, and why a document is not accepted.

One slot is open, over the whole width; the others are a line each, as all are while a lesser check is asked for. When a
document counts, the next slot opens, and after the last the button has the focus.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.fitting import SlotFor, fitting, slots_of
from desktop.domain.sessions.identity import Assessment, Missing, Shown, assess
from desktop.ui.kit.widgets.words import filled, strong
from desktop.ui.running.context import Context
from desktop.ui.sessions.card import card_of
from desktop.ui.sessions.coming_back import ComingBack
from desktop.ui.sessions.document_slot import DocumentSlot
from desktop.ui.sessions.lesser_check import LesserCheck
from desktop.ui.sessions.session_page import ID, SessionPage, stacked, steps_of
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
        self._policy, self._born_known = policy, view.compared.born is not None
        self._today = context.desk.policy.local(context.desk.clock.now()).date()
        titles = slot_titles(slots_of(policy))
        self.slots = [DocumentSlot(n, title, view, policy, self._today) for n, title in enumerate(titles)]
        self.open_slot: DocumentSlot | None = self.slots[0]
        self.assessment = self._assess()
        self.add(stacked(*[slot.widget for slot in self.slots], spacing=6))
        self.add_link(tr("Not enough evidence today"), self._give_up)
        self.lesser = LesserCheck(view.id, context, self._shown, asks_caller=policy.asks_caller)
        self.add(self.lesser)
        self.lesser_link = self.add_link(tr("Ask for a lesser check"), self._unfold_lesser)
        self.earlier = ComingBack(view, context)
        self.add(self.earlier)
        self.earlier_link = self.add_link("", self._unfold_earlier)
        self.earlier_link.hide()
        self.earlier.found.connect(self._came_before)
        self.earlier.problems.connect(self.set_problems)
        self.earlier.unfolded.connect(self._fold_slots)
        self.lesser.problems.connect(self.set_problems)
        self.lesser.waiting.connect(self._wait)
        self.lesser.unfolded.connect(self._fold_slots)
        for slot in self.slots:
            slot.edited.connect(self._judge)
            slot.wanted.connect(partial(self._open, slot))
        self.submitted.connect(self._submit)
        self._judge()

    def hideEvent(self, event: QHideEvent) -> None:
        """Wipe numbers, and say so: the page is hidden, or the desk locked."""
        super().hideEvent(event)
        for slot in self.slots:
            slot.wipe_number()

    @Slot(str)
    def _came_before(self, words: str) -> None:
        """Offer the short check: they were identified in an earlier session."""
        self.earlier_link.set_words(words)
        self.earlier_link.show()

    def _unfold_earlier(self) -> None:
        self.lesser.fold()
        self.earlier.unfold()

    def _unfold_lesser(self) -> None:
        self.earlier.fold()
        self.lesser.unfold()

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

    def _open(self, slot: DocumentSlot | None) -> None:
        """Go on with that slot, or with the button: all documents count."""
        if slot is not None:
            self.lesser.fold()
            self.earlier.fold()
        self.open_slot = slot
        if slot is not None and slot.filled:
            self._judge()  # it is compared again
        else:
            self._show_slots()
        if slot is not None:
            slot.focus()
        else:
            self.primary.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(bool)
    def _fold_slots(self, folds: bool) -> None:
        """Show each document as a line while a lesser check is asked for, or the short check is made; then go on with
        the next one."""
        waiting = next((slot for slot in self.slots if not slot.filled), None)
        self.open_slot = None if folds else waiting
        self._show_slots()

    def _wait(self, waits: bool) -> None:
        """Hold the documents as they are while a supervisor is asked about them."""
        for slot in self.slots:
            slot.widget.setEnabled(not waits)
        for part in (self.earlier, self.earlier_link):
            part.setEnabled(not waits)
        self.lesser_link.setVisible(not waits and bool(self.assessment.missing))

    def _submit(self) -> None:
        self.wanted.emit(self._shown())

    def _give_up(self) -> None:
        missing: tuple[Missing, ...] = self.assessment.missing
        self.not_enough.emit(missing)


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
