"""Importing a folder: what is imported, what is not and why, however it ends, and whoever else imports too."""

from __future__ import annotations

import gc
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db.recordings.recordings import RecordingsTable
from desktop.application.ports.recordings import CallMetadata, Candidate
from desktop.application.recordings.finding import LinkRecording
from desktop.application.recordings.import_report import Outcome
from desktop.application.requests.closing import CloseRequest
from desktop.application.sessions.views import call_of
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.recordings.finding import Step
from desktop.domain.recordings.retention import RetentionPeriod
from desktop.domain.requests.request import WITHHELD, Answered, Call, Status
from desktop.domain.shared.ids import RecordingId, RequestId
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.errors import DatabaseError, ExternalSystemError, NotAllowedError, VaultDamagedError
from desktop.media.telephony.facts import EndedBecause
from desktop.vault.blobs import Unfinished
from desktop.vault.container import RangeReader
from desktop.words.copies import ending_words
from desktop.words.errors import sentence
from tests.support.machine.patience import PATIENCE
from tests.support.offices.builders import KEEPING, Office, a_call
from tests.support.offices.trees import (
    ASKED,
    CALL_AT,
    ESTATE,
    FOLDERS,
    OTHER,
    SOURCE,
    Imports,
    Strongroom,
    bad,
    held,
    name,
    put,
    recordings,
    stored,
)
from tests.support.refusals import refusal

CAME_IN, WAS_THERE = Outcome.CAME_IN, Outcome.WAS_THERE
NOT_ASKED_FOR, REFUSED = Outcome.NOT_ASKED_FOR, Outcome.REFUSED


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def asked(office: Office) -> RequestId:
    """Return an open request, besides the one that every office begins with, which is closed here."""
    office.do(CloseRequest(office.actor("officer"), office.first_request, Answered.WITHDRAWN))
    return office.a_request()


def test_what_a_request_asks_for_comes_in_and_is_held_and_the_rest_is_only_listed(
    office: Office, asked: RequestId, tree: Path
) -> None:
    put(tree, f"2026/10/25/{name()}")
    put(tree, f"2026/10/25/{name(OTHER, unique=2)}")
    put(tree, "2026/10/25/notes.wav")
    before = set(stored(office))
    report = Imports(office).run(tree)
    assert dict(report.counts) == {CAME_IN: 1, NOT_ASKED_FOR: 1, REFUSED: 1} and report.whole and report.anchored
    [row] = recordings(office)
    assert (row.source, row.number, bool(row.outbound)) == ("switchboard", "+441632960733", False)
    assert held(office) == {(row.id, office.request(asked).reference)}
    assert {path.name for path in set(stored(office)) - before} == {row.id}
    assert office.request(asked).status is Status.TAKEN, "an officer chooses the recording, no import"


def test_the_report_names_each_file_and_the_log_has_its_counts_and_no_names(
    office: Office, asked: RequestId, tree: Path
) -> None:
    put(tree, f"a/{name()}")
    put(tree, f"b/{name(unique=2)}", b"This is no sound.")
    put(tree, f"c/{name(OTHER, unique=3)}")
    before, imports = len(office.events()), Imports(office)
    imports.run(tree)
    came, refused, _ = imports.lines
    assert came.path.startswith("a/") and came.references == (office.request(asked).reference,)
    assert (refused.outcome, refused.code) == (REFUSED, "media_not_audio")
    assert not [name for name in ("a/", ASKED) if name in repr(imports.lines)]
    begun, came_in, finished = office.events()[before:]
    assert [begun.kind, came_in.kind, finished.kind] == [
        EventKind.IMPORT_STARTED,
        EventKind.RECORDING_IMPORTED,
        EventKind.IMPORT_FINISHED,
    ]
    assert dict(begun.facts) == {"source": "switchboard"} and begun.actor == office.people["officer"]
    assert came_in.facts["requests"] == [asked]
    counts = {"came_in": 1, "came_back": 0, "was_there": 0, "not_asked_for": 1, "time_is_up": 0, "refused": 1}
    assert dict(finished.facts) == {"source": "switchboard", "whole": True, **counts}
    said = b"".join(office.bodies()).decode()
    assert ASKED not in said and "960733" not in said and OTHER not in said
    proof = office.verify()
    assert proof.whole and proof.anchored == proof.events


