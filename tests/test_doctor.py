"""`listening-room doctor` on sound and on the witness, in plain words."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop import doctor
from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.office_file import REAL, OfficeFile
from desktop.playback import ways_out

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


def said(office: Path = Path("nowhere")) -> dict[str, str]:
    """Return what is said of each part."""
    lines, _ = doctor.report(None, office, str, lambda _: [])
    return {line[8:].partition(": ")[0]: line for line in lines}


def test_the_device_that_calls_would_be_played_to_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kernel(monkeypatch, tmp_path / "asound", CARDS, PCM)
    line = said()["sound"]
    assert line == ("ok      sound: Calls are played to Counter Headset, USB Audio. 1 other device can be chosen.")


def test_where_there_is_no_sound_card_that_is_said_and_a_pc_for_reviews_does_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kernel(monkeypatch, tmp_path / "asound", "--- no soundcards ---\n", "")
    line = said()["sound"]
    assert line.startswith("MISSING sound: This PC has no sound card that a call can be played to.")
    assert "A PC for reviews needs none." in line
    assert not doctor._sound().needed


def test_elsewhere_the_system_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert "the device that the system has chosen" in doctor._sound().words


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
