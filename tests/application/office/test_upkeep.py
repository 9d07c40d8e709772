"""A back-up by hand, and what is due destroyed: who may, and what they have to know and type before it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.application.log.health import Trouble
from desktop.application.office.upkeep import DestroyDue, Made, make_backup, note_backup
from desktop.application.ports.lifecycle import BackedUp, NightDone, NightLook, Noted
from desktop.bootstrap.wiring import OpenOffice
from desktop.domain.log.events import EventKind
from desktop.domain.office.clock_doubt import ClockDoubt
from desktop.domain.office.pcs import DeskKind
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.errors import DatabaseError, FieldsError, ListeningRoomError, NotAllowedError, SignInRefusedError
from desktop.lifecycle.status import Status, status_of
from desktop.words.command_line.status import lines
from desktop.words.formatting import moment
from tests.support.offices.builders import PASSWORD, ZONE, Office, an_office
from tests.support.refusals import field_problems

SEEN = NightLook(12, 480, (ClockDoubt.TOO_MANY,), None)


@dataclass
class FakeUpkeep:
    """In the place of the PC."""

    made: list[Path] = field(default_factory=list)
    asked: list[PersonId] = field(default_factory=list)
    ran: list[tuple[PersonId, NightLook]] = field(default_factory=list)

    def back_up(self, folder: Path, by: PersonId) -> BackedUp:
        folder.mkdir()
        self.made.append(folder)
        self.asked.append(by)
        return BackedUp(9, 2)

    def save_for_support(self, file: Path) -> None:
        self.made.append(file)

    def look(self) -> NightLook:
        return SEEN

    def run(self, by: PersonId, seen: NightLook) -> NightDone:
        self.ran.append((by, seen))
        return NightDone(seen.due)


@pytest.fixture
def upkeep() -> FakeUpkeep:
    return FakeUpkeep()


def test_each_back_up_gets_a_new_folder_with_its_day(office: Office, upkeep: FakeUpkeep, tmp_path: Path) -> None:
    place, actor = tmp_path / "drive", office.actor("administrator")
    place.mkdir()
    for _ in range(3):
        made = office.do(make_backup, actor, place, upkeep=upkeep)
    day = f"{office.clock.now():%Y-%m-%d}"
    names = [f"listening-room-backup-{day}{more}" for more in ("", "-2", "-3")]
    assert upkeep.asked == [actor.by] * 3
    assert [each.name for each in upkeep.made] == names and made.folder == place / names[-1]
    for wrong in (None, tmp_path / "away"):
        found = field_problems(office.do, make_backup, actor, wrong, upkeep=upkeep)
        assert found == {"backup_place": "backup_place_missing"}


def told(office: Office) -> Status:
    return status_of(OpenOffice(office.parts, office.clock))


def noted(office: Office, made: BackedUp, desk: DeskId | None = None, by: PersonId | None = None) -> Noted:
    at = desk or office.parts.file.desk
    with office.uow(at).read_only() as uow:
        made = replace(made, recipients=tuple(uow.proven.recipients("recovery")))
    return note_backup(made, Made(at, by), uow=office.uow(at), clock=office.clock).noted


def test_the_log_has_each_back_up_and_health_the_newest(office: Office) -> None:
    assert told(office).health.backed_up_at is None
    noted(office, BackedUp(9, 2), by=office.actor("administrator").by)
    first = office.clock.now()
    office.clock.pass_by(days=1)
    noted(office, BackedUp(11, 2, 1))
    by_page, by_command = [event for event in office.events() if event.kind is EventKind.BACKED_UP]
    assert (by_page.at, by_page.actor) == (first, office.actor("administrator").by)
    with office.uow().read_only() as uow:
        recipients = list(uow.proven.recipients("recovery"))
    told_of = {"events": 11, "recordings": 2, "missing": 1, "recipients": recipients}
    assert len(recipients) == 2 and by_command.actor is None and by_command.facts == told_of
    assert json.loads(told(office).as_json())["backed_up_at"] == by_command.at.isoformat()
    assert f"Newest back-up: {moment(by_command.at, ZONE)}." in lines(told(office).health, ZONE)


def test_without_a_back_up_for_a_week_somebody_has_to_look(office: Office) -> None:
    office.clock.pass_by(days=6)
    assert Trouble.NO_BACKUP not in told(office).health.troubles, "it began less than a week ago"
    office.clock.pass_by(days=2)
    assert Trouble.NO_BACKUP in told(office).health.troubles
    noted(office, BackedUp(9, 2))
    office.clock.pass_by(days=7)
    assert Trouble.NO_BACKUP not in told(office).health.troubles
    office.clock.pass_by(minutes=1)
    assert Trouble.NO_BACKUP in told(office).health.troubles


@pytest.mark.parametrize("why", [DatabaseError("database_unavailable"), NotAllowedError("desk_withdrawn")])
def test_a_back_up_is_good_where_the_log_cannot_take_it(
    office: Office, monkeypatch: pytest.MonkeyPatch, why: ListeningRoomError
) -> None:
    def full(*_: object, **__: object) -> None:
        raise why

    monkeypatch.setattr(type(office.uow()), "commit", full)
    assert noted(office, BackedUp(9, 2)) is Noted.NOT_TAKEN


def test_where_there_is_a_back_office_one_of_another_pc_is_not_in_the_log(tmp_path: Path) -> None:
    place = an_office(tmp_path, DeskKind.REVIEW)
    assert noted(place, BackedUp(9, 2), place.front) is Noted.NOT_OURS
    assert EventKind.BACKED_UP not in {event.kind for event in place.events()}
    assert noted(place, BackedUp(9, 2), place.back) is Noted.IN_LOG
    assert told(place).health.backed_up_at == place.clock.now(), "at once, at each PC"
    place.parts.engine.dispose()


def destroy(
    office: Office, upkeep: FakeUpkeep, days: int | None, password: str = PASSWORD, who: str = "administrator"
) -> NightDone:
    by = office.in_person(who, password=password)
    day = None if days is None else office.policy.local(office.clock.now()).date() + timedelta(days=days)
    return office.do(DestroyDue(by, day, SEEN), upkeep=upkeep)


def test_nothing_is_destroyed_by_another_date_or_without_the_password(office: Office, upkeep: FakeUpkeep) -> None:
    for days, code in ((None, "other_day_missing"), (-1, "another_date_typed"), (1, "another_date_typed")):
        assert field_problems(destroy, office, upkeep, days) == {"other_day": code}
    with pytest.raises(FieldsError):
        destroy(office, upkeep, 0, "")
    with pytest.raises(SignInRefusedError):
        destroy(office, upkeep, 0, "another password of theirs")
    assert upkeep.ran == []
    assert destroy(office, upkeep, 0).destroyed == 12
    assert upkeep.ran == [(office.actor("administrator").by, SEEN)]
