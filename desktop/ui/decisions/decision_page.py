"""One decision: what is asked, what was removed and why, then approve or refuse."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import Signal

from desktop.application.deciding import Decide
from desktop.application.views import RequestView
from desktop.domain.request import Purpose, RefusalReason
from desktop.errors import FieldsError
from desktop.ui.context import Context
from desktop.ui.requests.request_page import RemovedParts, RequestSheet
from desktop.ui.widgets.choice_field import Choice, ChoiceField, TicksField
from desktop.ui.widgets.date_field import DateField
from desktop.ui.widgets.field import LongTextField
from desktop.ui.widgets.page import Page
from desktop.ui.widgets.words import Words, title
from desktop.ui.wording import tr
from desktop.ui.wording.codes import words
from desktop.ui.wording.problems import problems_of

APPROVE, REFUSE = "approve", "refuse"


@dataclass(frozen=True)
class Draft:
    """What was chosen and typed for one request, kept while somebody looks at another."""

    choice: str | None = None
    until: tuple[str, str, str] = ("", "", "")
    refusal: str | None = None
    words: str = ""
    ticks: frozenset[str] = field(default_factory=frozenset)


class DecisionPage(Page):
    """Shows one after another. Emits `wanted(Decide)` or `back`."""

    wanted = Signal(object)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__("", tr("Read what is asked and what was removed, then decide."), primary=" ", wide=True)
        self._context = context
        self.asked = False
        self._view: RequestView | None = None
        self.sheet, self.removed = RequestSheet(context), RemovedParts()
        self.nothing_removed = Words(tr("Nothing was removed from this copy."), tone="muted")
        self._make_fields()
        self.add(self.sheet, *self.removed.widgets(), self.nothing_removed, title(tr("Your decision")))
        self.add(self.choice, self.until, self.nothing, self.refusal, self.words)
        self.back_link = self.add_link(tr("Back to the list"), self.back.emit)
        self.submitted.connect(self._submit)
        self.choice.edited.connect(self._show_choice)

    def _make_fields(self) -> None:
        choices = (
            Choice(APPROVE, tr("Approve"), tr("This very copy can be heard at an appointment")),
            Choice(REFUSE, tr("Refuse"), tr("Nothing can be opened. The person is told why")),
        )
        self.choice = ChoiceField("approve", tr("Can the person listen to this copy?"), choices)
        self.until = DateField("until", tr("Until when?"), tr("Leave it empty for no end."))
        tick = Choice("nothing", tr("There was nothing to remove"))
        hint = tr("For training, customer details are removed. Nothing was removed from this copy.")
        self.nothing = TicksField("nothing_to_remove", tr("Customer details"), (tick,), hint)
        reasons = [Choice(reason.value, words(reason)) for reason in RefusalReason]
        self.refusal = ChoiceField("refusal", tr("Why is it refused?"), reasons)
        hint = tr("Your own words for the file, if you want to add some. Up to you.")
        self.words = LongTextField("words", tr("Words"), hint)

    def show_request(self, view: RequestView, draft: Draft) -> None:
        """Show this one, with what was chosen and typed for it before."""
        self._view = view
        self.set_heading(tr("Decide on {reference}").format(reference=view.row.reference))
        self.sheet.show_request(view)
        self.removed.show_parts(view)
        self.nothing_removed.setVisible(not view.removed_internal)
        self.choice.set_value(draft.choice)
        for box, text in zip(self.until.boxes, draft.until, strict=True):
            box.setText(text)
        self.refusal.set_value(draft.refusal)
        self.words.set_value(draft.words)
        self.nothing.set_value(draft.ticks)
        self.asked = False
        self.set_problems(())
        self._show_choice()
        self.back_link.setFocus()
        self._scroll.verticalScrollBar().setValue(0)

    def draft(self) -> Draft:
        """What is chosen and typed now."""
        return Draft(
            self.choice.value(), self.until.typed(), self.refusal.value(), self.words.value(), self.nothing.value()
        )

    def show_problems(self, error: FieldsError) -> None:
        """At the fields that they belong to."""
        self.asked = False
        self.set_problems_by_name(problems_of(error))

    def _show_choice(self) -> None:
        chosen, view = self.choice.value(), self._view
        training = view is not None and view.purpose is Purpose.TRAINING and not view.removed_internal
        self.until.setVisible(chosen == APPROVE)
        self.nothing.setVisible(chosen == APPROVE and training)
        self.refusal.setVisible(chosen == REFUSE)
        self.words.setVisible(chosen is not None)
        says = {APPROVE: tr("Approve the request"), REFUSE: tr("Refuse the request")}
        self.primary.set_words(says.get(chosen or "", tr("Decide")))

    def _submit(self) -> None:
        if self.asked:
            return
        until: date | None = self.until.value()
        approves = self.choice.value() == APPROVE
        if approves and any(self.until.typed()) and until is None:
            self.show_problems(FieldsError({"until": "date_unreadable"}))
            return
        self.set_problems(())
        self.asked = True
        self.wanted.emit(self._command(approves, until))

    def _command(self, approves: bool, until: date | None) -> Decide:
        assert self._view is not None
        refuses = self.choice.value() == REFUSE
        refusal = self.refusal.value() if refuses else None
        return Decide(
            at=self._context.at,
            request=self._view.row.id,
            approve=approves if approves or refuses else None,
            until=until if approves else None,
            refusal=RefusalReason(refusal) if refusal else None,
            words=self.words.value(),
            nothing_to_remove=bool(self.nothing.value()),
        )
