"""The fields that are typed at intake: the calls, the requester, and who acts for them.

A request's page and the pages that correct it ask with the same fields.
A call's number is its position, and in the names of its fields, so that a problem names its call.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.office.office_policy import HolidayRegion
from desktop.domain.requests.intake import Competence, call_field, competence_of
from desktop.domain.requests.request import WITHHELD, Asker, Authority, Call, Representative
from desktop.errors import FieldsError
from desktop.ui.kit.buttons import LinkButton, SecondaryButton
from desktop.ui.kit.forms.choices import Choice, ChoiceField, TickOption, TicksField
from desktop.ui.kit.forms.date_field import DateField, read_call, read_time, unreadable
from desktop.ui.kit.forms.fields import Field, LongTextField, TextField, TypedField
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.style import Size
from desktop.ui.kit.text import Words, announce, title
from desktop.ui.requests.panels import choices_of, chosen
from desktop.ui.running.context import Context
from desktop.words import Texts, counted, tr
from desktop.words.errors import problem_words

IN, OUT, SOMEBODY_ELSE = "in", "out", "other"


def clear_fields(part: QWidget) -> None:
    """Empty every field in a part of a page, and take away its problem."""
    for field in part.findChildren(Field):
        empty = () if isinstance(field, TicksField) else "" if isinstance(field, TypedField) else None
        field.set_value(empty)  # type: ignore[attr-defined]
        field.set_problem("")


class CallFields(QWidget):
    """The fields of one call. `number` counts from 1 and is in the field names, so that a problem names its call."""

    def __init__(self, number: int, context: Context) -> None:
        super().__init__()
        self.number = number
        self._numbers, self._most = context.desk.numbers, context.desk.keeping.held_without_number
        self.title = title()
        self._make_fields(number)
        self.remove = LinkButton(tr("Remove call {n}").format(n=number))
        asked = self.day, self.time, self.direction, self.telephone, self.unknown, self.without
        column_in(self, self.title, *asked).addWidget(self.remove, 0, Qt.AlignmentFlag.AlignLeft)
        self.remove.setVisible(number > 1)
        self.day.completed.connect(self._day_typed)
        self.time.input.editingFinished.connect(self._look_at_time)
        self.telephone.input.editingFinished.connect(self._look_at_telephone)
        for field in (self.time, self.telephone):
            field.edited.connect(partial(field.set_problem, ""))
        self.telephone.edited.connect(self._number_typed)
        self.unknown.toggled.connect(self._number_not_known)

    def say(self, alone: bool) -> None:
        """Set the title: "The call", or "Call 2" among several."""
        self.title.set_parts(tr("The call") if alone else tr("Call {n}").format(n=self.number))

    def read(self, zone: ZoneInfo) -> Call:
        """Return the call as typed. Raises FieldsError."""
        problems = {} if self.direction.value() else {self.direction.name: "direction_missing"}
        if not self.telephone.value() and not self.unknown.isChecked():
            problems[self.telephone.name] = "number_missing"
        outbound = self.direction.value() == OUT
        try:
            call = read_call(self.day, self.time, self.telephone.value(), outbound, zone)
        except FieldsError as error:
            raise FieldsError(problems | error.problems) from None
        if problems:
            raise FieldsError(problems)
        return replace(call, by_somebody_else=self.direction.value() == SOMEBODY_ELSE)

    def values(self) -> tuple[tuple[str, str, str], str, str | None, str, bool]:
        """Return the current contents; the last is whether nobody knows the number."""
        number, unknown = self.telephone.value(), self.unknown.isChecked()
        return self.day.typed(), self.time.value(), self.direction.value(), number, unknown

    def set_values(
        self, day: tuple[str, str, str], time: str, direction: str | None, telephone: str, unknown: bool = False
    ) -> None:
        """Fill in the fields."""
        for box, text in zip(self.day.boxes, day, strict=True):
            box.setText(text)
        self.time.set_value(time)
        self.direction.set_value(direction)
        self.telephone.set_value(telephone)
        self.unknown.setChecked(unknown)

    def clear(self) -> None:
        """Clear the fields."""
        clear_fields(self)
        self.unknown.setChecked(False)

    def _make_fields(self, number: int) -> None:
        name = partial(call_field, number)
        self.day = DateField(name("day"), _call_label(number, tr("Which day was the call?")))
        hint = tr("For example, 2:30pm or 14:30.")
        self.time = TextField(name("time"), _call_label(number, tr("About what time?")), hint, letters=10, free=False)
        directions = (
            Choice(IN, tr("They rang the council")),
            Choice(OUT, tr("The council rang them")),
            Choice(SOMEBODY_ELSE, tr("Someone else rang about them")),
        )
        self.direction = ChoiceField(name("direction"), _call_label(number, tr("Who rang?")), directions, across=True)
        hint = tr("Type “withheld” if it was withheld.")
        label = _call_label(number, tr("Their telephone number in that call"))
        self.telephone = TextField(name("number"), label, hint, letters=18, free=False)
        self.unknown = TickOption(tr("Nobody knows the number"))
        self.unknown.setAccessibleName(_call_label(number, self.unknown.text()))
        self.without = Words(_without_number(self._most), size=Size.SMALL, tone="muted")
        self.without.hide()

    def _day_typed(self) -> None:
        """Go on from a day that is in order."""
        if self.day.value() is not None and not self.day.problem:
            self.time.input.setFocus(Qt.FocusReason.OtherFocusReason)

    def _number_not_known(self, unknown: bool) -> None:
        """Say what is held without it, and what to do first."""
        self.without.setVisible(unknown)
        if unknown:
            self.telephone.set_value("")
            self.telephone.set_problem("")
            announce(self.without, self.without.words)

    def _number_typed(self) -> None:
        if self.telephone.value():
            self.unknown.setChecked(False)

    def _look_at_time(self) -> None:
        typed = self.time.value()
        _say_problem(self.time, "call_time_unreadable" if typed and read_time(typed) is None else "")

    def _look_at_telephone(self) -> None:
        typed = self.telephone.value()
        read = not typed or typed.casefold() == WITHHELD or self._numbers.normal(typed) is not None
        _say_problem(self.telephone, "" if read else "number_unreadable")


class Calls(QWidget):
    """The calls one under another, and a button that adds one. Emits `changed` when one is added or removed."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.calls: list[CallFields] = []
        self._spare: list[CallFields] = []
        holder = QWidget()
        self._list = column_in(holder)
        self.more = SecondaryButton(tr("Add another call"))
        self.hint = Words(tr("Each call is found, prepared and decided separately, under one reference."), tone="muted")
        column_in(self, holder, self.hint).addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.clicked.connect(self._add_and_go)
        self._add()

    def clear(self) -> None:
        """Reset to one empty call."""
        while len(self.calls) > 1:
            self._drop_last()
        self.calls[0].clear()
        self._say()

    def read(self, zone: ZoneInfo) -> tuple[Call, ...]:
        """Return all calls. Raises FieldsError for everything that cannot be read."""
        read: list[Call] = []
        problems: dict[str, str] = {}
        for call in self.calls:
            try:
                read.append(call.read(zone))
            except FieldsError as error:
                problems |= error.problems
        if problems:
            raise FieldsError(problems)
        return tuple(read)

    def _add(self) -> None:
        """Add a call. A removed one is reused: it is empty, and has the same number."""
        made = self._spare.pop() if self._spare else self._make()
        self.calls.append(made)
        made.show()  # at once: a hidden widget is no field of the page
        self._say()

    def _make(self) -> CallFields:
        made = CallFields(len(self.calls) + 1, self._context)
        made.remove.clicked.connect(partial(self._remove, made))
        self._list.addWidget(made)
        return made

    def _add_and_go(self) -> None:
        self._add()
        self.changed.emit()
        self.calls[-1].day.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, gone: CallFields, _checked: bool = False) -> None:
        """Remove a call and move later ones up: a call's number is its position."""
        at = self.calls.index(gone)
        for here, below in zip(self.calls[at:], self.calls[at + 1 :], strict=False):
            here.set_values(*below.values())
        self._drop_last()
        self._say()
        self.changed.emit()
        self.more.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_last(self) -> None:
        last = self.calls.pop()
        last.hide()
        last.clear()
        self._spare.append(last)

    def _say(self) -> None:
        for call in self.calls:
            call.say(alone=len(self.calls) == 1)
        self.hint.setVisible(len(self.calls) > 1)


