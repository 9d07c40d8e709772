"""Recordings: a folder of them imported by one person, and those past their retention period destroyed every night.

Rules of importing:
- The person signs in on the terminal. No password is read from a file: an import is a person's act, not a timer's.
- Errors that can be found beforehand are reported before the password is asked for.
- Ctrl+C ends it soon: the file under way is left out, and nothing of it stays. Pressed again, it ends at once.
- File names are never printed. They are in the report, where one is requested.

Rules of the nightly run:
- Then the vault is looked through for a while (`vault_care`), unless nothing could be destroyed.
- It runs unattended and asks nothing. Only `--confirm NAME` asks: for the administrator's password, and the date that
  another clock shows. A date other than this PC's destroys nothing. It asks where nothing is doubted too: the log may
  hold a step of this PC's clock that is over, and that nobody has confirmed.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType

from desktop.application.office.pc_checks import Confirmed
from desktop.application.office.signing_in import sign_out
from desktop.application.ports.recordings import Candidate
from desktop.application.ports.sound import Strongroom
from desktop.application.recordings.folder_import import Importing, ImportSteps
from desktop.application.recordings.import_report import ImportReport, Line, Outcome, ReportFile
from desktop.application.recordings.retaining import RetainReport, Turn
from desktop.application.recordings.vault_care import Look
from desktop.application.shared.commands import Actor
from desktop.bootstrap.wiring import OpenOffice, opened
from desktop.cli.terminal import Said, TerminalProgress, Verbs, password_of
from desktop.domain.recordings.retention import Source
from desktop.errors import CheckpointNotStoredError, ExternalSystemError, NotAllowedError, RefusedError, begun
from desktop.lifecycle.nightly import Nightly, open_nightly
from desktop.media.telephony.folder import TelephonyFolders
from desktop.words.command_line import as_json, sign_in_name
from desktop.words.command_line import recordings as messages
from desktop.words.office import would_destroy
from desktop.words.recordings import report_wording

FOLDERS = TelephonyFolders()


def add(verbs: Verbs) -> None:
    """Add the verbs that destroy and import recordings."""
    retain = verbs.add_parser("retain", help="destroy recordings past their retention period; run it every night")
    retain.add_argument("--json", action="store_true", help="print the report as one line of JSON")
    retain.add_argument("--if-due", action="store_true", help="only if it is this PC's turn tonight, as a timer asks")
    retain.add_argument(
        "--confirm", metavar="NAME", help="an administrator, who confirms that this PC's clock is right"
    )
    imports = verbs.add_parser("import", help="import a folder of recordings; exit 1 if a file was refused")
    imports.add_argument("path", type=Path, metavar="PATH", help="the folder, or a single recording")
    imports.add_argument(
        "--source", required=True, metavar="NAME", help="the source in the keeping policy that they come from"
    )
    imports.add_argument(
        "--report", type=Path, metavar="FILE", help="write the result for each file into this CSV file"
    )
    imports.add_argument("--sign-in", metavar="NAME", help="who imports them (you are asked if you leave it out)")
    retain.set_defaults(run=_retain)
    imports.set_defaults(run=_import)


def _import(folder: Path, given: argparse.Namespace) -> Said:
    """Import a folder as one person; exit 1 if a file was refused or left out, or the log could not be anchored."""
    progress = TerminalProgress(sys.stderr, says=messages.looked_at)
    interrupts = Interrupts(progress.report)
    with opened(folder) as office:
        source, strongroom = _ready(office, given.source)
        if given.report is not None and given.report.exists():
            raise ExternalSystemError("report_exists")
        with interrupts.listening():
            files = FOLDERS.survey(given.path, source, interrupts).files
        print(messages.surveyed(files), file=sys.stderr)
        name, password = _who(given.sign_in)
        with interrupts.listening(), progress, _signed_in(office, name, password) as actor:
            steps = ImportSteps(actor, source, office.uow, office.clock, strongroom)
            run = Importing(steps, office.numbers, office.keeping)
            told = _imported(run, partial(FOLDERS.candidates, given.path, source), files, given.report, interrupts)
    return messages.import_words(told.report, told.reasons), 0 if told.all_is_well else 1


def _ready(office: OpenOffice, name: str) -> tuple[Source, Strongroom]:
    """Return that source, and the vault. Raises ExternalSystemError, NotAllowedError, PolicyRefusedError."""
    source = office.keeping.source(name)
    if source is None:
        raise ExternalSystemError("no_such_source", known=", ".join(each.name for each in office.keeping.sources))
    if office.strongroom is None:
        raise NotAllowedError("not_a_back_office")
    return source, office.strongroom


def _who(name: str | None) -> tuple[str, str]:
    """Return a person's sign-in name and password. Raises ExternalSystemError where nobody is there to ask."""
    try:
        name = name or input(sign_in_name())
        return name, password_of(name)
    except EOFError:
        raise ExternalSystemError("nobody_to_ask") from None