def test_a_recording_whose_file_is_gone_comes_back_when_it_is_imported_again(office: Office, tree: Path) -> None:
    put(tree, name())
    imports = Imports(office)
    imports.run(tree)
    [row] = recordings(office)
    file = office.parts.paths.vault / "original" / row.id
    file.unlink()
    before = len(office.events())
    assert dict(imports.run(tree).counts) == {Outcome.CAME_BACK: 1} and file.exists()
    _, back, finished = office.events()[before:]
    assert (back.kind, back.actor) == (EventKind.RECORDING_BROUGHT_BACK, office.people["officer"])
    assert back.subjects == {Subject.RECORDING: row.id} and finished.facts["came_back"] == 1
    with office.uow().read_only() as uow:
        recording = uow.recordings.get(row.id)
    office.strongroom.make_working(recording)
    assert office.strongroom.waveform(recording).frames == recording.frames
    assert dict(imports.run(tree).counts) == {WAS_THERE: 1} and len(recordings(office)) == 1


def test_a_file_that_is_gone_comes_back_also_where_nobody_asks_for_it_any_more_and_nothing_else_comes_with_it(
    office: Office, asked: RequestId, tree: Path
) -> None:
    put(tree, name())
    imports = Imports(office)
    imports.run(tree)
    [row] = recordings(office)
    (office.parts.paths.vault / "original" / row.id).unlink()
    office.do(CloseRequest(office.actor("officer"), asked, Answered.WITHDRAWN))
    put(tree, f"other/{name()}", a_call(seconds=3))  # another recording of that very time
    before = set(stored(office))
    assert dict(imports.run(tree).counts) == {Outcome.CAME_BACK: 1, NOT_ASKED_FOR: 1}
    assert set(stored(office)) - before == {office.parts.paths.vault / "original" / row.id}
    assert len(recordings(office)) == 1
    assert dict(imports.run(tree).counts) == {NOT_ASKED_FOR: 2}


@pytest.mark.planted
def test_where_this_desk_does_not_hold_its_key_it_costs_that_file_alone(office: Office, tree: Path) -> None:
    put(tree, name())
    imports = Imports(office)
    imports.run(tree)
    [row] = recordings(office)
    (office.parts.paths.vault / "original" / row.id).unlink()
    office.sql("UPDATE retention_key SET wrapped = x'00'")
    assert dict(imports.run(tree).counts) == {REFUSED: 1}
    assert imports.lines[-1].code == "original_key_not_ours"


def test_what_cannot_be_read_back_while_it_is_stored_says_so_and_nothing_of_keys(
    office: Office, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_: Unfinished) -> RangeReader:
        raise VaultDamagedError("vault_unreadable")

    put(tree, name())
    imports = Imports(office)
    with monkeypatch.context() as disk:
        disk.setattr(Unfinished, "open", unreadable)
        assert dict(imports.run(tree).counts) == {REFUSED: 1}
    assert imports.lines[-1].code == "vault_not_written"
    assert dict(imports.run(tree).counts) == {Outcome.CAME_IN: 1}


def test_a_request_that_is_taken_later_holds_what_a_later_import_finds_there(
    office: Office, asked: RequestId, tree: Path
) -> None:
    put(tree, name())
    imports = Imports(office)
    imports.run(tree)
    later = office.a_request()
    drop_holds_of(office, later)
    imports.run(tree)
    [row] = recordings(office)
    assert held(office) == {(row.id, office.request(id).reference) for id in (asked, later)}
    assert imports.lines[0].references == tuple(office.request(id).reference for id in (asked, later))
    matched = [event for event in office.events() if event.kind is EventKind.RECORDING_LINKED]
    assert matched[-1].facts["requests"] == [later]


def drop_holds_of(office: Office, id: RequestId) -> None:
    """Drop the holds, as if nothing stored had matched when the request was taken."""
    with office.parts.engine.begin() as connection:
        query = "DELETE FROM held_recording WHERE hold IN (SELECT id FROM retention_hold WHERE request = ?)"
        connection.exec_driver_sql(query, (id,))


@pytest.mark.parametrize("told", ["9 01632 960733", ASKED])
def test_what_staff_dial_for_an_outside_line_is_no_part_of_a_number(office: Office, tree: Path, told: str) -> None:
    office.a_request(call=Call(CALL_AT, ASKED, outbound=True))
    source = replace(SOURCE, outside_line="9")
    imports = Imports(office, replace(KEEPING, sources=(source, *KEEPING.sources[1:])), Strongroom())
    call = CallMetadata(CALL_AT + timedelta(days=2), told, True)
    assert imports.of(FOLDERS.by_hand(put(tree, "call.wav"), call)).counts[CAME_IN] == 1
    [row] = recordings(office)
    assert row.number == "+441632960733"
    other = CallMetadata(CALL_AT, f"9{OTHER}", True)
    assert imports.of(FOLDERS.by_hand(put(tree, "other.wav", a_call(0.2)), other)).counts[NOT_ASKED_FOR] == 1


