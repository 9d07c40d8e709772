"""The questions to an approver: until when the copy can be heard, about other people in it, and whether to approve a
copy that they have not heard to its end, or that lacks the newest marks.

The other questions about other people appear only while something about someone else can be heard. What was not
heard, or is newer, is said beside the decision, and confirmed when they approve all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.application.requests.views import RequestView
from desktop.domain.copies.decision import FACTORS, Weighing, unheard_of, was_heard, weighing_of
from desktop.domain.shared.dates import add_months
from desktop.domain.shared.spans import Span, total
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.choices import ChipsField, Choice, ChoiceField, TicksField
from desktop.ui.kit.date_field import DateField
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.text import Words, filled, strong
from desktop.ui.requests.panels import choices_of
from desktop.words import counted, text, tr
from desktop.words.codes import and_list
from desktop.words.formatting import length, weekday_and_day

NO_END, MONTHS, DUE, A_DATE = "no_end", "months", "due", "a_date"


class UntilFields(QWidget):
    """The fields. Emits `edited`. `typed` and `choice` are kept while another request is shown."""

    edited = Signal()

    def __init__(self, months: int) -> None:
        """`months`: the office's usual end of an approval."""
        super().__init__()
        self._months = months
        self._today = date.min
        self._due: date | None = None
        self.chips = ChipsField("until_choice", tr("Until when?"), ())
        self.date = DateField("until", tr("Until which day?"), this_century=True)
        self.said = Words(tone="muted")
        column_in(self, self.chips, self.date, self.said, gap=12)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.chips.edited.connect(self._edited)
        self.date.edited.connect(self._edited)

    def show_request(self, today: date, due: date | None, choice: str, typed: tuple[str, str, str]) -> None:
        """Offer the answers for a request that is due then; `choice` and `typed` were entered before."""
        self._today, self._due = today, due if due is not None and due >= today else None
        offered = [Choice(MONTHS, counted(self._months, "1 month", "{n} months"))]
        if self._due is not None:
            offered.append(Choice(DUE, tr("Until the answer is due")))
        self.chips.set_choices((*offered, Choice(A_DATE, tr("Another date")), Choice(NO_END, tr("No end date"))))
        self.chips.set_value(choice if choice in self.chips.options else MONTHS)
        for box, part in zip(self.date.boxes, typed, strict=True):
            box.setText(part)
        self._show()

    @property
    def choice(self) -> str:
        """The chip that is chosen."""
        return self.chips.value() or MONTHS

    @property
    def unreadable(self) -> bool:
        """Whether a date is asked for, and what is typed is none."""
        return self.choice == A_DATE and self.date.value() is None

    def value(self) -> date | None:
        """Return the last day, or None for no end."""
        days = {MONTHS: add_months(self._today, self._months), DUE: self._due, A_DATE: self.date.value()}
        return days.get(self.choice)

    def _edited(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        self.date.setVisible(self.choice == A_DATE)
        last = self.value()
        if last is None:
            said = "" if self.choice == A_DATE else tr("They can listen for as long as the copy is kept.")
            self.said.set_parts(said)
        else:
            self.said.set_parts(filled(tr("They can listen up to {day}."), day=strong(weekday_and_day(last))))
        self.said.setVisible(bool(self.said.words))


QUESTIONS: Mapping[str, tuple[str, str]] = {
    "information": (
        text("Can anything about someone else be heard in it?"),
        text(
            "Anyone except the person asking and our own staff at work. A voice or a story can be enough "
            "to identify someone."
        ),
    ),
    "confidence": (text("Was it told in confidence?"), ""),
    "asked": (text("Was that other person asked if it can be played?"), ""),
    "capable": (
        text("Can they decide that for themselves?"),
        text("A small child cannot. Someone who is very ill may not be able to."),
    ),
    "consent": (text("What did they say?"), ""),
}


class WeighingFields(QWidget):
    """The fields of the weighing. Emits `edited` when an answer changes."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fields = {name: self._field(name) for name in FACTORS}
        column_in(self, *self.fields.values(), gap=18)
        for field in self.fields.values():
            field.edited.connect(self._edited)
        self._show_asked()

    def weighing(self) -> Weighing:
        """Return the weighing as answered now."""
        return weighing_of(dict(self.answers()))

    def first_left(self) -> ChoiceField | None:
        """Return the first question that is asked and not answered."""
        missing = self.weighing().missing
        return self.fields[missing[0]] if missing else None

    def answers(self) -> tuple[tuple[str, str | None], ...]:
        """Return the choice at each question, including those not asked now."""
        return tuple((name, field.value()) for name, field in self.fields.items())

    def set_answers(self, answers: tuple[tuple[str, str | None], ...]) -> None:
        """Choose these answers; clear every other question."""
        given = dict(answers)
        for name, field in self.fields.items():
            field.set_value(given.get(name))
        self._show_asked()

    def _field(self, name: str) -> ChoiceField:
        question, hint = QUESTIONS[name]
        return ChoiceField(name, tr(question), choices_of(FACTORS[name]), tr(hint) if hint else "", across=True)

    def _edited(self) -> None:
        self._show_asked()
        self.edited.emit()

    def _show_asked(self) -> None:
        asked = self.weighing().others_can_be_heard
        for name, field in self.fields.items():
            field.setVisible(asked or name == "information")


class Unheard:
    """The notice `told` at the decision, and `known`, which is asked once someone approves all the same."""

    def __init__(self) -> None:
        self.told = Banner("notice", aloud=False)  # the page says how much was heard, and asks once more
        tick = Choice("known", tr("Approve it although I have not heard all of it"))
        hint = tr("The log says that you approved it unheard, and how much of it.")
        self.known = TicksField("unheard", tr("Not heard"), (tick,), hint)
        self.known.hide()
        self.left = False
        self._asked = False

    def begin(self) -> None:
        """Ask nothing yet: another request is shown."""
        self._asked = False
        self.known.set_value(())

    def show(self, view: RequestView | None, heard: tuple[Span, ...], *, approving: bool) -> None:
        """Show what is left to hear, where someone is about to approve."""
        call = view.call if view is not None else None
        left = unheard_of(heard, call.frames, call.rate) if call is not None else ()
        self.left = bool(left)
        shown = self.left and approving and view is not None
        self.told.set_parts(*(_unheard_words(view, heard, left) if shown and view is not None else ()))
        self.known.setVisible(shown and self._asked)

    def ask(self) -> None:
        """Ask once more, from now on."""
        self._asked = True
        self.known.show()


def _unheard_words(view: RequestView, heard: tuple[Span, ...], left: tuple[Span, ...]) -> tuple[str, ...]:
    assert view.call is not None
    rate = view.call.rate
    parts = [
        str(index + 1)
        for index, (start, end, *_) in enumerate(view.removed_internal)
        if not was_heard(Span(start, end), heard, rate)
    ]
    said = tr("You have not heard {length} of it.").format(length=length(total(left) / rate))
    if parts:
        named = counted(
            len(parts), "That includes part {parts}.", "That includes parts {parts}.", parts=and_list(parts)
        )
        return strong(said), named, tr("If you approve now, you are asked once more.")
    return strong(said), tr("If you approve now, you are asked once more.")


class NewerMarks:
    """The notice: `told` at the top of the page, `known` at the decision. Both are hidden if the copy has all marks."""

    def __init__(self) -> None:
        self.told = Banner("notice")
        tick = Choice("known", tr("Approve this copy as it is"))
        hint = tr("The marks were changed after this copy was made. What was marked since can still be heard in it.")
        self.known = TicksField("newer_marks", tr("Newer marks"), (tick,), hint)
        self.are_there = False

    def show(self, are_there: bool, *, approving: bool) -> None:
        """Show the notice; `approving`: whether the approver has chosen to approve."""
        self.are_there = are_there
        self.told.set_parts(*(_newer_marks_words() if are_there else ()))
        self.known.setVisible(are_there and approving)


def _newer_marks_words() -> tuple[str, ...]:
    return (
        strong(tr("The marks are newer than this copy.")),
        tr("The marks were changed after this copy was made, and the change is not in it."),
        tr("Send it back, and ask for a copy of the marks as they are now."),
    )
