"""A slot of the ID page: the document, its date, and whether it matches. One slot is open at a time; the others are one
line each.

An open slot has its kinds (those that can fill it, a few at once and the rest in a list), and once one is chosen the
date that is read from it beside the details of the request. A digit that is typed at the kinds begins that date.
Everything that its kind is asked is in sight. Where something differs, the questions have the whole width, and a date
that is still missing is asked after them; then, and where a problem is shown, the other slots make room.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.id_policy import Asks, DocumentKind, IdPolicy
from desktop.domain.sessions.identity import (
    BirthComparison,
    Fitting,
    IdProblem,
    NameComparison,
    ProblemCode,
    Shown,
    Unfit,
    questions,
)
from desktop.domain.sessions.identity import Slot as Judged
from desktop.domain.shared.dates import Age
from desktop.ui.kit.accessible import let_go, set_role
from desktop.ui.kit.buttons import QuietLink, Tick
from desktop.ui.kit.forms.choices import Choice
from desktop.ui.kit.forms.date_field import DateField
from desktop.ui.kit.forms.fields import Field
from desktop.ui.kit.layouts import Columns, FlowLayout
from desktop.ui.kit.style import Size, smooth_painter, theme_of
from desktop.ui.kit.text import Words, announce, filled, small, strong, subtitle
from desktop.ui.sessions.identity.document_questions import AT_ONCE, KindField, Matching, NumberCheck
from desktop.words import Texts, counted, tr
from desktop.words.codes import and_list
from desktop.words.formatting import days, months
from desktop.words.sessions import advice_words

PROBLEMS: Texts[ProblemCode] = {
    ProblemCode.NOT_ACCEPTED_HERE: "This office does not accept this kind of document.",
    ProblemCode.SAME_KIND: "This is the same kind as the other one. Two different documents are needed.",
    ProblemCode.ENDED: "This kind of document is no longer accepted.",
    ProblemCode.ISSUED_IN_FUTURE: "This date is in the future.",
    ProblemCode.NOT_OPENED_HERE: "A picture or a print of an eVisa is not enough.",
    ProblemCode.NAME_DIFFERS: "The name differs from the request.",
    ProblemCode.BIRTH_DIFFERS: "The date of birth differs from the request.",
    ProblemCode.ADDRESS_DIFFERS: "It does not show the current address.",
}


NEARLY_DAYS = 25
"""From so many days on, an age is nearly that of a month more."""
UNFIT: Texts[Unfit] = {
    Unfit.NO_PHOTO: "Without a photo: {kinds}.",
    Unfit.NO_ADDRESS: "Without an address: {kinds}.",
    Unfit.SHOWN_ALREADY: "Shown already: {kinds}.",
    Unfit.ENDED: "No longer accepted: {kinds}. Ask a supervisor.",
    Unfit.NOT_TOGETHER: "Not enough with the other one: {kinds}.",
}


def problem_words(problem: IdProblem, kind: DocumentKind) -> str:
    """Say why a document cannot fill its slot."""
    if problem.code is ProblemCode.EXPIRED:
        ago = days(problem.days_over or 0)
        if problem.limit_months:
            return tr("It expired, and the {grace} of grace ended {ago} ago.").format(
                grace=months(problem.limit_months), ago=ago
            )
        return tr("It expired {ago} ago.").format(ago=ago)
    if problem.code is ProblemCode.TOO_OLD and problem.age is not None:
        return tr("It is {age} old. It can be up to {limit} old.").format(
            age=_age(problem.age), limit=months(problem.limit_months or 0)
        )
    return tr(PROBLEMS[problem.code])


def findings(kind: DocumentKind, shown: Shown | None, judged: Judged) -> tuple[tuple[str, ...], ...]:
    """Return the findings on an accepted document, a line each; never a number."""
    assert shown is not None
    facts = [tr("In date.")] if kind.asks is Asks.EXPIRY else []
    if kind.asks is Asks.ISSUED:
        facts.append(tr("Recent enough."))
    if shown.opened_by_code:
        facts.append(tr("Opened with their share code."))
    if all_match(shown):
        return ((" ".join((*facts, tr("All details match."))),),)
    if shown.shows_current_address is False and all_match(replace(shown, shows_current_address=None)):
        return ((" ".join((*facts, tr("All matches but the address, which is not the current one."))),),)
    changed = shown.name is NameComparison.DIFFERS_WITH_EVIDENCE
    facts.append(tr("Name differs. Evidence of the change was seen.") if changed else tr("Name matches the request."))
    if shown.birth is BirthComparison.MATCH:
        facts.append(tr("Date of birth matches."))
    elif shown.birth is BirthComparison.NOT_SHOWN:
        facts.append(tr("No date of birth on it."))
    lines: list[tuple[str, ...]] = [(" ".join(facts),)]
    if shown.shows_current_address is not None:
        said = tr("the current one") if judged.address else tr("not the current one")
        lines.append((filled(tr("Address on it: {which}"), which=strong(said)),))
    return tuple(lines)


def all_match(shown: Shown) -> bool:
    """Return whether everything that was compared matches."""
    births, addresses = (None, BirthComparison.MATCH), (None, True)
    return shown.name is NameComparison.MATCH and shown.birth in births and shown.shows_current_address in addresses


def unfit_words(fitting: Fitting) -> str:
    """Say which kinds are not offered in a slot, each group with its reason; nothing where all are."""
    said = []
    for why, sentence in UNFIT.items():
        names = [kind.name for kind, unfit in fitting.others if unfit is why]
        if names:
            said.append(tr(sentence).format(kinds=and_list(names)))
    return " ".join(said)


def _age(age: Age) -> str:
    if age.days == 0:
        return months(age.months)
    if age.months == 0:
        return days(age.days)
    if age.days >= NEARLY_DAYS:
        return tr("nearly {months}").format(months=months(age.months + 1))
    return tr("{months} and {days}").format(months=months(age.months), days=days(age.days))


_DOWN, _SIDE = QBoxLayout.Direction.TopToBottom, 22


class DocumentSlot(QWidget):
    """The slot of one document. Asks, and returns the answers as a `Shown`. Emits `edited` on every answer, and
    `wanted` when it is to be worked at.

    A filled slot is one line: a tick, and what it has. One that cannot be filled says why, and what will do instead.
    Never colour alone shows its state, and never a document's number. It is announced where it changes.
    """

    edited = Signal()
    wanted = Signal()

    def __init__(self, number: int, title: str, view: SessionView, policy: IdPolicy, today: date) -> None:
        super().__init__()
        set_role(self, QAccessible.Role.Grouping)  # a screen reader says which slot it enters
        self._title, self._policy, self._born_known = title, policy, view.compared.born is not None
        self._open, self._judged = False, Judged()
        self.kind = KindField(f"kind_{number}", tr("What have they shown you?"))
        self._why = small(tone="muted")
        self.expiry = DateField(f"expiry_{number}", tr("Expiry date on it"), this_century=True)
        self.issued = DateField(f"issued_{number}", tr("Date on it"), this_century=True)
        self.number = NumberCheck(number, title, view, today)
        self.matching = Matching(number, title, view)
        self.name, self.birth, self.address = self.matching.name, self.matching.birth, self.matching.address
        self.all_match, self.some_differ = self.matching.all_match, self.matching.some_differ
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
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        """Lay out the line of the slot, the place of what is asked, and the advice."""
        self._tick, self._document = Tick(Size.BODY, "accent"), Words(size=Size.SMALL)
        self._facts, self._advice = small(tone="muted"), small(tone="muted")
        self.action = QuietLink("", Size.SMALL)
        row = FlowLayout(gap=12, row_gap=0)
        row.add(self._tick, subtitle(self._title), self._document, self._facts)
        row.add_spring()
        row.addWidget(self.action)
        self._questions = QVBoxLayout()
        self._questions.setSpacing(6)
        self._box = QVBoxLayout(self)
        self._box.setSpacing(4)
        self._box.addLayout(row)
        self._box.addLayout(self._questions)
        self._box.addWidget(self._advice)
        self._asked: tuple[QWidget, ...] = ()
        for part in (self.kind, self._why, self._body):
            part.setParent(self)
            part.hide()

    def _wire(self) -> None:
        self.kind.edited.connect(self._kind_chosen)
        self.kind.digit_typed.connect(self._begin_date)
        for field in (self.expiry, self.issued):
            field.edited.connect(self.edited)
            field.completed.connect(self._date_typed)
        self.matching.edited.connect(self._go_on)
        self.number.changed.connect(self.edited)
        self.action.clicked.connect(self._acted)

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
            shows_current_address=self.matching.address.answer(),
            opened_by_code=self.matching.code.answer(),
            typed=self.number.typed,
        )

    def show_judged(self, judged: Judged, fitting: Fitting, *, opens: bool) -> None:
        """Show a tick and words; or, if it opens, what is asked, and why it cannot fill the slot."""
        self._judged, self._open = judged, opens and not judged.accepted
        self._offer(fitting)
        self._show_problem(judged)
        kind = self.document()
        if kind is not None and judged.accepted:
            self._show(kind.name, findings(kind, self.shown(), judged), action=tr("Change"))
        elif not self._open:
            self._show(kind.name if kind else "", action=tr("Go on with it") if kind else tr("Choose a document"))
        elif kind is None:
            self._show("", action=self._others, asked=(self.kind, *([self._why] if self._why.words else [])))
        else:
            advice = advice_words(judged.problems[0]) if judged.problems else ""
            alone = self.matching.one_by_one or self.number.asks
            self._ask(kind)
            name, action = (kind.name, tr("Begin again")) if alone else ("", "")
            self._show(name, advice=advice, action=action, asked=(*(() if alone else (self.kind,)), self._body))

    def focus(self) -> None:
        """Move the focus to where this slot is worked at."""
        kind = self.document()
        target = self.kind.focus_target()
        if kind is not None and self.kind.problem == "":
            dates = [field for field in self._dates_of(kind) if field.value() is None or field.problem]
            target = dates[0].focus_target() if dates else self.matching.focus_target()
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(
        self,
        document: str,
        lines: tuple[tuple[str, ...], ...] = (),
        *,
        advice: str = "",
        action: str,
        asked: tuple[QWidget, ...] = (),
    ) -> None:
        """Show the kind of its document, what was seen (each line is parts for `Words.set_parts`) and what can be used
        instead, the words of its link, and these questions alone. Other questions are hidden, not destroyed."""
        filled = self._judged.accepted
        self._put_questions(asked)
        self._document.set_parts(*((strong(document),) if filled and document else (document,)))
        self._document.set_tone("accent" if filled else "")
        self._facts.set_parts(*(part for line in lines for part in line))
        self._tick.setVisible(filled)
        self._advice.set_parts(advice)
        for words in (self._document, self._facts, self._advice):
            words.setVisible(bool(words.words))
        self._box.setContentsMargins(_SIDE, *((6, _SIDE, 8) if self._open else (5, _SIDE, 5)))
        self.action.set_words(action)
        self.action.setAccessibleName(f"{action}: {self._title}")
        self.action.setVisible(bool(action))
        said = ". ".join(part for part in (self._title, document, advice) if part)
        changed = said != self.accessibleName()
        self.setAccessibleName(said)
        if changed and self.isVisible():
            announce(self, said)
        self.update()

    def _put_questions(self, asked: tuple[QWidget, ...]) -> None:
        if asked == self._asked:
            return
        for old in self._asked:
            self._questions.removeWidget(old)
            if old not in asked:
                let_go(old)
                old.hide()
        self._asked = asked
        for widget in asked:
            self._questions.addWidget(widget)
            widget.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw its edge: dashed where nothing is asked or filled."""
        theme, filled = theme_of(self), self._judged.accepted
        dashed = not filled and not self._open
        line = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        painter = smooth_painter(self)
        painter.setPen(QPen(QColor(theme.accent if filled else theme.edge), 2, line))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)

    def _offer(self, fitting: Fitting) -> None:
        choices = tuple(Choice(kind.code, kind.name) for kind in fitting.kinds)
        rest = max(0, len(choices) - AT_ONCE)
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
        announce(self, self._why.words)

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
                announce(self, said)

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
