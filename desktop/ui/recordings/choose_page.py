"""The first page: the telephone system, and the folder or file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from desktop.domain.recordings.keeping import Source
from desktop.errors import FieldsError
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField, ListField
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.path_field import PathField
from desktop.ui.kit.widgets.working import Working
from desktop.ui.running.context import Context
from desktop.words import tr
from desktop.words.problems import problems_of

FOLDER, FILE = "folder", "file"


class ChoosePage(Page):
    """The page to choose a source. Emits `wanted(Path, Source)`. The choice is kept for the next time."""

    wanted = Signal(Path, Source)

    def __init__(self, context: Context) -> None:
        lead = tr("Say where they are. Nothing is imported yet.")
        super().__init__(tr("Import recordings"), lead, primary=tr("Check what is in it"))
        self._context = context
        self.source = ListField("source", tr("Which telephone system do they come from?"), ())
        kinds = (
            Choice(FOLDER, tr("A folder"), tr("As the telephone system or its administrator exported it")),
            Choice(FILE, tr("One file"), tr("You can say which call it is")),
        )
        self.kind = ChoiceField("kind", tr("What do you have?"), kinds)
        titles = tr("Choose a recording"), tr("Choose a folder of recordings")
        self.path = PathField("path", tr("Where is it?"), file_title=titles[0], folder_title=titles[1])
        self.working = Working()
        self.add(self.source, self.kind, self.path, self.working)
        self.submitted.connect(self._submit)
        self.kind.edited.connect(self._show_kind)
        self.show_sources()
        self.kind.set_value(FOLDER)

    def show_sources(self, chosen: str = "") -> None:
        """Offer the telephone systems that the office's policy names now; choose one of them."""
        sources = self._context.desk.keeping.sources
        self.source.set_choices(tuple(Choice(source.name, source.name) for source in sources))
        if chosen or len(sources) == 1:
            self.source.set_value(chosen or sources[0].name)

    def show_problem(self, code: str) -> None:
        """Say that there is nothing at that path."""
        self.set_problems_by_name(problems_of(FieldsError({"path": code})))

    def _show_kind(self) -> None:
        self.path.files = self.kind.value() == FILE

    def _submit(self) -> None:
        problems = {}
        source, path = self._source(), self.path.value()
        if source is None:
            problems["source"] = "source_missing"
        if path is None:
            problems["path"] = "path_missing"
        self.set_problems_by_name(problems_of(FieldsError(problems)))
        if source is not None and path is not None:
            self.wanted.emit(path, source)

    def _source(self) -> Source | None:
        return self._context.desk.keeping.source(self.source.value() or "")
