"""The command line: its arguments, its output, and its exit codes."""

from __future__ import annotations

import getpass
import json
import subprocess
import sys
from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop import __version__
from desktop.__main__ import main
from desktop.application.ports.sound import SoundEngine
from desktop.application.recordings.retaining import NotProtected, Retaining, RetainReport, Warned
from desktop.cli import log
from desktop.cli.main import FAMILIES, parser
from desktop.config import OfficePaths
from desktop.domain.log.events import EventKind, time_text
from desktop.domain.office.pcs import DeskKind
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import DeskId, OfficeId, RecordingId
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import OfficeFile, read_office_file
from desktop.errors import CheckpointNotStoredError, DatabaseError
from desktop.lifecycle import log_evidence
from desktop.words.command_line.recordings import report_words
from desktop.words.errors.sentences import PROBLEMS
from tests.support.fixtures import made
from tests.support.offices.builders import PASSWORD, ZONE, Office, an_office
from tests.support.offices.places import embedded
from tests.support.refusals import error_of

ROOT = Path(__file__).resolve().parents[2]


office = made(embedded)


def test_a_whole_log_is_verified_with_exit_0(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.closed(outcome=Outcome.HEARD_IN_PART)
    count = len(office.bodies())
    assert office.command("verify") == 0
    said = capsys.readouterr()
    assert f"The log is whole. {count} of {count} events are anchored" in said.out and said.err == ""
    assert office.command("verify", "--json") == 0
    [line] = capsys.readouterr().out.splitlines()
    report = json.loads(line)
    assert report["events"] == report["anchored_events"] == count and report["findings"] == []


def test_what_is_new_is_verified_from_the_last_whole_verification_on(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert office.command("verify", "--since") == 2 and "without --since" in capsys.readouterr().err
    assert office.command("verify") == 0
    before = len(office.bodies())
    office.closed(outcome=Outcome.HEARD_IN_PART)
    new = len(office.bodies()) - before
    capsys.readouterr()
    assert office.command("verify", "--since") == 0
    assert f"{new} events since it was last verified whole, at {before} events." in capsys.readouterr().out
    assert office.command("verify", "--since", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["since"], told["events"], told["ok"]) == (before, before + new, True) and "milestone" not in told


def test_only_a_whole_verification_that_finds_nothing_is_gone_on_from(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert office.command("verify") == 0
    first = len(office.bodies())
    office.closed(outcome=Outcome.HEARD_IN_PART)
    last = len(office.bodies()) - 1
    changed = f"UPDATE audit_event SET body = CAST(body || ' ' AS BLOB) WHERE seq = {last}"
    office.sql("DROP TRIGGER audit_event_no_update")
    office.sql(changed)
    assert office.command("verify", "--since") == 1 and office.command("verify") == 1
    capsys.readouterr()
    assert office.command("verify", "--since", "--json") == 1
    assert json.loads(capsys.readouterr().out)["since"] == first


def test_a_receipt_needs_the_whole_log(office: Office) -> None:
    with pytest.raises(SystemExit):
        office.command("verify", "--since", "--receipt", "listening-room/")


def test_a_log_that_was_tampered_with_is_found_with_exit_1(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.sql("DROP TRIGGER audit_event_no_delete")
    office.sql("DELETE FROM audit_event WHERE seq = 5")
    assert office.command("verify") == 1
    said = capsys.readouterr().out.splitlines()
    guards, log = said.index("The database is not as it should be:"), said.index("The log is NOT whole:")
    assert (guards, log) == (0, 2) and "no longer protects its log" in said[1]
    assert len(said) > 3 and all(line.startswith("- ") for line in said[log + 1 :])
    assert office.command("verify", "--json") == 1
    assert json.loads(capsys.readouterr().out)["findings"]


def test_where_there_is_no_office_it_says_what_to_do_with_exit_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--office", str(tmp_path), "verify"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "listening-room office create" in said.err and "[no_office]" in said.err
    assert "Traceback" not in said.err


def test_where_the_database_is_missing_it_says_so_with_exit_2(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.parts.engine.dispose()
    office.parts.paths.database.unlink()
    assert office.command("verify") == 2
    assert "[database_missing]" in capsys.readouterr().err
    assert not office.parts.paths.database.exists()


CREATE = ["office", "create", "--name", "Test Council"]
TWO = ["--recovery", "age1one", "--recovery", "age1two"]


def test_an_office_needs_two_recovery_keys_and_a_witness_before_anything_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: pytest.fail("asked for a password"))
    for more, said in (([], "--recovery"), (TWO[:2], "--recovery"), (TWO, "--witness")):
        assert main(["--office", str(tmp_path / "office"), *CREATE, *more]) == 2
        assert said in capsys.readouterr().err and not (tmp_path / "office").exists()


def test_a_refused_password_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "too short")
    witness = ["--witness", str(tmp_path / "witness.txt")]
    assert main(["--office", str(tmp_path / "office"), *CREATE, *TWO, *witness]) == 2
    said = capsys.readouterr().err
    assert PROBLEMS["password_too_short"] in said and PROBLEMS["recovery_not_a_recipient"] in said
    assert not (tmp_path / "office").exists()


def test_the_first_password_is_asked_for_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["a password of their own", "a pasword of their own"])
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(typed))
    witness = ["--witness", str(tmp_path / "witness.txt")]
    assert main(["--office", str(tmp_path / "office"), *CREATE, *TWO, *witness]) == 2
    assert PROBLEMS["password_differs"] in capsys.readouterr().err and not (tmp_path / "office").exists()


@pytest.mark.parametrize(
    ("verb", "module", "name"), [("verify", log_evidence, "_both"), ("retain", Retaining, "run")], ids=str
)
def test_what_ends_before_it_is_done_exits_1_and_what_cannot_begin_2(
    office: Office, monkeypatch: pytest.MonkeyPatch, verb: str, module: object, name: str
) -> None:
    def lost(*_: object, **__: object) -> None:
        raise DatabaseError("database_lost")

    folder = office.parts.paths.folder
    office.parts.engine.dispose()
    monkeypatch.setattr(module, name, lost)
    assert main(["--office", str(folder), verb]) == 1
    assert main(["--office", str(folder / "nowhere"), verb]) == 2


def test_what_is_done_and_not_anchored_exits_1(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_anchored(*_: object) -> None:
        raise CheckpointNotStoredError("witness_not_written", "its text")

    monkeypatch.setattr(getpass, "getpass", lambda prompt: PASSWORD)
    monkeypatch.setattr(log, "state_loss", not_anchored)
    assert office.command("log", "lost", "--administrator", "administrator", "--supervisor", "supervisor") == 1


def test_where_the_demonstration_is_not_installed_it_says_which_package_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "desktop.showcase.verbs", None)
    monkeypatch.delattr("desktop.showcase.verbs", raising=False)
    assert main(["demo"]) == 2
    said = capsys.readouterr().err
    assert "listening-room-demo" in said and said.endswith("[demo_missing]\n")


def test_a_real_office_is_never_removed_as_a_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    OfficeFile(OfficeId("0" * 32), "office", DeskId("d" * 32)).write(OfficePaths(tmp_path))
    assert main(["demo", "--folder", str(tmp_path), "--fresh"]) == 2
    assert "[not_a_demo]" in capsys.readouterr().err and (tmp_path / "office.toml").exists()


def choices(of: ArgumentParser) -> dict[str, ArgumentParser]:
    return next((dict(action.choices) for action in of._actions if isinstance(action.choices, dict)), {})


def test_every_verb_has_its_command() -> None:
    for verb in choices(parser()).values():
        for act in choices(verb).values() or [verb]:
            assert callable(act.get_default("run")), act.prog


def test_a_verb_is_offered_with_its_family_alone_and_all_are_where_none_is_named() -> None:
    families = [verb for family in FAMILIES.values() for verb in family]
    assert sorted(families) == sorted(choices(parser())) == sorted(choices(parser(["nonsense"])))
    for family in FAMILIES.values():
        for verb in family:
            assert set(choices(parser([verb, "restore"]))) == family
            assert set(choices(parser(["--office", "people", verb]))) == family


@pytest.mark.parametrize("wrong", [["nonsense"], ["office"], ["office", "create"], ["verify", "--loud"]])
def test_wrong_arguments_exit_2_with_the_usage(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert error_of(SystemExit, main, wrong).code == 2 and "usage: listening-room" in capsys.readouterr().err


def test_as_a_program_it_tells_its_version_and_its_exit_code(office: Office) -> None:
    office.parts.engine.dispose()
    command = [sys.executable, "-m", "desktop"]
    told = subprocess.run([*command, "--version"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout == f"listening-room {__version__}\n"
    folder = ["--office", str(office.parts.paths.folder)]
    assert subprocess.run([*command, *folder, "verify"], cwd=ROOT, capture_output=True, check=False).returncode == 0
    office.sql("DROP TRIGGER audit_event_no_delete")
    office.sql("DELETE FROM audit_event WHERE seq = 5")
    office.parts.engine.dispose()
    assert subprocess.run([*command, *folder, "verify"], cwd=ROOT, capture_output=True, check=False).returncode == 1


@pytest.fixture(autouse=True)
def _this_pcs_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the commands the clock of the office's tests: its log is of one day, and a real one goes on."""
    if "office" in request.fixturenames:
        clock = request.getfixturevalue("office").clock
        monkeypatch.setattr(SystemClock, "now", lambda self: clock.now())


def keep_others(office: Office) -> None:
    """Keep so many that one more may go in a night."""
    for _ in range(9):
        office.kept(office.clock.now())
    office.sql("UPDATE recording SET source = 'telephony'")


@pytest.mark.planted
def test_the_nightly_run_destroys_what_is_due_and_exits_0(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.sql("UPDATE recording SET source = 'telephony', call_at = '2020-01-01T00:00:00.000000Z'")
    office.sql("UPDATE retention_hold SET released_by = owner")
    keep_others(office)
    assert office.command("retain") == 0
    assert "1 recording was destroyed.\n1 retention key was destroyed." in capsys.readouterr().out
    assert office.command("retain", "--json") == 0
    assert json.loads(capsys.readouterr().out)["destroyed"] == 0


@pytest.mark.planted
def test_the_nightly_run_exits_1_where_somebody_has_to_look(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.sql("UPDATE recording SET call_at = '2020-01-01T00:00:00.000000Z'")
    assert office.command("retain") == 1
    assert "does not name the source switchboard" in capsys.readouterr().out
    assert office.command("retain", "--json") == 1
    assert json.loads(capsys.readouterr().out)["unknown_sources"] == ["switchboard"]


def test_what_the_nightly_run_keeps_and_warns_of_has_its_words() -> None:
    day = date(2026, 11, 28)
    report = RetainReport(
        held=1,
        holds_past_review=1,
        warned_of=[Warned(RecordingId("a" * 32), ("SAR-2026-0001",), day)],
        not_protected=[NotProtected("SAR-2026-0002", "switchboard", day)],
    )
    said = "\n".join(report_words(report, ZONE))
    assert "1 recording past its retention period is kept, because it is on hold." in said
    assert "It is no longer on hold, but this request still asks for it: SAR-2026-0001." in said
    assert "LOOK: SAR-2026-0002 is not protected yet. switchboard may delete its call on or after 28 November" in said
    assert "LOOK: 1 hold was due for review, and nobody has reviewed it." in said and not report.all_is_well


# A clock that is doubted


def answers(monkeypatch: pytest.MonkeyPatch, day: str, password: str = PASSWORD) -> None:
    monkeypatch.setattr("builtins.input", lambda question: day)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: password)


@pytest.fixture
def due(office: Office) -> Office:
    """Make its one recording due in three weeks."""
    call = time_text(office.clock.now() - timedelta(days=175))
    office.sql(f"UPDATE recording SET source = 'telephony', call_at = '{call}'")
    office.sql("UPDATE retention_hold SET released_by = owner")
    keep_others(office)
    return office


def is_there(office: Office) -> bool:
    return len(list((office.parts.paths.vault / "original").iterdir())) == 1


@pytest.mark.planted
def test_by_a_wrong_clock_nothing_goes_and_it_says_what_to_do(due: Office, capsys: pytest.CaptureFixture[str]) -> None:
    due.clock.at += timedelta(days=366)
    assert due.command("retain") == 1 and is_there(due)
    said = capsys.readouterr().out
    assert said.startswith("LOOK: Nothing was destroyed.\n")
    assert "This PC’s clock says Thursday 25 November 2027, 10:00am." in said
    assert "The newest event in the log is from Tuesday 24 November 2026, 10:00am." in said
    assert "The newest checkpoint in the witness file is from Monday 23 November 2026, 10:00am." in said
    assert "more than a day ahead" in said and "listening-room retain --confirm NAME" in said
    assert due.command("retain", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["doubts"][0] == "ahead" and told["evidence"]["now"] == "2027-11-25T10:00:00+00:00"


@pytest.mark.planted
def test_an_administrator_confirms_the_clock_with_the_date_of_another(
    due: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office was closed for three weeks: its clock is right, and one recording is due."""
    due.clock.pass_by(days=21)
    assert due.command("retain") == 1 and is_there(due)
    capsys.readouterr()
    answers(monkeypatch, "2026-12-15")
    assert due.command("retain", "--confirm", "administrator") == 0 and not is_there(due)
    said = capsys.readouterr().out
    assert "1 recording out of 10 would be destroyed now." in said and "\n1 recording was destroyed." in said
    kinds = [event.kind for event in due.events()]
    assert kinds.index(EventKind.SIGNED_IN) < kinds.index(EventKind.CLOCK_CONFIRMED)
    assert kinds.index(EventKind.CLOCK_CONFIRMED) < kinds.index(EventKind.RECORDING_DESTROYED)
    due.clock.pass_by(days=1)
    assert due.command("retain") == 0, "the next night asks nobody"


@pytest.mark.planted
def test_nobody_else_confirms_it_and_not_with_another_date(
    due: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    due.clock.at += timedelta(days=366)
    for name, day, password, words in (
        ("administrator", "2026-11-24", PASSWORD, "not the date on this PC’s clock"),
        ("administrator", "yes", PASSWORD, "not the date on this PC’s clock"),
        ("administrator", "2027-11-25", "another password", "do not match"),
        ("adviser", "2027-11-25", PASSWORD, "Your role does not include this"),
    ):
        answers(monkeypatch, day, password)
        assert due.command("retain", "--confirm", name) != 0 and is_there(due)
        assert words in capsys.readouterr().err
    assert EventKind.CLOCK_CONFIRMED not in [event.kind for event in due.events()]


@pytest.mark.planted
def test_where_nobody_can_be_asked_nothing_is_confirmed(
    due: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(question: str) -> str:
        raise EOFError

    due.clock.at += timedelta(days=366)
    monkeypatch.setattr("builtins.input", nobody)
    assert due.command("retain", "--confirm", "administrator") != 0 and is_there(due)
    assert "Run it in a terminal" in capsys.readouterr().err


@pytest.mark.planted
def test_where_nothing_is_doubted_it_is_confirmed_all_the_same_and_a_step_that_is_over_is_no_finding_any_more(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in (9, -9):
        office.clock.at += timedelta(days=days)
        with office.uow() as uow:
            uow.commit(office.actor().event(EventKind.RETENTION_RUN, office.clock, {}), checkpoint=True)
    assert office.command("verify") == 1
    assert "The clock of Desk 2 was set back by more than a day here" in capsys.readouterr().out
    answers(monkeypatch, "2026-11-24")
    office.command("retain", "--confirm", "administrator")
    said = capsys.readouterr().out
    assert said.startswith("0 recordings out of 1 would be destroyed now.") and "No recordings were destroyed." in said
    assert office.command("verify") == 0


def test_a_counters_clock_is_confirmed_there_and_nothing_is_destroyed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = an_office(tmp_path, DeskKind.COUNTER)
    monkeypatch.setattr(SystemClock, "now", lambda self: office.clock.now())
    for days in (9, -9):
        office.clock.at += timedelta(days=days)
        with office.uow() as uow:
            uow.commit(office.actor().event(EventKind.SIGNED_OUT, office.clock, {}), checkpoint=True)
    assert office.command("verify") == 1 and "The clock of Desk 2 was set back" in capsys.readouterr().out
    answers(monkeypatch, f"{office.clock.now():%Y-%m-%d}")
    assert office.command("retain", "--confirm", "administrator") == 0
    assert capsys.readouterr().out.splitlines() == [
        "This is a counter: its clock is confirmed, and nothing is destroyed here.",
        "This PC’s clock is confirmed. The log says so.",
    ]
    code = office.command("verify")
    assert code == 0, capsys.readouterr().out
    assert office.command("retain") == 2, "by itself it does nothing there"


def test_a_pc_is_told_what_plays_calls_there(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    folder = office.parts.paths.folder
    told = (
        ("portaudio", SoundEngine.PORTAUDIO, "with PortAudio."),
        ("automatic", None, "with libvlc, or with PortAudio"),
    )
    for engine, chosen, said in told:
        assert main(["--office", str(folder), "pc", "sound", engine]) == 0
        assert said in capsys.readouterr().out
        assert read_office_file(folder)[0] == office.parts.file._replace(sound_engine=chosen)
    assert main(["--office", str(folder / "nowhere"), "pc", "sound", "libvlc"]) == 2
