"""Contact records of Amazon Connect, as streams and people leave them in folders: each belongs to its call."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.application.ports.recordings import CallMetadata
from desktop.domain.recordings.retention import Source
from desktop.domain.recordings.sources import Names
from desktop.media.telephony.facts import LARGEST_STREAM
from tests.media.telephony.test_folder import FOLDERS, SOURCE, STARTED, codes, metadata, put, read
from tests.media.telephony.test_side_files import CONTACT

CONNECT = replace(SOURCE, names=Names.AMAZON_CONNECT)
OTHER = CONTACT.replace("1", "2")
NAME = f"{CONTACT}_20260715T13_30_UTC.wav"
RECORDING = f"CallRecordings/2026/07/15/{CONTACT}_20260715T13:30_UTC.wav"
TOLD = CallMetadata(STARTED, "+441632960001", False, 1)


def record(contact: str = CONTACT, number: str = "+441632960001", **more: object) -> bytes:
    told = {
        "ContactId": contact,
        "InitiationMethod": "INBOUND",
        "InitiationTimestamp": "2026-07-15T13:29:00Z",
        "CustomerEndpoint": {"Address": number, "Type": "TELEPHONE_NUMBER"},
    }
    return json.dumps(told | more).encode()


def test_records_may_lie_in_a_folder_of_their_own_and_many_in_a_file(tmp_path: Path) -> None:
    chat = RECORDING.replace(CONTACT, OTHER)
    put(tmp_path, RECORDING, chat)
    many = record(CONTACT.upper()) + b"\n" + record(OTHER, Channel="CHAT")
    put(tmp_path, "ctr/15/many.json", content=many)
    put(tmp_path, "ctr/16/none.json", content=b"[]")
    put(tmp_path, "ctr/17/cut.json", content=record() + b'{"Cont')
    put(tmp_path, "ctr/18/large.json", content=b" " * (LARGEST_STREAM + 1))
    put(tmp_path, f"Analysis/{CONTACT}_analysis_2026-07-15T13:40:00Z.json", content=b"words of the call")
    assert metadata(tmp_path, RECORDING, CONNECT) == TOLD
    assert metadata(tmp_path, chat, CONNECT) == CallMetadata(STARTED, None, None, 1)
    assert codes(tmp_path, CONNECT) == {
        "ctr/16/none.json": "side_not_as_expected",
        "ctr/17/cut.json": "side_cut",
        "ctr/18/large.json": "side_too_large",
    }


def test_records_beside_the_recordings_may_be_many_in_a_file(tmp_path: Path) -> None:
    put(tmp_path, NAME)
    named = record(Recordings=[{"Location": f"bucket/CallRecordings/{NAME}"}])
    put(tmp_path, "stream-1.json", content=b'{"ContactId": "x"}' + named + b"{")
    assert codes(tmp_path, CONNECT) == {"stream-1.json": "side_cut"}
    assert metadata(tmp_path, NAME, CONNECT) == TOLD


@pytest.mark.parametrize("version", ["1", "12"])
def test_a_stream_delivers_records_without_an_ending_and_without_anything_between_them(
    tmp_path: Path, version: str
) -> None:
    put(tmp_path, RECORDING)
    name = f"2026/07/15/13/contact-records-{version}-2026-07-15-13-35-02-{OTHER}"
    put(tmp_path, name, content=record(OTHER, "+12025550123") + record())
    assert metadata(tmp_path, RECORDING, CONNECT) == TOLD
    assert list(read(tmp_path, CONNECT)) == [RECORDING]
    assert FOLDERS.survey(tmp_path, CONNECT).files == 1
    assert "side_name_not_known" in codes(tmp_path, replace(SOURCE, names=Names.OREKA)).values()


@pytest.mark.parametrize("name", ["many.json", f"{CONTACT}.json"])
@pytest.mark.parametrize("source", [CONNECT, SOURCE])
def test_what_strayed_among_records_costs_them_nothing(tmp_path: Path, name: str, source: Source) -> None:
    strays = ["_SUCCESS", "part-0000.crc", "readme.txt", "test call.wav", "hello.mp3"]
    put(tmp_path, RECORDING, *(f"ctr/15/{stray}" for stray in strays))
    put(tmp_path, f"ctr/15/{name}", content=record())
    assert metadata(tmp_path, RECORDING, source) == TOLD
    assert codes(tmp_path, source) == {f"ctr/15/{stray}": "side_name_not_known" for stray in strays}


def test_what_contact_lens_made_of_a_call_does_not_stand_before_its_contact_record(tmp_path: Path) -> None:
    put(tmp_path, NAME)
    lens = {"CustomerMetadata": {"ContactId": CONTACT, "InputS3Uri": f"s3://b/{NAME}"}}
    put(tmp_path, f"{CONTACT}_analysis_2026-07-15T13_31_00Z.json", content=json.dumps(lens).encode())
    assert metadata(tmp_path, NAME, CONNECT).number is None
    put(tmp_path, f"{CONTACT}.json", content=record())
    assert metadata(tmp_path, NAME, CONNECT) == TOLD


@pytest.mark.parametrize("stray", [f"{CONTACT}_flow.json", f"{CONTACT}-notes.json"])
def test_a_stray_file_about_a_contact_does_not_cost_the_recording_its_record(tmp_path: Path, stray: str) -> None:
    put(tmp_path, NAME)
    put(tmp_path, stray, content=b'{"ContactId": "x", "ContactFlowName": "welcome"}')
    assert NAME in codes(tmp_path, CONNECT), "it is all there is, and may be what tells two calls apart"
    put(tmp_path, f"{CONTACT}.json", content=record())
    assert metadata(tmp_path, NAME, CONNECT) == TOLD


def test_one_file_is_imported_without_reports_of_its_neighbours(tmp_path: Path) -> None:
    put(tmp_path, NAME)
    put(tmp_path, "other.json", content=b"nothing")
    put(tmp_path, "stream.json", content=record())
    found = read(tmp_path / NAME, CONNECT)
    assert {path: candidate.metadata for path, candidate in found.items()} == {NAME: TOLD}
