"""A slot of the ID page: the document, its date, and whether it matches. One slot is open at a time; the others are one
line each.

An open slot has its kinds (those that can fill it), and once one is chosen the date that is read from it beside the
details of the request, with one press for "All details match". Everything that its kind is asked is in sight. Where
something differs, the questions have the whole width, and a date that is still missing is asked after them; then, and
where a problem is shown among them, the other slots make room.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.fitting import Fitting
from desktop.domain.sessions.id_policy import Asks, DocumentKind, IdPolicy
from desktop.domain.sessions.identity import ProblemCode, Shown, questions
from desktop.domain.sessions.identity import Slot as Judged
from desktop.ui.kit.widgets.choice_field import Choice
from desktop.ui.kit.widgets.columns import Columns
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import Field
from desktop.ui.kit.widgets.slot import Slot as SlotWidget
from desktop.ui.kit.widgets.slot import SlotState, SlotView
from desktop.ui.kit.widgets.words import announce, small
from desktop.ui.sessions.id_words import lines_of, problem_words, unfit_words
from desktop.ui.sessions.kind_field import KindField
from desktop.ui.sessions.matching import Matching
from desktop.ui.sessions.number_check import NumberCheck
from desktop.words import counted, tr
from desktop.words.sessions.documents import advice_words

_DOWN = QBoxLayout.Direction.TopToBottom


class DocumentSlot(QObject):
    """The slot of one document. Asks, and returns the answers as a `Shown`. Emits `edited` on every answer, and
    `wanted` when it is to be worked at."""

    edited = Signal()
    wanted = Signal()

    def __init__(self, number: int, title: str, view: SessionView, policy: IdPolicy, today: date) -> None:
        super().__init__()
        self._title, self._policy, self._born_known = title, policy, view.compared.born is not None
        self._open, self._judged = False, Judged()
        self.widget = SlotWidget()
        self.setParent(self.widget)
        self.kind = KindField(f"kind_{number}", tr("What have they shown you?"))
        self._why = small(tone="muted")
        self.expiry = DateField(f"expiry_{number}", tr("Expiry date on it"), this_century=True)
        self.issued = DateField(f"issued_{number}", tr("Date on it"), this_century=True)
        self.number = NumberCheck(number, title, view, today)
        self.matching = Matching(number, title, view)
        self.name, self.birth, self.address = self.matching.name, self.matching.birth, self.matching.address
        self.all_match, self.some_differ = self.matching.details.all_match, self.matching.details.some_differ
        self.kind.call(title)
        for field in (self.expiry, self.issued):  # where the focus enters a slot
            field.call(f"{title}: {field.label}")
        self._dates = QWidget()
        self._dates_box = QBoxLayout(_DOWN, self._dates)
        self._dates_box.setContentsMargins(0, 0, 0, 0)
        for widget in (self.expiry, self.issued, self.number):
            self._dates_box.addWidget(widget)
        self._dates_box.addStretch(1)
        self._body = Columns(self._dates, self.matching, weights=(6, 7), gap=16, gap_stacked=6, stack_below=600)
        self._wire()

    def _wire(self) -> None:
        for widget in (self.kind, self._why, self._body):
            widget.setParent(self.widget)
            widget.hide()
        self.kind.edited.connect(self._kind_chosen)
        self.kind.digit_typed.connect(self._begin_date)
        for field in (self.expiry, self.issued):
            field.edited.connect(self.edited)
            field.completed.connect(self._date_typed)
        self.matching.edited.connect(self._go_on)
        for signal in (self.number.checked, self.number.opened):
            signal.connect(self.edited)
        self.widget.acted.connect(self._acted)

    def document(self) -> DocumentKind | None:
        """Return the chosen kind."""
        code = self.kind.value()
        return self._policy.kind(code) if code else None

    @property
    def filled(self) -> bool:
        """Whether its document counts: a tick and words, no question."""
        return self._judged.accepted

    @property
    def crowded(self) -> bool:
        """Whether it needs the room of the others: something differs, and a problem is shown or a date is asked."""
        return self._open and self.matching.one_by_one and (bool(self._judged.problems) or not self._dates.isHidden())

    def shown(self) -> Shown | None:
        """Return the answers so far; None until a kind is chosen."""
        kind = self.document()
        if kind is None:
            return None
        return Shown(
            kind=kind.code,
            expiry=self.expiry.value() if kind.asks is Asks.EXPIRY else None,
            issued=self.issued.value() if kind.asks is Asks.ISSUED else None,
            name=self.matching.name_answer(),
            birth=self.matching.birth_answer(),
            shows_current_address=self.matching.address_answer(),
            opened_by_code=self.matching.code_answer(),
            typed=self.number.typed,
        )

    def show_judged(self, judged: Judged, fitting: Fitting, *, opens: bool) -> None:
        """Show a tick and words; or, if it opens, what is asked, and why it cannot fill the slot."""
        self._judged, self._open = judged, opens and not judged.accepted
        self._offer(fitting)
        self._show_problem(judged)
        kind = self.document()
        if kind is not None and judged.accepted:
            lines = lines_of(kind, self.shown(), judged)
            self._show(SlotView(self._title, SlotState.FILLED, kind.name, lines, action=tr("Change")))
        elif not self._open:
            action = tr("Choose a document") if kind is None else tr("Go on with it")
            started = kind.name if kind is not None else ""
            self._show(SlotView(self._title, SlotState.EMPTY, started, action=action, folded=True))
        elif kind is None:
            self._show(SlotView(self._title, SlotState.ASKING, action=self._others), self.kind, self._why)
        else:
            problem = judged.problems[0] if judged.problems else None
            state = SlotState.PROBLEM if problem else SlotState.ASKING
            advice = advice_words(problem) if problem else ""
            alone = self.matching.one_by_one or self.number.asks
            self._ask(kind)
            name, action = (kind.name, tr("Begin again")) if alone else ("", "")
            view = SlotView(self._title, state, name, advice=advice, action=action)
            self._show(view, *(() if alone else (self.kind,)), self._body)

    def focus(self) -> None:
        """Move the focus to where this slot is worked at."""
        kind = self.document()
        target = self.kind.focus_target()
        if kind is not None and self.kind.problem == "":
            dates = [field for field in self._dates_of(kind) if field.value() is None or field.problem]
            target = dates[0].focus_target() if dates else self.matching.focus_target()
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def wipe_number(self) -> None:
        """Wipe a number that was typed but not checked, and say so."""
        self.number.wipe()

    def _show(self, view: SlotView, *asked: QWidget) -> None:
        self.widget.ask(*(widget for widget in asked if widget is not self._why or self._why.words))
        self.widget.show_view(view)

    def _offer(self, fitting: Fitting) -> None:
        choices = tuple(Choice(kind.code, kind.name) for kind in fitting.kinds)
        rest = max(0, len(choices) - 5)
        self.kind.set_choices(choices, counted(rest, "1 more kind", "{n} more kinds"))
        others = len(fitting.others)
        words = counted(others, "1 kind does not fit here. Which?", "{n} kinds do not fit here. Which?")
        self._others = words if others else ""
        if self._why.words:
            self._why.set_parts(unfit_words(fitting))
        self._reasons = unfit_words(fitting)

    def _say_why(self) -> None:
        self._why.set_parts("" if self._why.words else self._reasons)
        self.edited.emit()
        announce(self.widget, self._why.words)

    def _ask(self, kind: DocumentKind) -> None:
        """Ask what this kind is asked, all of it at once."""
        for field in (self.expiry, self.issued):
            field.setVisible(field in self._dates_of(kind))
        dated = all(field.value() is not None and not field.problem for field in self._dates_of(kind))
        asks = kind.asks is not None or kind.has_mrz or kind.has_licence_number
        one_by_one = self.matching.one_by_one
        later = one_by_one and (dated or not self._compared)
        self._dates.setVisible(asks and not later)
        self._body.stack(one_by_one)  # each question has the whole width, and so one row of answers
        self._dates_box.setDirection(QBoxLayout.Direction.LeftToRight if one_by_one else _DOWN)
        self._dates_box.setSpacing(24 if one_by_one else 8)
        self.number.setVisible(self.number.fits and not one_by_one)
        self.matching.ask(questions(kind, born_known=self._born_known), photo=kind.photo)

    @property
    def _compared(self) -> bool:
        """Whether each question about what differs is answered, and nothing speaks against the document."""
        asked = (self.matching.code, self.name, self.birth, self.address)
        return self.matching.answered and not any(field.problem for field in asked)

    def _go_on(self) -> None:
        """Ask for the date, where something differed and all of it is answered."""
        self.edited.emit()
        kind = self.document()
        if kind is None or not self.matching.one_by_one or not self._compared or not self._dates.isVisible():
            return
        empty = next((field for field in self._dates_of(kind) if field.value() is None), None)
        if empty is not None:
            empty.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _dates_of(self, kind: DocumentKind) -> list[DateField]:
        by_kind = {Asks.EXPIRY: [self.expiry], Asks.ISSUED: [self.issued]}
        return by_kind[kind.asks] if kind.asks is not None else []

    def _show_problem(self, judged: Judged) -> None:
        """Show the problem at the answer that caused it."""
        kind = self.document()
        problem = judged.problems[0] if judged.problems and kind else None
        at = self._field_of(problem.code) if problem else None
        asked = (self.matching.code, self.name, self.birth, self.address)
        for field in (self.kind, self.expiry, self.issued, *asked):
            said = problem_words(problem, kind) if problem and kind and field is at else ""
            changed = said != field.problem
            field.set_problem(said)
            if changed:
                announce(self.widget, said)

    def _field_of(self, code: ProblemCode) -> Field:
        by_code: dict[ProblemCode, Field] = {
            ProblemCode.EXPIRED: self.expiry,
            ProblemCode.TOO_OLD: self.issued,
            ProblemCode.ISSUED_IN_FUTURE: self.issued,
            ProblemCode.NOT_OPENED_HERE: self.matching.code,
            ProblemCode.NAME_DIFFERS: self.name,
            ProblemCode.BIRTH_DIFFERS: self.birth,
            ProblemCode.ADDRESS_DIFFERS: self.address,
        }
        return by_code.get(code, self.kind)

    def _kind_chosen(self) -> None:
        """Start again: what was answered about one document is not taken for another."""
        self.number.begin(self.document())
        for field in (self.expiry, self.issued):
            field.set_value(None)
        self.matching.forget()
        self.edited.emit()

    def _begin_date(self, digit: str) -> None:
        """Take a digit that was typed at the kinds for the date's first."""
        kind = self.document()
        if kind is not None and (dates := self._dates_of(kind)):
            dates[0].begin_with(digit)

    def _date_typed(self) -> None:
        """Go on from a date that is in order; one that is not is looked at again."""
        kind = self.document()
        if kind is not None and self._open and not any(field.problem for field in self._dates_of(kind)):
            self.matching.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _acted(self) -> None:
        """Open it, and compare a document again; or say which kinds are not for it."""
        if self._open and self.document() is None:
            self._say_why()
            return
        if self._judged.accepted or self._open:
            self.matching.forget()
        if self.number.asks:
            self.number.begin(self.document())
        self.wanted.emit()
