"""A further witness, one in the place of another, and a time-stamping authority."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.__main__ import STOPPED, main
from desktop.bootstrap.opening import open_parts
from desktop.domain.log.events import Event, EventKind
from desktop.environment.clock import SystemClock
from desktop.environment.office_file import read_office_file
from desktop.environment.witnesses import Witness
from desktop.errors import ExternalSystemError
from desktop.words.errors.sentences import PROBLEMS, SENTENCES
from tests.support.offices.builders import PASSWORD, Office, an_office
from tests.support.servers.time_stamping import Authority, make_authority, serving


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    made = an_office(tmp_path)
    monkeypatch.setattr(SystemClock, "now", lambda self: made.clock.now())
    monkeypatch.setattr(getpass, "getpass", lambda prompt: PASSWORD)
    yield made
    made.parts.engine.dispose()


@pytest.fixture
def share(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    return tmp_path / "share" / "witness.txt"


def begin(office: Office, file: Path, reason: str = "one_more", *more: str, by: str = "administrator") -> int:
    return office.command("witness", "begin", str(file), "--administrator", by, "--reason", reason, *more)


def begun(office: Office) -> list[Event]:
    return [event for event in office.events() if event.kind is EventKind.WITNESS_BEGUN]


def test_one_more_file_vouches_from_then_on_and_the_log_says_so(
    office: Office, share: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = office.parts.paths.witness
    assert begin(office, share) == 0
    said = capsys.readouterr().out
    assert f"The witness {share} is in use from now on." in said and "The office has 2 witnesses." in said
    [event] = begun(office)
    assert dict(event.facts) == {"reason": "one_more", "replaces": False, "files": 2, "time_stamps": False}
    assert event.actor == office.people["administrator"]
    parts = open_parts(office.parts.paths.folder)
    parts.engine.dispose()
    assert [file.path for file in parts.witness.files if isinstance(file, Witness)] == [first, share]
    assert Witness(share).latest() == Witness(first).latest() is not None
    assert office.command("verify") == 0


def test_with_one_of_two_the_office_goes_on_and_verify_names_the_other(
    office: Office, share: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert begin(office, share) == 0
    share.unlink()
    capsys.readouterr()
    assert office.command("verify") == 0
    out = capsys.readouterr().out
    assert "The log is whole." in out
    assert f"LOOK: The witness file {share} cannot be read, or lacks the newest checkpoint." in out


@pytest.mark.against("pc")
def test_one_takes_the_place_of_a_file_that_is_lost(
    office: Office, share: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = office.parts.paths.witness
    old.unlink()
    old.parent.rmdir()
    old.parent.touch()
    assert office.command("verify") == 1
    assert begin(office, share, "lost", "--replaces", str(old)) == 0
    assert "The office has one witness." in capsys.readouterr().out
    file, paths = read_office_file(office.parts.paths.folder)
    assert (file.witness, file.more_witnesses, paths.witness) == (share, (), share)
    assert dict(begun(office)[0].facts) == {
        "reason": "lost",
        "replaces": True,
        "files": 1,
        "time_stamps": False,
    }
    assert office.command("verify") == 0


def test_a_beginning_that_was_killed_is_begun_again(
    office: Office, share: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr("desktop.environment.office_file.OfficeFile.write", stopped)
        assert begin(office, share) == STOPPED
    assert office.command("verify") == 1, "the office has its old file alone, and the log says that it has two"
    assert "has 2 witness files. This PC reads 1." in capsys.readouterr().out
    assert begin(office, share) == 0 and office.command("verify") == 0
    assert len(begun(office)) == 2


def test_a_pc_that_was_told_of_fewer_is_no_judge(
    office: Office, share: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever lost a witness, or took it away, does not get a whole log by editing the PC's file."""
    assert begin(office, share) == 0 and office.command("verify") == 0
    share.unlink()
    file, paths = read_office_file(office.parts.paths.folder)
    file._replace(more_witnesses=()).write(paths)
    capsys.readouterr()
    assert office.command("verify") == 1
    said = "The log says that this office has 2 witness files. This PC reads 1."
    assert said in capsys.readouterr().out


def stopped(file: object, paths: object) -> None:
    raise KeyboardInterrupt


