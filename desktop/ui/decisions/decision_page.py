"""One decision: the request, what was removed and why, listening, the weighing; then the approver's decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import Signal

from desktop.application.copies.deciding import Decide
from desktop.application.office.in_person import InPerson
from desktop.application.requests.views import RequestView
from desktop.domain.copies.weighing import UNWEIGHED, Ruling, is_weighed
from desktop.domain.requests.request import Purpose, RefusalReason, refusals_of
from desktop.domain.shared.spans import Span
from desktop.errors import FieldsError, ListeningRoomError
from desktop.ui.copies.hearing.line import HearingLine
from desktop.ui.decisions.newer_marks import NewerMarks
from desktop.ui.decisions.weighing_fields import WeighingFields
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField, TicksField
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import LongTextField
from desktop.ui.kit.widgets.own_password import OwnPasswordField, problems_with_password
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.where import in_sentences
from desktop.ui.kit.widgets.words import Words, title
from desktop.ui.requests.decided import returned
from desktop.ui.requests.doubted import doubted
from desktop.ui.requests.request_page import RemovedParts, RequestSheet
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.shared.counts import parts_removed

APPROVE, SEND_BACK, REFUSE = (ruling.value for ruling in Ruling)


@dataclass(frozen=True)
class Draft:
    """The choices and text entered for one request, kept while another request is shown."""

    choice: str | None = None
    until: tuple[str, str, str] = ("", "", "")
    refusal: str | None = None
    words: str = ""
    ticks: frozenset[str] = field(default_factory=frozenset)
    answers: tuple[tuple[str, str | None], ...] = ()


class DecisionPage(Page):
    """The page for one decision after another. Emits `wanted(Decide)` or `back`; `hearing` shows what to hear."""

    wanted = Signal(Decide)
    back = Signal()

    def __init__(self, context: Context) -> None:
        lead = tr("Read the request and what was removed, listen, then decide.")
        super().__init__("", lead, primary=" ", wide=True)
        self._context = context
        self.asked = False
        self.view: RequestView | None = None
        self.returned, self.doubted, self.newer = Banner("notice"), Banner("problem"), NewerMarks()
        self.sheet, self.removed = RequestSheet(context), RemovedParts()
        self.nothing_removed = Words(tr("Nothing was removed from this copy."), tone="muted")
        self.hearing = HearingLine(originals=context.desk.strongroom is not None)
        self.others, self.weighing = title(tr("Other people")), WeighingFields()
        self._make_fields()
        self.add(
            self.returned,
            self.doubted,
            self.newer.told,
            self.sheet,
            *self.removed.widgets(),
            self.nothing_removed,
            self.hearing,
        )
        self.add(self.others, self.weighing, title(tr("Your decision")))
        self.add(self.choice, self.until, self.nothing, self.newer.known, self.refusal, self.words, self.own_password)
        self.back_link = self.add_link(tr("Back to the list"), self.back.emit)
        self.submitted.connect(self._submit)
        self.choice.edited.connect(self._show_choice)
        self.weighing.edited.connect(self._show_choice)

    def _make_fields(self) -> None:
        choices = (
            Choice(APPROVE, tr("Approve"), tr("This copy can be heard at an appointment")),
            Choice(SEND_BACK, tr("Send back"), tr("It is prepared again and comes back to you")),
            Choice(REFUSE, tr("Refuse"), tr("Nothing can be opened. The person is told why")),
        )
        self.choice = ChoiceField("ruling", tr("Can the person listen to this copy?"), choices)
        self.until = DateField("until", tr("Until when?"), tr("Leave it empty for no end date."))
        tick = Choice("nothing", tr("There was nothing to remove"))
        hint = tr("For training, customer details are removed. Nothing was removed from this copy.")
        self.nothing = TicksField("nothing_to_remove", tr("Customer details"), (tick,), hint)
        reasons = [Choice(reason.value, words(reason)) for reason in RefusalReason]
        self.refusal = ChoiceField("refusal", tr("Why is it refused?"), reasons)
        self.words = LongTextField("words", tr("Words"))
        self.own_password = OwnPasswordField()

    def show_request(self, view: RequestView, draft: Draft, heard: tuple[Span, ...]) -> None:
        """Show a request, with the draft kept for it, and what was heard of its copy."""
        self.view = view
        self.come_anew()
        self.set_heading(tr("Decide on {reference}").format(reference=view.row.reference))
        self.returned.set_parts(*returned(view.decision, self._context.desk.office.zone))
        self.doubted.set_parts(*doubted(view, deciding=True))
        self.newer.are_there = view.newer_marks
        self.sheet.show_request(view)
        self.removed.show_parts(view)
        self.nothing_removed.setVisible(not view.removed_internal)
        self.hearing.show_heard(view, heard)
        for reason in RefusalReason:
            self.refusal.options[reason.value].setVisible(reason in refusals_of(view.row.kind))
        self._fill(draft)
        self.asked = False
        self.set_problems(())
        self._show_choice()
        self.back_link.setFocus()
        self._scroll.verticalScrollBar().setValue(0)

    def show_heard(self, heard: tuple[Span, ...]) -> None:
        """Show how much of the copy has been heard so far."""
        if self.view is not None:
            self.hearing.show_heard(self.view, heard)
            self._where.say_soon()

    def where(self) -> str:
        """Return the usual text, how much is removed, and how much of the copy has been heard."""
        return in_sentences(super().where(), self._removed_words(), self.hearing.spoken())

    def draft(self) -> Draft:
        """Return the current choices and text."""
        return Draft(
            choice=self.choice.value(),
            until=self.until.typed(),
            refusal=self.refusal.value(),
            words=self.words.value(),
            ticks=self.nothing.value() | self.newer.known.value(),
            answers=self.weighing.answers(),
        )

    def show_problems(self, error: ListeningRoomError) -> None:
        """Show the problems at their fields. What was typed stays, but for the password."""
        self.asked = False
        self.own_password.wipe()
        problems = problems_with_password(error)
        if self.newer.known.name in problems:  # they may have been changed while this page was read
            self.newer.show(True, approving=True)
        self.set_problems_by_name(problems)

    def _fill(self, draft: Draft) -> None:
        self.choice.set_value(draft.choice)
        for box, text in zip(self.until.boxes, draft.until, strict=True):
            box.setText(text)
        self.refusal.set_value(draft.refusal)
        self.words.set_value(draft.words)
        self.nothing.set_value(draft.ticks)
        self.newer.known.set_value(draft.ticks)
        self.weighing.set_answers(draft.answers)

    def _show_choice(self) -> None:
        chosen, view = self.choice.value(), self.view
        training = view is not None and view.request.purpose is Purpose.TRAINING and not view.removed_internal
        self.others.setVisible(self._weighs)
        self.weighing.setVisible(self._weighs)
        self.until.setVisible(chosen == APPROVE)
        self.nothing.setVisible(chosen == APPROVE and training)
        self.newer.show(self.newer.are_there, approving=chosen == APPROVE)
        self.refusal.setVisible(chosen == REFUSE)
        self.words.setVisible(chosen is not None)
        self.own_password.setVisible(chosen == APPROVE)
        self.words.set_hint(self._words_hint(chosen))
        says = {
            APPROVE: tr("Approve the request"),
            SEND_BACK: tr("Send the copy back"),
            REFUSE: tr("Refuse the request"),
        }
        self.primary.set_words(says.get(chosen or "", tr("Decide")))

    def _words_hint(self, chosen: str | None) -> str:
        if chosen == SEND_BACK:
            return tr("What has to change? Whoever prepares it will read this.")
        if chosen == APPROVE and self._weighs and self.weighing.weighing().against_their_will:
            return tr("Someone refused. Say why it is still reasonable to let it be heard.")
        return tr("Anything you want to add for the file. This is optional.")

    def _removed_words(self) -> str:
        if self.view is None or self.view.call is None:
            return ""
        count = len(self.view.removed_internal)
        return parts_removed(count) if count else self.nothing_removed.words

    @property
    def _weighs(self) -> bool:
        return self.view is not None and is_weighed(self.view.row.kind)

    def _submit(self) -> None:
        if self.asked:
            return
        until: date | None = self.until.value()
        if self.choice.value() == APPROVE and any(self.until.typed()) and until is None:
            self.show_problems(FieldsError({"until": "date_unreadable"}))
            return
        self.set_problems(())
        self.asked = True
        self.wanted.emit(self._command(until))

    def _command(self, until: date | None) -> Decide:
        assert self.view is not None
        chosen, refusal = self.choice.value(), self.refusal.value()
        return Decide(
            by=InPerson(self._context.actor, self.own_password.value() if chosen == APPROVE else ""),
            request=self.view.row.id,
            ruling=Ruling(chosen) if chosen else None,
            copy=self.view.copy,
            until=until if chosen == APPROVE else None,
            refusal=RefusalReason(refusal) if refusal and chosen == REFUSE else None,
            words=self.words.value(),
            nothing_to_remove=bool(self.nothing.value()),
            newer_marks_known=self.newer.are_there and bool(self.newer.known.value()),
            weighing=self.weighing.weighing() if self._weighs else UNWEIGHED,
        )
