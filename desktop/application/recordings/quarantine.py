"""Quarantine: the nightly run's care of the vault's files. A missing row is no reason to delete a file.

Rules:
- A file whose recording or copy has been destroyed can no longer be opened. It is deleted at once.
- A file that no row names, neither of an existing recording nor of a destroyed one, may belong to a database newer than
  this one. It is quarantined for 30 days, and each night's report says so. Where a row names it again meanwhile (the
  newer database was restored), it is restored.
- A quarantine or a deletion is in the log before it happens, with the files' identifiers; a restoration, after.
- A file that someone has open stays where it is until another night. So does one that cannot be deleted or moved: the
  run goes on with the others, and says which it was. Where files cannot be listed, it goes on with its other works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice
from typing import TypeVar

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.keeping import StoredFile, VaultFiles
from desktop.application.shared.authorisation import office_day
from desktop.domain.log.events import Event, EventKind, Facts
from desktop.domain.recordings.keeping import quarantine_ends
from desktop.domain.shared.ids import DeskId
from desktop.errors import SurroundingsError

T = TypeVar("T")

IN_ONE_LOOK = 1_000
"""The most files that are compared with the database at a time."""
IN_ONE_EVENT = 200
"""The most files that one event names."""


@dataclass
class Tidied:
    """The outcome for files. `quarantined`: all in quarantine now; `left`: how many someone had open; `stuck`: those
    that could not be deleted or moved; `untidied`: how many of the works could not be done, since the vault failed.
    """

    removed: int = 0
    left: int = 0
    put_back: int = 0
    given_up: int = 0
    quarantined: list[StoredFile] = field(default_factory=list)
    stuck: list[StoredFile] = field(default_factory=list)
    untidied: int = 0


@dataclass(frozen=True)
class Quarantine:
    """One run at one desk."""

    desk: DeskId
    units: Callable[[], UnitOfWork]
    clock: Clock
    files: VaultFiles

    def run(self) -> Tidied:
        """Tidy the vault. Can be stopped at any moment, and run again. Raises SurroundingsError."""
        with self.units().look() as uow:
            today = office_day(uow, self.clock)
        tidied = Tidied()
        for files, fates in self._in_pieces(self.files.stored, tidied):
            self._look_at_what_is_stored(files, fates, today, tidied)
        for files, fates in self._in_pieces(self.files.in_quarantine, tidied):
            self._look_at_the_quarantine(files, fates, today, tidied)
        for files, fates in self._in_pieces(self.files.leftovers, tidied):
            for file in files:
                if fates.get(file.id):
                    tidied.removed += _done(partial(self.files.destroy, file), file, tidied) is True
        try:
            tidied.removed += self.files.drop_unfinished()
        except SurroundingsError:
            tidied.untidied += 1
        return tidied

    def _in_pieces(
        self, listed: Callable[[], Iterable[StoredFile]], tidied: Tidied
    ) -> Iterator[tuple[list[StoredFile], Mapping[str, bool]]]:
        """Yield them in order, a piece at a time, with what the database has of each: a vault holds millions.

        Where they cannot be listed that work is left `untidied`.
        """
        try:
            some = iter(listed())
            while piece := sorted(islice(some, IN_ONE_LOOK)):
                with self.units().look() as uow:
                    fates = uow.keeping.fates([file.id for file in piece])
                yield piece, fates
        except SurroundingsError:
            tidied.untidied += 1

    def _look_at_what_is_stored(
        self, files: Sequence[StoredFile], fates: Mapping[str, bool], today: date, tidied: Tidied
    ) -> None:
        for file in files:
            if fates.get(file.id) is False:
                self._remove(file, tidied)
        unnamed = [file for file in files if file.id not in fates]
        self._note(EventKind.QUARANTINE_STARTED, unnamed)
        for file in unnamed:
            _done(partial(self.files.quarantine, file, today), file, tidied)

    def _look_at_the_quarantine(
        self, files: Sequence[StoredFile], fates: Mapping[str, bool], today: date, tidied: Tidied
    ) -> None:
        back, over = [], []
        for file in files:
            lives = fates.get(file.id)
            moved = _done(partial(self.files.put_back, file), file, tidied) if lives else False
            if lives is False:
                self._remove(file, tidied)
            elif moved:
                back.append(file)
            elif moved is None:
                continue  # it is stuck: what a row names is not given up because it could not be moved
            elif quarantine_ends(file.since or today) <= today:
                over.append(file)
            else:
                tidied.quarantined.append(file)
        self._note(EventKind.QUARANTINE_RETURNED, back)
        self._note(EventKind.QUARANTINE_ENDED, over)
        tidied.put_back += len(back)
        tidied.given_up += sum(bool(_done(partial(self.files.destroy, file), file, tidied)) for file in over)

    def _remove(self, file: StoredFile, tidied: Tidied) -> None:
        gone = _done(partial(self.files.destroy, file), file, tidied)
        tidied.removed += gone is True
        tidied.left += gone is False

    def _note(self, kind: EventKind, files: Sequence[StoredFile]) -> None:
        for first in range(0, len(files), IN_ONE_EVENT):
            names = [file.name for file in files[first : first + IN_ONE_EVENT]]
            facts: Facts = {"files": names}
            with self.units() as uow:
                uow.commit(Event(kind, self.clock.now(), self.desk, None, {}, facts))


def _done(act: Callable[[], T], file: StoredFile, tidied: Tidied) -> T | None:
    """Return what comes of it; None where it fails: the file is `stuck` then."""
    try:
        return act()
    except SurroundingsError:
        tidied.stuck.append(file)
        return None