UNREAD = "Mrs Example"


@pytest.mark.parametrize(
    ("number", "apart", "outcome"),
    [
        (ASKED, timedelta(0), REFUSED),
        ("", timedelta(0), REFUSED),
        (WITHHELD, timedelta(0), NOT_ASKED_FOR),
        (ASKED, timedelta(days=2), NOT_ASKED_FOR),
    ],
)
def test_a_number_that_cannot_be_read_is_no_withheld_one_and_the_time_alone_brings_nothing_in(
    office: Office, asked: RequestId, tree: Path, number: str, apart: timedelta, outcome: Outcome
) -> None:
    office.do(CloseRequest(office.actor("officer"), asked, Answered.WITHDRAWN))
    office.a_request(call=Call(CALL_AT, number))
    put(tree, name(UNREAD, CALL_AT + apart))
    imports = Imports(office, strongroom=Strongroom())
    imports.run(tree)
    [line] = imports.lines
    assert line.outcome is outcome and recordings(office) == []
    assert (line.code == "number_not_read") is (outcome is REFUSED)


@pytest.mark.parametrize(("typed", "kept"), [(ASKED, "+441632960733"), (None, None), (OTHER, "+441632960001")])
def test_an_estate_keeps_what_cannot_be_read_holds_it_for_nobody_and_takes_the_number_later(
    office: Office, asked: RequestId, tree: Path, typed: str | None, kept: str | None
) -> None:
    path = put(tree, name(UNREAD))
    imports = Imports(office, ESTATE, Strongroom())
    assert imports.run(tree).counts[CAME_IN] == 1
    assert imports.lines[0].code == "number_not_read" and held(office) == set()
    assert [row.number for row in recordings(office)] == [UNREADABLE]
    events = len(office.events())
    assert imports.of(FOLDERS.by_hand(path, CallMetadata(CALL_AT, typed, False))).counts[WAS_THERE] == 1
    [row] = recordings(office)
    assert row.number == kept
    assert held(office) == ({(row.id, office.request(asked).reference)} if typed != OTHER else set())
    [told] = [each for each in office.events()[events:] if each.kind is EventKind.CALL_METADATA_TOLD]
    assert told.subjects[Subject.RECORDING] == row.id and ASKED not in str(told.facts)
    assert imports.run(tree).counts[WAS_THERE] == 1
    assert [row.number for row in recordings(office)] == [kept]


def test_where_nothing_tells_the_direction_it_is_that_of_the_call_that_is_asked_for(
    office: Office, asked: RequestId, tree: Path
) -> None:
    office.do(CloseRequest(office.actor("officer"), asked, Answered.WITHDRAWN))
    office.a_request(call=Call(CALL_AT, ASKED, outbound=True))
    path = put(tree, "reception.wav")
    metadata = CallMetadata(CALL_AT, ASKED, None, 1, "transfer")
    assert Imports(office, strongroom=Strongroom()).of(FOLDERS.by_hand(path, metadata)).counts[CAME_IN] == 1
    [row] = recordings(office)
    assert (bool(row.outbound), row.agent_channel, row.ended_because) == (True, 1, "transfer")


def test_a_whole_estate_is_kept_only_by_a_policy_and_only_while_its_time_lasts(office: Office, tree: Path) -> None:
    put(tree, name(OTHER))
    put(tree, name(OTHER, CALL_AT - timedelta(days=400)))
    room = Strongroom()
    assert dict(Imports(office, ESTATE, room).run(tree).counts) == {CAME_IN: 1, Outcome.TIME_IS_UP: 1}
    assert Imports(office, strongroom=room).run(tree).counts[NOT_ASKED_FOR] == 2
    assert held(office) == set() and len(recordings(office)) == 1


def test_what_a_request_asks_for_is_kept_although_its_time_is_up(office: Office, tree: Path) -> None:
    put(tree, name())
    short = replace(ESTATE, sources=(replace(SOURCE, period=RetentionPeriod(days=1)),))
    assert Imports(office, short, Strongroom()).run(tree).counts[CAME_IN] == 1


