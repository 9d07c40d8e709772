"""The last page: what was imported, what was there already, what was refused and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from PySide6.QtCore import Signal

from desktop.application.recordings.folder_import import ImportDone
from desktop.application.recordings.import_report import ImportReport, Line, Outcome
from desktop.ui.kit.banners import Banner, Kind
from desktop.ui.kit.buttons import SecondaryButton
from desktop.ui.kit.facts import Fact, Facts
from desktop.ui.kit.page import Page
from desktop.ui.kit.rows import Row, RowsView
from desktop.ui.kit.text import Words, strong
from desktop.words import counted, tr
from desktop.words.codes import and_list, words
from desktop.words.errors import message_for, sentence
from desktop.words.formatting import ALIKE, grouped
from desktop.words.recordings import refused_alike

PAGE, MOST = 100, 500
"""The lines shown at a time, and in all: the saved report has the rest."""
ORDER = (
    Outcome.REFUSED,
    Outcome.CAME_IN,
    Outcome.CAME_BACK,
    Outcome.WAS_THERE,
    Outcome.TIME_IS_UP,
    Outcome.NOT_ASKED_FOR,
)
"""The order of the outcomes: those that need attention come first."""


class ReportPage(Page):
    """The report of an import. Emits `save_wanted` and `back`. `lines` has all lines, in the order of the files."""

    save_wanted = Signal()
    back = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Import report"), primary=tr("Save the report"), wide=True)
        self.lines: tuple[Line, ...] = ()
        self._ordered: list[tuple[str, str, bool]] = []
        self._shown = 0
        self.result, self.facts, self.hint = Banner("success"), Facts(), Words(tone="muted")
        columns = (tr("File"), tr("Result"))
        self.table = RowsView(tr("Files"), columns, (1, 1), header=True, links=False)
        self.more, self.rest = SecondaryButton(tr("Show more")), Words(tone="muted")
        self.add(self.result, self.facts, self.hint, self.table, self.more, self.rest)
        self.add_link(tr("Import more"), self.back.emit)
        self.submitted.connect(self.save_wanted)
        self.more.clicked.connect(self._show_more)

    def show_report(self, done: ImportDone) -> None:
        """Show the result of an import."""
        self.lines = done.lines
        kind, said = _result(done.report)
        self.result.set_kind(kind)
        self.result.set_parts(*said)
        counts = done.report.counts
        self.facts.show_facts(*(Fact(grouped(counts[each]), words(each)) for each in ORDER if counts[each]))
        self.facts.setVisible(bool(done.lines))
        self.hint.set_parts(_hint(done.report))
        self._ordered = list(_rows(sorted(done.lines, key=lambda line: ORDER.index(line.outcome))))
        self._shown = 0
        self.table.setVisible(bool(done.lines))
        self._show_more()
        self.rest_on(self.primary)

    def show_saved(self, name: str) -> None:
        """Say that the report is saved."""
        self.result.set_kind("success")
        advice = tr("It contains file names, and so telephone numbers: keep it as safe as the recordings.")
        self.result.set_parts(strong(tr("The report is saved as {name}.").format(name=name)), advice)

    def _show_more(self) -> None:
        self._shown += PAGE
        shown = enumerate(self._ordered[: self._shown])
        self.table.show_rows([Row(number, row[:2], attention=row[2]) for number, row in shown])
        left = len(self._ordered) > self._shown
        self.more.setVisible(left and self._shown < MOST)
        self.rest.setVisible(left and self._shown >= MOST)
        said = tr("These are the first {shown} of {all}. The saved report has all of them.")
        self.rest.set_parts(said.format(shown=grouped(self._shown), all=grouped(len(self._ordered))))


def _rows(lines: Iterable[Line]) -> Iterator[tuple[str, str, bool]]:
    """Yield what stands in each row, and whether it needs attention: many that one reason refused are one row."""
    lines = list(lines)
    refused = Counter(line.code for line in lines if line.outcome is Outcome.REFUSED)
    told: set[str] = set()
    for line in lines:
        if line.outcome is not Outcome.REFUSED:
            yield line.path, _became(line), False
        elif refused[line.code] < ALIKE:
            yield line.path, _became(line), True
        elif line.code not in told:
            told.add(line.code)
            first = tr("{file} and others").format(file=line.path)
            yield first, f"{words(line.outcome)}. {refused_alike(line.code, refused[line.code])}", True


def _became(line: Line) -> str:
    """Return "Came in, held for SAR-2026-0042", "Refused. This file is not a recording." or the like."""
    if line.code:
        return f"{words(line.outcome)}. {sentence(line.code)}"
    if line.references:
        held = and_list(list(line.references))
        return tr("{became}, held for {requests}").format(became=words(line.outcome), requests=held)
    return words(line.outcome)


def _result(report: ImportReport) -> tuple[Kind, tuple[str, ...]]:
    """Return the outcome that is said first, and its kind."""
    refused = report.counts[Outcome.REFUSED]
    said = strong(_came(report))
    if report.stopped is not None:
        early = strong(tr("It stopped before the end."))
        return "problem", (early, message_for(report.stopped), tr("Then import it again."))
    if report.cancelled:
        return "notice", (said, tr("You stopped it before the end. Import it again to continue."))
    if not report.anchored:
        return "problem", (said, tr("The witness file could not be written. The next checkpoint makes up for it."))
    if refused:
        return "notice", (said, tr("Some files were refused. The reasons are below."))
    came = report.counts[Outcome.CAME_IN] + report.counts[Outcome.CAME_BACK]
    return "success" if came else "notice", (said,)


def _came(report: ImportReport) -> str:
    came, back = report.counts[Outcome.CAME_IN], report.counts[Outcome.CAME_BACK]
    if back and not came:
        return counted(
            back,
            "1 recording whose file was missing is back.",
            "{n} recordings whose files were missing are back.",
        )
    if not came:
        return tr("No recordings were imported.")
    return counted(came, "1 recording was imported.", "{n} recordings were imported.")


def _hint(report: ImportReport) -> str:
    """Return a hint about the next step."""
    if any(report.counts[outcome] for outcome in (Outcome.CAME_IN, Outcome.CAME_BACK, Outcome.WAS_THERE)):
        return tr("To choose the recording of a request, open the request.")
    return ""
