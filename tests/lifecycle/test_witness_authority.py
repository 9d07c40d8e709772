"""`listening-room witness begin` with a time-stamping authority, and an office that has one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.__main__ import main
from desktop.environment.office_file import read_office_file
from desktop.words.errors.sentences import PROBLEMS, SENTENCES
from tests.lifecycle.test_witness import begin, begun, office, run
from tests.support.builders import Office
from tests.support.time_stamping import Authority, make_authority, serving

__all__ = ["office"]


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
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
    assert run(office, "verify") == 0
    stamps = paths.witness.with_name(f"{paths.witness.name}.stamps")
    assert len(stamps.read_text().splitlines()) == 1 == len(authority.asked)
    stamps.unlink()
    capsys.readouterr()
    assert run(office, "verify") == 0 and f"LOOK: The witness file {authority.address}" in capsys.readouterr().out


def test_where_it_did_not_answer_the_next_checkpoint_makes_up_for_it(
    office: Office, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    assert with_authority(office, authority) == 0
    authority.status = 503
    assert run(office, "people", "add", *NEW) == 0, "one of the two is enough"
    capsys.readouterr()
    assert run(office, "verify") == 0
    assert f"LOOK: The witness file {authority.address} cannot be read, or lacks" in capsys.readouterr().out
    authority.status = 200
    assert with_authority(office, authority, "--replaces", authority.address, reason="moved") == 0
    capsys.readouterr()
    assert run(office, "verify") == 0 and "LOOK" not in capsys.readouterr().out


def test_its_stamps_are_in_the_back_up_and_come_back(office: Office, authority: Authority, tmp_path: Path) -> None:
    assert with_authority(office, authority) == 0
    backup, again = tmp_path / "backup", tmp_path / "again"
    recovery = tmp_path / "recovery.txt"
    recovery.write_text(str(office.parts.store.get("identity/recovery-1")))
    assert run(office, "backup", str(backup)) == 0
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
    assert run(office, "verify") == 0
    assert f"LOOK: The witness file {authority.address}" in capsys.readouterr().out


def test_what_cannot_be_is_refused(office: Office, authority: Authority, capsys: pytest.CaptureFixture[str]) -> None:
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
