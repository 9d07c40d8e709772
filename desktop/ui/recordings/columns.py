"""The pages on which the columns of a table are told: what each means, and what the keeping policy then says.

The first rows are shown as the chosen columns read them, live. Saving changes the policy, with the password.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.application.office import policy_edits
from desktop.application.office.policies import ChangePolicy, Preview
from desktop.application.office.policy_edits import SourceEdit
from desktop.application.office.signing_in import InPerson
from desktop.application.ports.desk import Numbers
from desktop.application.ports.recordings import ReadCell, TableSample
from desktop.application.recordings.folder_import import Looked
from desktop.domain.office.people import Permission
from desktop.domain.recordings.column_choice import DATE_FORMATS, ColumnChoice, fitting, pattern_of
from desktop.domain.recordings.retention import Source
from desktop.domain.recordings.sources import Column
from desktop.errors import CheckpointNotStoredError, FieldsError, ListeningRoomError
from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.forms.choices import Choice, ChoiceField, ListField
from desktop.ui.kit.forms.fields import Field, TextField
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.layouts import Columns, column, column_in
from desktop.ui.kit.overlays import choose_to_save
from desktop.ui.kit.rows import Row, RowsView
from desktop.ui.kit.text import Words, strong, subtitle
from desktop.ui.running.context import Context
from desktop.ui.running.preview_page import PreviewPage
from desktop.words import counted, text, tr
from desktop.words.codes import form_words
from desktop.words.errors import problems_of, sentence
from desktop.words.recordings import COLUMN_HEADINGS, COLUMN_HINTS, COLUMN_MEANINGS, cell_words

_EXAMPLES = 2


def said_of(column: Column, cells: Sequence[ReadCell], zone: ZoneInfo, numbers: Numbers) -> tuple[str, str]:
    """Return how the first rows of a column are read, and what cannot be; "" for nothing of it."""
    read = dict.fromkeys(cell_words(column, cell, zone, numbers) for cell in cells if not cell.problem)
    bad = [_why(cell) for cell in cells if cell.problem]
    hint = tr("Read as: {values}").format(values="; ".join(list(read)[:_EXAMPLES])) if read else ""
    if not bad:
        return hint, ""
    one, many = text("1 of the first rows cannot be read. {why}"), text("{n} of the first rows cannot be read. {why}")
    return hint, counted(len(bad), one, many, why=bad[0])


class RowsRead(QWidget):
    """Rows of a table as they would be read, below what is said of them. Other columns make another table."""

    def __init__(self, *above: QWidget) -> None:
        super().__init__()
        self._box = column_in(self, *above, gap=12)
        self.table: RowsView | None = None

    def show_rows(self, about: str, columns: Sequence[str], rows: Sequence[Row], *, last: int = 3) -> None:
        """Show them; nothing where there are no columns. `last`: the weight of the last column, of the others 3."""
        if self.table is not None:
            self.table.hide()
            self.table.deleteLater()
            self.table = None
        if columns:
            self.table = RowsView(about, columns, [3] * (len(columns) - 1) + [last], header=True, links=False)
            self.table.show_rows(rows)
            self._box.addWidget(self.table)


class ColumnsRead(RowsRead):
    """The rows. Each meaning that was chosen has a column."""

    def __init__(self, context: Context) -> None:
        self._numbers = context.desk.numbers
        self._nothing = Words(tr("Choose a column, and see here how it is read."), tone="muted")
        super().__init__(subtitle(tr("The first rows, as they would be read")), self._nothing)

    def show_read(self, sample: TableSample, cells: Mapping[Column, tuple[ReadCell, ...]], zone: ZoneInfo) -> None:
        """Show the rows as these columns read them."""
        chosen = [column for column in Column if column in cells]
        self._nothing.setVisible(not chosen)
        rows = [self._row(number, chosen, cells, zone) for number in range(len(sample.rows))]
        headings = [tr(COLUMN_HEADINGS[column]) for column in chosen]
        self.show_rows(tr("The first rows, as they would be read"), headings, rows)

    def _row(
        self, number: int, chosen: list[Column], cells: Mapping[Column, tuple[ReadCell, ...]], zone: ZoneInfo
    ) -> Row:
        read = [(column, cells[column][number]) for column in chosen]
        said = tuple(
            _why(cell) if cell.problem else cell_words(column, cell, zone, self._numbers) for column, cell in read
        )
        return Row(number, said, attention=any(cell.problem for _, cell in read))


def _why(cell: ReadCell) -> str:
    """Return what is written in a cell, and why it cannot be read."""
    if not cell.text:
        return sentence(cell.problem)
    return tr("“{text}”: {why}").format(text=cell.text, why=sentence(cell.problem))


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
            each: ListField(f"column_{each.value}", tr(COLUMN_MEANINGS[each]), (), tr(COLUMN_HINTS[each]))
            for each in Column
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
        self.add(Columns(column(*left), column(*(self.columns[each] for each in others)), stack_below=720))
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
        self.reset()
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
        for meaning, field in self.columns.items():
            field.edited.connect(self._choose_form if meaning in _FIRST else self._look)
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
        for meaning, field in self.columns.items():
            self._say(meaning, field, cells, choice)
        both = {form[:2] for form in self._forms} >= {"%d", "%m"}
        unsure = tr("The first rows do not show which is the day and which is the month. Ask if you do not know.")
        self.date_format.set_hint(unsure if both else "")
        self.read.show_read(self._sample, cells, choice.zone)

    def _say(
        self, column: Column, field: ListField, cells: Mapping[Column, tuple[ReadCell, ...]], choice: ColumnChoice
    ) -> None:
        told = cells.get(column)
        if told is None or (column is Column.STARTED and not choice.date_format):
            field.set_hint(tr(COLUMN_HINTS[column]))
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


class ColumnsSavePage(PreviewPage):
    """The page on which they are saved, and its outcome. Emits `back` (to the columns) and `left` (to importing)."""

    back = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Save what the columns are"), primary=tr("Save and go on"))
        self.done = Banner("success")
        self.add(self.done)
        self._back = self.add_link(tr("Back to the columns"), self.back.emit)
        self._leave = self.add_link(tr("Import recordings"), self.left.emit)

    def show_preview(self, preview: Preview) -> None:
        """Show what is about to be saved."""
        weaker = tr(
            "Someone else has to adopt it: another administrator, or a supervisor. Import the recordings after that."
        )
        lead = tr("Check that this is what you mean. Nothing is saved yet.")
        button = tr("Propose it") if preview.weaker else tr("Save and go on")
        self.done.set_parts()
        for part in (self.changes, self.own_password, self._back):
            part.show()
        self.show_changes(preview, lead, weaker if preview.weaker else "", button)
        self.going_title.hide()

    def show_proposed(self, name: str) -> None:
        """Say that it waits for someone else."""
        said = tr("Once it is adopted under Policies, choose {name} as the telephone system and import them.")
        self._show_done(tr("This is proposed."), said.format(name=name))

    def show_saved(self, file: str) -> None:
        """Say that it is in a file for an administrator."""
        said = tr(
            "Give it to an administrator, who imports it under Policies, Keeping recordings. Then check "
            "this folder again."
        )
        self._show_done(tr("It is saved as {file}.").format(file=file), said)

    def _show_done(self, done: str, then: str) -> None:
        self.set_busy("")
        self.own_password.wipe()
        self.set_problems(())
        self.set_lead("")
        self.notice.set_parts("")
        self.done.set_parts(strong(done), then)
        asked: tuple[QWidget, ...] = self.changes, self.going_title, self.going, self.reason, self.own_password
        for part in (*asked, self.primary, self._back):
            part.hide()
        self.reset()
        self.rest_on(self._leave)


class ColumnsPages(QObject):
    """Both pages, in the place's stack. Emits `saved(Source)` once it is in force, `back` and `left`."""

    saved = Signal(Source)
    back = Signal()
    left = Signal()

    def __init__(self, context: Context, stack: StackOfPages) -> None:
        super().__init__(stack)
        self._context, self._stack = context, stack
        self._source: Source | None = None
        self._preview: Preview | None = None
        self._file = Path()
        self.columns_page, self.save_page = ColumnsPage(context), ColumnsSavePage()
        for page in (self.columns_page, self.save_page):
            stack.addWidget(page)
        self.columns_page.wanted.connect(self._ask)
        self.columns_page.back.connect(self.back)
        self.save_page.wanted.connect(self._save)
        self.save_page.back.connect(self._show_columns)
        self.save_page.left.connect(self.left)

    def begin(self, looked: Looked) -> None:
        """Ask for the columns of a table."""
        self._stack.setCurrentWidget(self.columns_page)
        self.columns_page.show_sample(looked)

    def _show_columns(self) -> None:
        self._stack.setCurrentWidget(self.columns_page)
        self.columns_page.focus_first()

    @Slot(Source)
    def _ask(self, source: Source) -> None:
        """Look what that changes; or save it as a file, for those who may not change it."""
        self._source = source
        if self.columns_page.may_change:
            self.columns_page.set_busy(tr("Working out what that changes."))
            looked = self._context.run(policy_edits.preview_edit, self._context.actor, SourceEdit(source))
            looked.then(self._show_preview).otherwise(self._refused)
            return
        chosen = choose_to_save(self._stack, tr("Save the policy"), "keeping.toml", tr("Policies (*.toml)"))
        if chosen is not None:
            self._file = chosen
            written = self._context.run(policy_edits.export_with_source, self._context.actor, source, chosen)
            written.then(self._written).otherwise(self._refused)

    def _show_preview(self, preview: Preview) -> None:
        self.columns_page.set_busy("")
        self._preview = preview
        self._stack.setCurrentWidget(self.save_page)
        self.save_page.show_preview(preview)

    def _written(self, _: None) -> None:
        self._stack.setCurrentWidget(self.save_page)
        self.save_page.show_saved(self._file.name)

    @Slot(str, str)
    def _save(self, password: str, reason: str) -> None:
        assert self._preview is not None, "it was shown"
        by, shown = InPerson(self._context.actor, password), self._preview
        command = ChangePolicy(by, shown.name, shown.content, shown.seen, reason)
        self._context.run(command).then(self._done).otherwise(self._refused)

    def _done(self, _: None) -> None:
        read = self._context.tasks.run(self._context.desk.policies.look_again, owner=self)
        read.then(self._read).otherwise(self._context.fail)

    def _read(self, _: bool) -> None:
        assert self._preview is not None and self._source is not None, "it was saved"
        self.save_page.set_busy("")
        if self._preview.weaker:
            self.save_page.show_proposed(self._source.name)
        else:
            self.saved.emit(self._source)

    def _refused(self, error: ListeningRoomError) -> None:
        self.columns_page.set_busy("")
        if isinstance(error, CheckpointNotStoredError):  # it is done all the same
            self._context.fail(error)
            self._done(None)
        elif not self.save_page.show_refusal(error):
            self._context.fail(error)
