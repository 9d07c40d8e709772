"""Contact records of Amazon Connect, as streams and people leave them in folders: each belongs to its call."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.application.ports.recordings import CallMetadata
from desktop.domain.recordings.sources import Names
from tests.media.telephony.test_folder import FOLDERS, SOURCE, STARTED, code, metadata, put, read
from tests.media.telephony.test_side_files import CONTACT

CONNECT = replace(SOURCE, names=Names.AMAZON_CONNECT)
OTHER = CONTACT.replace("1", "2")
RECORDING = f"CallRecordings/2026/07/15/{CONTACT}_20260715T13:30_UTC.wav"
TOLD = CallMetadata(STARTED, "+441632960001", False, 1)


def record(contact: str = CONTACT, number: str = "+441632960001") -> bytes:
    told = {
        "ContactId": contact,
        "InitiationMethod": "INBOUND",
        "InitiationTimestamp": "2026-07-15T13:29:00Z",
        "CustomerEndpoint": {"Address": number, "Type": "TELEPHONE_NUMBER"},
    }
    return json.dumps(told).encode()


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
    assert "side_name_not_known" in {
        code(found) for found in read(tmp_path, replace(SOURCE, names=Names.OREKA)).values()
    }


@pytest.mark.parametrize("stray", ["test call.wav", "hello.mp3", "20260715_143000_2001.wav"])
@pytest.mark.parametrize("name", ["many.json", f"{CONTACT}.json"])
def test_a_recording_that_strayed_among_records_costs_them_nothing(tmp_path: Path, stray: str, name: str) -> None:
    put(tmp_path, RECORDING, f"ctr/15/{stray}")
    put(tmp_path, f"ctr/15/{name}", content=record())
    for source in (CONNECT, SOURCE):
        assert metadata(tmp_path, RECORDING, source) == TOLD


@pytest.mark.parametrize("stray", [f"{CONTACT}_flow.json", f"{CONTACT}-notes.json"])
def test_a_stray_file_about_a_contact_does_not_cost_the_recording_its_record(tmp_path: Path, stray: str) -> None:
    name = f"{CONTACT}_20260715T13_30_UTC.wav"
    put(tmp_path, name)
    put(tmp_path, stray, content=b'{"ContactId": "x", "ContactFlowName": "welcome"}')
    assert code(read(tmp_path, CONNECT)[name]) is not None, "it is all there is, and may be what tells two calls apart"
    put(tmp_path, f"{CONTACT}.json", content=record())
    assert read(tmp_path, CONNECT)[name].metadata == TOLD


def test_one_file_is_imported_without_reports_of_its_neighbours(tmp_path: Path) -> None:
    put(tmp_path, f"{CONTACT}_20260715T13_30_UTC.wav")
    put(tmp_path, "other.json", content=b"nothing")
    put(tmp_path, "stream.json", content=record())
    found = read(tmp_path / f"{CONTACT}_20260715T13_30_UTC.wav", CONNECT)
    assert {path: candidate.metadata for path, candidate in found.items()} == {
        f"{CONTACT}_20260715T13_30_UTC.wav": TOLD
    }
