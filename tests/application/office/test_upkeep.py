"""A back-up by hand, and what is due destroyed: who may, and what they have to know and type before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.application.office.upkeep import (
    DestroyDue,
    destroy_due,
    look_what_is_due,
    make_backup,
    save_for_support,
)
from desktop.application.ports.upkeep import BackedUp, NightDone, NightLook
from desktop.domain.office.clock_doubt import ClockDoubt
from desktop.domain.shared.ids import PersonId
from desktop.errors import FieldsError, NotAllowedError, SignInRefusedError
from tests.builders import PASSWORD, Office, an_office

SEEN = NightLook(12, 480, (ClockDoubt.TOO_MANY,), None)


@dataclass
class FakeUpkeep:
    """In the place of the PC."""

    made: list[Path] = field(default_factory=list)
    ran: list[tuple[PersonId, NightLook]] = field(default_factory=list)

    def back_up(self, folder: Path) -> BackedUp:
        folder.mkdir()
        self.made.append(folder)
        return BackedUp(9, 2)

    def save_for_support(self, file: Path) -> None:
        self.made.append(file)

    def look(self) -> NightLook:
        return SEEN

    def run(self, by: PersonId, seen: NightLook) -> NightDone:
        self.ran.append((by, seen))
        return NightDone(seen.due)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = an_office(tmp_path)
    yield made
    made.parts.engine.dispose()


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
    assert [each.name for each in upkeep.made] == names and made.folder == place / names[-1]
    for wrong in (None, tmp_path / "away"):
        with pytest.raises(FieldsError) as refused:
            office.do(make_backup, actor, wrong, upkeep=upkeep)
        assert refused.value.problems == {"backup_place": "backup_place_missing"}


def destroy(
    office: Office, upkeep: FakeUpkeep, days: int | None, password: str = PASSWORD, who: str = "administrator"
) -> NightDone:
    by = office.in_person(who, password=password)
    day = None if days is None else office.policy.local(office.clock.now()).date() + timedelta(days=days)
    done: NightDone = office.do(destroy_due, DestroyDue(by, day, SEEN), upkeep=upkeep)
    return done


def test_nothing_is_destroyed_by_another_date_or_without_the_password(office: Office, upkeep: FakeUpkeep) -> None:
    for days, code in ((None, "other_day_missing"), (-1, "another_date_typed"), (1, "another_date_typed")):
        with pytest.raises(FieldsError) as refused:
            destroy(office, upkeep, days)
        assert refused.value.problems == {"other_day": code}
    with pytest.raises(FieldsError):
        destroy(office, upkeep, 0, "")
    with pytest.raises(SignInRefusedError):
        destroy(office, upkeep, 0, "another password of theirs")
    assert upkeep.ran == []
    assert destroy(office, upkeep, 0).destroyed == 12
    assert upkeep.ran == [(office.actor("administrator").by, SEEN)]


@pytest.mark.parametrize("who", ["adviser", "officer", "approver", "supervisor"])
def test_nobody_but_an_administrator_does(office: Office, upkeep: FakeUpkeep, who: str, tmp_path: Path) -> None:
    actor = office.actor(who)
    with pytest.raises(NotAllowedError):
        look_what_is_due(actor, uow=office.uow(), upkeep=upkeep)
    with pytest.raises(NotAllowedError):
        office.do(make_backup, actor, tmp_path, upkeep=upkeep)
    with pytest.raises(NotAllowedError):
        save_for_support(actor, tmp_path / "support.zip", uow=office.uow(), upkeep=upkeep)
    with pytest.raises(NotAllowedError):
        destroy(office, upkeep, 0, who=who)
    assert not upkeep.made and not upkeep.ran
