"""Two histories of one log, both signed: a desk, or whoever has its key, told one witness this and another that.

Rules:
- A checkpoint that does not fit the log, and is signed with the key that its desk had in the log at that point, is
  another history where a checkpoint over as many events or more does fit, or where a second one over as many
  events has another root. Where only smaller ones fit, the log was changed after them, which is no second history.
- It is told once, for the first that does not fit. Each of them is a finding of its own already (`wrong_root`).
"""

from __future__ import annotations

from desktop.verify.notes import Note
from desktop.verify.report import Findings


class Forks:
    """The signed checkpoints that did not fit, as far as they are needed."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._first: Note | None = None
        self._last: Note | None = None
        self._told = False

    def misfit(self, note: Note) -> None:
        """Take one that is signed and does not fit, in the order of their sizes."""
        if self._last is not None and self._last.size == note.size and self._last.root != note.root:
            self._tell(note, note)
        self._first, self._last = self._first or note, note

    def finish(self, fitting: Note | None) -> None:
        """Finish; `fitting` is the checkpoint over the most events that fits the log."""
        if self._first is not None and fitting is not None and fitting.size >= self._first.size:
            self._tell(self._first, fitting)

    def _tell(self, one: Note, other: Note) -> None:
        if not self._told:
            self._told = True
            self._findings.add("history_forked", one.size, one=f"{one.size:,}", other=f"{other.size:,}")
