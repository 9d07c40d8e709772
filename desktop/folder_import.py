"""`listening-room import`: one person imports a folder of recordings from the command line.

Rules:
- The person signs in on the terminal. No password is read from a file: an import is a person's act, not a timer's.
- Errors that can be found beforehand are reported before the password is asked for.
- Ctrl+C ends it soon: the file under way is left out, and nothing of it stays. Pressed again, it ends at once.
- File names are never printed. They are in the report, where one is requested.
"""

from __future__ import annotations

import contextlib
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType

from desktop.application.office.signing_in import SignIn, sign_in, sign_out
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.importing import Survey
from desktop.application.ports.sound import Strongroom
from desktop.application.recordings.import_report import ImportReport, Line, Outcome, ReportFile
from desktop.application.recordings.import_run import Importing
from desktop.application.recordings.import_steps import ImportSteps
from desktop.application.shared.authorisation import Actor
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.policies import office_policy_of, policies_of
from desktop.bootstrap.wiring import desk_for_originals, strongroom_of
from desktop.domain.recordings.keeping import KeepingPolicy, Source
from desktop.domain.shared.ids import DeskId
from desktop.environment.clock import SystemClock
from desktop.environment.office_passwords import passwords_of
from desktop.environment.telephone_numbers import TelephoneNumbers
from desktop.errors import NotWitnessedError, SurroundingsError
from desktop.media.telephony.folder import TelephonyFolders
from desktop.words.recordings.report import report_wording

FOLDERS = TelephonyFolders()


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

    @contextlib.contextmanager
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


@dataclass(frozen=True)
class FolderImport:
    """An import that is ready to start: the office is open, the source known, the desk one that opens originals."""

    parts: Parts
    desk: DeskId
    keeping: KeepingPolicy
    source: Source
    strongroom: Strongroom
    path: Path

    def survey(self, interrupts: Interrupts) -> Survey:
        """Survey the folder. Raises SurroundingsError where there is nothing."""
        return FOLDERS.survey(self.path, self.source, interrupts)

    def run(self, name: str, password: str, files: int, report: Path | None, interrupts: Interrupts) -> ImportResult:
        """Sign in, import, sign out. Raises SignInRefusedError, NotAllowedError, SurroundingsError."""
        clock, policy, passwords = SystemClock(), office_policy_of(self.parts), passwords_of(self.parts.file)
        typed = SignIn(self.desk, name, password)
        person = sign_in(typed, uow=self._uow(), clock=clock, passwords=passwords, policy=policy).person
        actor = Actor(person.id, self.desk)
        try:
            steps = ImportSteps(actor, self.source, self._uow, clock, self.strongroom)
            return self._run(Importing(steps, TelephoneNumbers(), self.keeping), files, report, interrupts)
        finally:
            with contextlib.suppress(NotWitnessedError):
                sign_out(actor, uow=self._uow(), clock=clock)

    def _run(self, importing: Importing, files: int, report: Path | None, interrupts: Interrupts) -> ImportResult:
        reasons: Counter[str] = Counter()
        with contextlib.ExitStack() as open_report:
            file = open_report.enter_context(ReportFile(report, report_wording())) if report is not None else None

            def tell(line: Line) -> None:
                if line.outcome is Outcome.REFUSED:
                    reasons[line.code] += 1
                if file is not None:
                    file.add(line)

            again = partial(FOLDERS.candidates, self.path, self.source)
            found = importing.run(again(), tell, files=files, watcher=interrupts, seen_first=again)
            return ImportResult(found, reasons)

    def _uow(self) -> UnitOfWork:
        return self.parts.uow(self.desk)


@contextlib.contextmanager
def open_import(office: Path, path: Path, source: str) -> Iterator[FolderImport]:
    """Check that an import could start. Raises SurroundingsError, NotAllowedError, PolicyRefusedError."""
    parts = open_parts(office)
    try:
        keeping = policies_of(parts).keeping
        found = keeping.source(source)
        if found is None:
            known = ", ".join(each.name for each in keeping.sources)
            raise SurroundingsError("no_such_source", known=known)
        desk = desk_for_originals(parts)
        yield FolderImport(parts, desk, keeping, found, strongroom_of(parts, desk), path)
    finally:
        parts.engine.dispose()


def may_report(path: Path | None) -> None:
    """Check that a report can be written there. Raises SurroundingsError."""
    if path is not None and path.exists():
        raise SurroundingsError("report_exists")
