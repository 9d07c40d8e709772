"""Folders as telephone systems leave them, and as an attacker might: what an import gets of them."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
import tracemalloc
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop.application.ports.recordings import CallMetadata, Candidate
from desktop.domain.recordings.retention import RetentionPeriod, Source
from desktop.domain.recordings.sources import Column, Names, SideTable
from desktop.errors import ExternalSystemError
from desktop.media.telephony import beside
from desktop.media.telephony.folder import TelephonyFolders
from tests.media.telephony.clocks import LONDON, utc
from tests.media.telephony.test_side_files import CONTACT, NUMBER, UNIQUE, cdr, cdr_row
from tests.support.refusals import refusal

FOLDERS = TelephonyFolders()
SOURCE = Source("switchboard", LONDON, RetentionPeriod(months=6))
FREEPBX = replace(SOURCE, names=Names.FREEPBX)
IN = f"external-2001-{NUMBER}-20260715-143000-{UNIQUE}.wav"
STARTED = utc(2026, 7, 15, 13, 30)
COLUMNS = ((Column.STARTED, "Start"), (Column.MEDIA, "File"), (Column.NUMBER, "Number"))
OWN = replace(SOURCE, names=Names.OREKA, table=SideTable("calls*.csv", COLUMNS, "%d/%m/%Y %H:%M"))


def put(folder: Path, *names: str, content: bytes = b"sound") -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def read(path: Path, source: Source = SOURCE) -> dict[str, Candidate]:
    found = {}
    for candidate in FOLDERS.candidates(path, source):
        candidate.close()
        found[candidate.path] = candidate
    return found


def metadata(path: Path, name: str, source: Source = SOURCE) -> CallMetadata:
    found = read(path, source)[name].metadata
    assert found is not None
    return found


def codes(path: Path, source: Source = SOURCE) -> dict[str, str]:
    """Return the refusals by path."""
    return {name: found.refusal.code for name, found in read(path, source).items() if found.refusal}


def test_a_freepbx_tree_comes_in_order_and_its_master_csv_tells_what_the_names_do_not(tmp_path: Path) -> None:
    put(tmp_path, f"2026/07/15/{IN}", "2026/07/14/in-01632960000-01632960002-20260714-090000-1784019600.1.wav")
    put(tmp_path, "cdr-csv/Master.csv", content=cdr(cdr_row(lastapp="Park")))
    found = read(tmp_path, FREEPBX)
    assert [path.rpartition("/")[0] for path in found] == ["2026/07/14", "2026/07/15"]
    assert metadata(tmp_path, f"2026/07/15/{IN}", FREEPBX) == CallMetadata(STARTED, NUMBER, False, None, "hold")
    assert FOLDERS.survey(tmp_path, FREEPBX).files == 2


XML = """<call><source_caller_id>{number}</source_caller_id><destination_caller_id>2001</destination_caller_id>
<direction>in</direction><start_time>2026-07-15 14:30:00</start_time>{media}</call>"""


@pytest.mark.parametrize(
    ("side", "media"),
    [("a.xml", ""), ("a.wav.xml", ""), ("0017.xml", "<media_file>D:\\calls\\A.WAV</media_file>")],
    ids=["its name", "its whole name", "named inside"],
)
def test_verbas_xml_belongs_to_the_recording_of_its_name_or_the_one_it_names(
    tmp_path: Path, side: str, media: str
) -> None:
    put(tmp_path, "a.wav")
    put(tmp_path, side, content=XML.format(number=NUMBER, media=media).encode())
    source = replace(SOURCE, names=Names.VERBA, agent_channel=0)
    assert metadata(tmp_path, "a.wav", source) == CallMetadata(STARTED, NUMBER, False, 0)


def calls(*rows: str, headings: str = "Start,File,Number") -> bytes:
    return "\n".join((headings, *rows)).encode()


def test_any_csv_tells_through_its_column_map_and_its_bad_rows_are_told(tmp_path: Path) -> None:
    put(tmp_path, "x/a.wav", "x/b.wav", "x/20260715_143000_2001.wav")
    rows = "15/07/2026 14:30,a.wav,01632 960001", "15/7,b.wav,", "15/07/2026 14:30,20260715_143000_2001.wav,01632960009"
    put(tmp_path, "Calls-July.csv", content=calls(*rows))
    assert metadata(tmp_path, "x/a.wav", OWN) == CallMetadata(STARTED, "01632 960001")
    assert metadata(tmp_path, "x/20260715_143000_2001.wav", OWN) == CallMetadata(STARTED, "01632960009")
    assert codes(tmp_path, OWN) == {"Calls-July.csv (row 2)": "side_time_not_read", "x/b.wav": "side_name_not_known"}


@pytest.mark.parametrize("table", ["Master.csv", "cdr/Master.csv.1", "cdr/Master.csv-20260801", "cdr/master.CSV"])
def test_asterisks_table_is_found_and_tells_about_names_that_tell_the_unique_id_alone(
    tmp_path: Path, table: str
) -> None:
    names = [f"{UNIQUE}.wav", f"{UNIQUE}.WAV", f"2026-07-15_{UNIQUE}_2001.gsm", f"{UNIQUE}-in.wav", f"q6_{UNIQUE}.mp3"]
    put(tmp_path, *names, f"9{UNIQUE}.wav", "notes.txt")
    put(tmp_path, "more/Master.csv", content=cdr(cdr_row(uniqueid="1784000000.1")))
    put(tmp_path, table, content=cdr(cdr_row()))
    found = read(tmp_path, FREEPBX)
    assert [found[name].metadata for name in names] == [CallMetadata(STARTED, NUMBER, False)] * len(names)
    others = dict.fromkeys((f"9{UNIQUE}.wav", "notes.txt"), "side_name_not_known")
    assert codes(tmp_path, FREEPBX) == others, "the first is another call"


def test_a_table_may_name_recordings_without_the_ending_that_they_have_or_by_their_unique_id(tmp_path: Path) -> None:
    for media, name in (("a", "a.wav"), ("rec/A.wav", "a.mp3"), ("call.10", "call.10.wav")):
        folder = put(tmp_path / media, name, "call.20")
        put(folder, "calls.csv", content=calls(f"15/07/2026 14:30,{media},01632 960001"))
        assert metadata(folder, name, OWN) == CallMetadata(STARTED, "01632 960001")
        assert codes(folder, OWN) == {"call.20": "side_name_not_known"}
    columns = ((Column.STARTED, "Start"), (Column.UNIQUE_ID, "Call ID"))
    source = replace(SOURCE, table=SideTable("calls*.csv", columns, "%d/%m/%Y %H:%M"))
    folder = put(tmp_path / "ids", "7f3a-1.mp3", "7F3A-1.wav", "7f3a-2.mp3")
    put(folder, "calls.csv", content=calls("15/07/2026 14:30,7F3A-1", headings="Start,Call ID"))
    for name in ("7f3a-1.mp3", "7F3A-1.wav"):
        assert metadata(folder, name, source) == CallMetadata(STARTED)
    assert codes(folder, source) == {"7f3a-2.mp3": "side_name_not_known"}


def test_recordings_of_one_name_are_told_apart_by_their_folders_or_refused(tmp_path: Path) -> None:
    put(tmp_path, "x/16/0001.wav", "x/17/0001.wav", "x/0001.wav", "y/0001.mp3")
    rows = [f"{day}/07/2026 14:30,D:\\rec\\{day}\\0001.wav,0163296000{day}" for day in (16, 17)]
    put(tmp_path, "calls.csv", content=calls(*rows))
    found = read(tmp_path, OWN)
    numbers = {path: candidate.metadata.number for path, candidate in found.items() if candidate.metadata}
    assert numbers == {"x/16/0001.wav": "016329600016", "x/17/0001.wav": "016329600017"}
    assert codes(tmp_path, OWN) == {"x/0001.wav": "side_two_calls", "y/0001.mp3": "side_two_calls"}


BY_ID = replace(
    SOURCE,
    table=SideTable(
        "calls*.csv", ((Column.STARTED, "Start"), (Column.UNIQUE_ID, "File"), COLUMNS[2]), "%d/%m/%Y %H:%M"
    ),
)


@pytest.mark.parametrize(
    ("source", "start", "number", "is_one"),
    [
        (OWN, "15/07/2026 14:45", "01632960001", True),
        (OWN, "15/07/2026 14:45", "", True),
        (OWN, "15/07/2026 14:45", "2002", True),
        (OWN, "15/07/2026 14:45", "01632960002", False),
        (OWN, "15/07/2026 15:31", "01632960001", False),
        (BY_ID, "16/07/2026 14:30", "01632960002", True),
        (BY_ID, "16/07/2026 14:31", "01632960002", False),  # some systems restart their count
    ],
)
def test_two_rows_may_be_two_parts_of_one_call(
    tmp_path: Path, source: Source, start: str, number: str, is_one: bool
) -> None:
    put(tmp_path, "a.wav")
    put(tmp_path, "calls.csv", content=calls("15/07/2026 14:30,a.wav,01632960001", f"{start},a.wav,{number}"))
    found = read(tmp_path, source)["a.wav"]
    assert (found.metadata == CallMetadata(STARTED, "01632960001")) == is_one
    assert codes(tmp_path, source) == ({} if is_one else {"a.wav": "side_two_calls"})


def test_a_table_is_shown_before_anything_is_kept(tmp_path: Path) -> None:
    put(tmp_path, "calls.csv", content=b"Start,File,Other\n15/07/2026 14:30,a.wav,x\nnever,b.wav,y\n")
    source = replace(OWN, table=SideTable("calls*.csv", COLUMNS[:2], "%d/%m/%Y %H:%M"))
    seen = FOLDERS.survey(tmp_path, source).preview
    assert seen is not None and (seen.path, seen.columns) == ("calls.csv", ("Start", "File"))
    assert [row.cells for row in seen.rows] == [("15/07/2026 14:30", "a.wav"), ("never", "b.wav")]
    assert seen.rows[0].problem == "" and seen.rows[1].problem == "side_time_not_read"


def test_a_table_with_other_headings_says_so_and_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "calls.csv", content=b"When,File\n15/07/2026 14:30,a.wav\n")
    seen = FOLDERS.survey(tmp_path, OWN).preview
    assert seen is not None and "column" in seen.problem
    assert codes(tmp_path, OWN) == {"calls.csv": "side_column_missing"}
    assert FOLDERS.survey(put(tmp_path / "b", "Master.csv"), FREEPBX).preview is None


def test_a_file_about_which_nothing_is_told_is_refused_and_can_be_told_about_by_hand(tmp_path: Path) -> None:
    put(tmp_path, "a call.wav")
    assert codes(tmp_path) == codes(tmp_path / "a call.wav") == {"a call.wav": "side_name_not_known"}
    by_hand = CallMetadata(STARTED, NUMBER, True)
    [found] = FOLDERS.by_hand(tmp_path / "a call.wav", by_hand)
    assert found.metadata == by_hand and found.file is not None and found.file.read(0, 10) == b"sound"
    found.close()


def test_one_file_is_told_about_by_what_lies_beside_it(tmp_path: Path) -> None:
    put(tmp_path, IN, "other.wav")
    put(tmp_path, "Master.csv", content=cdr(cdr_row(lastapp="Park")))
    found = read(tmp_path / IN, FREEPBX)
    assert list(found) == [IN] and found[IN].metadata == CallMetadata(STARTED, NUMBER, False, None, "hold")
    assert FOLDERS.survey(tmp_path / IN, FREEPBX).files == 1


@pytest.mark.parametrize(
    ("side", "content", "expected"),
    [
        ("a.json", b"[]", "side_not_as_expected"),
        ("a.xml", b"<!DOCTYPE x><x/>", "side_doctype"),
        ("a.xml", b"x" * (1 << 20) * 5, "side_too_large"),
        ("a.json", b"[" + b"1," * (1 << 20) * 3, "side_too_large"),
        (f"{CONTACT}.json", b"{}", "side_not_as_expected"),
        (f"{CONTACT}.json", b'{"ContactId": "x", "InitiationTimestamp": 1784122140}', "side_other_call"),
    ],
)
def test_a_side_file_that_cannot_be_read_or_is_about_another_call_costs_its_recording(
    tmp_path: Path, side: str, content: bytes, expected: str
) -> None:
    name = f"{CONTACT}_20260715T13_30_UTC.wav" if side.startswith(CONTACT) else "a.wav"
    put(tmp_path, name)
    put(tmp_path, side, content=content)
    assert codes(tmp_path) == {name: expected}


def test_a_side_file_that_names_nobody_and_cannot_be_read_is_told_by_itself(tmp_path: Path) -> None:
    put(tmp_path, "a.wav")
    put(tmp_path, "0017.xml", content=b"<call/>")
    assert codes(tmp_path) == {"a.wav": "side_name_not_known", "0017.xml": "side_not_as_expected"}


def test_hidden_files_are_passed_over_and_empty_ones_refused(tmp_path: Path) -> None:
    put(tmp_path, f".{IN}", f".trash/{IN}", "desktop.ini", "Thumbs.db")
    put(tmp_path, IN, content=b"")
    assert codes(tmp_path) == {IN: "media_empty"}


class OnWindows:
    """A folder's entry as Windows tells of it, with its attributes."""

    def __init__(self, entry: os.DirEntry[str], attributes: int) -> None:
        self.name, self._entry, self._attributes = entry.name, entry, attributes

    def __getattr__(self, name: str) -> object:
        return getattr(self._entry, name)

    def stat(self, *, follow_symlinks: bool) -> SimpleNamespace:
        return SimpleNamespace(st_file_attributes=self._attributes)


