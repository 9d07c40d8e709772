"""The upkeep that an administrator does by hand under Health: a back-up, what is due destroyed, a file for support.

Rules:
- Each is what the command does (`backup`, `retain --confirm`, `doctor --bundle`), at this PC. A PC of the back office
  destroys.
- The log says that a back-up was made, once it is there: Health tells when that was last. Where the log cannot take it,
  as when the disk of the database is full, or rows were changed, the back-up is good all the same.
- Where there is a back office, one that was made at another PC is not in the log: it lacks the keys of originals.
- Before anything is destroyed they see how much goes, and why it did not go by itself. They give the date of another
  clock and their password. A date other than this PC's destroys nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from desktop.application.office.signing_in import InPerson, acting_in_person
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import PasswordCheck
from desktop.application.ports.lifecycle import BackedUp, NightDone, NightLook, Noted, Upkeep
from desktop.application.shared.commands import Actor, Command, carries_out, office_day
from desktop.domain.log.events import Event, EventKind, Facts
from desktop.domain.office.pcs import DeskKind
from desktop.domain.office.people import Permission
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.errors import FieldsError, ListeningRoomError

NAME = "listening-room-backup-{day}"
"""The name of a back-up's folder."""


@dataclass(frozen=True)
class MadeBackUp:
    """A new back-up, and its folder."""

    folder: Path
    held: BackedUp


@dataclass(frozen=True)
class Made:
    """At which PC a back-up was made, and by whom; None: by the command, for which nobody signs in."""

    desk: DeskId
    by: PersonId | None = None


class DestroyDue(Command[NightDone]):
    """Destroy what is due. `day`: the date that another clock shows; None: not typed, or no date."""

    by: InPerson
    day: date | None
    seen: NightLook


def make_backup(actor: Actor, place: Path | None, *, uow: UnitOfWork, clock: Clock, upkeep: Upkeep) -> MadeBackUp:
    """Make a back-up in a new folder of that place. Raises FieldsError, NotAllowedError, ExternalSystemError."""
    with uow.read_only():
        actor.acting(Permission.ADMINISTER, uow)
        today = office_day(uow, clock)
    if place is None or not place.is_dir():
        raise FieldsError({"backup_place": "backup_place_missing"})
    names = [NAME.format(day=f"{today:%Y-%m-%d}")]
    while (place / names[-1]).exists():
        names.append(f"{names[0]}-{len(names) + 1}")
    return MadeBackUp(place / names[-1], upkeep.back_up(place / names[-1], actor.by))


def note_backup(made: BackedUp, there: Made, *, uow: UnitOfWork, clock: Clock) -> BackedUp:
    """Log that a back-up was made; return it, with whether the log has that.

    It gets no checkpoint of its own: the next one anchors it. Otherwise every office that is restored from a back-up
    would miss an event. It names the recovery keys that open it, and is not noted where others are in force by now.
    """
    facts: Facts = {"events": made.events, "recordings": made.recordings, "missing": made.missing}
    facts |= {"recipients": made.recipients}
    try:
        with uow:
            if tuple(uow.proven.recipients("recovery")) != made.recipients:
                return replace(made, noted=Noted.NOT_TAKEN)
            kinds = {desk.id: desk.kind for desk in uow.offices.desks() if desk.withdrawn_at is None}
            if kinds[there.desk] is not DeskKind.BACK_OFFICE and DeskKind.BACK_OFFICE in kinds.values():
                return replace(made, noted=Noted.NOT_OURS)
            uow.commit(Event(EventKind.BACKED_UP, clock.now(), there.desk, there.by, {}, facts))
    except ListeningRoomError:
        return replace(made, noted=Noted.NOT_TAKEN)
    return made


def save_for_support(actor: Actor, file: Path, *, uow: UnitOfWork, upkeep: Upkeep) -> Path:
    """Write the file for whoever supports the program; return it. Raises NotAllowedError, ExternalSystemError."""
    with uow.read_only():
        actor.acting(Permission.ADMINISTER, uow)
    upkeep.save_for_support(file)
    return file


def look_what_is_due(actor: Actor, *, uow: UnitOfWork, upkeep: Upkeep) -> NightLook:
    """Return what a run would destroy now. Raises NotAllowedError, ExternalSystemError."""
    with uow.read_only():
        actor.acting(Permission.ADMINISTER, uow)
    return upkeep.look()


@carries_out(DestroyDue)
def destroy_due(command: DestroyDue, *, uow: UnitOfWork, check: PasswordCheck, upkeep: Upkeep) -> NightDone:
    """Destroy what is due now. Raises FieldsError, SignInRefusedError, NotAllowedError, ExternalSystemError.

    Its event, which an administrator signs, comes before anything is destroyed (`pc_checks`).
    """
    today = check.policy.local(check.clock.now()).date()
    if command.day != today:
        raise FieldsError({"other_day": "other_day_missing" if command.day is None else "another_date_typed"})
    with uow:
        acting_in_person(command.by, Permission.ADMINISTER, uow=uow, check=check)
    return upkeep.run(command.by.actor.by, command.seen)
