"""Windows: paths with a drive, backslashes, spaces and apostrophes, and names that its file systems refuse.

The repository, and everything an office writes, must fit on a Windows disk; tried here by its rules.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path, PurePath, PureWindowsPath

import pytest

from desktop.config import RESOURCES, OfficePaths
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.office_file import OfficeFile, read_office_file
from tests.support.offices.builders import Office

ROOT = RESOURCES.parent
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789")}
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
LONGEST = 120
"""Characters of a path below its folder: Windows takes 260 in all unless it is told otherwise."""


def what_windows_refuses(name: str) -> str:
    """Return why a file of this name cannot be on a Windows disk; empty where it can."""
    if FORBIDDEN.search(name):
        return "a character that is not allowed"
    if name.partition(".")[0].rstrip().lower() in RESERVED:
        return "the name of a device"
    return "a dot or space at its end" if name.endswith((".", " ")) else ""


def wrong_below(folder: Path, files: list[PurePath]) -> list[str]:
    """Return the faults of these files below a folder, one line for each."""
    wrong = [f"{file}: {why}" for file in files for part in file.parts if (why := what_windows_refuses(part))]
    wrong += [f"{file}: too long" for file in files if len(str(file)) > LONGEST]
    lower = [str(file).lower() for file in files]
    return wrong + [
        f"{file}: differs from another by capitals alone" for file in files if lower.count(str(file).lower()) > 1
    ]


REFUSED = ["2026-11-24T10:00.wav", "con", "NUL.wav", "com1.txt", "call.", "call ", "a\\b"]


def test_every_file_of_the_repository_can_lie_on_a_windows_disk() -> None:
    assert [name for name in (*REFUSED, "call.wav", "0" * 32, "contents") if what_windows_refuses(name)] == REFUSED
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    files = [PurePath(name) for name in listed.split("\0") if name]
    assert files and wrong_below(ROOT, files) == []


def test_what_a_session_leaves_can_lie_on_a_windows_disk(office: Office) -> None:
    office.closed()
    folder = office.parts.paths.folder
    files: list[PurePath] = [path.relative_to(folder) for path in folder.rglob("*")]
    assert files and wrong_below(folder, files) == []


@pytest.mark.parametrize(
    "witness",
    [
        r"C:\Users\D'Test O'Testperson\Documents\witness.txt",
        r"\\server\share$\Listening Room\new\table\witness.txt",
        r"D:\Bürgerbüro\تجربة\witness.txt",
        "/mnt/it's here/witness.txt",
        '/mnt/a "quoted" place/back\\slash/witness.txt',
        "/mnt/'''/witness.txt",
    ],
)
def test_the_place_of_the_witness_comes_back_whatever_is_in_its_name(tmp_path: Path, witness: str) -> None:
    place = Path(witness)
    file = OfficeFile(OfficeId("a" * 32), "office", DeskId("b" * 32), place)
    file.write(OfficePaths(tmp_path))
    assert read_office_file(tmp_path)[0] == file
    assert tomllib.loads(OfficePaths(tmp_path).office_file.read_text("utf-8"))["witness"] == witness
    assert PureWindowsPath(witness).name == "witness.txt"
