"""The log for people who doubt it: verified here with the checkpoint on a receipt, exported, and proved from an export.

The database is verified as it is, also where the office would not be opened. `--since` goes on from the last whole
verification that found nothing, and compares no rows. A receipt is a file's name, the text itself, or `-`.
An export (`checkpoint`, `tile/` by C2SP tlog-tiles, `events.jsonl`, `checkpoints.txt`) ends at the newest checkpoint,
is written whole or not at all, and only if it matches that. It has no names and no typed words.
"""

from __future__ import annotations

import base64
import dataclasses
import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from desktop.bootstrap import verifying
from desktop.bootstrap.opening import Parts
from desktop.bootstrap.wiring import opened
from desktop.domain.log import merkle
from desktop.domain.log.checkpoint import Checkpoint, parse_note
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.requests import Request
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import SessionId
from desktop.environment.atomic_folder import Kind, give_up, whole_folder
from desktop.environment.clock import SystemClock
from desktop.errors import DatabaseError, ExternalSystemError, LogBrokenError, OtherLogError, begun, in_place_of
from desktop.files.durable import make_folder, new_file, open_regular, read_regular
from desktop.verify import Report
from desktop.verify.checkpoints import HELD, Receipt, read_receipt
from desktop.verify.checkpoints import LONGEST_RECEIPT as MOST
from desktop.verify.notes import Note
from desktop.words.command_line import as_json, look
from desktop.words.command_line import log as messages
from desktop.words.errors import message_for

VerifyProgress = Callable[[int, int], None]


@dataclasses.dataclass(frozen=True)
class Verified:
    """The outcome. `wrong`: why the office would not be opened; then no rows were compared (`differences`).

    `receipt`: the outcome of one over `size` events. `reference`: that of the request about which a session was closed
    as it was signed, "" where none was; None where that is not known. `outcome`: that of the session.
    """

    report: Report
    wrong: DatabaseError | None
    differences: tuple[str, ...]
    receipt: str | None = None
    size: int = 0
    reference: str | None = None
    outcome: Outcome | None = None

    @property
    def all_is_well(self) -> bool:
        """Whether nothing at all was found. A code that was signed at no close of a session is no receipt."""
        is_one = self.receipt is None or (self.receipt == HELD and self.reference != "")
        return self.report.ok and self.wrong is None and not self.differences and is_one

    def as_json(self) -> str:
        """Return it as a line of JSON."""
        told = {"database": self._why_wrong(), "rows": self.differences}
        of = {"receipt_of": self.reference, "receipt_outcome": self.outcome}
        told |= {} if self.receipt is None else {"receipt": self.receipt, **of}
        report = dataclasses.asdict(self.report)
        del report["milestone"]
        return as_json(report | told)

    def lines(self) -> list[str]:
        """Return it in words: the receipt, the database, the log."""
        report, wrong = self.report, self._why_wrong()
        lines = [] if self.receipt is None else [messages.receipt(self.receipt, self.size, report.events)]
        lines += [] if self.reference is None else [messages.whose_receipt(self.reference, self.outcome)]
        lines += [] if wrong is None else messages.database_wrong(wrong)
        lines += messages.rows_differ(self.differences) if self.differences else []
        if report.ok and report.since:
            lines += messages.new_is_whole(report.since, report.events)
        elif report.ok:
            lines += messages.whole(report.anchored_events, report.events)
            lines.append(messages.signed())
        else:
            lines.append(messages.not_whole(unproved=report.unproved))
        lines += [messages.loss(each.at, each.kept, each.known) for each in report.losses]
        lines += [messages.unstamped(report.unstamped)] if report.unstamped else []
        lines += [line for name in report.lagging for line in look(messages.lagging(name))]
        return lines + messages.findings([(finding.words, finding.seq) for finding in report.findings])

    def _why_wrong(self) -> str | None:
        return None if self.wrong is None else message_for(self.wrong)


def verify_office(folder: Path, held: str | None, on_progress: VerifyProgress, *, since: bool = False) -> Verified:
    """Verify the log, its rows and a receipt's text; `since`: only what is new in the log. Long work.

    Raises ExternalSystemError of each kind (`never_verified` where nothing is known to go on from).
    """
    with opened(folder, as_it_is=True, unattended=True) as office:
        parts = office.parts
        if since:
            return _new(parts, on_progress)
        read = None if held is None else read_receipt(held, parts.file.origin)
        receipt = Receipt(read) if isinstance(read, Note) else None
        with begun():
            found, differences = _both(parts, receipt, verifying.CombinedProgress(on_progress, lambda: False))
        report = verifying.with_desk_names(found, parts.engine)
        if report.milestone is not None and not (differences or parts.wrong):
            verifying.milestones_of(parts).keep(report.milestone)
        if receipt is not None:
            holds = receipt.outcome == HELD and not parts.wrong
            of_it = _closed_under(parts, receipt.note.size) if holds else (None, None)
            return Verified(report, parts.wrong, differences, receipt.outcome, receipt.note.size, *of_it)
    return Verified(report, parts.wrong, differences, None if held is None else str(read))