@pytest.mark.parametrize(("ending", "start"), [("ulaw", b"\xff\xff"), ("G729", b"\x01")])
def test_sound_without_a_header_is_called_that_by_its_name_with_what_to_do(
    office: Office, tree: Path, ending: str, start: bytes
) -> None:
    put(tree, f"{name().removesuffix('wav')}{ending}", start + bytes(range(256)) * 8)
    put(tree, f"{name(unique=2).removesuffix('wav')}pdf", b"Dear sir, this is no recording.")
    imports = Imports(office)
    imports.run(tree)
    first, other = imports.lines
    assert {first.code, other.code} == {"media_no_header", "media_not_audio"}
    line = first if first.code == "media_no_header" else other
    assert line.outcome is REFUSED and "16-bit PCM WAV" in sentence(line.code)


def test_a_decoder_that_dies_hangs_or_lies_costs_its_own_file(office: Office, tree: Path) -> None:
    contents = {code: f"{code} ".encode() * 9 for code in ("media_decoder_died", "media_too_slow", "media_cut")}
    for number, data in enumerate([*contents.values(), b"good", b"good too"]):
        put(tree, f"{number}/{name(unique=number)}", data)
    strongroom = Strongroom(refuses={data: bad(code) for code, data in contents.items()})
    imports = Imports(office, strongroom=strongroom)
    report = imports.run(tree)
    assert dict(report.counts) == {REFUSED: 3, CAME_IN: 2} and report.whole
    assert [line.code for line in imports.lines] == [*contents, "", ""]
    assert sorted(strongroom.kept.values()) == [b"good", b"good too"]


@pytest.mark.parametrize("problem", [ExternalSystemError("vault_not_written"), DatabaseError("database_lost")])
def test_what_the_import_needs_itself_ends_it_with_a_report_of_what_was_done(
    office: Office, tree: Path, problem: ExternalSystemError
) -> None:
    for number in range(6):
        put(tree, f"{number}/{name(unique=number)}", b"call %d" % number)
    strongroom = Strongroom(refuses={b"call 3": problem})
    imports = Imports(office, strongroom=strongroom)
    report = imports.run(tree)
    assert report.stopped is problem and not report.whole and not report.cancelled
    assert imports.outcomes == [CAME_IN] * 3 and len(recordings(office)) == 3
    assert set(strongroom.kept) == {row.id for row in recordings(office)}, "what was not kept is dropped"
    assert office.events()[-1].facts["whole"] is False and office.events()[-1].facts["came_in"] == 3
    strongroom.refuses.clear()
    assert dict(imports.run(tree).counts) == {WAS_THERE: 3, CAME_IN: 3}