def test_what_windows_hides_is_passed_over_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "seen.wav", "hidden.wav", "system.wav", "$RECYCLE.BIN/old.wav")
    attributes = {"hidden.wav": 2, "system.wav": 4, "$RECYCLE.BIN": 6, "seen.wav": 32}
    if sys.platform == "win32":
        for name, of in attributes.items():
            assert ctypes.windll.kernel32.SetFileAttributesW(str(tmp_path / name), of)
    else:
        real = os.scandir

        def scandir(place: int) -> nullcontext[list[OnWindows]]:
            with real(place) as found:
                return nullcontext([OnWindows(entry, attributes.get(entry.name, 0)) for entry in found])

        monkeypatch.setattr(os, "scandir", scandir)
    found = set(codes(tmp_path))
    monkeypatch.undo()  # pytest tidies up with it
    assert found == {"seen.wav"}


def test_what_is_larger_than_a_recording_may_be_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, IN)
    os.truncate(tmp_path / IN, (1 << 30) + 1)
    assert codes(tmp_path) == {IN: "media_too_large"}


def test_no_link_is_followed_and_nothing_but_ordinary_files_is_opened(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", IN)
    inside = put(tmp_path / "inside", "readme.wav")
    (inside / IN).symlink_to(outside / IN)
    (inside / "folder").symlink_to(outside)
    os.mkfifo(inside / "waits.wav")
    assert codes(inside) == {
        "readme.wav": "side_name_not_known",
        IN: "file_is_link",
        "folder": "file_is_link",
        "waits.wav": "file_is_special",
    }
    assert FOLDERS.survey(inside, SOURCE).files == 4
    with pytest.raises(ExternalSystemError):
        list(FOLDERS.candidates(inside / IN, SOURCE))


@pytest.mark.parametrize("by_handle", [True, False])
def test_what_is_put_in_the_place_of_a_file_or_a_folder_meanwhile_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_handle: bool
) -> None:
    monkeypatch.setattr(beside, "_BY_HANDLE", by_handle)
    outside = put(tmp_path / "outside", IN)
    inside = put(tmp_path / "inside", "a.wav", IN, f"z/{IN}")
    walked = FOLDERS.candidates(inside, SOURCE)
    assert next(walked).path == "a.wav"
    (inside / IN).unlink()
    (inside / IN).symlink_to(outside / IN)
    shutil.rmtree(inside / "z")
    (inside / "z").symlink_to(outside)
    found = {candidate.path: candidate.refusal.code for candidate in walked if candidate.refusal}
    assert found[IN] == "file_not_read"
    assert by_handle is (found.get("z") == "folder_not_read")


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere everything is opened relative to its folder")
def test_windows_lets_nobody_move_a_folder_that_is_being_read(tmp_path: Path) -> None:
    inside = put(tmp_path / "inside", f"z/{IN}")
    walked = beside.walk(inside)
    for level in walked:
        if level.folder.path == "z/":
            for place in (inside / "z", inside):
                with pytest.raises(PermissionError):
                    place.rename(tmp_path / "elsewhere")
    (inside / "z").rename(inside / "y")
    inside.rename(tmp_path / "elsewhere")