def who_rang(call: Call) -> str:
    """Return the choice of that call."""
    return SOMEBODY_ELSE if call.by_somebody_else else OUT if call.outbound else IN


def _call_label(number: int, label: str) -> str:
    """Return the label with its call's number, from the second on, so that every question has its own name."""
    return label if number == 1 else tr("Call {n}: {label}").format(n=number, label=label)


def _without_number(most: int) -> str:
    """Say what to do where nobody knows the number, and what is held all the same."""
    return counted(
        most,
        "Ask for it first: it may be on a telephone bill, or in their phone’s list of calls. Without it, only the one "
        "recording nearest to that time is held, and searches show no more.",
        "Ask for it first: it may be on a telephone bill, or in their phone’s list of calls. Without it, at most the "
        "{n} recordings nearest to that time are held, and searches show no more.",
    )


def _say_problem(field: Field, code: str) -> None:
    field.set_problem(problem_words(code) if code else "")


THEMSELF, OTHER = "themself", "other"


class RepresentativeFields(QWidget):
    """The fields of a representative: name, authority, how far it goes, when it was seen, where letters go."""

    def __init__(self) -> None:
        super().__init__()
        self.representative = TextField("representative", tr("Name of the person who acts for them"))
        self.authority = ChoiceField("authority", tr("What gives them authority?"), choices_of(Authority))
        hint = tr("For example, this request only, or all dealings with the council.")
        self.scope = TextField("scope", tr("What does it cover?"), hint)
        hint = tr("Leave it empty until you have seen it. You can ask for it on the request’s page.")
        self.seen_on = DateField("seen_on", tr("When did you see it?"), hint)
        choices = (Choice(OTHER, tr("The person who acts for them")), Choice(THEMSELF, tr("The person themselves")))
        self.letters_to = ChoiceField("letters_to", tr("Who do letters go to?"), choices)
        hint = tr("Letters go to it. Up to 6 lines of 40 characters.")
        self.their_address = LongTextField(
            "representative_address", tr("Address of the person who acts for them"), hint
        )
        asked = self.representative, self.authority, self.scope, self.seen_on, self.letters_to, self.their_address
        column_in(self, *asked)
        self.letters_to.edited.connect(self.show_address)
        self.show_address()

    def problems(self) -> dict[str, str]:
        """Return the fields that cannot be read or are missing, with their problems."""
        problems = unreadable(self.seen_on)
        problems |= {} if self.authority.value() else {"authority": "authority_missing"}
        problems |= {} if self.representative.value() else {"representative": "representative_missing"}
        return problems | self._letters_problems()

    def read(self) -> Representative | None:
        """Return the representative as typed; None while the authority is missing, which is a problem."""
        if (authority := chosen(Authority, self.authority)) is None:
            return None
        address = {OTHER: self.their_address.value(), THEMSELF: ""}.get(self.letters_to.value() or "")
        scope, seen_on = self.scope.value(), self.seen_on.value()
        return Representative(self.representative.value(), authority, scope, seen_on, address)

    def _letters_problems(self) -> dict[str, str]:
        """Return the problems of the letters: a recipient must be chosen, and a representative needs an address."""
        if self.letters_to.value() is None:
            return {"letters_to": "letters_to_missing"}
        missing = self.letters_to.value() == OTHER and not self.their_address.value().strip()
        return {"representative_address": "representative_address_missing"} if missing else {}

    def show_address(self) -> None:
        """Ask for their address where letters go to it."""
        self.their_address.setVisible(self.letters_to.value() == OTHER)


