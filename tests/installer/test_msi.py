"""The packages for Windows, as they are described: what is installed, run by night, and left alone.

`script/try-windows` builds them, installs them and takes them away again.
"""

from __future__ import annotations

import os
import re
import shlex
import struct
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from desktop.cli.main import parser
from desktop.environment import policy_source

GIVEN = Path(__file__).resolve().parents[2] / "resources" / "installer"
WIX = "{http://schemas.microsoft.com/wix/2006/wi}"
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.fixture(scope="module")
def package() -> ElementTree.Element:
    return ElementTree.parse(GIVEN / "listening-room.wxs").getroot()


@pytest.fixture(scope="module")
def demo() -> ElementTree.Element:
    return ElementTree.parse(GIVEN / "listening-room-demo.wxs").getroot()


def one(root: ElementTree.Element, name: str, **attributes: str) -> ElementTree.Element:
    [found] = [
        each for each in root.iter(f"{WIX}{name}") if all(each.get(key) == value for key, value in attributes.items())
    ]
    return found


def test_an_update_takes_the_place_of_any_earlier_one_within_one_transaction(
    package: ElementTree.Element, demo: ElementTree.Element
) -> None:
    codes = [one(each, "Product").get("UpgradeCode") for each in (package, demo)]
    assert len(set(codes)) == 2
    for each in (package, demo):
        assert one(each, "MajorUpgrade").get("DowngradeErrorMessage")
        assert one(each, "RemoveExistingProducts").get("Sequence") == "1501", "right after InstallInitialize"
        assert one(each, "Package").get("InstallScope") == "perMachine"


def test_the_demonstration_goes_with_exactly_the_program_that_it_was_built_with(
    package: ElementTree.Element, demo: ElementTree.Element
) -> None:
    said, asked = one(package, "RegistryValue", Name="Version"), one(demo, "RegistrySearch")
    key = next(each for each in package.iter(f"{WIX}RegistryKey") if said in list(each))
    assert (key.get("Root"), key.get("Key")) == (asked.get("Root"), asked.get("Key"))
    assert said.get("Value") == "$(var.Said)" and '"$(var.Said)"' in (one(demo, "Condition").text or "")


def test_the_offices_own_policies_lie_where_the_program_looks_and_outlive_the_package(
    package: ElementTree.Element, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = one(package, "Directory", Id="POLICYDIR").get("Name")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/program/listening-room.exe")
    assert policy_source.machine_folder() == Path("/program") / str(folder)
    copied = one(package, "CustomAction", Id="CopyPolicies")
    assert "[POLICIES]\\*.toml" in str(copied.get("ExeCommand")) and copied.get("Return") == "check"
    assert not list(package.iter(f"{WIX}RemoveFile"))


def test_the_nightly_run_is_a_task_of_whoever_is_signed_in_and_goes_with_the_program(
    package: ElementTree.Element,
) -> None:
    task = ElementTree.parse(GIVEN / "listening-room-nightly.xml").getroot()
    command = str(task.findtext(f".//{TASK}Command")).strip('"')
    given = parser().parse_args(shlex.split(str(task.findtext(f".//{TASK}Arguments"))))
    assert given.if_due
    place = one(package, "Directory", Id="INSTALLDIR").get("Name")
    started = str(one(package, "Shortcut").get("Target")).replace("[INSTALLDIR]", f"%ProgramFiles%\\{place}\\")
    assert command == started, "no console opens by night"
    assert task.findtext(f".//{TASK}GroupId") == "S-1-5-32-545", "the users of the PC"
    assert task.findtext(f".//{TASK}RunLevel") == "LeastPrivilege"
    assert task.findtext(f".//{TASK}StartWhenAvailable") == "true"
    names = [str(one(package, "CustomAction", Id=act).get("ExeCommand")) for act in ("AddTask", "RemoveTask")]
    assert all('/TN "Listening Room nightly run"' in each for each in names)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folders of a program that was built, in small."""
    folder = tmp_path_factory.mktemp("built")
    for name, content in {
        "program/listening-room.exe": "the program",
        "program/Listening Room.exe": "the program",
        "program/_internal/resources/version": "0.1.0",
        "program/_internal/PySide6/plugins/platforms/qwindows.dll": "windows",
        "demo/_internal/desktop/showcase/__init__.pyc": "the demonstration",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


def packed(built: Path, into: Path, **changed: str) -> list[Path]:
    command = [GIVEN.parents[1] / "script" / "msi", built / "program", built / "demo", into]
    surroundings = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000", "BUILD_NUMBER": "7", **changed}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True)
    return [Path(line) for line in done.stdout.splitlines()]


def test_the_same_folders_give_the_same_packages_to_the_byte_and_a_later_build_others(
    built: Path, tmp_path: Path
) -> None:
    once, again = packed(built, tmp_path / "once"), packed(built, tmp_path / "again")
    assert [path.name for path in once] == ["listening-room-0.1.0.msi", "listening-room-demo-0.1.0.msi"]
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in again]
    later = packed(built, tmp_path / "later", BUILD_NUMBER="8")
    for one, other in zip(once, later, strict=True):
        assert b"0.1.7" in one.read_bytes() and b"0.1.8" in other.read_bytes()
        assert len(codes(one) - codes(other)) == 2, "the product's and the package's; a file's is the same as before"


def codes(package: Path) -> set[bytes]:
    return set(re.findall(rb"\{[0-9A-F-]{36}\}", package.read_bytes()))


def test_the_icon_has_a_picture_for_each_place_that_windows_shows_it_in(tmp_path: Path) -> None:
    script = GIVEN.parents[1] / "script" / "windows" / "icon.py"
    subprocess.run([sys.executable, script, tmp_path / "made.ico"], check=True)
    file, sides = (tmp_path / "made.ico").read_bytes(), []
    kind, count = struct.unpack_from("<HH", file, 2)
    for number in range(count):
        side, *_, size, at = struct.unpack_from("<BBBBHHII", file, 6 + 16 * number)
        picture = file[at : at + size]
        wide, high = struct.unpack_from(">II", picture, 16)
        assert picture.startswith(b"\x89PNG") and wide == high == (side or 256)
        sides.append(wide)
    assert (kind, sides) == (1, [16, 24, 32, 48, 64, 256])
