"""How the office and this PC are, and the figures of complaints."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from db.engines.server_database import end_statements, role_of
from desktop import __version__
from desktop.application.log.health import Trouble
from desktop.application.office.desks import Why, WithdrawDesk, open_join_request
from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap import pcs
from desktop.bootstrap.pcs import plays_sound
from desktop.bootstrap.wiring import OpenOffice
from desktop.config import OfficePaths
from desktop.domain.office.pcs import DeskKind, Lack
from desktop.domain.requests.complaints import ComplaintOutcome, ComplaintStep
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import REAL, OfficeFile
from desktop.errors import DatabaseError, ExternalSystemError, KeyringError, ListeningRoomError, OtherLogError
from desktop.lifecycle import status
from desktop.lifecycle.status import Check, OfficeHere, Status, office_here, status_of
from desktop.playback import ways_out
from desktop.vault.blobs import MARK, mark
from desktop.words.command_line import status as said
from tests.application.office import test_desks as joining
from tests.application.requests.test_follow_ups import ABOUT, WORDS, take, tell_about
from tests.support.offices.builders import ASKER, NORMAL, NUMBER, PEOPLE, ZONE, Office, an_office
from tests.support.offices.new_pc import NewPc
from tests.support.offices.places import embedded, shared
from tests.support.servers import postgres


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
    monkeypatch.setattr(pcs, "directory_policy", lambda file: SimpleNamespace(groups=()))
    monkeypatch.setattr(pcs, "directory_trouble", lambda policy, now: None)
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
    assert Lack.WITNESS.value in pcs.pc_state_of(office.parts, DeskKind.BACK_OFFICE).lacks


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
        with pytest.raises(OtherLogError):
            told(office)
        office.parts.engine.dispose()
        office.parts.known.path.unlink()  # as at a PC that has read nothing
        assert Trouble.LOSS_NOT_STATED in told(office).health.troubles


def test_recordings_that_are_away_are_said_where_pcs_share_them(office: Office) -> None:
    share = office.parts.paths.folder.with_name("share")
    parts = replace(office.parts, file=office.parts.file._replace(vault=share))
    assert Trouble.VAULT_AWAY.value in pcs.known_here(parts, office.clock.now()).troubles
    share.mkdir()
    mark(share, OfficeId("e" * 32))
    assert Trouble.VAULT_AWAY.value in pcs.known_here(parts, office.clock.now()).troubles, "another office's"
    (share / MARK).unlink()
    mark(share, office.parts.file.id)
    assert Trouble.VAULT_AWAY.value not in pcs.known_here(parts, office.clock.now()).troubles


@pytest.mark.skipif(sys.platform == "win32", reason="Windows goes by access lists, not by modes")
def test_a_folder_that_others_may_open_and_a_share_that_everybody_may_change_are_said(office: Office) -> None:
    folder, witness = office.parts.paths.folder, office.parts.paths.witness
    share = folder.with_name("share")
    share.mkdir(mode=0o770)
    parts = replace(office.parts, file=office.parts.file._replace(vault=share))

    def opened() -> set[str]:
        return {Trouble.OFFICE_OPEN.value, Trouble.SHARE_OPEN.value} & pcs.known_here(
            parts, office.clock.now()
        ).troubles

    assert opened() == set()
    folder.chmod(0o750)
    assert opened() == {Trouble.OFFICE_OPEN}
    folder.chmod(0o700)
    for each in (share, witness):
        before = each.stat().st_mode
        each.chmod(before | 0o002)
        assert opened() == {Trouble.SHARE_OPEN}
        each.chmod(before)


def test_little_room_on_a_disk_is_said_with_which(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    free = {office.parts.paths.folder: 2 << 30}
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free[folder]))
    assert Trouble.OFFICE_DISK not in told(office).health.troubles
    free[office.parts.paths.folder] = 900 << 20
    assert Trouble.OFFICE_DISK in told(office).health.troubles
    vault = office.parts.paths.folder / "share"
    free[vault] = 0
    parts = replace(office.parts, file=office.parts.file._replace(vault=vault))
    assert Trouble.VAULT_DISK.value in pcs.known_here(parts, office.clock.now()).troubles


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
    bundle = tmp_path / "support.zip"
    office.command("doctor", "--bundle", str(bundle))
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
    code = office.command("status", "--json")
    found = json.loads(capsys.readouterr().out)
    assert code == (1 if found["troubles"] else 0) and {pc["name"] for pc in found["pcs"]} == {"Desk 2", "Back office"}
    code = office.command("status")
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


CARDS = """ 0 [PCH            ]: HDA-Intel - HDA Intel PCH
                      HDA Intel PCH at 0xf7e10000 irq 31
 1 [Headset        ]: USB-Audio - Counter Headset
                      Counter Headset at usb-0000:00:14.0-1, full speed