COMPETENCE: Texts[Competence] = {
    Competence.ASK: "Under 18. Check that they understand what they are asking for. Don’t decide on age alone.",
    Competence.PRESUMED: (
        "Under 18. From the age of 12 they are presumed to understand what they are "
        "asking for. Don’t decide on age alone."
    ),
}


class AskerFields(QWidget):
    """The fields for that kind of request; hidden ones keep their text but are not read."""

    def __init__(self, context: Context, *, asks_who_acts: bool = True) -> None:
        super().__init__()
        self._context, self._asks_who_acts = context, asks_who_acts
        self.internal = False
        self.title = title()
        self.given_names = TextField("given_names", tr("Given names"))
        self.surname = TextField("name", tr("Surname"))
        self.job = TextField("address", tr("Job and team"), tr("For example, team leader, housing repairs."))
        self.born = DateField("born", tr("Date of birth"))
        hint = tr(
            "It is checked against a document at the appointment, and letters go to it. Up to 6 lines of 40 characters."
        )
        self.address = LongTextField("address", tr("Current address"), hint)
        hint = tr("Ask whether any way of reaching them is not safe, and type what they say.")
        self.contact = LongTextField("contact", tr("What is a safe way to reach them?"), hint, lines=2)
        choices = (Choice(THEMSELF, tr("The person themselves")), Choice(OTHER, tr("Someone who acts for them")))
        self.acts, self.acting = ChoiceField("acts", tr("Who is asking?"), choices), RepresentativeFields()
        self._about_person = (self.born, self.address, self.contact, self.acts)
        column_in(self, self.title, self.given_names, self.surname, self.job, *self._about_person, self.acting)
        self.born.edited.connect(self._show_born)
        self.born.completed.connect(self._born_typed)
        self.acts.edited.connect(self._show_acts)
        self.show_kind(internal=False)

    def show_kind(self, *, internal: bool) -> None:
        """Show the fields for the person in the call, or for a colleague."""
        self.internal = internal
        self.title.set_parts(tr("Who will listen") if internal else tr("The person the call is about"))
        self.job.setVisible(internal)
        for field in self._about_person:
            field.setVisible(not internal and (field is not self.acts or self._asks_who_acts))
        self._show_acts()
        self._show_born()

    def show_asker(self, asker: Asker, *, internal: bool, who_stays: bool) -> None:
        """Show whoever asks. `who_stays`: their name and date of birth cannot change, and are not asked for."""
        self.show_kind(internal=internal)
        for field, text in ((self.given_names, asker.given_names), (self.surname, asker.surname)):
            field.set_value(text)
            field.setVisible(not who_stays)
        self.born.set_value(asker.born)
        self.born.setVisible(not internal and not who_stays)
        (self.job if internal else self.address).set_value(asker.address)
        self.contact.set_value(asker.contact)
        self._show_born()

    def first(self) -> Field:
        """Return the first field that is asked for."""
        fields = (self.given_names, self.job if self.internal else self.address)
        return next(each for each in fields if not each.isHidden())

    def problems(self) -> dict[str, str]:
        """Return the fields that cannot be read or are missing, with their problems."""
        if self.internal:
            return {}
        if not self._asks_who_acts:
            return unreadable(self.born)
        problems = unreadable(self.born) | ({} if self.acts.value() else {"acts": "acts_missing"})
        return problems | (self.acting.problems() if self.acts.value() == OTHER else {})

    def asker(self) -> Asker:
        """Return the requester as typed."""
        names = self.given_names.value(), self.surname.value()
        if self.internal:
            return Asker(*names, None, self.job.value())
        return Asker(*names, self.born.value(), self.address.value(), self.contact.value())

    def who_acts(self) -> Representative | None:
        """Return the representative, or None; also None while the authority is missing, which is a problem."""
        return None if self.internal or self.acts.value() != OTHER else self.acting.read()

    def _show_acts(self) -> None:
        self.acting.show_address()
        self.acting.setVisible(not self.internal and self.acts.value() == OTHER)

    def _born_typed(self) -> None:
        """Go on from a date of birth that is in order."""
        if self.born.value() is not None and not self.born.problem:
            self.address.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_born(self) -> None:
        born, desk = self.born.value(), self._context.desk
        found = competence_of(born, desk.today(), HolidayRegion(desk.office.nation)) if born else None
        unknown = tr("It is checked against a document at the appointment. Leave it empty if it is not known.")
        self.born.set_hint(tr(COMPETENCE[found]) if found else unknown)
