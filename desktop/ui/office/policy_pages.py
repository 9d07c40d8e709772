"""The pages of the office's policies: the list, one of them, a part that is changed, and the preview of a change.

A part is changed on one page, whichever it is: the page asks what a `Form` says (`policy_forms`). A preview is of a
change before it is made, or of one that waits for the second person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout

from desktop.application.office.policies import PoliciesView, PolicyState, Preview
from desktop.application.office.policy_edits import ChangeSettings, TypedHours
from desktop.domain.office.office_policy import Opening
from desktop.domain.office.people import Permission
from desktop.domain.office.policies import PolicyName
from desktop.errors import FieldsError, ListeningRoomError, PolicyRefusedError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.forms.choices import Choice, TicksField
from desktop.ui.kit.forms.date_field import DateField, read_time
from desktop.ui.kit.forms.fields import Field, Line, LongTextField
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.layouts import FlowLayout
from desktop.ui.kit.lists import Table
from desktop.ui.kit.rows import Row, RowsView
from desktop.ui.kit.text import Words, filled, strong, subtitle
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage
from desktop.ui.running.preview_page import PreviewPage
from desktop.words import counted, text, tr
from desktop.words.codes import words
from desktop.words.errors import CONTRADICTION, message_for, problems_of, sentence
from desktop.words.formatting import day, hour, local
from desktop.words.policies import PolicyRow, rows_of, version_words, weekday_of

ABOUT = {
    PolicyName.IDENTITY: text("Which documents are enough, and what is enough from people of the office."),
    PolicyName.OFFICE: text("Opening hours, holidays, waits, limits, and what is on letters."),
    PolicyName.KEEPING: text("For how long recordings are kept, and what an import keeps."),
}
MORE = {
    "kinds": (PolicyName.IDENTITY, text("Add a document")),
    "combinations": (PolicyName.IDENTITY, text("Add a combination")),
    "holidays": (PolicyName.OFFICE, text("Add a holiday")),
    "directory_groups": (PolicyName.OFFICE, text("Add a directory group")),
    "sources": (PolicyName.KEEPING, text("Add a telephone system")),
}
"""The lists that get one more entry, with their policy."""


class PoliciesPage(ListPage):
    """The list."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Policies"), wide=True)
        self._context = context
        columns = (tr("Policy"), tr("What it decides"), tr("Version"), tr("Since"), tr("State"))
        self.table = Table(tr("Policies of this office"), columns, weights=(4, 7, 2, 4, 5))
        self.add(self.table)

    def show_policies(self, view: PoliciesView) -> None:
        """Show all three."""
        waits = sum(state.waiting is not None for state in view.states)
        said = counted(waits, "1 change waits for a second person.", "{n} changes wait for a second person.")
        self.set_lead(tr("Every PC of the office uses these."), said if waits else "")
        self.table.show_rows([self._row(state) for state in view.states])

    def _row(self, state: PolicyState) -> Row:
        now = next((each for each in state.history if each.version == state.version), None)
        zone = self._context.desk.office.zone
        since = "" if now is None else day(local(now.adopted_at or now.changed_at, zone).date())
        number = str(state.version)
        waits = tr("A change waits for a second person") if state.waiting is not None else ""
        cells = words(state.name), tr(ABOUT[state.name]), number, since, waits
        return Row(state.name, cells, attention=bool(waits))


