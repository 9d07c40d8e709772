"""The nightly run's care of the vault's files: quarantine of those that no row names, and a look through the rest.

- A missing row is no reason to delete a file: a newer database may name it. It is quarantined for 30 days, or restored.
- A quarantine or deletion is in the log before it happens, a restoration after. A file in use waits for another night.
- A look compares each recording with its digest, on from where the last one ended. It changes nothing, and only logs.
- Only a PC that opens originals looks; a file that its keys do not open is not called damaged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import islice
from typing import TypeVar

from desktop.application.ports.database import Clock, UnitOfWork, Units
from desktop.application.ports.reading import VaultLooked
from desktop.application.ports.recordings import VaultFiles
from desktop.application.ports.sound import StoredFile, StoredSound, Strongroom
from desktop.application.shared.commands import office_day
from desktop.domain.log.events import Event, EventKind, Facts, time_text
from desktop.domain.recordings.retention import quarantine_ends
from desktop.domain.shared.ids import DeskId
from desktop.errors import CheckpointNotStoredError, ExternalSystemError, VaultDamagedError

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
        """Tidy the vault. Can be stopped at any moment, and run again. Raises ExternalSystemError, RowRefusedError."""
        with self.units().read_only() as uow:
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
        except ExternalSystemError:
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
                ids = [file.id for file in piece]
                with self.units().read_only() as uow:
                    fates = uow.keeping.fates(ids)
                    uow.proven.fates(ids, fates)
                yield piece, fates
        except ExternalSystemError:
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
    except ExternalSystemError:
        tidied.stuck.append(file)
        return None


TONIGHT_S = 3600
"""How long a night's look may take, in seconds."""
AT_ONCE = 200
"""Recordings whose keys are read at a time."""
MOST_NAMED = 200
"""The most damaged files that one event names."""


@dataclass
class Look:
    """The result of a look. `damaged`: every file that is damaged now, and what is wrong with it (an error's code).

    `unopened`: how many this PC's keys do not open. `over`: whether a round ended with this look. `stopped`: the code
    of what kept it from going on, such as a share that is away; the next look begins there.
    """

    whole: int = 0
    unopened: int = 0
    over: bool = False
    stopped: str | None = None
    damaged: dict[StoredFile, str] = field(default_factory=dict)
    anchored: bool = True

    @property
    def all_is_well(self) -> bool:
        """Whether nobody has to look at anything."""
        return self.anchored and not self.damaged and not self.stopped


@dataclass(frozen=True)
class VaultLook:
    """One night's look, at one desk."""

    desk: DeskId
    units: Units
    clock: Clock
    strongroom: Strongroom

    def run(self) -> Look | None:
        """Look, and log the result; None at a desk that opens no originals, or where nothing is stored.

        Can be stopped at any moment: the next look then begins where this one did. Raises DatabaseError.
        """
        with self.units().read_only() as uow:
            here, last, of = uow.offices.desk(self.desk), uow.reading.vault_looked(), uow.keeping.count_sounds()
        if not (here.opens_originals and of):
            return None
        now = self.clock.now()
        if last is not None and last.up_to:
            looked = replace(last, of=of)
        else:
            looked = VaultLooked(now, "", now, last.ended if last else None, 0, of, ())
        look = Look()
        try:
            for file in last.damaged if last else ():
                self._look_at(file, look)
        except ExternalSystemError as error:
            return Look(stopped=error.code)  # what was damaged is not known to be whole: nothing new is said of it
        self._note(look, self._round(looked, look))
        return look

    def _round(self, looked: VaultLooked, look: Look) -> VaultLooked:
        """Go on with the round for as long as a night's look may take; return how far it is."""
        until = self.clock.monotonic() + TONIGHT_S
        for sound in self._from(looked.up_to):
            if self.clock.monotonic() >= until or len(look.damaged) >= MOST_NAMED:
                return looked
            try:
                if sound.file not in look.damaged:
                    self._read(sound, look)
            except ExternalSystemError as error:
                look.stopped = error.code
                return looked
            looked = replace(looked, up_to=sound.file.name, looked_at=looked.looked_at + 1)
        look.over = True
        return replace(looked, up_to="", ended=self.clock.now())

    def _from(self, up_to: str) -> Iterator[StoredSound]:
        """Yield what is stored behind that place, in order, with the keys of the moment."""
        while True:
            with self.units().read_only() as uow:
                some = uow.keeping.sounds_after(up_to, AT_ONCE)
            yield from some
            if len(some) < AT_ONCE:
                return
            up_to = some[-1].file.name

    def _look_at(self, file: StoredFile, look: Look) -> None:
        with self.units().read_only() as uow:
            sound = uow.keeping.sound(file)
        if sound is not None:
            self._read(sound, look)

    def _read(self, sound: StoredSound, look: Look) -> None:
        try:
            wrong = self.strongroom.flaw_of(sound)
        except VaultDamagedError:
            look.unopened += 1
            return
        if wrong is None:
            look.whole += 1
            return
        with self.units().read_only() as uow:
            if uow.keeping.sound(sound.file) is not None:  # it was not destroyed meanwhile
                look.damaged[sound.file] = wrong

    def _note(self, look: Look, looked: VaultLooked) -> None:
        facts: Facts = {
            "began": time_text(looked.began),
            "ended": time_text(looked.ended) if looked.ended else "",
            "up_to": looked.up_to,
            "looked_at": looked.looked_at,
            "of": looked.of,
            "whole": look.whole,
            "unopened": look.unopened,
            "damaged": [[file.kind, file.id, wrong] for file, wrong in sorted(look.damaged.items())],
        }
        try:
            with self.units() as uow:
                event = Event(EventKind.VAULT_LOOKED_THROUGH, self.clock.now(), self.desk, None, {}, facts)
                uow.commit(event, checkpoint=True)
        except CheckpointNotStoredError:
            look.anchored = False
