"""Verify an office's log from the command line, and with it the checkpoint on someone's receipt.

Rules:
- A receipt is the name of a text file, the text itself, or `-` for what comes in on standard input. A PDF is not read.
- The database is read as it is, also where the office would not be opened.
- A whole verification that finds nothing is remembered in the keyring; `--since` goes on from there, and compares no
  rows.
"""

from __future__ import annotations

import dataclasses
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

from desktop.bootstrap.opened import opened
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.verifying import (
    Halves,
    differences_in,
    last_event,
    log_connection,
    milestones_of,
    with_desk_names,
    witness_files,
)
from desktop.environment.clock import SystemClock
from desktop.environment.lasting import open_regular
from desktop.errors import DatabaseError, SurroundingsError, begun
from desktop.verify import Report, verify
from desktop.verify.milestone import Milestone
from desktop.verify.notes import Note
from desktop.verify.receipts import HELD, MOST, Receipt, read_receipt
from desktop.words.command_line import as_json, look
from desktop.words.command_line import log as said
from desktop.words.errors import words_of

Progress = Callable[[int, int], None]


@dataclasses.dataclass(frozen=True)
class Verified:
    """The outcome. `wrong`: why the office would not be opened; then no rows were compared (`differences`).

    `receipt`: the outcome of one over `size` events.
    """

    report: Report
    wrong: DatabaseError | None
    differences: tuple[str, ...]
    receipt: str | None = None
    size: int = 0

    @property
    def all_is_well(self) -> bool:
        """Whether nothing at all was found."""
        return self.report.ok and self.wrong is None and not self.differences and self.receipt in (None, HELD)

    def as_json(self) -> str:
        """Return it as a line of JSON."""
        told = {"database": self._why_wrong(), "rows": self.differences}
        told |= {} if self.receipt is None else {"receipt": self.receipt}
        report = dataclasses.asdict(self.report)
        del report["milestone"]
        return as_json(report | told)

    def lines(self) -> list[str]:
        """Return it in words: the receipt, the database, the log."""
        report, wrong = self.report, self._why_wrong()
        lines = [] if self.receipt is None else [said.receipt(self.receipt, self.size, report.events)]
        lines += [] if wrong is None else said.database_wrong(wrong)
        lines += said.rows_differ(self.differences) if self.differences else []
        if report.ok and report.since:
            lines += said.new_is_whole(report.since, report.events)
        elif report.ok:
            lines += said.whole(report.anchored_events, report.events)
            lines += said.signed(report.unvouched_events)
        else:
            lines.append(said.not_whole(unproved=report.unproved))
        lines += [said.loss(each.at, each.kept, each.known) for each in report.losses]
        lines += [line for name in report.lagging for line in look(said.lagging(name))]
        return lines + said.findings([(finding.words, finding.seq) for finding in report.findings])

    def _why_wrong(self) -> str | None:
        return None if self.wrong is None else words_of(self.wrong)


def verify_office(folder: Path, held: str | None, on_progress: Progress, *, since: bool = False) -> Verified:
    """Verify the log, its rows and a receipt's text; `since`: only what is new in the log. Long work.

    Raises SurroundingsError of each kind (`never_verified` where nothing is known to go on from).
    """
    with opened(folder, as_it_is=True, unattended=True) as office:
        parts = office.parts
        if since:
            return _new(parts, on_progress)
        read = None if held is None else read_receipt(held, parts.file.origin)
        receipt = Receipt(read) if isinstance(read, Note) else None
        with begun():
            found, differences = _both(parts, receipt, Halves(on_progress, lambda: False))
        report = with_desk_names(found, parts.engine)
        if report.milestone is not None and not (differences or parts.wrong):
            milestones_of(parts).keep(report.milestone)
    if receipt is not None:
        return Verified(report, parts.wrong, differences, receipt.outcome, receipt.note.size)
    return Verified(report, parts.wrong, differences, None if held is None else str(read))


def _both(parts: Parts, receipt: Receipt | None, halves: Halves) -> tuple[Report, tuple[str, ...]]:
    """Verify the log, and compare the rows of a database that is as it should be."""
    report = _verified(parts, receipt, halves.first)
    return report, () if parts.wrong else differences_in(parts.uow(parts.file.desk), halves.second)


def _new(parts: Parts, on_progress: Progress) -> Verified:
    last = milestones_of(parts).last()
    if last is None:
        raise SurroundingsError("never_verified")
    with begun():
        report = _verified(parts, None, on_progress, last)
    return Verified(with_desk_names(report, parts.engine), parts.wrong, ())


def _verified(parts: Parts, receipt: Receipt | None, on_progress: Progress, since: Milestone | None = None) -> Report:
    files = witness_files(parts.witness)
    last = last_event(parts, parts.file.desk)
    with log_connection(parts.engine) as connection:
        return verify(
            connection,
            witnesses=files,
            origin=parts.file.origin,
            on_progress=on_progress,
            vault=parts.vault_folder,
            now=SystemClock().now(),
            receipt=receipt,
            since=since,
            last=last,
        )


def held_text(given: str) -> str:
    """Return the text of a receipt: of the file of that name, of standard input, or the words themselves.

    Raises SurroundingsError (`receipt_missing`, `receipt_unreadable`, `receipt_is_pdf`).
    """
    content = sys.stdin.buffer.read(4 * MOST) if given == "-" else _file(given)
    if content.startswith(b"%PDF"):
        raise SurroundingsError("receipt_is_pdf")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SurroundingsError("receipt_unreadable") from None


def _file(given: str) -> bytes:
    """Return a file's content, or what was given where it is no file's name but the text of a checkpoint."""
    try:
        with open_regular(Path(given), os.O_RDONLY) as file:
            return file.read(4 * MOST) or b""
    except (FileNotFoundError, NotADirectoryError, ValueError):
        pass
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise SurroundingsError("receipt_unreadable") from None
    if "listening-room/" not in given:
        raise SurroundingsError("receipt_missing")
    return given.encode()