def _closed_under(parts: Parts, size: int) -> tuple[str | None, Outcome | None]:
    """Return the reference and the outcome of the session whose close is the last of so many events.

    The reference is "" where it is no close. The log says it, and no row. None where this PC does not go by that log,
    or believes no such event.
    """
    with suppress(OtherLogError), parts.uow(parts.file.desk).read_only() as uow:
        last = uow.known.event(size - 1)
        if last is None or last.kind is not EventKind.SESSION_CLOSED:
            return (None if last is None else ""), None
        told = uow.proven.told_of(SessionId(last.subjects[Subject.SESSION]))
        request = told.of(Request).get(last.subjects[Subject.REQUEST])
        if request is not None:
            return request.reference, Outcome(str(last.facts["outcome"]))
    return None, None


def _both(parts: Parts, receipt: Receipt | None, halves: verifying.CombinedProgress) -> tuple[Report, tuple[str, ...]]:
    """Verify the log, and compare the rows of a database that is as it should be."""
    report = verifying.verifier_over(parts, parts.file.desk, SystemClock()).report(halves.first, receipt=receipt)
    return report, () if parts.wrong else verifying.differences_in(parts.uow(parts.file.desk), halves.second)


def _new(parts: Parts, on_progress: VerifyProgress) -> Verified:
    last = verifying.milestones_of(parts).last()
    if last is None:
        raise ExternalSystemError("never_verified")
    with begun():
        report = verifying.verifier_over(parts, parts.file.desk, SystemClock()).report(on_progress, since=last)
    return Verified(verifying.with_desk_names(report, parts.engine), parts.wrong, ())


def held_text(given: str) -> str:
    """Return the text of a receipt: of the file of that name, of standard input, or the words themselves.

    Raises ExternalSystemError (`receipt_missing`, `receipt_unreadable`, `receipt_is_pdf`).
    """
    content = sys.stdin.buffer.read(4 * MOST) if given == "-" else _file(given)
    if content.startswith(b"%PDF"):
        raise ExternalSystemError("receipt_is_pdf")
    with in_place_of(UnicodeDecodeError, ExternalSystemError("receipt_unreadable")):
        return content.decode("utf-8-sig")


def _file(given: str) -> bytes:
    """Return a file's content, or what was given where it is no file's name but the text of a checkpoint."""
    try:
        with open_regular(Path(given), os.O_RDONLY) as file:
            return file.read(4 * MOST) or b""
    except (FileNotFoundError, NotADirectoryError, ValueError):
        pass
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise ExternalSystemError("receipt_unreadable") from None
    if "listening-room/" not in given:
        raise ExternalSystemError("receipt_missing")
    return given.encode()


NEWEST, ALL, EVENTS = "checkpoint", "checkpoints.txt", "events.jsonl"
PROOF = "c2sp.org/tlog-proof@v1"

ExportProgress = Callable[[int, int], None]


def export_log(office: Path, target: Path, on_progress: ExportProgress) -> int:
    """Write the log into a new folder; return how many events are in it. The office may be open meanwhile. Long work.

    Raises ExternalSystemError of each kind and LogBrokenError, and leaves no folder then.
    """
    if os.path.lexists(target):
        raise ExternalSystemError("backup_exists")
    if target.resolve().is_relative_to(office.resolve()):
        raise ExternalSystemError("backup_inside")
    with (
        opened(office, unattended=True) as here,
        whole_folder(target, Kind.EXPORT, give_up) as new,
        begun(),
        verifying.stored_log(here.parts) as (checkpoints, bodies),
    ):
        newest = _write_checkpoints(checkpoints, new)
        _write_events(bodies(newest.size), newest.size, new, on_progress)
        root = merkle.root_hash(newest.size, merkle.hashes_in(_tiles_under(new), newest.size))
        if (newest.origin, newest.root) != (here.parts.file.origin, root):
            raise LogBrokenError("export_not_whole")
        return newest.size


