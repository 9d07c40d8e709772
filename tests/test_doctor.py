"""`listening-room doctor` on sound and on the witness, in plain words."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop import doctor, office_status
from desktop.bootstrap.pc_state import plays_sound
from desktop.config import OfficePaths
from desktop.domain.office.desks import DeskKind
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.office_file import REAL, OfficeFile
from desktop.playback import ways_out
from tests.places import embedded

SERVER = "postgresql://desks@db.example.org/listening?sslrootcert=/ca.crt"
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


def said(office: Path = Path("nowhere"), plays: bool | None = None) -> dict[str, str]:
    """Return what is said of each part."""
    lines, _ = doctor.report(None, office, str, lambda _: [], lambda _: plays)
    return {line[8:].partition(": ")[0]: line for line in lines}


def test_the_device_that_calls_would_be_played_to_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kernel(monkeypatch, tmp_path / "asound", CARDS, PCM)
    line = said()["sound"]
    assert line == ("ok      sound: Calls are played to Counter Headset, USB Audio. 1 other device can be chosen.")


NO_CARD = "This PC has no sound card that a call can be played to"


@pytest.mark.parametrize(
    ("plays", "begins", "ends", "code"),
    [
        (True, "MISSING", "Calls are played at this PC, so it needs one.", 1),
        (False, "ok     ", "and needs none.", 0),
        (None, "MISSING", "Only a PC for reviews, or one that is kept for jobs, needs none.", 0),
    ],
)
def test_where_there_is_no_sound_card_that_is_said_and_counts_where_calls_are_played(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, plays: bool | None, begins: str, ends: str, code: int
) -> None:
    kernel(monkeypatch, tmp_path / "asound", "--- no soundcards ---\n", "")
    monkeypatch.setattr(doctor, "checks", lambda plays: [doctor._sound(plays)])
    [line], found = doctor.report(None, Path("nowhere"), str, lambda _: [], lambda _: plays)
    assert line.startswith(f"{begins} sound: {NO_CARD}") and line.endswith(ends) and found == code


def test_with_a_sound_card_nothing_is_missing_anywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kernel(monkeypatch, tmp_path / "asound", CARDS, PCM)
    assert all(doctor._sound(plays).ok for plays in (True, False, None))


@pytest.mark.parametrize("kind", DeskKind)
def test_every_kind_of_pc_but_one_for_reviews_needs_sound(kind: DeskKind) -> None:
    file = OfficeFile(OfficeId("0" * 32), REAL, DeskId("d" * 32))
    assert plays_sound(file, kind) == (kind is not DeskKind.REVIEW)
    assert not plays_sound(file._replace(keys_in_file=True), kind), "nobody works there"


def test_the_kind_of_this_pc_is_known_where_its_office_opens(tmp_path: Path) -> None:
    with embedded(tmp_path) as office:
        folder = office.parts.paths.folder
        assert office_status.plays_sound(folder) is True
        assert office_status.plays_sound(folder / "nowhere") is None


def test_elsewhere_the_system_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert "the device that the system has chosen" in doctor._sound(True).words


def test_a_witness_on_this_pcs_own_disk_is_called_out_where_the_data_is_on_a_server(tmp_path: Path) -> None:
    office, witness = tmp_path / "office", tmp_path / "witness.txt"
    office.mkdir()
    witness.touch()
    file = OfficeFile(OfficeId("0" * 32), REAL, DeskId("d" * 32), witness)
    file.write(OfficePaths(office))
    assert "witness" not in said(office)
    file._replace(database=SERVER).write(OfficePaths(office))
    assert said(office)["witness"].startswith("LOOK    witness: The witness file is on this PC’s own disk.")
    file._replace(database=SERVER, witness=Path("/proc/version")).write(OfficePaths(office))
    assert said(office)["witness"].startswith("ok      witness: ")


def test_a_part_that_cannot_be_loaded_from_the_home_folder_names_no_account(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    library = tmp_path / "a.person" / "program" / "libvlc.so.5"

    def player() -> str:
        raise OSError(f"{library}: cannot open shared object file")

    monkeypatch.setenv("HOME", str(tmp_path / "a.person"))
    monkeypatch.setattr(doctor, "_player", player)
    line = said()["player"]
    assert "~/program/libvlc.so.5: cannot open" in line and "a.person" not in line
