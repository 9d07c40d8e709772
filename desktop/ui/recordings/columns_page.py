"""The page of a table's columns: a heading for each meaning, with the first rows as they would be read, live."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.ports.importing import ReadCell, TableSample
from desktop.application.recordings.importing_at_desk import Looked
from desktop.domain.office.people import Permission
from desktop.domain.recordings.column_choice import DATE_FORMATS, ColumnChoice, fitting, pattern_of
from desktop.domain.recordings.keeping import Source
from desktop.domain.recordings.sources import Column
from desktop.errors import FieldsError
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField, ListField
from desktop.ui.kit.widgets.columns import Columns
from desktop.ui.kit.widgets.field import Field, TextField
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import Words
from desktop.ui.recordings.columns_read import ColumnsRead, said_of
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.codes.recordings import form_words
from desktop.words.problems import problems_of
from desktop.words.recordings.columns import HINTS, MEANINGS

LIKE, ANOTHER = "like", "another"
_FIRST = (Column.STARTED, Column.STARTED_TIME)
_THEN = (Column.MEDIA, Column.UNIQUE_ID)
_ZONES = ("Europe/London", "UTC")


class ColumnsPage(Page):
    """The page. Emits `wanted(Source)`: the telephone system as it would read such tables; and `back`.

    Nothing is changed by it: what it would change is shown next, or it is saved as a file for an administrator.
    """

    wanted = Signal(Source)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("What the columns are"), primary=tr("See what that changes"), wide=True)
        self._context = context
        self._sample, self._like = TableSample("", (), ()), context.desk.keeping.sources[0]
        self._forms: tuple[str, ...] = ()
        self.columns = {
            each: ListField(f"column_{each.value}", tr(MEANINGS[each]), (), tr(HINTS[each])) for each in Column
        }
        forms = [Choice(form, form_words(form)) for form in DATE_FORMATS]
        self.date_format = ListField("date_format", tr("How are dates and times written?"), forms)
        self.zone = ListField("zone", tr("Which time zone are they in?"), ())
        self.whose = ChoiceField("whose", tr("Whose tables are these?"), ())
        self.named = TextField("source_name", tr("What is that telephone system called here?"))
        self.file = TextField("table_file", tr("What are such tables called?"), tr("* stands for any letters."))
        self.read, self.who = ColumnsRead(context), Words(tone="muted")
        others = [each for each in Column if each not in (*_FIRST, *_THEN)]
        when = [*(self.columns[each] for each in _FIRST), self.date_format, self.zone]
        left = [*when, *(self.columns[each] for each in _THEN)]
        self.add(Columns(_stacked(left), _stacked([self.columns[each] for each in others]), stack_below=720))
        self.add(self.read, self.whose, self.named, self.file, self.who)
        self.add_link(tr("Back"), self.back.emit)
        self._connect_fields()

    def show_sample(self, looked: Looked) -> None:
        """Ask for the columns of the table that the source does not know."""
        assert looked.unread is not None, "there is such a table"
        self._sample, self._like, self._forms = looked.unread, looked.source, ()
        said = tr("{name} has the columns {columns}. Choose which of them says what. Leave out what it does not have.")
        headings = ", ".join(name for name in self._sample.columns if name)
        self.set_lead(said.format(name=self._sample.name, columns=headings))
        choices = tuple(Choice(name, name) for name in self._sample.choosable)
        for field in self.columns.values():
            field.set_choices(choices)
            field.set_value(None)
        self.date_format.set_value(None)
        self._offer(looked.source)
        self.file.set_value(pattern_of(self._sample.name))
        self._say_who()
        self.set_problems(())
        self.set_busy("")
        self._look()
        self.come_anew()
        self.focus_first()

    @property
    def may_change(self) -> bool:
        """Whether this person may change a policy."""
        return self._context.person.may(Permission.ADMINISTER)

    def choice(self) -> ColumnChoice:
        """Return what is chosen now."""
        chosen = tuple((each, name) for each, field in self.columns.items() if (name := field.value()))
        zone = ZoneInfo(self.zone.value() or self._like.zone.key)
        named = self._like.name if self.whose.value() == LIKE else self.named.value()
        form = self.date_format.value() or ""
        return ColumnChoice(self._sample.name, chosen, form, zone, self.file.value(), named)

    def _offer(self, source: Source) -> None:
        zones = dict.fromkeys((source.zone.key, *_ZONES))
        self.zone.set_choices(tuple(Choice(zone, zone) for zone in zones))
        self.zone.set_value(source.zone.key)
        beside = source.side_table
        instead = tr("Read from now on instead of {file}.").format(file=beside.file) if beside else ""
        like = Choice(LIKE, tr("Those of {source}").format(source=source.name), instead)
        kept = tr("Its recordings are kept as long as those of {source}.").format(source=source.name)
        self.whose.set_choices((like, Choice(ANOTHER, tr("Those of another telephone system"), kept)))
        self.whose.set_value(LIKE)
        self.named.set_value("")
        self.named.setVisible(False)

    def _say_who(self) -> None:
        if self.may_change:
            self.primary.set_words(tr("See what that changes"))
            self.who.set_parts(tr("It is saved in the office’s keeping policy, for everybody who imports."))
            return
        self.primary.set_words(tr("Save it for an administrator"))
        self.who.set_parts(
            tr("An administrator changes the office’s policies. Save this as a file for them to import under Policies.")
        )

    def _connect_fields(self) -> None:
        for column, field in self.columns.items():
            field.edited.connect(self._choose_form if column in _FIRST else self._look)
        self.date_format.edited.connect(self._look)
        self.zone.edited.connect(self._look)
        self.whose.edited.connect(self._show_named)
        self.submitted.connect(self._submit)

    def _show_named(self) -> None:
        self.named.setVisible(self.whose.value() == ANOTHER)

    def _choose_form(self) -> None:
        """Choose the first form that reads the column, unless the chosen one does."""
        self._forms = fitting(self._texts())
        if self.date_format.value() not in self._forms:
            self.date_format.set_value(self._forms[0] if self._forms else None)
        self._look()

    def _texts(self) -> list[str]:
        """Return the day and time of each row, as they are written."""
        chosen = [self.columns[each].value() for each in _FIRST]
        places = [self._sample.columns.index(name) for name in chosen if name]
        return [" ".join(row[place].strip() for place in places) for row in self._sample.rows] if places else []

    def _look(self) -> None:
        """Show how the rows would be read, and beside each field what cannot be."""
        choice, desk = self.choice(), self._context.desk
        assert desk.folders is not None, "only at a desk that imports"
        cells = desk.folders.read_as(self._sample, choice.columns, choice.date_format, choice.zone)
        for column, field in self.columns.items():
            self._say(column, field, cells, choice)
        both = {form[:2] for form in self._forms} >= {"%d", "%m"}
        unsure = tr("The first rows do not show which is the day and which is the month. Ask if you do not know.")
        self.date_format.set_hint(unsure if both else "")
        self.read.show_read(self._sample, cells, choice.zone)

    def _say(
        self, column: Column, field: ListField, cells: Mapping[Column, tuple[ReadCell, ...]], choice: ColumnChoice
    ) -> None:
        told = cells.get(column)
        if told is None or (column is Column.STARTED and not choice.date_format):
            field.set_hint(tr(HINTS[column]))
            field.set_problem(tr("This column cannot be read in any known form.") if told and not self._forms else "")
            return
        hint, problem = said_of(column, told, choice.zone, self._context.desk.numbers)
        field.set_hint(hint)
        field.set_problem(problem)

    def _submit(self) -> None:
        choice = self.choice()
        others = [each.name for each in self._context.desk.keeping.sources if self.whose.value() == ANOTHER]
        problems = problems_of(FieldsError(choice.problems(others)))
        self.set_problems_by_name(problems)
        if not problems:
            self.wanted.emit(choice.source(self._like))
        else:
            self._look_beside(set(problems))

    def _look_beside(self, missing: set[str]) -> None:
        """Repeat beside the other fields what cannot be read there."""
        said: dict[Field, str] = {each: each.problem for each in self.columns.values() if each.name in missing}
        self._look()
        for field, words in said.items():
            field.set_problem(words)


def _field(column: Column) -> ListField:
    return ListField(f"column_{column.value}", tr(MEANINGS[column]), (), tr(HINTS[column]))


def _stacked(fields: list[ListField]) -> QWidget:
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(20)
    for field in fields:
        box.addWidget(field)
    box.addStretch(1)
    return made
