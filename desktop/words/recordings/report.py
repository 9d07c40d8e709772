"""The words of an import report's file, line by line."""

from __future__ import annotations

from desktop.application.recordings.import_report import Line, Wording
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.errors import sentence


def report_wording() -> Wording:
    """Return the headings and the cells of a report's file."""
    return Wording((tr("File"), tr("Result"), tr("Held for"), tr("Why")), _cells)


def _cells(line: Line) -> tuple[str, ...]:
    why = sentence(line.code) if line.code else ""
    return line.path, words(line.outcome), ", ".join(line.references), why
