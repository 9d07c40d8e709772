"""A slot of the ID page: the document, and only the questions of its kind."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.documents import check_card_lines, check_licence, check_passport_line
from desktop.domain.sessions.id_policy import Asks, DocumentKind, IdPolicy
from desktop.domain.sessions.identity import BirthComparison, Check, Fact, NameComparison, ProblemCode, Shown, questions
from desktop.domain.sessions.identity import Slot as Judged
from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField, ListField
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.field import Field, PasswordField
from desktop.ui.kit.widgets.slot import Slot as SlotWidget
from desktop.ui.kit.widgets.slot import SlotState, SlotView
from desktop.ui.kit.widgets.words import Words, announce
from desktop.ui.sessions.id_words import lines_of, problem_words
from desktop.words import tr
from desktop.words.formatting import day
from desktop.words.sessions.documents import advice_words

PASSPORTS = frozenset({"passport"})


class DocumentSlot(QObject):
    """The slot of one document. Asks, and returns the answers as a `Shown`. Emits `edited` on every answer."""

    edited = Signal()

    def __init__(self, number: int, title: str, view: SessionView, policy: IdPolicy, today: date) -> None:
        super().__init__()
        self._title, self._view, self._policy, self._today = title, view, policy, today
        self._typed: frozenset[Check] = frozenset()
        self._expanded = False
        self.widget = SlotWidget()
        self.setParent(self.widget)
        self.kind = ListField(f"kind_{number}", tr("What have they shown you?"), _kinds(policy))
        self.expiry = DateField(f"expiry_{number}", tr("Expiry date on it"))
        self.issued = DateField(f"issued_{number}", tr("Date on it"))
        self.name = ChoiceField(
            f"name_{number}",
            tr("The name on it: {name}").format(name=view.shown_name),
            (
                Choice("match", tr("Matches")),
                Choice("differs_with_evidence", tr("Differs, and I have seen evidence of the change")),
                Choice("differs", tr("Differs")),
            ),
        )
        born = day(view.born) if view.born else tr("not known")
        self.birth = ChoiceField(
            f"birth_{number}",
            tr("Date of birth on it: {born}").format(born=born),
            (Choice("match", tr("Matches")), Choice("not_shown", tr("Not on it")), Choice("differs", tr("Differs"))),
            across=True,
        )
        self.address = ChoiceField(
            f"address_{number}",
            tr("Does it show the current address: {address}?").format(address=view.address),
            (Choice("yes", tr("Yes")), Choice("no", tr("No"))),
            across=True,
        )
        self.number = PasswordField(f"number_{number}", tr("Number on it (optional)"), letters=20)
        self.check_number = LinkButton(tr("Check and clear"))
        self.number_result = Words(tone="muted")
        for field in (self.kind, self.expiry, self.issued, self.number):  # where the focus enters a slot
            field.call(f"{title}: {field.label}")
        self._wire()

    def _wire(self) -> None:
        asked = (self.kind, self.expiry, self.issued, self.name, self.birth, self.address)
        for widget in (*asked, self.number, self.check_number, self.number_result):
            widget.setParent(self.widget)
            widget.hide()
        self.kind.edited.connect(self._kind_chosen)
        for field in (self.expiry, self.issued, self.name, self.birth, self.address):
            field.edited.connect(self.edited)
        self.check_number.clicked.connect(self._check_number)
        self.widget.acted.connect(self._expand)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def document(self) -> DocumentKind | None:
        """Return the chosen kind."""
        code = self.kind.value()
        return self._policy.kind(code) if code else None

    @property
    def filled(self) -> bool:
        """Whether it is folded: a tick and words, no question."""
        return self.widget.state is SlotState.FILLED and not self._expanded

    def shown(self) -> Shown | None:
        """Return the answers so far; None until a kind is chosen."""
        kind = self.document()
        if kind is None:
            return None
        name = self.name.value()
        birth = self.birth.value()
        address = {"yes": True, "no": False}.get(self.address.value() or "")
        return Shown(
            kind=kind.code,
            expiry=self.expiry.value() if kind.asks is Asks.EXPIRY else None,
            issued=self.issued.value() if kind.asks is Asks.ISSUED else None,
            name=NameComparison(name) if name else None,
            birth=BirthComparison(birth) if birth else None,
            shows_current_address=address,
            typed=self._typed,
        )

    def show_judged(self, judged: Judged) -> None:
        """Show a tick and words, or why it cannot fill the slot and what can be used instead."""
        self._show_problem(judged)
        kind = self.document()
        if kind is None:
            self.widget.ask(self.kind)
            self.widget.show_view(SlotView(self._title))
            return
        if judged.accepted:
            self.widget.ask()
            lines = lines_of(kind, self.shown(), judged)
            action = "" if self._expanded else tr("Change")
            self.widget.show_view(SlotView(self._title, SlotState.FILLED, kind.name, lines, action=action))
            if self._expanded:
                self._ask(kind)
            return
        problem = judged.problems[0] if judged.problems else None
        state = SlotState.PROBLEM if problem else SlotState.ASKING
        self.widget.show_view(SlotView(self._title, state, advice=advice_words(problem) if problem else ""))
        self._ask(kind)

    def _show_problem(self, judged: Judged) -> None:
        """Show the problem at the answer that caused it."""
        kind = self.document()
        problem = judged.problems[0] if judged.problems and kind else None
        at = self._field_of(problem.code) if problem else None
        for field in (self.kind, self.expiry, self.issued, self.name, self.birth, self.address):
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
            ProblemCode.NAME_DIFFERS: self.name,
            ProblemCode.BIRTH_DIFFERS: self.birth,
            ProblemCode.ADDRESS_DIFFERS: self.address,
        }
        return by_code.get(code, self.kind)

    def _ask(self, kind: DocumentKind) -> None:
        """Ask one question after another: the next appears when the previous answer is in order."""
        shown: list[Field | LinkButton | Words] = [self.kind]
        for field in self._questions(kind):
            if shown[-1] is self.kind and self.kind.problem:
                break
            shown.append(field)
            if field.problem or not _answered(field):
                break
            if field in (self.expiry, self.issued) and (kind.has_mrz or kind.has_licence_number):
                shown += [self.number, self.check_number, self.number_result]
        self.widget.ask(*shown)

    def _questions(self, kind: DocumentKind) -> list[ChoiceField | DateField]:
        fields: dict[Fact, ChoiceField | DateField] = {
            Fact.EXPIRY: self.expiry,
            Fact.ISSUED: self.issued,
            Fact.NAME: self.name,
            Fact.BIRTH: self.birth,
            Fact.ADDRESS: self.address,
        }
        return [fields[fact] for fact in questions(kind, born_known=self._view.born is not None)]

    def _kind_chosen(self) -> None:
        self._typed, self._expanded = frozenset(), False
        self.number.wipe()
        self.number_result.set_parts("")
        for field in (self.expiry, self.issued, self.name, self.birth, self.address):
            field.set_value(None)
        self.edited.emit()

    @Slot(QWidget, QWidget)
    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Wipe the number, seen or hidden, when the focus moves away."""
        if old is not None and self._at_number(old) and not (new is not None and self._at_number(new)):
            self.wipe_number()

    def _at_number(self, widget: QWidget) -> bool:
        return widget is self.check_number or self.number.isAncestorOf(widget)

    def wipe_number(self) -> None:
        """Wipe a number that was typed but not checked, and say so."""
        if self.number.value():
            self.number.wipe()
            self._say_number(tr("The number was not checked. It has been cleared."))

    def _expand(self) -> None:
        self._expanded = True
        self.edited.emit()

    def _check_number(self) -> None:
        """Compare the typed number, report the result, and wipe it at once."""
        kind, typed = self.document(), self.number.value()
        self.number.wipe()
        if kind is None or not typed.strip():
            return
        correct, agrees = self._compare(kind, typed)
        made = {Check.TYPED_CORRECTLY} if correct else set()
        self._typed = frozenset(made | ({Check.NUMBER_AGREES} if correct and agrees else set()))
        result = {
            (True, True): tr(
                "The check digits are right, and the number agrees with the request. It has been cleared."
            ),
            (True, False): tr(
                "The check digits are right, but the number does not agree with the "
                "request. Look again. It has been cleared."
            ),
        }.get(
            (correct, agrees), tr("That doesn’t match the printed format. It has been cleared. Try again, or skip it.")
        )
        self._say_number(result)
        self.edited.emit()

    def _say_number(self, result: str) -> None:
        self.number_result.set_parts(result)
        announce(self.number_result, result)

    def _compare(self, kind: DocumentKind, typed: str) -> tuple[bool, bool]:
        if kind.has_licence_number:
            licence = check_licence(typed, self._view.surname, self._view.given_names, self._view.born)
            return licence.typed_correctly, licence.agrees
        check = check_passport_line if kind.code in PASSPORTS else check_card_lines
        line = check(typed, self._today)
        return line.typed_correctly, self._view.born is None or line.birth == self._view.born


def _answered(field: ChoiceField | DateField) -> bool:
    return field.value() is not None


def _kinds(policy: IdPolicy) -> list[Choice]:
    return [Choice(kind.code, kind.name) for kind in policy.kinds]