class PolicyPage(Page):
    """One policy. `submitted`: the change that waits is to be seen.

    Emits `change_wanted(PolicyRow)` and `back`. `more`: the links that add an entry; `file`, `save`: those to a file.
    """

    change_wanted = Signal(PolicyRow)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Policy"), primary=tr("See the change that waits"), wide=True)
        self._context = context
        self._rows: tuple[PolicyRow, ...] = ()
        self.state = Banner("notice")
        columns = (tr("What"), tr("Now"))
        self.own_title = subtitle(tr("What you can change here"))
        self.own = Table(tr("What you can change here"), columns, weights=(1, 1))
        self.said = RowsView(tr("What it says"), columns, (1, 1), header=True, links=False)
        self.history_title, self.history = subtitle(tr("Versions")), Words()
        self.add(self.state, self.own_title, self.own, self.said)
        self.add(self.history_title, self.history)
        self.more = {
            of: self.add_link(tr(said), partial(self.change_wanted.emit, PolicyRow(tr(said), "", (of, ""))))
            for of, (_, said) in MORE.items()
        }
        self.file = self.add_link(tr("Import a file"))
        self.save = self.add_link(tr("Save as a file"))
        self.add_link(tr("Back to the list"), self.back.emit)
        self.own.opened.connect(self._open)

    def show_policy(self, view: PoliciesView, state: PolicyState, said: str = "") -> None:
        """Show it. `said`: what has just been done."""
        self.set_busy("")
        self.set_heading(words(state.name))
        self.set_lead(tr(ABOUT[state.name]))
        waits = tr("A change waits for a second person. Until then nothing else is changed in this policy.")
        parts = [strong(said)] if said else []
        self.state.set_kind("success" if said and state.waiting is None else "notice")
        self.state.set_parts(*parts, waits if state.waiting is not None else "")
        may = self._context.person.may(Permission.ADMINISTER) and bool(state.version) and state.waiting is None
        self._rows = rows_of(state.policy)
        shown = [Row(at, (row.what, row.now)) for at, row in enumerate(self._rows)]
        self.own.show_rows(shown if may else [])
        self.said.show_rows([] if may else shown)
        for part, is_shown in ((self.own_title, may), (self.own, may), (self.said, not may)):
            part.setVisible(is_shown)
        zone = self._context.desk.office.zone
        self.history.set_parts("\n".join(version_words(each, view.people, zone) for each in state.history))
        self.history_title.setVisible(bool(state.history))
        self.primary.setVisible(state.waiting is not None)
        for of, link in self.more.items():
            link.setVisible(may and state.name is MORE[of][0])
        self.file.setVisible(may)
        self.reset()
        self.rest_on(self.primary if state.waiting is not None else self.own.view if may else self.save)

    def _open(self, at: object) -> None:
        assert isinstance(at, int)
        self.change_wanted.emit(self._rows[at])


class PolicyPreviewPage(PreviewPage):
    """The preview of a change, or of one that waits. Emits `drop_wanted(password)`, and `back`."""

    drop_wanted = Signal(str)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Policy"), primary=tr("Put in force"))
        self._context = context
        self.drop = self.add_link(tr("Drop this change"), self._drop)
        self.add_link(tr("Back"), self.back.emit)

    def show_preview(self, preview: Preview) -> None:
        """Show what someone is about to change."""
        self._name(preview)
        weaker = tr("This weakens a check. Another administrator or a supervisor has to adopt it.")
        lead = tr("Check that this is what you mean. Nothing is changed yet.")
        button = tr("Propose this change") if preview.weaker else tr("Put in force")
        self.why.set_parts()
        self.drop.hide()
        self.show_changes(preview, lead, weaker if preview.weaker else "", button)

    def show_waiting(self, view: PoliciesView, state: PolicyState) -> None:
        """Show what waits for a second person; whoever proposed it can drop it only."""
        assert state.preview is not None and state.waiting is not None, "it waits"
        self._name(state.preview)
        by = view.people.get(state.waiting.changed_by, "") if state.waiting.changed_by else ""
        own = state.waiting.changed_by == self._context.actor.by
        notice = tr("You proposed this. Someone else has to adopt it.") if own else ""
        lead = tr("Proposed by {by}. Adopt it only if that is what the office wants.").format(by=by)
        reason = state.waiting.reason
        self.why.set_parts(filled(tr("Why: {reason}"), reason=strong(reason.words)) if reason else "")
        self.drop.show()
        self.show_changes(state.preview, lead, notice, tr("Adopt this change"), new=False)
        self.primary.setVisible(not own)

    def _name(self, preview: Preview) -> None:
        self.set_heading(tr("{policy}: what changes").format(policy=words(preview.name)))

    def _drop(self) -> None:
        password = self.own_password.value()
        self.set_busy(tr("Dropping the change."))
        self.drop_wanted.emit(password)


Typed = dict[str, Any]
"""The values of the fields, by their names."""
GONE, WHOSE = "gone", "whose"
"""The field of whether it is there no more; and of whether one more is for everybody, or for internal access."""
EVERYBODY, STAFF = "everybody", "staff"
LABEL_LETTERS = 12
"""How wide the name of a day is, in letters: room for the longest, in bold."""


class LinesField(LongTextField):
    """Several lines, each of which counts by itself."""


