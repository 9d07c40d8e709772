"""The output of an import. It never contains file names: they contain telephone numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.application.recordings.import_report import Outcome
from desktop.words import Texts, counted, tr
from desktop.words.command_line import not_anchored
from desktop.words.errors import words_of
from desktop.words.errors.recordings import refused_alike
from desktop.words.formatting import grouped, length

if TYPE_CHECKING:
    from collections import Counter

    from desktop.application.recordings.import_report import ImportReport

_ONE: Texts[Outcome] = {
    Outcome.CAME_IN: "1 file was imported.",
    Outcome.CAME_BACK: "1 recording whose file was missing is back.",
    Outcome.WAS_THERE: "1 file was imported earlier.",
    Outcome.NOT_ASKED_FOR: "1 file was left out, because no request asks for it.",
    Outcome.TIME_IS_UP: "1 file was left out, because its retention period is over.",
    Outcome.REFUSED: "1 file was refused.",
}
_MANY: Texts[Outcome] = {
    Outcome.CAME_IN: "{n} files were imported.",
    Outcome.CAME_BACK: "{n} recordings whose files were missing are back.",
    Outcome.WAS_THERE: "{n} files were imported earlier.",
    Outcome.NOT_ASKED_FOR: "{n} files were left out, because no request asks for them.",
    Outcome.TIME_IS_UP: "{n} files were left out, because their retention period is over.",
    Outcome.REFUSED: "{n} files were refused.",
}


def surveyed(files: int) -> str:
    """Say how much there is to look at."""
    return counted(files, "There is 1 file to look at.", "There are {n} files to look at.")


def looked_at(done: int, total: int, seconds_left: int | None) -> str:
    """Say how far it is, and about how long the rest takes."""
    said = tr("Looked at {done} of {total} files.").format(done=grouped(done), total=grouped(total))
    if seconds_left is None:
        return said
    return f"{said} {tr('About {length} left.').format(length=length(seconds_left))}"


def import_words(report: ImportReport, reasons: Counter[str]) -> list[str]:
    """Describe the outcome, a sentence for each thing, with how many files each reason refused."""
    counts = ((outcome, report.counts[outcome]) for outcome in Outcome)
    lines = [counted(n, _ONE[outcome], _MANY[outcome]) for outcome, n in counts if n]
    lines = lines or [tr("There was nothing to import.")]
    lines += [f"- {refused_alike(code, n)}" for code, n in reasons.most_common()]
    if report.stopped is not None:
        why = words_of(report.stopped)
        lines.append(tr("The import stopped before the end. {why} Run it again to continue.").format(why=why))
    if report.cancelled:
        lines.append(tr("You stopped the import before the end. Run it again to continue."))
    return lines if report.anchored else lines + not_anchored()
