"""The page of the table beside a telephone system's recordings: its file, its columns, how its dates are written."""

from __future__ import annotations

from desktop.application.office.system_edits import TableEdit
from desktop.domain.recordings.column_choice import DATE_FORMATS
from desktop.domain.recordings.keeping import Source
from desktop.domain.recordings.sources import Column
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField, ListField
from desktop.ui.kit.widgets.field import TextField
from desktop.ui.office.policy_edit_page import EditPage
from desktop.words import tr
from desktop.words.codes.recordings import form_words
from desktop.words.office.policy_rows import PolicyRow
from desktop.words.recordings.columns import MEANINGS

NO_TABLE, ASTERISKS, OTHER, BY_EXAMPLE = "none", "asterisk", "other", "example"


class PolicyTablePage(EditPage):
    """The page. Where a folder to import is at hand, the page of an import shows its columns to choose from."""

    def __init__(self) -> None:
        super().__init__()
        self._was = ""
        kinds = (
            Choice(NO_TABLE, tr("None is named"), tr("Asterisk’s own is found by itself, where it may be one.")),
            Choice(ASTERISKS, tr("Asterisk’s call detail records, under a name of this office")),
            Choice(OTHER, tr("Another table, whose columns are named here")),
        )
        self.table = ChoiceField("table", tr("The table beside the recordings"), kinds)
        self.file = TextField("table_file", tr("What are such tables called?"), tr("* stands for any letters."))
        own = Choice(BY_EXAMPLE, tr("In another way"))
        self.form = ListField("date_format", tr("How are dates and times written?"), (own,))
        self.example = TextField("example", tr("How would it write 24 November 2026, 2:30:05pm?"))
        hint = tr("The heading, as the table has it. Leave it empty if there is no such column.")
        self.columns = {each: TextField(f"column_{each.value}", tr(MEANINGS[each]), hint) for each in Column}
        self.add(self.table, self.file, self.form, self.example, *self.columns.values())
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)
        self.table.edited.connect(self._show_fields)
        self.form.edited.connect(self._show_fields)

    def begin_table(self, row: PolicyRow, source: Source) -> None:
        """Ask for it, beginning with what holds now."""
        self._was, table = source.name, source.table
        self.table.set_value(NO_TABLE if table is None else OTHER if table.columns else ASTERISKS)
        self.file.set_value(table.file if table is not None else "")
        now = table.date_format if table is not None else ""
        forms = [form for form in dict.fromkeys((now, *DATE_FORMATS)) if form]
        own = Choice(BY_EXAMPLE, tr("In another way"))
        self.form.set_choices((*(Choice(form, form_words(form)) for form in forms), own))
        self.form.set_value(now or None)
        self.example.set_value("")
        told = dict(table.columns) if table is not None else {}
        for column, field in self.columns.items():
            field.set_value(told.get(column, ""))
        self._show_fields()
        self.begin(row.what, tr("It says of each recording when the call was, and with which number."))

    def _show_fields(self) -> None:
        chosen = self.table.value()
        self.file.setVisible(chosen in (ASTERISKS, OTHER))
        self.form.setVisible(chosen == OTHER)
        self.example.setVisible(chosen == OTHER and self.form.value() == BY_EXAMPLE)
        for field in self.columns.values():
            field.setVisible(chosen == OTHER)

    def _submit(self) -> None:
        chosen, form = self.table.value(), self.form.value()
        typed = ((column, field.value().strip()) for column, field in self.columns.items())
        edit = TableEdit(
            was=self._was,
            there=None if chosen is None else chosen != NO_TABLE,
            file=self.file.value().strip(),
            columns=tuple((column, name) for column, name in typed if name),
            form=None if form == BY_EXAMPLE else form or "",
            example=self.example.value(),
            asterisks=chosen == ASTERISKS,
        )
        self.ask(edit)