def test_what_cannot_be_recorded_leaves_no_file(
    office: Office, asked: RequestId, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DatabaseError("database_full")

    put(tree, name())
    before = set(stored(office))
    with monkeypatch.context() as disk:
        disk.setattr(RecordingsTable, "add", full)
        assert Imports(office).run(tree).stopped is not None
        with pytest.raises(DatabaseError):
            office.imported(asked, a_call(1.0, 700))
    assert set(stored(office)) == before
    assert Imports(office).run(tree).counts[CAME_IN] == 1


class Watcher:
    """Cancels after so many files."""

    def __init__(self, enough: int) -> None:
        self.enough, self.seen = enough, list[tuple[int, int]]()

    @property
    def cancelled(self) -> bool:
        return len(self.seen) >= self.enough

    def report(self, done: int, total: int) -> None:
        self.seen.append((done, total))


def test_it_tells_how_far_it_is_and_can_be_stopped_and_gone_on_with(office: Office, tree: Path) -> None:
    for number in range(8):
        put(tree, f"{number}/{name(unique=number)}", b"call %d" % number)
    strongroom, watcher = Strongroom(), Watcher(enough=3)
    imports = Imports(office, strongroom=strongroom)
    report = imports.run(tree, files=8, watcher=watcher)
    assert report.cancelled and report.stopped is None and not report.whole
    assert watcher.seen[:2] == [(1, 8), (2, 8)] and 3 <= report.files < 8
    assert set(strongroom.kept) == {row.id for row in recordings(office)}
    again = imports.run(tree, files=8, watcher=Watcher(enough=99))
    assert again.counts[WAS_THERE] == report.files and again.files == 8 and again.whole


def test_two_files_are_decoded_at_once_and_events_come_in_the_order_of_files(office: Office, tree: Path) -> None:
    for number in range(6):
        put(tree, f"{number}/{name(unique=number)}", b"call %d" % number)
    both = threading.Barrier(2, timeout=PATIENCE)
    imports = Imports(office, strongroom=Strongroom(before=lambda data: both.wait()))
    before = len(office.events())
    assert imports.run(tree).counts[CAME_IN] == 6
    order = [line.path for line in imports.lines]
    assert order == sorted(order)
    events = [event for event in office.events()[before:] if event.kind is EventKind.RECORDING_IMPORTED]
    expected = [hashlib.sha256(b"call %d" % number).hexdigest() for number in range(6)]
    assert [event.facts["sha256"] for event in events] == expected


def test_two_imports_of_one_folder_at_once_bring_each_recording_in_once(office: Office, tree: Path) -> None:
    for number in range(4):
        put(tree, f"{number}/{name(unique=number)}", b"call %d" % number)
    strongroom = Strongroom()
    first, second = Imports(office, strongroom=strongroom), Imports(office, strongroom=strongroom)
    nested = iter([1])

    def another(data: bytes) -> None:
        """Import everything at the second desk while the first decodes its first file."""
        if next(nested, None):
            second.run(tree)

    strongroom.before = another
    report = first.run(tree)
    assert report.counts[CAME_IN] + second.outcomes.count(CAME_IN) == 4 and report.files == 4
    assert len(recordings(office)) == 4 and set(strongroom.kept) == {row.id for row in recordings(office)}
    assert len({row.retention_key for row in recordings(office)}) == 1


def test_a_recording_lies_under_the_key_of_its_month_whichever_import_made_it(office: Office, tree: Path) -> None:
    """Two imports make a key for the same month; the second's recording is put under the first's."""
    put(tree, f"1/{name(unique=1)}", b"one")
    put(tree, f"2/{name(unique=2)}", b"two")
    make_the_months_key_go(office)
    strongroom = Strongroom()
    first, second = Imports(office, strongroom=strongroom), Imports(office, strongroom=strongroom)
    nested = iter([1])
    strongroom.before = lambda data: next(nested, None) and second.run(tree / "2")
    assert first.run(tree / "1").counts[CAME_IN] == 1
    two, one = sorted(recordings(office), key=lambda row: len(row.data_key))
    assert one.retention_key == two.retention_key and one.data_key.endswith(b" then key 2")


def make_the_months_key_go(office: Office) -> None:
    office.sql("UPDATE retention_key SET month = '2001-01' WHERE kind = 'original'")


def test_a_request_that_is_taken_while_it_runs_is_asked_about(office: Office, tree: Path) -> None:
    put(tree, f"1/{name(unique=1)}", b"one")
    put(tree, f"2/{name(OTHER, unique=2)}", b"two")

    def candidates() -> Iterator[Candidate]:
        first, second = FOLDERS.candidates(tree, SOURCE)
        yield first
        office.a_request(call=Call(CALL_AT, OTHER))
        office.clock.pass_by(seconds=2)
        yield second

    assert Imports(office, strongroom=Strongroom()).of(candidates()).counts[CAME_IN] == 2


def test_only_an_information_officer_brings_in(office: Office, tree: Path) -> None:
    put(tree, name())
    before = office.bodies()
    with pytest.raises(NotAllowedError):
        Imports(office, who="approver").run(tree)
    assert office.bodies() == before and recordings(office) == []


def test_no_file_stays_open(office: Office, tree: Path) -> None:
    for number in range(5):
        put(tree, f"{number}/{name(ASKED if number % 2 else OTHER, unique=number)}", b"call %d" % number)
    opened = []

    def noted() -> Iterator[Candidate]:
        for candidate in FOLDERS.candidates(tree, SOURCE):
            opened.append(candidate)
            yield candidate

    strongroom = Strongroom(refuses={b"call 1": ExternalSystemError("vault_not_written")})
    Imports(office, strongroom=strongroom).of(noted())
    gc.collect()
    for candidate in opened:
        assert candidate.file is not None
        assert refusal(candidate.file.read, 0, 1) == "file_not_read"


def test_what_the_telephone_system_says_reaches_the_listener(office: Office, tmp_path: Path) -> None:
    request, actor = office.a_request(), office.actor("officer", office.back)
    said = CallMetadata(CALL_AT, ASKED, False, ended_because=EndedBecause.TRANSFER.value)
    brought_in = Imports(office).of(FOLDERS.by_hand(put(tmp_path, "call.wav", a_call(3.0)), said))
    assert brought_in.counts[Outcome.CAME_IN] == 1
    [row] = [row for row in recordings(office) if row.ended_because]
    office.do(LinkRecording(actor, request, RecordingId(row.id), Step.HALF_HOUR), desk=office.back)
    asked = office.request(office.decided(office.prepared(request)))
    assert asked.copy is not None
    with office.uow().read_only() as uow:
        call = call_of(asked, uow.recordings.copy(asked.copy), uow)
    assert ending_words(call.ended_because) == "The recording ends here: the call was transferred."
