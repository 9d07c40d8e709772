"""Folders as telephone systems leave them, and as an attacker might: what an import gets of them."""

from __future__ import annotations

import json
import os
import shutil
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.application.ports.recordings import CallMetadata, Candidate
from desktop.domain.recordings.retention import RetentionPeriod, Source
from desktop.domain.recordings.sources import Column, Names, SideTable
from desktop.errors import ExternalSystemError
from desktop.media.telephony import beside
from desktop.media.telephony.facts import LARGEST_STREAM
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


def code(candidate: Candidate) -> str | None:
    return candidate.refusal.code if candidate.refusal else None


def test_a_freepbx_tree_comes_in_order_and_its_master_csv_tells_what_the_names_do_not(tmp_path: Path) -> None:
    put(tmp_path, f"2026/07/15/{IN}", "2026/07/14/in-01632960000-01632960002-20260714-090000-1784019600.1.wav")
    put(tmp_path, "cdr-csv/Master.csv", content=cdr(cdr_row(lastapp="Park")))
    found = read(tmp_path, FREEPBX)
    assert [path.rpartition("/")[0] for path in found] == ["2026/07/14", "2026/07/15"]
    assert metadata(tmp_path, f"2026/07/15/{IN}", FREEPBX) == CallMetadata(STARTED, NUMBER, False, None, "hold")
    assert FOLDERS.survey(tmp_path, FREEPBX).files == 2


def test_amazon_connects_json_tells_the_number_and_the_agent_is_on_the_right(tmp_path: Path) -> None:
    name = f"{CONTACT}_20260715T13_30_UTC.wav"
    record = {
        "ContactId": CONTACT,
        "InitiationMethod": "OUTBOUND",
        "ConnectedToSystemTimestamp": "2026-07-15T13:30:05Z",
        "CustomerEndpoint": {"Address": "+441632960001", "Type": "TELEPHONE_NUMBER"},
    }
    put(tmp_path, name)
    put(tmp_path, f"{CONTACT}_analysis_2026-07-15T13_31_00Z.json", content=json.dumps(record).encode())
    source = replace(SOURCE, names=Names.AMAZON_CONNECT)
    assert metadata(tmp_path, name, source) == CallMetadata(STARTED, "+441632960001", True, 1)


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


def test_contact_records_may_lie_in_a_folder_of_their_own_and_many_in_a_file(tmp_path: Path) -> None:
    other = CONTACT.replace("1", "2")
    names = [f"CallRecordings/2026/07/15/{contact}_20260715T13:30_UTC.wav" for contact in (CONTACT, other)]
    put(tmp_path, *names)
    calls = [
        {"ContactId": CONTACT.upper(), "Channel": "VOICE", "InitiationTimestamp": "2026-07-15T13:29:00Z"},
        {"ContactId": other, "Channel": "CHAT", "InitiationTimestamp": "2026-07-15T13:29:00Z"},
    ]
    calls[0] |= {"InitiationMethod": "INBOUND", "CustomerEndpoint": {"Address": "+441632960001"}}  # type: ignore[dict-item]
    put(tmp_path, "ctr/15/many.json", content="\n".join(map(json.dumps, calls)).encode())
    put(tmp_path, "ctr/16/none.json", content=b"[]")
    put(tmp_path, "ctr/17/cut.json", content=json.dumps(calls[0]).encode() + b'{"Cont')
    put(tmp_path, "ctr/18/large.json", content=b" " * (LARGEST_STREAM + 1))
    put(tmp_path, f"Analysis/{CONTACT}_analysis_2026-07-15T13:40:00Z.json", content=b"words of the call")
    source = replace(SOURCE, names=Names.AMAZON_CONNECT)
    assert metadata(tmp_path, names[0], source) == CallMetadata(STARTED, "+441632960001", False, 1)
    assert metadata(tmp_path, names[1], source) == CallMetadata(STARTED, None, None, 1)
    refused = {path: code(found) for path, found in read(tmp_path, source).items() if found.refusal}
    assert refused == {
        "ctr/16/none.json": "side_not_as_expected",
        "ctr/17/cut.json": "side_cut",
        "ctr/18/large.json": "side_too_large",
    }