def test_a_file_that_is_another_by_the_time_it_is_open_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, IN)
    real = os.open

    def swapped(place: Path, flags: int) -> int:
        (tmp_path / "other").write_bytes(b"another")
        (tmp_path / "other").replace(place)
        return real(place, flags)

    handle = beside.opened_as_looked_at(tmp_path / IN)
    assert handle >= 0
    os.close(handle)
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", swapped)
        assert beside.opened_as_looked_at(tmp_path / IN) == -1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="an administrator may read everything")
def test_what_this_account_may_not_read_is_told(tmp_path: Path) -> None:
    put(tmp_path, IN, f"shut/{IN}")
    (tmp_path / IN).chmod(0)
    (tmp_path / "shut").chmod(0)
    try:
        found = codes(tmp_path)
    finally:
        (tmp_path / "shut").chmod(0o700)
    assert found == {IN: "file_not_read", "shut": "folder_not_read"}


def test_a_folder_that_goes_on_and_on_is_left_at_some_depth(tmp_path: Path) -> None:
    put(tmp_path, "/".join(["d"] * 40) + f"/{IN}")
    [(path, code)] = codes(tmp_path).items()
    assert code == "folder_too_deep" and path.count("/") == beside.DEEPEST


def test_where_there_is_nothing_it_says_so(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path / "none" / "deeper"):
        assert refusal(read, path) == refusal(FOLDERS.survey, path, SOURCE) == "nothing_to_import"