def _write_checkpoints(checkpoints: Callable[[], Iterator[str]], folder: Path) -> Checkpoint:
    """Write all of them, and the newest by itself; return that."""
    newest = ""
    with new_file(folder / ALL) as file:
        for newest in checkpoints():
            parse_note(newest)
            file.write(f"{newest}\n".encode())
    if not newest:
        raise LogBrokenError("export_without_checkpoint")
    _write(folder / NEWEST, newest.encode())
    return parse_note(newest).checkpoint


def _write_events(bodies: Iterator[bytes], size: int, folder: Path, on_progress: ExportProgress) -> None:
    tiling = merkle.Tiling(lambda tile, content: _write(folder / tile.path, content))
    with new_file(folder / EVENTS) as file:
        while some := list(islice(bodies, merkle.WIDTH)):
            file.writelines(body + b"\n" for body in some)
            _write(folder / merkle.Tile(0, tiling.size // merkle.WIDTH, len(some)).entries_path, merkle.bundle(some))
            for body in some:
                tiling.add(merkle.leaf_hash(body))
            on_progress(tiling.size, size)
    tiling.finish()


def _write(path: Path, content: bytes) -> None:
    make_folder(path.parent)
    with new_file(path) as file:
        file.write(content)


def proof_of(export: Path, event: int | None, old: int | None, size: int | None) -> str:
    """Return the proof about that event, or else about the growth since that size."""
    return prove_growth(export, old or 0, size) if event is None else prove_event(export, event, size)


def prove_event(export: Path, seq: int, size: int | None = None) -> str:
    """Return the proof that an event is in the log, as C2SP tlog-proof text with the event in it.

    `size`: under the checkpoint over that many events, else under the newest. Raises ExternalSystemError
    (`export_unknown`, `export_no_checkpoint`, `export_no_event`), LogBrokenError (`export_damaged`, `tile_malformed`).
    """
    with _readable():
        under = _under(export, size)
        head = under.head
        if not 0 <= seq < head.size:
            raise ExternalSystemError("export_no_event", seq=seq, size=head.size)
        tile, place = merkle.tile_with(0, seq, under.whole)
        body = merkle.event_in(read_regular(export / tile.entries_path), place)
        proof = merkle.inclusion_proof(seq, head.size, under.hashes)
    if not merkle.check_inclusion(merkle.leaf_hash(body), seq, head.size, proof, head.root):
        raise LogBrokenError("export_damaged")
    return "\n".join([PROOF, f"extra {_base64(body)}", f"index {seq}", *map(_base64, proof), "", under.note])


def prove_growth(export: Path, old: int, size: int | None = None) -> str:
    """Return the proof that the log over `old` events was only added to, as a C2SP tlog-witness is shown it.

    `size` and errors as in `prove_event`; `export_shrinks` where `old` is larger.
    """
    with _readable():
        under = _under(export, size)
        head = under.head
        if not 0 <= old <= head.size:
            raise ExternalSystemError("export_shrinks", size=head.size)
        proof = merkle.consistency_proof(old, head.size, under.hashes)
        before = merkle.root_hash(old, under.hashes)
    if not merkle.check_consistency(old, before, head.size, head.root, proof):
        raise LogBrokenError("export_damaged")
    return "\n".join([f"old {old}", *map(_base64, proof), "", under.note])


def _readable() -> AbstractContextManager[None]:
    return in_place_of((OSError, ValueError), ExternalSystemError("export_unknown"))


@dataclass(frozen=True)
class _Under:
    """The basis of a proof: a checkpoint, and the hashes of the export's tree over `whole` events."""

    note: str
    head: Checkpoint
    whole: int
    hashes: merkle.Hashes


def _under(export: Path, size: int | None) -> _Under:
    newest = read_regular(export / NEWEST).decode()
    whole = parse_note(newest).checkpoint.size
    note = newest if size in (None, whole) else _checkpoint_over(export, size or 0)
    return _Under(note, parse_note(note).checkpoint, whole, merkle.hashes_in(_tiles_under(export), whole))


def _checkpoint_over(export: Path, size: int) -> str:
    blocks = read_regular(export / ALL).decode().split("\n\n")
    for body, signatures in zip(blocks[::2], blocks[1::2], strict=False):
        note = f"{body}\n\n{signatures}\n"
        if parse_note(note).checkpoint.size == size:
            return note
    raise ExternalSystemError("export_no_checkpoint", size=size)


def _tiles_under(folder: Path) -> merkle.ReadTile:
    return lambda tile: read_regular(folder / tile.path)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