def test_a_file_that_cannot_be_written_begins_nothing(
    office: Office, share: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    share.parent.rmdir()
    share.parent.touch()
    assert begin(office, share) == 2
    assert "[witness_unusable]" in capsys.readouterr().err
    assert begun(office) == [] and read_office_file(office.parts.paths.folder)[0] == office.parts.file


def test_an_event_that_none_took_is_said_to_be_in_the_log_and_the_file_in_use(
    office: Office, share: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(file: Witness, checkpoint: str) -> None:
        raise ExternalSystemError("witness_unusable")

    with monkeypatch.context() as patch:
        patch.setattr(Witness, "add", away)
        assert begin(office, share) == 1
    said = capsys.readouterr().out
    assert "is in use from now on" in said and "LOOK: " in said and "could not be written" in said
    assert len(begun(office)) == 1 and read_office_file(office.parts.paths.folder)[0].more_witnesses == (share,)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["moved"], "witness_reason"),
        (["moved", "--replaces", "nowhere"], "witness_not_one"),
    ],
)
def test_what_cannot_be_is_refused(
    office: Office, share: Path, more: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert begin(office, share, *more) == 2
    assert PROBLEMS[code] in capsys.readouterr().err
    assert begun(office) == [] and not share.exists()


def test_a_file_with_something_in_it_or_in_the_office_or_in_use_is_refused(
    office: Office, share: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    share.write_text("something else\n\n")
    inside = office.parts.paths.folder / "beside" / "witness.txt"
    assert begin(office, share) == 2 and PROBLEMS["witness_taken"] in capsys.readouterr().err
    assert begin(office, inside) == 2 and PROBLEMS["witness_inside"] in capsys.readouterr().err
    share.unlink()
    assert begin(office, share) == 0
    assert begin(office, share) == 2 and PROBLEMS["witness_in_use"] in capsys.readouterr().err


@pytest.mark.against("pc")
def test_nobody_but_an_administrator_begins_one(
    office: Office, share: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert begin(office, share, by="supervisor") == 2
    assert "Your role does not include this" in capsys.readouterr().err and begun(office) == []
    assert not share.exists()


__all__ = ["office"]


@pytest.fixture
def authority(tmp_path: Path, office: Office) -> Iterator[Authority]:
    """Yield one that answers, whose clock the office's agrees with."""
    office.clock.at = datetime.now(UTC)
    with serving(make_authority(tmp_path / "authority")) as serves:
        yield serves


def with_authority(office: Office, authority: Authority, *more: str, reason: str = "one_more") -> int:
    more = ("--certificates", str(authority.certificates), *more)
    return begin(office, authority.address, reason, *more)  # type: ignore[arg-type]


def test_an_authority_vouches_from_then_on(
    office: Office, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    assert with_authority(office, authority) == 0
    said = capsys.readouterr().out
    assert f"The witness {authority.address} is in use from now on." in said and "The office has 2 witnesses." in said
    assert dict(begun(office)[0].facts) == {
        "reason": "one_more",
        "replaces": False,
        "files": 2,
        "time_stamps": True,
    }
    file, paths = read_office_file(office.parts.paths.folder)
    assert file.time_stamps == (authority.address, authority.certificates)
    capsys.readouterr()
    assert office.command("verify") == 0 and "no time stamp" not in capsys.readouterr().out
    stamps = paths.witness.with_name(f"{paths.witness.name}.stamps")
    assert len(stamps.read_text().splitlines()) == 1 == len(authority.asked)
    stamps.unlink()
    capsys.readouterr()
    assert office.command("verify") == 0 and f"LOOK: The witness file {authority.address}" in capsys.readouterr().out


def test_where_it_did_not_answer_the_next_checkpoint_makes_up_for_it(
    office: Office, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    assert with_authority(office, authority) == 0
    authority.status = 503
    assert office.command("people", "add", *NEW) == 0, "one of the two is enough"
    capsys.readouterr()
    assert office.command("verify") == 0
    assert f"LOOK: The witness file {authority.address} cannot be read, or lacks" in capsys.readouterr().out
    authority.status = 200
    assert with_authority(office, authority, "--replaces", authority.address, reason="moved") == 0
    capsys.readouterr()
    assert office.command("verify") == 0
    said = capsys.readouterr().out
    assert "LOOK" not in said and "1 checkpoint has no time stamp though the office had an authority" in said


def test_its_stamps_are_in_the_back_up_and_come_back(office: Office, authority: Authority, tmp_path: Path) -> None:
    assert with_authority(office, authority) == 0
    backup, again = tmp_path / "backup", tmp_path / "again"
    recovery = tmp_path / "recovery.txt"
    recovery.write_text(str(office.parts.store.get("identity/recovery-1")))
    assert office.command("backup", str(backup)) == 0
    kept = (backup / "witness.stamps").read_text()
    shutil.rmtree(office.parts.paths.folder)
    assert main(["--office", str(again), "restore", str(backup), "--yes", "--recovery", str(recovery)]) == 0
    file, _ = read_office_file(again)
    stamps = file.stamps(again)
    assert stamps is not None and stamps.read_text() == kept
    assert main(["--office", str(again), "verify"]) == 0


NEW = ("--administrator", "administrator", "--name", "another", "--shown", "Another", "--role", "supervisor")


def test_certificates_that_are_gone_leave_its_stamps_unread(
    office: Office, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    assert with_authority(office, authority) == 0
    authority.certificates.unlink()
    assert office.command("verify") == 0
    assert f"LOOK: The witness file {authority.address}" in capsys.readouterr().out


def test_what_cannot_be_of_an_authority_is_refused(
    office: Office, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    assert begin(office, authority.address) == 2  # type: ignore[arg-type]
    assert PROBLEMS["authority_certificates"] in capsys.readouterr().err
    empty = authority.folder / "empty.pem"
    empty.touch()
    assert begin(office, authority.address, "one_more", "--certificates", str(empty)) == 2  # type: ignore[arg-type]
    assert SENTENCES["stamp_certificates"] in capsys.readouterr().err
    assert with_authority(office, authority, "--replaces", "http://elsewhere/", reason="moved") == 2
    assert PROBLEMS["witness_not_one"] in capsys.readouterr().err
    assert begun(office) == [] and authority.asked == []
    assert with_authority(office, authority) == 0
    assert with_authority(office, authority) == 2 and PROBLEMS["authority_in_use"] in capsys.readouterr().err
