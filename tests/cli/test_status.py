"""How the office does: what is told, what someone has to look at, and that nothing in it is about a person."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from db.engines.server_database import end_statements, role_of
from desktop import __version__
from desktop.__main__ import main
from desktop.application.log.health import Trouble
from desktop.application.office.desks import Why, WithdrawDesk, open_join_request
from desktop.bootstrap import pc_state
from desktop.bootstrap.opened import OpenOffice
from desktop.domain.office.pcs import DeskKind, Lack
from desktop.lifecycle.status import Status, office_here, status_of
from desktop.words.command_line import status as said
from tests.application.office import test_desks as joining
from tests.support import postgres
from tests.support.builders import ASKER, NORMAL, NUMBER, PEOPLE, ZONE, Office, an_office
from tests.support.new_pc import NewPc
from tests.support.places import embedded, shared


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return an_office(tmp_path, DeskKind.COUNTER)


def told(office: Office) -> Status:
    return status_of(OpenOffice(office.parts, office.clock))


def test_a_new_office_that_was_retained_last_night_has_no_trouble(office: Office) -> None:
    office.retain()
    found = told(office).health
    assert found.troubles == frozenset() and found.overdue == 0 and found.unfinished_sessions == 0
    assert {(pc.name, pc.kind) for pc in found.pcs} == {
        ("Desk 2", DeskKind.COUNTER),
        ("Back office", DeskKind.BACK_OFFICE),
    }


def test_without_a_nightly_run_for_two_days_somebody_has_to_look(office: Office) -> None:
    office.retain()
    office.clock.pass_by(days=1)
    assert Trouble.NO_NIGHTLY_RUN not in told(office).health.troubles
    office.clock.pass_by(days=2)
    assert Trouble.NO_NIGHTLY_RUN in told(office).health.troubles


def test_doctor_says_how_this_pc_is_with_its_directory_as_it_is_now(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = office.parts.paths.folder
    assert len(office_here(folder).pcs) == 2, "it has no directory, and nothing to say"
    monkeypatch.setattr(pc_state, "directory_policy", lambda file: SimpleNamespace(groups=()))
    *_, (well, words) = office_here(folder).pcs
    assert not well and words == "This PC: No group of the directory gives a role: name one under Policies."


def test_overdue_requests_are_counted_and_the_first_is_named_by_its_day(office: Office) -> None:
    request = office.request(office.a_request())
    office.clock.pass_by(days=60)
    found = told(office).health
    assert (
        found.overdue == 2 and found.oldest_due is not None and found.oldest_due <= (request.due_on or found.oldest_due)
    )
    assert Trouble.OVERDUE in found.troubles


def test_a_pc_that_is_not_seen_for_a_week_and_a_log_without_an_anchor(office: Office) -> None:
    office.retain()
    office.clock.pass_by(days=8)
    with office.uow() as uow:
        uow.commit(office.an_event())
    office.clock.pass_by(days=8)
    found = told(office).health
    assert {Trouble.PC_UNSEEN, Trouble.NOT_ANCHORED} <= found.troubles
    assert "LOOK: Desk 2 has not been seen for a week." in "\n".join(said.lines(found, ZONE))
    assert found.unanchored_seconds >= timedelta(days=8).total_seconds()


def test_the_keys_of_a_withdrawn_pc_are_told_until_they_are_renewed(office: Office) -> None:
    with office.uow().read_only() as uow:
        front = uow.offices.desk(office.front)
    command = WithdrawDesk(office.in_person("administrator", office.back), front, Why.LOST)
    office.do(command, desk=office.back)
    found = told(office).health
    assert (found.keys_to_renew, [pc.name for pc in found.pcs]) == (1, ["Back office"])
    assert Trouble.KEYS_TO_RENEW in found.troubles
    office.retain()
    assert told(office).health.keys_to_renew == 0


def test_an_unfinished_session_is_counted(office: Office) -> None:
    office.checked_in()
    assert told(office).health.unfinished_sessions == 1


def test_nothing_in_it_is_about_a_person(office: Office) -> None:
    office.listening()
    found = told(office)
    printed = "\n".join([found.as_json(), *said.lines(found.health, ZONE)])
    about = [ASKER.given_names, ASKER.surname, ASKER.address, NUMBER, NORMAL, *PEOPLE, "SAR-", *office.people.values()]
    assert not [each for each in about if each and each in printed]


def test_a_witness_that_is_away_is_said_at_once(office: Office) -> None:
    office.retain()
    assert Trouble.WITNESS_AWAY not in told(office).health.troubles
    share = office.parts.paths.witness.parent
    share.rename(share.with_name("away"))
    assert Trouble.WITNESS_AWAY in told(office).health.troubles
    share.mkdir()  # where it was mounted: an empty folder
    found = told(office).health
    assert Trouble.WITNESS_AWAY in found.troubles and Trouble.NOT_ANCHORED not in found.troubles
    assert "LOOK: A witness file cannot be read or written from this PC" in "\n".join(said.lines(found, ZONE))
    assert Lack.WITNESS.value in pc_state.pc_state_of(office.parts, DeskKind.BACK_OFFICE).lacks


def test_a_loss_that_nobody_has_stated_is_said_until_they_do(tmp_path: Path) -> None:
    with embedded(tmp_path) as office:
        office.retain()
        database = office.parts.paths.database
        office.parts.engine.dispose()
        older = database.read_bytes()
        office.request(office.a_request())
        office.retain()
        office.parts.engine.dispose()
        assert Trouble.LOSS_NOT_STATED not in told(office).health.troubles
        office.parts.engine.dispose()
        database.write_bytes(older)
        assert Trouble.LOSS_NOT_STATED in told(office).health.troubles


def test_little_room_on_a_disk_is_said_with_which(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    free = {office.parts.paths.folder: 2 << 30}
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free[folder]))
    assert Trouble.OFFICE_DISK not in told(office).health.troubles
    free[office.parts.paths.folder] = 900 << 20
    assert Trouble.OFFICE_DISK in told(office).health.troubles
    vault = office.parts.paths.folder / "share"
    free[vault] = 0
    parts = replace(office.parts, file=office.parts.file._replace(vault=vault))
    assert Trouble.VAULT_DISK.value in pc_state.known_here(parts, office.clock.now()).troubles


def test_a_login_that_a_withdrawn_pc_still_has_is_said_and_one_that_it_never_had_is_not(tmp_path: Path) -> None:
    with shared(tmp_path) as office:
        with office.uow().read_only() as uow:
            seen = uow.offices.desks()[1]
        acting = next(desk for desk in (office.front, office.back) if desk != seen.id)
        role = role_of(postgres.DESKS, seen.id)
        command = WithdrawDesk(office.in_person("administrator", acting), seen, Why.STOLEN)
        office.do(command, desk=acting)
        assert end_statements(office.parts.engine, seen.id, first=False) == ()
        assert Trouble.LOGIN_LEFT not in told(office).health.troubles
        with postgres.the_server().superuser() as superuser:
            superuser.execute(f'CREATE ROLE "{role}" LOGIN'.encode())
            try:
                assert Trouble.LOGIN_LEFT in told(office).health.troubles
                for statement in end_statements(office.parts.engine, seen.id, first=False):
                    superuser.execute(statement.encode())
                assert Trouble.LOGIN_LEFT not in told(office).health.troubles
            finally:
                superuser.execute(f'DROP ROLE "{role}"'.encode())


def test_the_newest_anchor_outside_is_told_and_a_later_checkpoint_without_a_witness_is_none(office: Office) -> None:
    office.retain()
    anchored = told(office).health.newest_anchor
    assert anchored is not None and anchored <= office.clock.now()
    office.clock.pass_by(days=3)
    with office.uow() as uow:
        uow.commit(office.an_event())
    assert told(office).health.newest_anchor == anchored
    office.retain()
    assert told(office).health.newest_anchor == office.clock.now()


def test_doctor_says_how_each_pc_is_and_the_file_for_support_has_no_name(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.listening()
    office.parts.engine.dispose()
    bundle = tmp_path / "support.zip"
    main(["--office", str(office.parts.paths.folder), "doctor", "--bundle", str(bundle)])
    printed = capsys.readouterr().out.splitlines()
    for name in ("Desk 2 (counter)", "Back office (back office)"):
        [line] = [line for line in printed if f"PC: {name}" in line]
        assert line[:8] in ("ok      ", "LOOK    ")
    with ZipFile(bundle) as opened:
        held = b"\n".join(map(opened.read, opened.namelist())).decode().casefold()
    about = [ASKER.given_names, ASKER.surname, ASKER.address, NUMBER, NORMAL, "SAR-", *office.people.values()]
    theirs = [*about, "Desk 2", "Back office (", *(f"{name}:" for name in PEOPLE)]
    assert "newest_anchor" in held and not [each for each in theirs if each.casefold() in held]


def test_the_command_prints_one_line_of_json_and_exits_1_where_somebody_has_to_look(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = office.parts.paths.folder
    office.parts.engine.dispose()
    code = main(["--office", str(folder), "status", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert code == (1 if found["troubles"] else 0) and {pc["name"] for pc in found["pcs"]} == {"Desk 2", "Back office"}
    code = main(["--office", str(folder), "status"])
    printed = capsys.readouterr().out
    assert ("LOOK" in printed) == (code == 1) and "Desk 2 (counter)" in printed
    assert printed.startswith(f"This PC runs version {__version__}.\n")
    assert "open now" not in printed, "on one PC nobody can tell"


def test_a_pc_that_has_just_joined_is_not_called_unseen(office: Office) -> None:
    office.retain()
    pc = NewPc(office)
    office.do(open_join_request, office.actor("administrator"), pc.request)
    joining.grant(office, pc, DeskKind.REVIEW)
    found = told(office).health
    assert Trouble.PC_UNSEEN not in found.troubles and len(found.pcs) == 3
    assert [line for line in said.lines(found, ZONE) if "never" in line.casefold()] == ["Newest back-up: never."]
    office.clock.pass_by(days=8)
    office.retain()
    assert Trouble.PC_UNSEEN in told(office).health.troubles