@pytest.mark.parametrize("stray", ["Thumbs.db", "_SUCCESS", "desktop.ini", "part-0000.crc", "readme.txt"])
def test_a_stray_file_beside_contact_records_costs_nothing_but_itself(tmp_path: Path, stray: str) -> None:
    name = f"CallRecordings/2026/07/15/{CONTACT}_20260715T13:30_UTC.wav"
    record = {
        "ContactId": CONTACT,
        "InitiationMethod": "INBOUND",
        "InitiationTimestamp": "2026-07-15T13:29:00Z",
        "CustomerEndpoint": {"Address": "+441632960001"},
    }
    put(tmp_path, name, f"ctr/15/{stray}")
    put(tmp_path, "ctr/15/many.json", content=json.dumps(record).encode())
    for source in (replace(SOURCE, names=Names.AMAZON_CONNECT), SOURCE):
        assert metadata(tmp_path, name, source) == CallMetadata(STARTED, "+441632960001", False, 1)
        refused = {path: code(found) for path, found in read(tmp_path, source).items() if found.refusal}
        assert refused == {f"ctr/15/{stray}": "side_name_not_known"}


def test_what_contact_lens_made_of_a_call_does_not_stand_before_its_contact_record(tmp_path: Path) -> None:
    name = f"{CONTACT}_20260715T13:30_UTC.wav"
    record = {"ContactId": CONTACT, "InitiationTimestamp": 1784122140, "CustomerEndpoint": {"Address": "+441632960001"}}
    put(tmp_path, name)
    put(tmp_path, f"{CONTACT}.json", content=json.dumps(record).encode())
    lens = {"CustomerMetadata": {"ContactId": CONTACT, "InputS3Uri": f"s3://b/{name}"}}
    put(tmp_path, f"{CONTACT}_analysis_2026-07-15T13_31_00Z.json", content=json.dumps(lens).encode())
    assert metadata(tmp_path, name, replace(SOURCE, names=Names.AMAZON_CONNECT)).number == "+441632960001"


def test_contact_records_beside_the_recordings_may_be_many_in_a_file(tmp_path: Path) -> None:
    name = f"{CONTACT}_20260715T13_30_UTC.wav"
    put(tmp_path, name)
    record = {
        "ContactId": CONTACT,
        "InitiationTimestamp": "2026-07-15T13:29:00Z",
        "CustomerEndpoint": {"Address": "+441632960001"},
        "Recordings": [{"Location": f"bucket/CallRecordings/{name}"}],
    }
    put(tmp_path, "stream-1.json", content=json.dumps({"ContactId": "x"}).encode() + json.dumps(record).encode() + b"{")
    assert code(read(tmp_path, replace(SOURCE, names=Names.AMAZON_CONNECT))["stream-1.json"]) == "side_cut"
    assert metadata(tmp_path, name, replace(SOURCE, names=Names.AMAZON_CONNECT)).number == "+441632960001"


def test_any_csv_tells_through_its_column_map_and_its_bad_rows_are_told(tmp_path: Path) -> None:
    put(tmp_path, "x/a.wav", "x/b.wav", "x/20260715_143000_2001.wav")
    rows = (
        "Start,File,Number",
        "15/07/2026 14:30,a.wav,01632 960001",
        "15/7,b.wav,",
        "15/07/2026 14:30,20260715_143000_2001.wav,01632960009",
    )
    put(tmp_path, "Calls-July.csv", content="\n".join(rows).encode())
    assert metadata(tmp_path, "x/a.wav", OWN) == CallMetadata(STARTED, "01632 960001")
    assert metadata(tmp_path, "x/20260715_143000_2001.wav", OWN) == CallMetadata(STARTED, "01632960009")
    codes = {path: code(candidate) for path, candidate in read(tmp_path, OWN).items()}
    assert codes["Calls-July.csv (row 2)"] == "side_time_not_read"
    assert codes["x/b.wav"] == "side_name_not_known" and len(codes) == 4


