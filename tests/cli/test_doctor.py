"""`listening-room doctor` on sound and on the witness, in plain words."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.pc_state import plays_sound
from desktop.config import OfficePaths
from desktop.domain.office.pcs import DeskKind
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.office_file import REAL, OfficeFile
from desktop.errors import DatabaseError, ExternalSystemError, KeyringError, ListeningRoomError
from desktop.lifecycle import status
from desktop.lifecycle.status import Check, OfficeHere
from desktop.playback import ways_out
from tests.support.places import embedded

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
    """Leave out all parts of the PC but these."""
    whole = status.checks
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


def test_with_a_sound_card_nothing_is_missing_anywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kernel(monkeypatch, tmp_path / "asound", CARDS, PCM)
    assert all(status._sound(plays).ok for plays in (True, False, None))


@pytest.mark.parametrize("kind", DeskKind)
def test_every_kind_of_pc_but_one_for_reviews_needs_sound(kind: DeskKind) -> None:
    file = OfficeFile(OfficeId("0" * 32), REAL, DeskId("d" * 32))
    assert plays_sound(file, kind) == (kind is not DeskKind.REVIEW)
    assert not plays_sound(file._replace(keys_in_file=True), kind), "nobody works there"


def test_the_kind_of_this_pc_is_known_where_its_office_opens(tmp_path: Path) -> None:
    with embedded(tmp_path) as office:
        assert status.office_here(office.parts.paths.folder).plays is True


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

    def player() -> str:
        raise OSError(f"{library}: cannot open shared object file")

    monkeypatch.setenv("HOME", str(tmp_path / "a.person"))
    monkeypatch.setattr(status, "_player", player)
    alone(monkeypatch, "player")
    line = reported(monkeypatch, None)[0]["player"]
    assert "~/program/libvlc.so.5: cannot open" in line and "a.person" not in line