"""
PCM = """00-00: ALC221 Analog : ALC221 Analog : playback 1 : capture 1
01-00: USB Audio : USB Audio : playback 1 : capture 1
"""


def kernel(monkeypatch: pytest.MonkeyPatch, folder: Path, cards: str, pcm: str) -> None:
    """Let the kernel list these sound cards."""
    folder.mkdir()
    (folder / "cards").write_text(cards)
    (folder / "pcm").write_text(pcm)
    monkeypatch.setattr(ways_out, "ways_out", lambda: ways_out.Cards(folder))


HERE = OfficeHere(
    plays=True,
    engine=None,
    keyring=False,
    vault_in=VaultPlace.FOLDER,
    witness_on_own_disk=None,
    pcs=((True, "Back office (back office): open now."),),
    to_do=(),
    figures="{}",
)


def reported(monkeypatch: pytest.MonkeyPatch, here: OfficeHere | None) -> tuple[dict[str, str], int]:
    """Return what is said of each part, where that is the office here, and the exit code."""

    def look(folder: Path) -> OfficeHere:
        if here is None:
            raise ExternalSystemError("no_office")
        return here

    monkeypatch.setattr(status, "office_here", look)
    lines, code = status.report(None, Path("nowhere"))
    return {line[8:].partition(": ")[0]: line for line in lines}, code


def alone(monkeypatch: pytest.MonkeyPatch, *checks: str) -> None:
    """Leave out all parts of the PC but these, which take long to load."""
    whole, looked = status.checks, status._check
    monkeypatch.setattr(status, "_check", lambda name, look: looked(name, look if name in checks else str))
    monkeypatch.setattr(status, "checks", lambda *given: [each for each in whole(*given) if each.name in checks])


def test_the_device_that_calls_would_be_played_to_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kernel(monkeypatch, tmp_path / "asound", CARDS, PCM)
    alone(monkeypatch, "sound")
    line = reported(monkeypatch, None)[0]["sound"]
    assert line == ("ok      sound: Calls are played to Counter Headset, USB Audio. 1 other device can be chosen.")


NO_CARD = "This PC has no sound card that a call can be played to"


@pytest.mark.parametrize(
    ("plays", "begins", "ends", "code"),
    [
        (True, "MISSING", "Calls are played at this PC, so it needs one.", 1),
        (False, "ok     ", "and needs none.", 0),
        (None, "none   ", "Only a PC for reviews, or one that is kept for jobs, needs none.", 0),
    ],
)
def test_where_there_is_no_sound_card_that_is_said_and_counts_where_calls_are_played(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plays: bool | None, begins: str, ends: str, code: int
) -> None:
    kernel(monkeypatch, tmp_path / "asound", "--- no soundcards ---\n", "")
    alone(monkeypatch, "sound")
    lines, found = reported(monkeypatch, None if plays is None else replace(HERE, plays=plays))
    line = lines["sound"]
    assert line.startswith(f"{begins} sound: {NO_CARD}") and line.endswith(ends) and found == code


@pytest.mark.parametrize("kind", DeskKind)
def test_every_kind_of_pc_but_one_for_reviews_needs_sound(kind: DeskKind) -> None:
    file = OfficeFile(OfficeId("0" * 32), REAL, DeskId("d" * 32))
    assert plays_sound(file, kind) == (kind is not DeskKind.REVIEW)
    assert not plays_sound(file._replace(keys_in_file=True), kind), "nobody works there"


def test_elsewhere_the_system_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert "the device that the system has chosen" in status._sound(True).words


@pytest.mark.parametrize(("on_own_disk", "begins", "found"), [(None, "", 0), (False, "ok ", 0), (True, "LOOK ", 1)])
def test_a_witness_on_this_pcs_own_disk_is_called_out_where_the_data_is_on_a_server(
    monkeypatch: pytest.MonkeyPatch, on_own_disk: bool | None, begins: str, found: int
) -> None:
    alone(monkeypatch)
    lines, code = reported(monkeypatch, replace(HERE, witness_on_own_disk=on_own_disk))
    assert lines.get("witness", "").startswith(begins) and ("witness" in lines) == bool(begins) and code == found


def test_the_exit_code_is_that_of_the_worst_line(monkeypatch: pytest.MonkeyPatch) -> None:
    alone(monkeypatch)
    assert reported(monkeypatch, HERE)[1] == 0
    lines, code = reported(monkeypatch, replace(HERE, pcs=((False, "Desk 2 (counter): last seen never."),)))
    assert lines["PC"].startswith("LOOK ") and code == 1
    lines, code = reported(monkeypatch, replace(HERE, to_do=("The nightly run has not been for two days.",)))
    assert lines["office"].startswith("LOOK ") and code == 1


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (KeyringError("database_key_missing"), "MISSING keyring: This account’s keyring does not hold the keys"),
        (DatabaseError("database_missing"), "LOOK    office: The office’s database is missing from its place."),
    ],
)
def test_an_office_that_does_not_open_is_said_and_counts(
    monkeypatch: pytest.MonkeyPatch, error: ListeningRoomError, line: str
) -> None:
    def closed(folder: Path) -> OfficeHere:
        raise error

    alone(monkeypatch, "keyring")
    monkeypatch.setattr(status, "_keyring", partial(_keyring_of, status._keyring))
    monkeypatch.setattr(status, "office_here", closed)
    lines, code = status.report(None, Path("nowhere"))
    assert code == 1 and [each for each in lines if each.startswith(line)]


def _keyring_of(real: Callable[..., Check], here: OfficeHere | None, closed: ListeningRoomError | None) -> Check:
    """Ask no keyring of this machine's."""
    return real(here, closed) if isinstance(closed, KeyringError) else Check("keyring", True, "")


