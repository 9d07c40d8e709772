"""Who may open or change a file. Access lists as real PCs write them; on Windows also the PC's own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop.files import permissions
from desktop.files.permissions import (
    access_of,
    administrators_alone_change,
    is_ours_alone,
    may_everybody_change,
)

there = pytest.mark.skipif(sys.platform != "win32", reason="it asks the real Windows")
elsewhere = pytest.mark.skipif(sys.platform == "win32", reason="Windows goes by access lists, not by modes")

INSTALLER = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
ADVISER = "S-1-5-21-1004336348-1177238915-682003330-1113"
PROGRAM_FILES = (
    f"O:{INSTALLER}G:{INSTALLER}D:PAI(A;;FA;;;{INSTALLER})(A;CIIO;GA;;;{INSTALLER})(A;;0x1301bf;;;SY)(A;OICIIO;GA;;;SY)"
    "(A;;0x1301bf;;;BA)(A;OICIIO;GA;;;BA)(A;;0x1200a9;;;BU)(A;OICIIO;GXGR;;;BU)(A;OICIIO;GA;;;CO)"
    "(A;;0x1200a9;;;AC)(A;OICIIO;GXGR;;;AC)(A;;0x1200a9;;;S-1-15-2-2)(A;OICIIO;GXGR;;;S-1-15-2-2)"
)
OWN_PROFILE = f"O:{ADVISER}G:DUD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;FA;;;{ADVISER})"
PRIVATE = f"O:{ADVISER}G:DUD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;OW)"
PROGRAM_DATA = (
    "O:SYG:SYD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)"
)
SECOND_DISK = "O:BAG:SYD:AI(A;OICIID;FA;;;BA)(A;OICIID;FA;;;SY)(A;OICIID;0x1301bf;;;AU)(A;OICIID;0x1200a9;;;BU)"
SHARE_OF_THE_OFFICE = "O:BAG:DUD:PAI(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;S-1-5-21-1004336348-1177238915-682003330-2210)"


class Pc:
    """A PC of Windows on which a file has that access list."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self._patch.setattr(permissions, "_ON_WINDOWS", True)

    def is_asked(self, text: str, account: str = ADVISER, *, elevated: bool = False) -> Path:
        """Return the file."""
        self._patch.setattr(permissions, "_text_of", lambda path: text)
        self._patch.setattr(permissions, "_own_account", lambda: account)
        self._patch.setattr(permissions, "_is_administrator", lambda: elevated)
        return Path("policies")


@pytest.fixture
def pc(monkeypatch: pytest.MonkeyPatch) -> Pc:
    return Pc(monkeypatch)


@pytest.mark.against("pc")
@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        (PROGRAM_FILES, True),
        ("O:BAG:BAD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)", True),
        (f"O:{ADVISER}G:DUD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)", False),  # its owner alters the list
        (PROGRAM_DATA, False),  # Users make files there
        (SECOND_DISK, False),
        ("O:BAG:BAD:(A;;FA;;;BA)(A;;WD;;;BU)", False),
        ("O:BAG:BAD:(A;;FA;;;BA)(A;;GW;;;WD)", False),
        ("O:BAG:BAD:(A;;FA;;;BA)(D;;FW;;;BU)", True),
        ("O:BAG:BAD:NO_ACCESS_CONTROL", False),
        ("O:BAG:BA", False),
        ("O:BAG:BAD:", True),  # a list without an entry lets nobody in
    ],
)
def test_a_policy_that_others_than_administrators_could_change_is_seen(pc: Pc, text: str, is_so: bool) -> None:
    assert administrators_alone_change(pc.is_asked(text), 0) is is_so


def test_what_an_administrator_owns_by_name_is_an_administrators_while_they_run_the_program(pc: Pc) -> None:
    text = f"O:{ADVISER}G:DUD:AI(A;ID;FA;;;{ADVISER})(A;ID;FA;;;BA)"
    assert administrators_alone_change(pc.is_asked(text, elevated=True), 0)
    assert not administrators_alone_change(pc.is_asked(text), 0)
    assert not administrators_alone_change(pc.is_asked(text, "S-1-5-21-1-2-3-1001", elevated=True), 0)


@pytest.mark.parametrize(
    "text", ["", "D:(A;;FA;;;BA)", "O:BAD:(A;;FA;;;BA", "O:BAD:(A;;QQ;;;BA)", "O:BAD:(Q;;FA;;;BA)"]
)
def test_a_list_that_is_not_understood_says_nothing(pc: Pc, text: str) -> None:
    with pytest.raises(OSError, match="not understood"):
        administrators_alone_change(pc.is_asked(text), 0)


@pytest.mark.parametrize(
    ("text", "is_so"), [(OWN_PROFILE, True), (PRIVATE, True), (PROGRAM_DATA, False), (SECOND_DISK, False)]
)
def test_a_folder_that_others_may_open_is_seen(pc: Pc, text: str, is_so: bool) -> None:
    assert is_ours_alone(pc.is_asked(text)) is is_so


@pytest.mark.parametrize(
    ("text", "is_so"),
    [(SHARE_OF_THE_OFFICE, False), (PROGRAM_FILES, False), (SECOND_DISK, True), ("O:BAG:BAD:NO_ACCESS_CONTROL", True)],
)
def test_a_share_that_everybody_may_change_is_seen(pc: Pc, text: str, is_so: bool) -> None:
    assert may_everybody_change(pc.is_asked(text)) is is_so


def test_each_entry_is_read(pc: Pc) -> None:
    given = access_of("O:BAG:BAD:PAI(A;OICI;FRSD;;;BU)(XA;;FX;;;WD)(A;IO;FA;;;AU)(OA;;0x2;;;DU)")
    assert given == ("BA", (("BU", 0x13_0089), ("WD", 0x12_00A0), ("DU", 0x2)))


@elsewhere
@pytest.mark.parametrize(
    ("mode", "alone", "everybody"), [(0o700, True, False), (0o750, False, False), (0o702, False, True)]
)
def test_elsewhere_the_mode_says_it(tmp_path: Path, mode: int, alone: bool, everybody: bool) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(mode)
    assert (is_ours_alone(folder), may_everybody_change(folder)) == (alone, everybody)


@there
def test_the_pcs_own_lists_are_read(tmp_path: Path) -> None:
    """Of a folder that was made for this account alone, and of Windows' own, which everybody reads."""
    private, system = tmp_path / "private", Path(os.environ["SYSTEMROOT"])
    private.mkdir(mode=0o700)
    assert [is_ours_alone(folder) for folder in (private, system)] == [True, False]
    assert not may_everybody_change(private) and not may_everybody_change(system)
    assert administrators_alone_change(system, 0)
    with pytest.raises(OSError, match="no access list"):
        is_ours_alone(tmp_path / "nowhere")