@pytest.mark.parametrize(
    "name",
    [f"{UNIQUE}.wav", f"{UNIQUE}.WAV", f"2026-07-15_{UNIQUE}_2001.gsm", f"{UNIQUE}-in.wav", f"q6_{UNIQUE}.mp3"],
)
def test_asterisks_table_tells_about_names_that_tell_the_unique_id_alone(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"monitor/{name}", f"monitor/9{name}", "monitor/notes.txt")
    put(tmp_path, "Master.csv", content=cdr(cdr_row()))
    assert metadata(tmp_path, f"monitor/{name}", FREEPBX) == CallMetadata(STARTED, NUMBER, False)
    codes = {path: code(candidate) for path, candidate in read(tmp_path, FREEPBX).items()}
    assert codes["monitor/notes.txt"] == "side_name_not_known"
    assert (codes[f"monitor/9{name}"] == "side_name_not_known") == name.startswith(UNIQUE), "that is another call"


@pytest.mark.parametrize("name", ["Master.csv.1", "Master.csv-20260801", "master.CSV"])
def test_asterisks_table_is_found_under_the_names_that_it_gets_with_time(tmp_path: Path, name: str) -> None:
    put(tmp_path, f"{UNIQUE}.wav")
    put(tmp_path, "Master.csv", content=cdr(cdr_row(uniqueid="1784000000.1")))
    put(tmp_path, f"cdr/{name}", content=cdr(cdr_row()))
    assert metadata(tmp_path, f"{UNIQUE}.wav", FREEPBX) == CallMetadata(STARTED, NUMBER, False)


@pytest.mark.parametrize(("media", "name"), [("a", "a.wav"), ("rec/A.wav", "a.mp3"), ("call.10", "call.10.wav")])
def test_a_table_may_name_recordings_without_the_ending_that_they_have(tmp_path: Path, media: str, name: str) -> None:
    put(tmp_path, name, "call.20")
    put(tmp_path, "calls.csv", content=f"Start,File,Number\n15/07/2026 14:30,{media},01632 960001\n".encode())
    assert metadata(tmp_path, name, OWN) == CallMetadata(STARTED, "01632 960001")
    assert code(read(tmp_path, OWN)["call.20"]) == "side_name_not_known"


def test_recordings_of_one_name_are_told_apart_by_their_folders_or_refused(tmp_path: Path) -> None:
    put(tmp_path, "x/16/0001.wav", "x/17/0001.wav", "x/0001.wav", "y/0001.mp3")
    rows = (
        "Start,File,Number",
        "16/07/2026 14:30,D:\\rec\\16\\0001.wav,01632960001",
        "17/07/2026 14:30,D:\\rec\\17\\0001.wav,01632960002",
    )
    put(tmp_path, "calls.csv", content="\n".join(rows).encode())
    found = read(tmp_path, OWN)
    numbers = {path: candidate.metadata.number for path, candidate in found.items() if candidate.metadata}
    assert numbers == {"x/16/0001.wav": "01632960001", "x/17/0001.wav": "01632960002"}
    assert {code(found["x/0001.wav"]), code(found["y/0001.mp3"])} == {"side_two_calls"}


@pytest.mark.parametrize(
    ("start", "number", "is_one"),
    [
        ("14:45", "01632960001", True),
        ("14:45", "", True),
        ("14:45", "2002", True),
        ("14:45", "01632960002", False),
        ("15:31", "01632960001", False),
    ],
)
def test_two_rows_may_be_two_parts_of_one_call(tmp_path: Path, start: str, number: str, is_one: bool) -> None:
    put(tmp_path, "a.wav")
    rows = f"Start,File,Number\n15/07/2026 14:30,a.wav,01632960001\n15/07/2026 {start},a.wav,{number}\n"
    put(tmp_path, "calls.csv", content=rows.encode())
    found = read(tmp_path, OWN)["a.wav"]
    assert (found.metadata == CallMetadata(STARTED, "01632960001")) == is_one
    assert is_one or code(found) == "side_two_calls"