def test_an_office_whose_file_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone(monkeypatch)
    OfficePaths(tmp_path).office_file.write_text("id = ")
    lines, code = status.report(None, tmp_path)
    assert [line[:12] for line in lines] == ["LOOK    offi"] and code == 1


def test_a_part_that_cannot_be_loaded_from_the_home_folder_names_no_account(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    library = tmp_path / "a.person" / "program" / "libvlc.so.5"

    def player(chosen: object) -> str:
        raise OSError(f"{library}: cannot open shared object file")

    monkeypatch.setenv("HOME", str(tmp_path / "a.person"))
    monkeypatch.setattr(status, "_player", player)
    alone(monkeypatch, "player")
    line = reported(monkeypatch, None)[0]["player"]
    assert "~/program/libvlc.so.5: cannot open" in line and "a.person" not in line


@pytest.fixture
def complained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    made = an_office(tmp_path)
    monkeypatch.setattr(SystemClock, "now", lambda self: made.clock.now())
    request = made.a_request()
    ended = tell_about(made, take(made, request), ComplaintStep.ACKNOWLEDGED)
    tell_about(made, ended, ComplaintStep.OUTCOME, outcome=ComplaintOutcome.PARTLY_UPHELD)
    take(made, request)
    return made


def count(complained: Office, first: str, last: str, *more: str) -> int:
    return complained.command("complaints", "--from", first, "--to", last, *more)


def test_what_was_received_and_closed_is_printed(complained: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert count(complained, "2026-11-24", "2026-11-30") == 0
    said = capsys.readouterr().out
    assert said.splitlines() == [
        "Complaints from 24 November 2026 to 30 November 2026",
        "Received: 2",
        "  Acknowledged in time: 1",
        "  Acknowledged late: 0",
        "  Passed on without an acknowledgement: 0",
        "  Not acknowledged yet: 1, of which overdue: 0",
        "Closed: 1",
        "  Upheld: 0",
        "  Upheld in part: 1",
        "  Not upheld: 0",
        "  About the service, and passed on: 0",
    ]
    assert not [secret for secret in (ABOUT, WORDS, ASKER.surname, "SAR-") if secret in said]
    before = len(complained.bodies())
    assert count(complained, "2026-06-19", "2026-12-31", "--json") == 0
    [line] = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told.pop("from"), told.pop("to")) == ("2026-06-19", "2026-12-31") and len(told) == 11
    assert {name: n for name, n in told.items() if n} == {
        "received": 2,
        "acknowledged_in_time": 1,
        "not_acknowledged": 1,
        "closed": 1,
        "partly_upheld": 1,
    }
    assert len(complained.bodies()) == before
    assert count(complained, "2026-12-31", "2026-06-19") == 2
    assert "The period ends before it begins. [period_backwards]" in capsys.readouterr().err
    complained.parts.engine.dispose()