class HoursField(Field):
    """The opening hours of one day: two times in a row, both empty where the office is closed. Named as the day is."""

    def __init__(self, weekday: str, hours: Opening | None) -> None:
        super().__init__(weekday, weekday_of(weekday))
        self.opens, self.closes = Line(8), Line(8)
        self.text_resized()
        times = QHBoxLayout()
        times.setSpacing(14)
        for box, name in ((self.opens, tr("opens")), (self.closes, tr("closes"))):
            if box is self.closes:
                times.addWidget(Words(tr("to"), wraps=False))
            times.addWidget(box)
            self.add_input(box, name)
            box.textEdited.connect(self.edited)
        row = FlowLayout(gap=14, row_gap=7)
        row.addWidget(self._label)
        row.addLayout(times)
        self.box.addLayout(row)
        self.opens.setText(hour(hours.opens) if hours else "")
        self.closes.setText(hour(hours.closes) if hours else "")

    def text_resized(self) -> None:
        """Keep the times in one column, in the present size of text."""
        self._label.setFixedWidth(QFontMetrics(self._label.font()).averageCharWidth() * LABEL_LETTERS)

    def value(self) -> TypedHours:
        """Return what was typed."""
        opens, closes = self.opens.text().strip(), self.closes.text().strip()
        return TypedHours(not opens and not closes, read_time(opens), read_time(closes))


@dataclass(frozen=True)
class Form:
    """The questions about one part of a policy. `at`: the part; `fields`: as they begin, named as in the part.

    `shown`: when a field is asked, if not always. `typed`: makes the part's values of those of the fields.
    """

    at: tuple[str, ...]
    heading: str
    lead: str
    fields: tuple[Field, ...]
    shown: Mapping[str, Callable[[Typed], bool]]
    typed: Callable[[Typed], Typed]


def ticked(name: str, label: str, words: str, on: bool = False, hint: str = "", more: str = "") -> TicksField:
    """Make a field of one tick, which has the field's own name."""
    field = TicksField(name, label, (Choice(name, words, more),), hint)
    field.set_value((name,) if on else ())
    return field


class PolicyEditPage(Page):
    """The page. Emits `wanted(ChangeSettings)`, and `back`: a preview follows. `asked`: its fields, by name."""

    wanted = Signal(ChangeSettings)
    back = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Policy"), primary=tr("See what that changes"))
        self._name, self._form = PolicyName.OFFICE, Form((), "", "", (), {}, dict)
        self.asked: dict[str, Field] = {}
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin(self, name: PolicyName, form: Form) -> None:
        """Ask for another value of that part, beginning with what holds now."""
        self.set_busy("")
        for field in self.asked.values():
            self.remove(field)
        self._name, self._form = name, form
        self.asked = {field.name: field for field in form.fields}
        self.add(*form.fields)
        for field in form.fields:
            field.edited.connect(self._show_fields)
            field.show()  # at once: a hidden field cannot take the focus
        self._show_fields()
        self.set_heading(form.heading)
        self.set_lead(form.lead)
        self.set_problems(())
        self.reset()
        self.focus_first()

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show what cannot be; return whether there was a field for it. What was typed stays."""
        self.set_busy("")
        if isinstance(error, FieldsError):
            self.set_problems_by_name(problems_of(error))
        elif isinstance(error, PolicyRefusedError):
            self.set_problems([(self._refused_at(error), _refusal(error))])
        else:
            return False
        return True

    def _refused_at(self, error: PolicyRefusedError) -> Field:
        """Return the field from which comes what the policy cannot say: the one it names, or what it is all about."""
        gone = self.asked.get(GONE)
        if gone is not None and _said(gone):
            return gone
        named = str(error.arguments.get("key", "")), "group", "groups"
        return next((self.asked[name] for name in named if name in self.asked), self._form.fields[0])

    def _typed(self) -> Typed:
        return {name: _said(field) for name, field in self.asked.items()}

    def _show_fields(self) -> None:
        typed = self._typed()
        for name, is_shown in self._form.shown.items():
            self.asked[name].setVisible(is_shown(typed))

    def _submit(self) -> None:
        typed, at = self._form.typed(self._typed()), self._form.at
        gone, whose = typed.pop(GONE, False), typed.pop(WHOSE, EVERYBODY)
        self.set_busy(tr("Working out what that changes."))
        self.wanted.emit(ChangeSettings(self._name, at if whose == EVERYBODY else ("internal", *at), typed, gone))


def _said(field: Field) -> Any:
    """Return what was typed, as `ChangeSettings` has it."""
    match field:
        case LinesField():
            return tuple(line.strip() for line in field.value().splitlines() if line.strip())
        case LongTextField():
            return " ".join(field.value().split())
        case TicksField() if [*field.options] == [field.name]:
            return bool(field.value())
        case DateField():
            return field.typed() if any(field.typed()) else ()
    return field.value()  # type: ignore[attr-defined]


def _refusal(error: ListeningRoomError) -> str:
    if error.code == "out_of_range":
        return tr("Type a number from {low} to {high}.").format(**error.arguments)
    if error.code == CONTRADICTION:
        return sentence(str(error.arguments["why"]))
    return message_for(error)