@pytest.mark.parametrize(("day", "is_one"), [("16/07/2026 14:30", True), ("16/07/2026 14:31", False)])
def test_one_unique_id_is_one_call_unless_it_comes_again_another_day(tmp_path: Path, day: str, is_one: bool) -> None:
    columns = ((Column.STARTED, "Start"), (Column.UNIQUE_ID, "Id"), (Column.NUMBER, "Number"))
    source = replace(SOURCE, table=SideTable("calls*.csv", columns, "%d/%m/%Y %H:%M"))
    put(tmp_path, "77.wav")
    rows = f"Start,Id,Number\n15/07/2026 14:30,77,01632960001\n{day},77,01632960002\n"
    put(tmp_path, "calls.csv", content=rows.encode())
    found = read(tmp_path, source)["77.wav"]
    assert (found.metadata == CallMetadata(STARTED, "01632960001")) == is_one
    assert is_one or code(found) == "side_two_calls"


@pytest.mark.parametrize("name", ["7f3a-1.mp3", "7F3A-1.wav"])
def test_a_recording_may_be_named_by_the_unique_id_of_a_table(tmp_path: Path, name: str) -> None:
    columns = ((Column.STARTED, "Start"), (Column.UNIQUE_ID, "Call ID"))
    source = replace(SOURCE, table=SideTable("calls*.csv", columns, "%d/%m/%Y %H:%M"))
    put(tmp_path, name, "7f3a-2.mp3")
    put(tmp_path, "calls.csv", content=b"Start,Call ID\n15/07/2026 14:30,7F3A-1\n")
    assert metadata(tmp_path, name, source) == CallMetadata(STARTED)
    assert code(read(tmp_path, source)["7f3a-2.mp3"]) == "side_name_not_known"


def test_a_table_is_shown_before_anything_is_kept(tmp_path: Path) -> None:
    put(tmp_path, "calls.csv", content=b"Start,File,Other\n15/07/2026 14:30,a.wav,x\nnever,b.wav,y\n")
    source = replace(OWN, table=SideTable("calls*.csv", COLUMNS[:2], "%d/%m/%Y %H:%M"))
    seen = FOLDERS.survey(tmp_path, source).preview
    assert seen is not None and (seen.path, seen.columns) == ("calls.csv", ("Start", "File", "Other"))
    assert [cell.used for cell in seen.rows[0].cells] == [True, True, False]
    assert seen.rows[0].problem == "" and seen.rows[1].problem == "side_time_not_read"
    assert seen.rows[1].cells[0].problem == "side_time_not_read"


def test_a_table_with_other_headings_says_so_and_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "calls.csv", content=b"When,File\n15/07/2026 14:30,a.wav\n")
    seen = FOLDERS.survey(tmp_path, OWN).preview
    assert seen is not None and "column" in seen.problem
    assert code(read(tmp_path, OWN)["calls.csv"]) == "side_column_missing"
    assert FOLDERS.survey(put(tmp_path / "b", "Master.csv"), FREEPBX).preview is None


def test_a_file_about_which_nothing_is_told_is_refused_and_can_be_told_about_by_hand(tmp_path: Path) -> None:
    put(tmp_path, "a call.wav")
    assert code(read(tmp_path)["a call.wav"]) == "side_name_not_known"
    assert code(read(tmp_path / "a call.wav")["a call.wav"]) == "side_name_not_known"
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
    ],
)
def test_a_side_file_that_cannot_be_read_costs_its_recording(
    tmp_path: Path, side: str, content: bytes, expected: str
) -> None:
    name = f"{CONTACT}_20260715T13_30_UTC.wav" if side.startswith(CONTACT) else "a.wav"
    put(tmp_path, name)
    put(tmp_path, side, content=content)
    assert {path: code(found) for path, found in read(tmp_path).items()} == {name: expected}


def test_a_side_file_that_names_nobody_and_cannot_be_read_is_told_by_itself(tmp_path: Path) -> None:
    put(tmp_path, "a.wav")
    put(tmp_path, "0017.xml", content=b"<call/>")
    found = {path: code(candidate) for path, candidate in read(tmp_path).items()}
    assert found == {"a.wav": "side_name_not_known", "0017.xml": "side_not_as_expected"}