@contextmanager
def _signed_in(office: OpenOffice, name: str, password: str) -> Iterator[Actor]:
    """Sign someone in, and out at the end. Raises SignInRefusedError, NotAllowedError."""
    actor = office.sign_in(name, password).actor
    try:
        yield actor
    finally:
        with suppress(CheckpointNotStoredError):
            office.run(sign_out, actor)


class Interrupts:
    """A watcher that Ctrl+C cancels; `hear` receives the import's progress. Use it as a context, on the main thread."""

    def __init__(self, hear: Callable[[int, int], None]) -> None:
        self._hear = hear
        self._asked = Event()

    @property
    def cancelled(self) -> bool:
        return self._asked.is_set()

    def report(self, done: int, total: int) -> None:
        """Take the import's progress."""
        self._hear(done, total)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Handle Ctrl+C within the block."""
        before = signal.signal(signal.SIGINT, self._interrupted)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        if self._asked.is_set():
            raise KeyboardInterrupt
        self._asked.set()


@dataclass
class ImportResult:
    """The report, and how many files each reason refused."""

    report: ImportReport
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def all_is_well(self) -> bool:
        """Whether nothing was refused or left out, and the log is anchored."""
        return self.report.whole and self.report.anchored and not self.report.counts[Outcome.REFUSED]


def _imported(
    run: Importing, again: partial[Iterator[Candidate]], files: int, report: Path | None, interrupts: Interrupts
) -> ImportResult:
    """Import what `again` finds each time, and write the report."""
    reasons: Counter[str] = Counter()
    with ExitStack() as open_report:
        file = open_report.enter_context(ReportFile(report, report_wording())) if report is not None else None

        def tell(line: Line) -> None:
            if line.outcome is Outcome.REFUSED:
                reasons[line.code] += 1
            if file is not None:
                file.add(line)

        found = run.run(again(), tell, files=files, watcher=interrupts, seen_first=again)
        return ImportResult(found, reasons)


def _retain(folder: Path, given: argparse.Namespace) -> Said:
    """Destroy what is due and report it; exit 1 if someone has to look at something."""
    asked, confirm = not given.if_due, given.confirm
    with open_nightly(folder, unattended=confirm is None) as nightly, nightly.turn(asked=asked) as turn:
        if turn is not Turn.OURS:
            return [messages.not_ours(turn)], 0
        report = _confirmed_run(nightly, confirm) if confirm else nightly.run()
        stopped = report.clock_alone or report.doubts or (report.proof is not None and report.proof.changed)
        with begun():
            look = None if stopped else nightly.vault.run()
        zone = nightly.office.office.zone
    lines = [_json(report, look)] if given.json else messages.report_words(report, zone) + messages.look_words(look)
    return lines, 0 if report.all_is_well and (look is None or look.all_is_well) else 1


def _confirmed_run(nightly: Nightly, name: str) -> RetainReport:
    """Ask that administrator, and run. Raises SignInRefusedError, NotAllowedError, RefusedError."""
    office, report = nightly.office, nightly.retaining.look()
    doubts = messages.doubt_words(report, office.office.zone) if report.doubts else []
    print(*doubts, messages.clock_alone() if report.clock_alone else would_destroy(report.due, report.kept), sep="\n")
    try:
        typed = input(messages.asks_for_date())
        if typed.strip() != f"{office.today():%Y-%m-%d}":
            raise RefusedError("another_date")
        password = password_of(name)
    except EOFError:
        raise ExternalSystemError("no_administrator_to_ask") from None
    with _signed_in(office, name, password) as actor:
        return nightly.run(Confirmed(actor, report.doubts, report.due, report.kept))


def _json(report: RetainReport, look: Look | None) -> str:
    damaged = {} if look is None else {file.name: wrong for file, wrong in look.damaged.items()}
    found = None if look is None else asdict(replace(look, damaged={})) | {"damaged": damaged}
    return as_json(asdict(report) | {"vault": found})
