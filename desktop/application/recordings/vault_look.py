"""The nightly look through the vault: each stored recording is read through and compared with its digest.

Rules:
- One night is not enough for a large vault. Each look goes on where the one before ended, for `TONIGHT_S` at the most.
  After the last file a round is over, and the next look begins with the first.
- What was damaged the last time is looked at first: a recording that was imported again is whole.
- Nothing is changed or deleted. The log names what is damaged; Health shows it until it is whole, or destroyed.
- Only a PC that opens originals looks. What its keys do not open is counted, and not called damaged.
- Where so much is damaged that one event could not name it, the look ends: something is wrong with all of the vault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from desktop.application.ports.database import Units
from desktop.application.ports.desk import Clock
from desktop.application.ports.health import VaultLooked
from desktop.application.ports.keeping import StoredFile, StoredSound
from desktop.application.ports.sound import Strongroom
from desktop.domain.log.events import Event, EventKind, Facts, time_text
from desktop.domain.shared.ids import DeskId
from desktop.errors import NotWitnessedError, VaultDamagedError

TONIGHT_S = 3600
"""How long a night's look may take, in seconds."""
AT_ONCE = 200
"""Recordings whose keys are read at a time."""
MOST_NAMED = 200
"""The most damaged files that one event names."""


@dataclass
class Look:
    """The result of a look. `damaged`: every file that is damaged now, and what is wrong with it (an error's code).

    `unopened`: how many this PC's keys do not open. `over`: whether a round ended with this look.
    """

    whole: int = 0
    unopened: int = 0
    over: bool = False
    damaged: dict[StoredFile, str] = field(default_factory=dict)
    anchored: bool = True

    @property
    def all_is_well(self) -> bool:
        """Whether nobody has to look at anything."""
        return self.anchored and not self.damaged


@dataclass(frozen=True)
class VaultLook:
    """One night's look, at one desk."""

    desk: DeskId
    units: Units
    clock: Clock
    strongroom: Strongroom

    def run(self) -> Look | None:
        """Look, and log the result; None at a desk that opens no originals, or where nothing is stored.

        Can be stopped at any moment: the next look then begins where this one did. Raises SurroundingsError.
        """
        with self.units().look() as uow:
            here, last, of = uow.offices.desk(self.desk), uow.reading.vault_looked(), uow.keeping.count_sounds()
        if not (here.opens_originals and of):
            return None
        now = self.clock.now()
        if last is not None and last.up_to:
            looked = replace(last, of=of)
        else:
            looked = VaultLooked(now, "", now, last.ended if last else None, 0, of, ())
        look = Look()
        for file in last.damaged if last else ():
            self._look_at(file, look)
        self._note(look, self._round(looked, look))
        return look

    def _round(self, looked: VaultLooked, look: Look) -> VaultLooked:
        """Go on with the round for as long as a night's look may take; return how far it is."""
        until = self.clock.monotonic() + TONIGHT_S
        for sound in self._from(looked.up_to):
            if self.clock.monotonic() >= until or len(look.damaged) >= MOST_NAMED:
                return looked
            if sound.file not in look.damaged:
                self._read(sound, look)
            looked = replace(looked, up_to=sound.file.name, looked_at=looked.looked_at + 1)
        look.over = True
        return replace(looked, up_to="", ended=self.clock.now())

    def _from(self, up_to: str) -> Iterator[StoredSound]:
        """Yield what is stored behind that place, in order, with the keys of the moment."""
        while True:
            with self.units().look() as uow:
                some = uow.keeping.sounds_after(up_to, AT_ONCE)
            yield from some
            if len(some) < AT_ONCE:
                return
            up_to = some[-1].file.name

    def _look_at(self, file: StoredFile, look: Look) -> None:
        with self.units().look() as uow:
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
        with self.units().look() as uow:
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
        except NotWitnessedError:
            look.anchored = False
