"""The questions about a document: which kind it is, whether it matches the request, and the number on it.

The details of the request stand beside one press. "All details match" is the answer to each question that is asked of
this kind of document; "Something differs" asks them one under another.

The check of its number is folded behind a link. The number is wiped once it was compared, when the focus goes elsewhere
before that, and when the page goes.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.application.sessions.views import SessionView
from desktop.domain.sessions.document_numbers import check_card_lines, check_licence, check_passport_line
from desktop.domain.sessions.id_policy import DocumentKind
from desktop.domain.sessions.identity import BirthComparison, Check, Fact, NameComparison
from desktop.ui.kit.accessible import let_go
from desktop.ui.kit.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.forms.choices import Choice, ChoiceField, DropDown, RadioOption, YesNoField
from desktop.ui.kit.forms.fields import PasswordField
from desktop.ui.kit.keyboard import ARROWS
from desktop.ui.kit.layouts import FlowLayout, column_in, in_a_row
from desktop.ui.kit.style import Size, font, the_app
from desktop.ui.kit.text import Words, announce
from desktop.words import tr
from desktop.words.formatting import day

AT_ONCE = 5
"""How many kinds are shown at once beside the list; six need none."""
_KIND_WIDTH = 218


class KindField(ChoiceField):
    """Which kind of document it is: a few kinds at once, in columns, and the rest in a list that follows them. A digit
    that is typed at them is told (`digit_typed`): it begins the date."""

    digit_typed = Signal(str)

    def __init__(self, name: str, label: str) -> None:
        self.more, self._offered, self._columns = DropDown(), dict[str, str](), 0
        super().__init__(name, label, ())
        self._label.hide()  # the slot's title says it
        self._more_label = Words(
            label
        )  # on AT-SPI a list's own name is what is chosen: its label says which list it is
        for part in (self.more, self._more_label):  # before it is shown: without a parent it would be a window
            part.setParent(self)
        self._more_label.hide()
        self._more_label.setBuddy(self.more)
        self.more.activated.connect(self._chosen_from_more)
        self.more.installEventFilter(self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self.box.addLayout(self._grid)

    def set_choices(self, choices: tuple[Choice, ...], more: str = "") -> None:
        """Offer these kinds, in order; one that is chosen and still offered stays chosen. `more`: the list's words."""
        offered = {choice.key: choice.words for choice in choices}
        if offered == self._offered:
            return
        chosen, had_focus = self.value(), any(widget.hasFocus() for widget in self._inputs)
        self._offered = offered
        first = choices if len(choices) <= AT_ONCE + 1 else choices[:AT_ONCE]
        rest = choices[len(first) :]
        super().set_choices(first)
        self.more.clear()
        self.more.addItem(more, "")
        for choice in rest:
            self.more.addItem(choice.words, choice.key)
        self.add_input(self.more, more)
        self.more.setVisible(bool(rest))
        self._columns = 0
        self._lay_out()
        self.set_value(chosen)
        if had_focus:
            self.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_target(self) -> QWidget:
        return self.more if self.more.currentIndex() > 0 else super().focus_target()

    def value(self) -> str | None:
        return super().value() or str(self.more.currentData() or "") or None

    def set_value(self, key: str | None) -> None:
        """Choose a kind that is offered; of any other, none is chosen. Nobody is told."""
        with QSignalBlocker(self):
            super().set_value(key)
        self.more.setCurrentIndex(max(0, self.more.findData(key or "")))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._pressed(watched, event):
            return True
        return super().eventFilter(watched, event)

    def _pressed(self, watched: QObject, event: QKeyEvent) -> bool:
        """Handle the arrow key that leads on to the list, or a digit; return whether it was one."""
        text, plain = event.text(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        last = watched is next(reversed(self.options.values()), None)
        if plain and last and ARROWS.get(event.key()) == 1 and self.more.isVisible():
            self.more.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if plain and len(text) == 1 and text.isdecimal() and self.value() is not None:
            self.digit_typed.emit(text)
            return True
        return False

    def _place(self, option: RadioOption) -> None:
        option.setParent(self)
        option.setFont(font(Size.SMALL))
        option.installEventFilter(self)

    def _lay_out(self) -> None:
        columns = max(1, min(3, self.width() // _KIND_WIDTH))
        if columns == self._columns:
            return
        self._columns = columns
        widgets = [*self.options.values(), self.more]
        for widget in widgets:
            self._grid.removeWidget(widget)
        for place, widget in enumerate(widgets):
            self._grid.addWidget(widget, place // columns, place % columns)
        self.updateGeometry()

    def _toggled(self, button: object, on: bool) -> None:
        if on:
            self.more.setCurrentIndex(0)
        super()._toggled(button, on)

    def _chosen_from_more(self, _index: int) -> None:
        key = str(self.more.currentData() or "")
        if key:
            self.set_value(key)
            self.edited.emit()


def _born(view: SessionView) -> str:
    born = view.compared.born
    return day(born) if born else tr("not known")


def _address(view: SessionView) -> str:
    return view.compared.address or tr("not known: ask for it")


class Matching(QWidget):
    """The comparison of one document. `code`, `name`, `birth` and `address` hold the answers; emits `edited` on each.

    `code`: whether staff opened it themselves, for a document that is seen through a share code.
    """

    edited = Signal()

    def __init__(self, number: int, slot: str, view: SessionView) -> None:
        super().__init__()
        self.code = YesNoField(
            f"code_{number}",
            tr("Did you open it yourself, with their share code?"),
            no=tr("No, they showed a picture or a print"),
            beside=True,
        )
        self.name = ChoiceField(
            f"name_{number}",
            tr("Is the name {name}?").format(name=view.compared.name),
            (
                Choice("match", tr("Yes")),
                Choice("differs_with_evidence", tr("No, but I have seen evidence of the change")),
                Choice("differs", tr("No")),
            ),
            beside=True,
        )
        self.birth = ChoiceField(
            f"birth_{number}",
            tr("Is the date of birth {born}?").format(born=_born(view)),
            (Choice("match", tr("Yes")), Choice("not_shown", tr("It shows none")), Choice("differs", tr("No"))),
            beside=True,
        )
        asked = tr("Does it show the current address: {address}?").format(address=_address(view))
        self.address = YesNoField(f"address_{number}", asked, beside=True)
        self.fields: dict[Fact, ChoiceField] = {
            Fact.SHARE_CODE: self.code,
            Fact.NAME: self.name,
            Fact.BIRTH: self.birth,
            Fact.ADDRESS: self.address,
        }
        """The questions that "All details match" answers; the dates are typed."""
        self.all_match = SecondaryButton(tr("All details match"))
        self.some_differ = SecondaryButton(tr("Something differs"))
        for button in (self.all_match, self.some_differ):
            button.setAccessibleName(f"{slot}: {button.text()}")
        self._facts: tuple[Fact, ...] = ()
        self.one_by_one = False
        """Whether the questions are asked one under another: something differs."""
        self.details = self._made_details(view)
        column_in(self, self.details, *self.fields.values(), gap=5).addStretch(1)
        for field in self.fields.values():
            field.hide()
            field.edited.connect(self.edited)
        self.all_match.clicked.connect(self._all_match)
        self.some_differ.clicked.connect(self._ask_each)

    def _made_details(self, view: SessionView) -> QWidget:
        """Make the details of the request that a document is compared with, above both buttons."""
        details, self._about, grid = QWidget(), Words(bold=True), QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self._lines = {
            Fact.SHARE_CODE: (tr("Opened"), tr("by you, on GOV.UK, with their share code and date of birth")),
            Fact.NAME: (tr("Name"), view.compared.name),
            Fact.BIRTH: (tr("Date of birth"), _born(view)),
            Fact.ADDRESS: (tr("Address"), _address(view)),
        }
        self._rows: dict[Fact, tuple[Words, Words]] = {}
        for row, (fact, (label, value)) in enumerate(self._lines.items()):
            self._rows[fact] = pair = Words(label, size=Size.SMALL, tone="muted", wraps=False), Words(value)
            for column, words in enumerate(pair):
                grid.addWidget(words, row, column, Qt.AlignmentFlag.AlignTop)
        box = column_in(details, self._about, gap=8)
        box.addLayout(grid)
        box.addWidget(in_a_row(self.all_match, self.some_differ, gap=12))
        return details

    def ask(self, facts: tuple[Fact, ...], *, photo: bool) -> None:
        """Ask what this kind of document is asked."""
        self._facts = tuple(fact for fact in facts if fact in self.fields)
        self._about.set_parts(tr("Do these match, and is it their photo?") if photo else tr("Do these match?"))
        for fact, pair in self._rows.items():
            for words in pair:
                words.setVisible(fact in self._facts)
        said = ", ".join(f"{self._lines[fact][0]}: {self._lines[fact][1]}" for fact in self._facts)
        self.all_match.setAccessibleDescription(f"{self._about.words} {said}")
        self._show()

    def forget(self) -> None:
        """Forget the answers: another kind, or to be compared again."""
        self.one_by_one = False
        for field in self.fields.values():
            field.set_value(None)
        self._show()

    def name_answer(self) -> NameComparison | None:
        return NameComparison(value) if (value := self.name.value()) else None

    def birth_answer(self) -> BirthComparison | None:
        return BirthComparison(value) if (value := self.birth.value()) else None

    @property
    def answered(self) -> bool:
        """Whether each question that is asked has an answer."""
        return all(self.fields[fact].value() is not None for fact in self._facts)

    def focus_target(self) -> QWidget:
        """Return the widget at which the comparison goes on."""
        if not self.one_by_one:
            return self.all_match
        fields = [field for fact, field in self.fields.items() if fact in self._facts]
        return next((field for field in fields if field.value() is None), fields[0]).focus_target()

    def _all_match(self) -> None:
        """Answer each question that is asked: it matches."""
        answers = {Fact.SHARE_CODE: "yes", Fact.NAME: "match", Fact.BIRTH: "match", Fact.ADDRESS: "yes"}
        for fact, field in self.fields.items():
            field.set_value(answers[fact] if fact in self._facts else None)
        self.edited.emit()

    def _ask_each(self) -> None:
        self.one_by_one = True
        for field in self.fields.values():
            field.set_value(None)
        self._show()
        self.edited.emit()
        self.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, tr("Answer each question."))

    def _show(self) -> None:
        if self.one_by_one:
            let_go(self.details)
        self.details.setVisible(not self.one_by_one)
        for fact, field in self.fields.items():
            field.setVisible(self.one_by_one and fact in self._facts)


PASSPORTS = frozenset({"passport"})


class NumberCheck(QWidget):
    """The check of one document's number. `typed`: what it found. Emits `changed` when it is unfolded, in the place of
    the kinds (`asks`), and when it was compared."""

    changed = Signal()

    def __init__(self, number: int, slot: str, view: SessionView, today: date) -> None:
        super().__init__()
        self._view, self._today = view, today
        self._kind: DocumentKind | None = None
        self.typed: frozenset[Check] = frozenset()
        self.unfold = LinkButton(tr("Check the number on it"), Size.SMALL)
        self.unfold.setAccessibleName(f"{slot}: {self.unfold.text()}")
        self.field = PasswordField(f"number_{number}", tr("Number on it (optional)"), letters=20)
        self.field.call(f"{slot}: {self.field.label}")
        self.check = self.part_button = LinkButton(tr("Check and clear"))
        self.result = Words(size=Size.SMALL, tone="muted")
        self._open = QWidget()
        FlowLayout(self._open, gap=16, row_gap=4, foot=True).add(self.field, self.check)
        column_in(self, self.unfold, self._open, self.result, gap=4)
        self.unfold.clicked.connect(self._unfold)
        self.check.clicked.connect(self._compare)
        the_app().focusChanged.connect(self._focus_moved)
        self.begin(None)

    @property
    def fits(self) -> bool:
        """Whether its kind has a number that can be checked."""
        return self._kind is not None and (self._kind.has_mrz or self._kind.has_licence_number)

    def begin(self, kind: DocumentKind | None) -> None:
        """Fold it, for another kind; None and a kind without a number to check hide it."""
        self._kind, self.typed = kind, frozenset()
        self.field.wipe()
        self.result.set_parts("")
        self.result.hide()
        self._open.hide()
        self.unfold.show()
        self.setVisible(self.fits)

    def wipe(self) -> None:
        """Wipe a number that was typed but not checked, and say so."""
        if self.field.value():
            self.field.wipe()
            self._say(tr("The number was not checked. It has been cleared."))

    @property
    def asks(self) -> bool:
        """Whether a number is asked for: it is unfolded."""
        return not self.isHidden() and not self._open.isHidden()

    def _unfold(self) -> None:
        self.unfold.hide()
        self._open.show()
        self.changed.emit()
        self.field.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(QWidget, QWidget)
    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and self._open.isAncestorOf(old) and not (new is not None and self._open.isAncestorOf(new)):
            self.wipe()

    def _compare(self) -> None:
        """Compare the typed number, report the result, and wipe it at once."""
        typed = self.field.value()
        self.field.wipe()
        if self._kind is None or not typed.strip():
            return
        correct, agrees = self._look(self._kind, typed)
        made = {Check.TYPED_CORRECTLY} if correct else set()
        self.typed = frozenset(made | ({Check.NUMBER_AGREES} if correct and agrees else set()))
        result = {
            (True, True): tr("The check digits are right, and it agrees with the request. Cleared."),
            (True, False): tr(
                "The check digits are right, but the number does not agree with the "
                "request. Look again. It has been cleared."
            ),
        }.get(
            (correct, agrees), tr("That doesn’t match the printed format. It has been cleared. Try again, or skip it.")
        )
        self._say(result)
        if correct:
            self._fold()
        self.changed.emit()

    def _fold(self) -> None:
        """Fold it again: the number was typed as it is printed."""
        self.unfold.show()
        self.unfold.setFocus(Qt.FocusReason.OtherFocusReason)
        self._open.hide()

    def _look(self, kind: DocumentKind, typed: str) -> tuple[bool, bool]:
        who = self._view.compared
        if kind.has_licence_number:
            licence = check_licence(typed, who.surname, who.given_names, who.born)
            return licence.typed_correctly, licence.agrees
        check = check_passport_line if kind.code in PASSPORTS else check_card_lines
        line = check(typed, self._today)
        return line.typed_correctly, who.born is None or line.birth == who.born

    def _say(self, result: str) -> None:
        self.result.set_parts(result)
        self.result.show()
        announce(self.result, result)