def test_a_side_file_about_another_call_is_refused(tmp_path: Path) -> None:
    name = f"{CONTACT}_20260715T13:30_UTC.wav"
    put(tmp_path, name)
    other = {"ContactId": CONTACT.replace("e", "a"), "ConnectedToSystemTimestamp": "2026-07-15T13:30:05Z"}
    put(tmp_path, f"{CONTACT}_20260715T13_30_UTC.json", content=json.dumps(other).encode())
    assert code(read(tmp_path)[name]) == "side_other_call"


def test_hidden_files_are_passed_over_and_empty_ones_refused(tmp_path: Path) -> None:
    put(tmp_path, f".{IN}", f".trash/{IN}")
    put(tmp_path, IN, content=b"")
    assert {path: code(found) for path, found in read(tmp_path).items()} == {IN: "media_empty"}


def test_what_is_larger_than_a_recording_may_be_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, IN)
    os.truncate(tmp_path / IN, (1 << 30) + 1)
    assert code(read(tmp_path)[IN]) == "media_too_large"


def test_no_link_is_followed_and_nothing_but_ordinary_files_is_opened(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", IN)
    inside = put(tmp_path / "inside", "readme.wav")
    (inside / IN).symlink_to(outside / IN)
    (inside / "folder").symlink_to(outside)
    os.mkfifo(inside / "waits.wav")
    found = {path: code(candidate) for path, candidate in read(inside).items()}
    assert found == {
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
    found = {candidate.path: code(candidate) for candidate in walked}
    assert found[IN] == "file_not_read"
    assert by_handle is (found.get("z") == "folder_not_read")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="an administrator may read everything")
def test_what_this_account_may_not_read_is_told(tmp_path: Path) -> None:
    put(tmp_path, IN, f"shut/{IN}")
    (tmp_path / IN).chmod(0)
    (tmp_path / "shut").chmod(0)
    try:
        found = {path: code(candidate) for path, candidate in read(tmp_path).items()}
    finally:
        (tmp_path / "shut").chmod(0o700)
    assert found == {IN: "file_not_read", "shut": "folder_not_read"}


def test_a_folder_that_goes_on_and_on_is_left_at_some_depth(tmp_path: Path) -> None:
    put(tmp_path, "/".join(["d"] * 40) + f"/{IN}")
    [(path, found)] = read(tmp_path).items()
    assert code(found) == "folder_too_deep" and path.count("/") == beside.DEEPEST


def test_where_there_is_nothing_it_says_so(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path / "none" / "deeper"):
        for act in (FOLDERS.candidates, FOLDERS.survey):
            with pytest.raises(ExternalSystemError) as refused:
                list(found) if isinstance(found := act(path, SOURCE), Iterator) else None
            assert refused.value.code == "nothing_to_import"


def test_a_file_is_read_in_ranges_until_it_is_closed(tmp_path: Path) -> None:
    put(tmp_path, IN, content=bytes(range(200)))
    [candidate] = FOLDERS.candidates(tmp_path, SOURCE)
    assert candidate.file is not None
    assert (candidate.file.size, candidate.file.read(190, 50), candidate.file.read(500, 5)) == (
        200,
        bytes(range(190, 200)),
        b"",
    )
    candidate.close()
    candidate.close()
    assert refusal(candidate.file.read, 0, 1) == "file_not_read"


class Watcher:
    cancelled = True

    def report(self, done: int, total: int) -> None: ...


def test_looking_it_through_can_be_stopped(tmp_path: Path) -> None:
    assert refusal(FOLDERS.survey, tmp_path, SOURCE, Watcher()) == "stopped"


@contextmanager
def most_memory(megabytes: float) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < megabytes * 1e6
    finally:
        tracemalloc.stop()


def test_walking_three_thousand_recordings_takes_no_more_memory_than_one_folder_does(tmp_path: Path) -> None:
    for day in range(1, 11):
        for number in range(300):
            put(tmp_path, f"2026/07/{day:02d}/external-2001-{NUMBER}-202607{day:02d}-090000-1784019600.{number}.wav")
    with most_memory(0.6):
        count = 0
        for candidate in FOLDERS.candidates(tmp_path, FREEPBX):
            candidate.close()
            count += 1
    assert count == FOLDERS.survey(tmp_path, FREEPBX).files == 3_000