def test_a_file_is_read_in_ranges_until_it_is_closed(tmp_path: Path) -> None:
    put(tmp_path, IN, content=bytes(range(200)))
    [candidate] = FOLDERS.candidates(tmp_path, SOURCE)
    assert candidate.file is not None
    assert (candidate.file.size, candidate.file.read(500, 5)) == (200, b"")
    assert candidate.file.read(190, 50) == bytes(range(190, 200))
    candidate.close()
    candidate.close()
    assert refusal(candidate.file.read, 0, 1) == "file_not_read"


class Watcher:
    cancelled = True

    def report(self, done: int, total: int) -> None: ...


def test_looking_it_through_can_be_stopped(tmp_path: Path) -> None:
    assert refusal(FOLDERS.survey, tmp_path, SOURCE, Watcher()) == "stopped"


def test_walking_a_thousand_recordings_takes_no_more_memory_than_one_folder_does(tmp_path: Path) -> None:
    for day in range(1, 5):
        for number in range(300):
            put(tmp_path, f"2026/07/{day:02d}/external-2001-{NUMBER}-202607{day:02d}-090000-1784019600.{number}.wav")
    tracemalloc.start()
    try:
        count = 0
        for candidate in FOLDERS.candidates(tmp_path, FREEPBX):
            candidate.close()
            count += 1
        assert tracemalloc.get_traced_memory()[1] < 600_000
    finally:
        tracemalloc.stop()
    assert count == FOLDERS.survey(tmp_path, FREEPBX).files == 1_200
