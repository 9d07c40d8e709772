"""Recordings, keys and transcripts that the database's administrator edits, moves or makes up.

No sound comes under a retention key that no event names, no PC gets one that it should not have, somebody else's
recording is not linked, none is hidden, and the nightly run destroys nothing that is held or not due.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Table, select

from db.log.proven import ProvenRows
from db.schema import office_tables, recording_tables, request_tables
from db.schema.office_tables import desk, office
from db.schema.recording_tables import recording, retention_key
from db.shared.values import time_in
from desktop.application.copies.preparing import (
    PrepareCopy,
    keep_copy,
    open_preparation,
    open_transcript,
    plan_copy,
    render_copy,
)
from desktop.application.copies.staff_listening import open_original, read_copy_transcript
from desktop.application.office.pc_checks import Confirmed
from desktop.application.recordings.import_report import ImportReport
from desktop.application.reviews.reviewing import SignOff, open_review
from desktop.domain.copies.transcript import Line, Speaker, Transcript
from desktop.domain.log.events import EventKind
from desktop.domain.office.pcs import DeskKind
from desktop.domain.recordings.retention import month_of
from desktop.domain.requests.request import Call, Status
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import CopyId, RecordingId, RequestId, SessionId, new_id
from desktop.errors import RowRefusedError, WrongStateError
from desktop.lifecycle.backups import back_up
from desktop.vault.keys import new_identity, wrap_data_key, wrap_retention_key
from desktop.words.command_line.recordings import report_words
from tests.application.copies.transcripts import approved, saved, with_words
from tests.application.office.test_desks import change, grant, the_desk, withdraw
from tests.application.recordings.test_finding import choose, find, say
from tests.attacks.forging import (
    OF_ANOTHER_MONTH,
    edit,
    edited,
    findings,
    listen,
    out_of_sight,
    refused,
    set_row,
)
from tests.support.fakes import TUESDAY
from tests.support.offices.builders import KEEPING, NUMBER, REMOVALS, ZONE, Office, a_call
from tests.support.offices.new_pc import NewPc
from tests.support.offices.places import owners
from tests.support.offices.trees import Imports, held, name, put

SPYS = "f" * 32


def wrapped_by_a_spy(place: Office, key: bytes | None = None) -> bytes:
    """Return a key of the spy's, that one if it is named, which every desk that may open one opens."""
    with owners(place) as engine, engine.connect() as connection:
        desks = connection.execute(select(desk.c.recipient)).scalars().all()
        recovery = json.loads(connection.execute(select(office.c.recovery_recipients)).scalar_one())
    return wrap_retention_key(key or secrets.token_bytes(32), [*desks, *recovery])


def plant(place: Office, kind: str = "original") -> None:
    """Add a key for the calls of another month, before there is one."""
    month = month_of(OF_ANOTHER_MONTH.at, ZONE)
    row = {"id": SPYS, "source": "switchboard", "month": month, "kind": kind, "wrapped": wrapped_by_a_spy(place)}
    with owners(place) as engine, engine.begin() as connection:
        connection.execute(retention_key.insert(), row)


def replace_all(place: Office) -> None:
    """Put a key of the spy's in the place of each."""
    wrapped = wrapped_by_a_spy(place)
    with owners(place) as engine, engine.begin() as connection:
        connection.execute(retention_key.update().values(wrapped=wrapped))


def test_a_key_that_was_there_before_the_first_recording_of_its_month(place: Office) -> None:
    request = place.a_request(call=OF_ANOTHER_MONTH)
    plant(place)
    refused(place, lambda: place.imported(request, a_call(20.0, 640)), "retention_key")


def test_a_key_that_was_there_before_the_first_copy_of_its_month(place: Office) -> None:
    request = place.imported(place.a_request(call=OF_ANOTHER_MONTH), a_call(20.0, 640))
    plant(place, "approved")
    refused(place, lambda: place.prepared(request), "retention_key")


def test_a_key_in_the_place_of_one_in_use(place: Office) -> None:
    request = place.imported(place.a_request(), a_call(20.0, 640))
    other = place.a_request()
    replace_all(place)
    refused(place, lambda: place.imported(other, a_call(20.0, 880)), "retention_key", "wrapped")
    refused(place, lambda: place.prepared(request), "retention_key", "wrapped")


def test_an_original_that_was_put_under_a_key_of_the_spys(place: Office) -> None:
    """With its data key, and made-up sound in its place in the vault: a copy of it would have been approved."""
    request = place.imported(place.a_request(), a_call(20.0, 640))
    plant(place)
    set_row(place, "recording", str(place.request(request).recording), retention_key=SPYS)
    officer = place.in_person("officer", place.back)
    opening = lambda: place.do(open_preparation, officer, request, desk=place.back)  # noqa: E731
    refused(place, lambda: place.prepared(request), "retention_key")
    refused(place, opening, "retention_key")


def test_an_original_under_a_key_of_the_spys_is_not_heard_before_the_decision(place: Office) -> None:
    request = place.prepared(place.imported(place.a_request(), a_call(20.0, 640)))
    with owners(place) as engine, engine.connect() as connection:
        copies = connection.execute(select(retention_key.c.id).where(retention_key.c.kind == "approved")).scalar_one()
    wrapped = wrapped_by_a_spy(place)
    with owners(place) as engine, engine.begin() as connection:
        connection.execute(retention_key.update().where(retention_key.c.id != copies).values(wrapped=wrapped))
    by, more = place.in_person("approver", place.back), {"strongroom": place.strongroom}
    hearing = lambda: place.do(open_original, by, request, desk=place.back, **more)  # noqa: E731
    refused(place, hearing, "retention_key", "wrapped")


@pytest.mark.parametrize(
    ("column", "statement"),
    [
        ("month", "UPDATE retention_key SET month = {month} WHERE kind = 'approved'"),
        ("kind", "UPDATE retention_key SET kind = 'approved' WHERE month = {month}"),
    ],
)
def test_a_key_of_something_else(place: Office, column: str, statement: str) -> None:
    request = place.imported(place.a_request(call=OF_ANOTHER_MONTH), a_call(20.0, 640))
    edit(place, statement, month=month_of(OF_ANOTHER_MONTH.at, ZONE))
    refused(place, lambda: place.prepared(request), "retention_key", column)


def test_a_key_that_no_event_names_is_wrapped_to_no_new_pc(place: Office) -> None:
    plant(place)
    refused(place, lambda: grant(place, NewPc(place), DeskKind.BACK_OFFICE), "retention_key")


def test_a_key_that_was_replaced_is_wrapped_to_no_new_pc(place: Office) -> None:
    replace_all(place)
    refused(place, lambda: grant(place, NewPc(place), DeskKind.BACK_OFFICE), "retention_key", "wrapped")


def test_a_key_that_a_withdrawn_pc_held_and_that_its_row_calls_in_use(place: Office) -> None:
    place.imported(place.a_request(), a_call(20.0, 640))
    pc, request = NewPc(place), place.a_request()
    grant(place, pc, DeskKind.BACK_OFFICE)
    withdraw(place, the_desk(place, pc.desk))
    edit(place, "UPDATE retention_key SET retired_at = NULL")
    refused(place, lambda: place.imported(request, a_call(20.0, 880)), "retention_key", "retired_at")


def test_no_back_up_is_made_for_recovery_keys_that_a_row_alone_names(place: Office, tmp_path: Path) -> None:
    _, spy = new_identity()
    edit(place, "UPDATE office SET recovery_recipients = {spies} WHERE one = 1", spies=json.dumps([spy, spy]))
    refused(place, lambda: back_up(place.parts.paths.folder, tmp_path / "backup"), "office", "recovery_recipients")
    assert not (tmp_path / "backup").exists(), "the database's key is in it"


@pytest.fixture
def pc(place: Office) -> NewPc:
    """A PC that joined the office as a back office."""
    made = NewPc(place)
    grant(place, made, DeskKind.BACK_OFFICE)
    return made


@contextmanager
def withdrawal_hidden(place: Office, pc: NewPc) -> Iterator[Office]:
    """Yield the office at a PC that is started while nothing says that this one was withdrawn, a day ago."""
    withdraw(place, the_desk(place, pc.desk))
    place.clock.pass_by(days=1)
    with out_of_sight(place, "desk_withdrawn") as meanwhile:
        before = _put(place, desk, "withdrawn_at", {}), _put(place, retention_key, "retired_at", {})
        yield meanwhile
        _put(place, desk, "withdrawn_at", before[0])
        _put(place, retention_key, "retired_at", before[1])


def _put(place: Office, table: Table, column: str, values: dict[str, object]) -> dict[str, object]:
    """Put these values in that column, of all rows or of the rows that had them; return what there was."""
    with owners(place) as engine, engine.begin() as connection:
        was = {row.id: getattr(row, column) for row in connection.execute(table.select())}
        for id in was:
            if not values or id in values:
                statement = table.update().where(table.c.id == id)
                connection.execute(statement.values({column: values.get(id)}))
    return was


def opens(place: Office, pc: NewPc, request: RequestId) -> tuple[bool, bool]:
    """Return whether that PC opens the recording, and whether it opens the copy."""
    found = place.request(request)
    assert found.recording is not None and found.copy is not None
    with place.uow().read_only() as uow:
        recording, copy = uow.recordings.get(found.recording), uow.recordings.copy(found.copy)
    assert recording.key is not None and copy.key is not None
    return pc.opens(recording.key, recording.id), pc.opens(copy.key, copy.id)


def test_a_pc_whose_withdrawal_is_hidden_gets_no_recording_whether_it_held_the_months_key(
    place: Office, pc: NewPc
) -> None:
    requests = place.a_request(call=OF_ANOTHER_MONTH), place.a_request()
    with withdrawal_hidden(place, pc) as meanwhile:
        for request in requests:
            with pytest.raises(RowRefusedError):
                meanwhile.imported(request, a_call(20.0, 640))
    assert not findings(place)


def test_nor_is_anything_wrapped_to_it_anew_when_another_joins(place: Office, pc: NewPc) -> None:
    with withdrawal_hidden(place, pc) as meanwhile, pytest.raises(RowRefusedError):
        grant(meanwhile, NewPc(meanwhile, "Desk 8"), DeskKind.COUNTER)
    assert not findings(place)


def test_a_pc_that_is_withdrawn_while_a_recording_comes_in_or_a_copy_is_made(place: Office, pc: NewPc) -> None:
    """The keys had been made for it, too, and were not saved yet."""
    other = NewPc(place, "Desk 8")
    grant(place, other, DeskKind.BACK_OFFICE)
    request, room = place.a_request(call=OF_ANOTHER_MONTH), place.strongroom
    lock_away = room.lock_away

    def while_it_comes(*arguments: object, **more: object) -> object:
        withdraw(place, the_desk(place, pc.desk))
        return lock_away(*arguments, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "lock_away", while_it_comes)
        place.imported(request, a_call(20.0, 640))
    command = PrepareCopy(place.actor("officer", place.back), request, REMOVALS)
    plan = plan_copy(command, uow=place.uow(place.back), strongroom=room)
    withdraw(place, the_desk(place, other.desk))
    place.do(keep_copy, plan, render_copy(plan, strongroom=room), desk=place.back, strongroom=room)
    assert opens(place, pc, request) == (False, False)
    assert opens(place, other, request) == (True, False), "what came while it was here, until its key is renewed"
    assert not findings(place)


def test_without_an_attack_whoever_may_have_a_key_gets_it(place: Office, pc: NewPc) -> None:
    place.prepared(place.imported(place.a_request(call=OF_ANOTHER_MONTH), a_call(20.0, 640)))
    change(place, the_desk(place, pc.desk), DeskKind.COUNTER)
    place.clock.pass_by(days=1)
    change(place, the_desk(place, pc.desk), DeskKind.BACK_OFFICE)
    place.prepared(place.imported(place.a_request(call=OF_ANOTHER_MONTH), a_call(20.0, 880)))
    withdraw(place, the_desk(place, pc.desk))
    place.clock.pass_by(days=1)
    place.prepared(place.imported(place.a_request(), a_call(20.0, 990)))
    assert not findings(place)


def copy_of(place: Office, request: RequestId) -> CopyId:
    copy = place.request(request).copy
    assert copy is not None
    return copy


def session_of(place: Office, request: RequestId) -> SessionId:
    id: SessionId = place.briefed(request=request)
    return id


def test_putting_the_words_of_removed_parts_into_an_approved_copy(place: Office) -> None:
    """The whole transcript is in the database, under another key: it is moved over the approved one, digest and all."""
    request = approved(place)
    session, copy = session_of(place, request), copy_of(place, request)
    of = {"copy": copy, "request": request}
    whole = "(SELECT body FROM transcript WHERE request = {request})"
    edit(place, f"UPDATE copy_transcript SET body = {whole} WHERE copy = {{copy}}", **of)
    refused(place, listen(place, session), "copy_transcript", "body")
    digest = whole.replace("SELECT body", "SELECT digest")
    edit(place, f"UPDATE copy_transcript SET digest = {digest} WHERE copy = {{copy}}", **of)
    refused(place, listen(place, session), "copy_transcript", "digest")


def test_approving_a_transcript_by_a_row(place: Office) -> None:
    request = approved(place, with_transcript=False)
    session, copy = session_of(place, request), copy_of(place, request)
    words = "(SELECT digest FROM copy_transcript WHERE copy = {copy})"
    statement = f"UPDATE decision SET transcript = {words} WHERE request = {{request}}"
    edit(place, statement, copy=copy, request=request)
    refused(place, listen(place, session), "decision", "transcript")


def test_emptying_an_approved_transcript(place: Office) -> None:
    request = approved(place)
    session = session_of(place, request)
    edit(place, "UPDATE copy_transcript SET body = '' WHERE copy = {copy}", copy=copy_of(place, request))
    refused(place, listen(place, session), "copy_transcript", "body")


@pytest.mark.parametrize("column", ("version", "lines"))
def test_other_numbers_of_a_transcript(place: Office, column: str) -> None:
    request = with_words(place)
    edit(place, f"UPDATE copy_transcript SET {column} = 77 WHERE copy = {{copy}}", copy=copy_of(place, request))
    actor = place.actor("approver")
    refused(place, lambda: place.do(read_copy_transcript, actor, request, sound=place.sound), "copy_transcript", column)


def test_another_requests_words_for_this_recording(place: Office) -> None:
    """Two requests have transcripts; one row is put in the other's place."""
    request, other = with_words(place), place.imported(place.a_request(), a_call(2.0, 900))
    saved(place, other, Transcript((Line(0, 500, Speaker.OFFICE, "Other words."),)))
    for column in ("body", "digest", "lines"):
        other_value = f"(SELECT {column} FROM transcript WHERE request = {{other}})"
        statement = f"UPDATE transcript SET {column} = {other_value} WHERE request = {{request}}"
        edit(place, statement, other=other, request=request)
    actor = place.actor("officer", place.back)
    refused(
        place,
        lambda: open_transcript(actor, request, uow=place.uow(place.back), strongroom=place.strongroom),
        "transcript",
        "lines",
    )
    refused(place, lambda: place.prepared(request), "transcript", "lines")


def test_the_words_are_sealed_under_no_key_that_a_spy_has_put_there_for_a_while(place: Office) -> None:
    """The spy's retention key, and under it a data key of the spy's, in the place of the recording's."""
    request = place.imported(place.a_request(), a_call(2.0, 523))
    id = place.request(request).recording
    retention = secrets.token_bytes(32)
    wrapped = wrapped_by_a_spy(place, retention)
    with owners(place) as engine, engine.begin() as connection:
        of = recording.c.id == id
        key = select(recording.c.retention_key).where(of).scalar_subquery()
        connection.execute(retention_key.update().where(retention_key.c.id == key).values(wrapped=wrapped))
        data_key = wrap_data_key(retention, secrets.token_bytes(32), str(id))
        connection.execute(recording.update().where(of).values(data_key=data_key))
    refused(place, lambda: saved(place, request), "retention_key", "wrapped")
    with place.uow().read_only() as uow:
        assert uow.transcripts.get(request) is None


Moved = tuple[bytes, str]
"""A salt and the words under it."""
WORDS = "I never said that I agree"


def beginning_moved(salt: bytes, words: str) -> Moved:
    return salt + words[:18].encode(), words[18:]


def zero_added(salt: bytes, words: str) -> Moved:
    """HMAC fills a key up with zeros."""
    return salt + b"\0", words


def move(place: Office, how: Callable[[bytes, str], Moved]) -> str:
    """Change the row of the note with these words; return the words that it has then."""
    note = office_tables.note
    with owners(place) as engine, engine.begin() as connection:
        row = connection.execute(note.select().where(note.c.words == WORDS)).one()
        salt, words = how(bytes(row.salt), row.words)
        connection.execute(note.update().where(note.c.id == row.id).values(salt=salt, words=words))
    return words


@pytest.mark.parametrize("how", [beginning_moved, zero_added])
def test_no_supervisor_reads_a_part_of_what_somebody_said(place: Office, how: Callable[[bytes, str], Moved]) -> None:
    session = place.closing()
    place.close(session, Outcome.HEARD_IN_PART, WORDS)
    assert move(place, how) == "I agree" or how is not beginning_moved
    ports: dict[str, Any] = {"policy": place.policy, "is_holiday": place.is_holiday}
    actor = place.actor("supervisor")
    refused(place, lambda: place.do(open_review, actor, session, **ports), "note", "salt")
    refused(place, lambda: place.do(SignOff(actor, session, "looks right"), **ports), "note", "salt")
    assert "words is not what event" in findings(place)


def lose_digits(place: Office, recording: RecordingId) -> None:
    """Move the beginning of the number into its salt, in the form that its column has."""
    table = recording_tables.recording
    with owners(place) as engine, engine.begin() as connection:
        row = connection.execute(table.select().where(table.c.id == recording)).one()
        values = {"salt": row.salt + row.number[:6], "number": row.number[6:]}
        connection.execute(table.update().where(table.c.id == recording).values(values))


def test_a_number_that_lost_its_digits_has_no_recording_destroyed(place: Office) -> None:
    at, number = place.clock.now() - timedelta(days=50), "+441632960733"
    recording = place.kept(at, number)
    lose_digits(place, recording)
    place.a_request(call=Call(at, number))
    place.clock.pass_by(days=400)
    report = place.retain()
    assert report.destroyed == 0 and report.proof is not None and report.proof.changed


def test_nor_does_a_name_say_a_part_of_what_was_asked(place: Office) -> None:
    request, table = place.a_request(), request_tables.asker
    with owners(place) as engine, engine.begin() as connection:
        row = connection.execute(table.select().where(table.c.request == request)).one()
        connection.execute(table.update().where(table.c.request == request).values(salt=bytes(row.salt) + b"["))
    refused(place, lambda: place.imported(request), "asker", "given_names")


EDITS = {
    "a hold that was released": "UPDATE retention_hold SET released_by = owner, released_at = placed_at",
    "recordings off their holds": "DELETE FROM held_recording",
    "the time of a call": "UPDATE recording SET call_at = '2019-01-01T09:00:00.000000Z'",
    "a source": "UPDATE recording SET source = 'elsewhere'",
}


@pytest.mark.parametrize("name", EDITS)
def test_nothing_is_destroyed_while_a_row_says_what_the_log_does_not(place: Office, name: str) -> None:
    assert place.first_request
    place.clock.pass_by(days=400)
    edit(place, EDITS[name])
    report = place.retain()
    assert (report.destroyed, report.keys_destroyed) == (0, 0)
    assert report.proof is not None and report.proof.changed and not report.all_is_well
    assert EventKind.RECORDING_DESTROYED not in [event.kind for event in place.events()]
    said = "\n".join(report_words(report, ZoneInfo("Europe/London")))
    assert "Nothing was destroyed." in said and "listening-room verify" in said


@pytest.mark.parametrize("number", [NUMBER, ""])
def test_a_recording_that_its_row_hid_while_it_was_asked_for_is_held_at_night(place: Office, number: str) -> None:
    """It is on no hold, and the log says the same: it would have been destroyed, and nothing named."""
    at = place.clock.now() - timedelta(days=50)
    recording = place.kept(at)
    edit(place, "UPDATE recording SET call_at = '2019-01-01T09:00:00.000000Z' WHERE id = {id}", id=recording)
    request = place.a_request(call=Call(at, number))
    edit(place, "UPDATE recording SET call_at = {at} WHERE id = {id}", at=time_in(at), id=recording)
    place.clock.pass_by(days=400)
    report = place.retain()
    assert (report.destroyed, report.held) == (0, 2) and not findings(place)
    with place.uow().read_only() as uow:
        [hold] = uow.keeping.holds_of(request)
        assert uow.keeping.held_by(hold.id) == [recording]
    assert place.retain().held == 2 and place.verify().whole


def test_nobody_confirms_the_clock_whom_a_row_alone_makes_an_administrator(place: Office) -> None:
    place.clock.pass_by(days=400)
    edit(place, "UPDATE person SET roles = 'administrator' WHERE id = {id}", id=place.people["adviser"])
    by = Confirmed(place.actor("adviser", place.back), (), 0, 0)
    with pytest.raises(RowRefusedError):
        place.nightly().run(by)
    assert EventKind.CLOCK_CONFIRMED not in [event.kind for event in place.events()]


OTHERS = "+441632960999"


def asked_and_another(place: Office) -> tuple[RequestId, RecordingId]:
    """Return a request, and the recording of another person's call of another day."""
    return place.a_request(), place.kept(place.clock.now(), OTHERS)


def moved_to(place: Office, recording: RecordingId, request: RequestId, *columns: str) -> None:
    of = {"call_at": "call_at", "number": "call_number", "outbound": "call_outbound"}
    for column in columns:
        edit(
            place,
            f"UPDATE recording SET {column} = (SELECT {of[column]} FROM asker WHERE request = {{request}}) "
            "WHERE id = {recording}",
            request=request,
            recording=recording,
        )


def test_a_recording_whose_row_was_moved_to_the_requested_call(place: Office) -> None:
    request, other = asked_and_another(place)
    moved_to(place, other, request, "call_at", "number")
    assert other in {each.id for each in find(place, request).rows}
    refused(place, lambda: choose(place, request, other), "recording", "call_at")
    assert place.request(request).status is Status.TAKEN


def test_a_recording_that_was_given_the_requested_number(place: Office) -> None:
    request = place.a_request()
    other = place.kept(place.request(request).call.at, OTHERS)
    moved_to(place, other, request, "number")
    refused(place, lambda: choose(place, request, other), "recording", "number")


def test_a_recording_that_no_event_imports(place: Office) -> None:
    request, other = asked_and_another(place)
    made_up = RecordingId(new_id())
    edit(place, "UPDATE recording SET id = {made_up} WHERE id = {other}", made_up=made_up, other=other)
    moved_to(place, made_up, request, "call_at", "number")
    refused(place, lambda: choose(place, request, made_up), "recording")


CALL = a_call(3.0, 777)


def given_the_bytes(place: Office, recording: RecordingId, data: bytes) -> str:
    """Say in its row that a recording has these bytes; return the digest of its own."""
    with owners(place) as engine, engine.connect() as connection:
        own: str = connection.exec_driver_sql(f"SELECT digest FROM recording WHERE id = '{recording}'").scalar_one()
    edit(place, "UPDATE recording SET digest = {digest} WHERE id = {id}", digest=sha256(data).hexdigest(), id=recording)
    return own


def somebody_elses(place: Office) -> RecordingId:
    return place.recording(place.imported(place.a_request(), a_call(3.0, 900)))


def stopped_by(report: ImportReport) -> None:
    assert report.stopped is not None
    raise report.stopped


def test_a_recording_whose_row_says_that_it_has_the_bytes_of_an_import(place: Office) -> None:
    other, request = somebody_elses(place), place.a_request()
    given_the_bytes(place, other, CALL)
    refused(place, lambda: place.imported(request, CALL), "recording", "digest")
    assert place.request(request).status is Status.TAKEN


def test_nor_is_it_held_for_a_request_in_its_place(place: Office, tmp_path: Path) -> None:
    other = somebody_elses(place)
    edit(place, "DELETE FROM held_recording")
    put(tmp_path, name(), CALL)
    given_the_bytes(place, other, CALL)
    refused(place, lambda: stopped_by(Imports(place).run(tmp_path)), "recording", "digest")
    assert not held(place)


def test_an_import_that_took_another_for_it_is_named_once_its_row_is_put_back(place: Office) -> None:
    other, request = somebody_elses(place), place.a_request()
    own = given_the_bytes(place, other, CALL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProvenRows, "recording", lambda rows, id: None)  # hidden from it as well
        place.imported(request, CALL)
    edit(place, "UPDATE recording SET digest = {digest} WHERE id = {id}", digest=own, id=other)
    assert "(recording_linked) contradicts the events before it." in findings(place)


AT = TUESDAY - timedelta(days=70)
ANOTHER, NORMAL = "01632 960 999", "+441632960999"
ALL = tuple(source.name for source in KEEPING.sources)
HIDING: dict[str, object] = {
    "call_at": "2019-01-01T09:00:00.000000Z",
    "number": "+441632960111",
    "outbound": True,
    "source": "elsewhere",
    "destroyed_at": "2026-11-24T09:00:00.000000Z",
}


def asked_and_there(place: Office) -> tuple[RequestId, RecordingId]:
    """Return a request, and the recording of its call."""
    return place.a_request(call=Call(AT, ANOTHER)), place.kept(AT, NORMAL)


def test_a_recording_whose_row_says_that_it_is_none_of_that_call(place: Office) -> None:
    request, id = asked_and_there(place)
    for column, value in HIDING.items():
        with edited(place, "recording", id, **{column: value}):
            refused(place, lambda: say(place, request, *ALL), "recording", column)
    assert place.request(request).status is Status.TAKEN


def test_a_recording_whose_row_is_away(place: Office) -> None:
    request, id = asked_and_there(place)
    edit(place, "UPDATE recording SET id = {other} WHERE id = {id}", id=id, other="0" * 32)
    refused(place, lambda: say(place, request, *ALL), "recording")


def test_a_recording_whose_telephone_system_no_key_names(place: Office) -> None:
    """By time alone the search goes by the telephone systems that keys are of."""
    request, id = place.a_request(call=Call(AT, "")), place.kept(AT, None)
    assert id
    edit(place, "UPDATE retention_key SET source = 'elsewhere'")
    with pytest.raises(WrongStateError):
        say(place, request, *ALL)


@pytest.mark.parametrize("column", ["call_at", "destroyed_at", "away"])
def test_one_whose_event_is_hidden_with_its_row_is_not_left_out(place: Office, column: str) -> None:
    request, id = asked_and_there(place)
    of_it = recording.c.id == id
    with out_of_sight(place, "recording_imported") as again:
        with owners(place) as engine, engine.begin() as connection:
            row = dict(connection.execute(recording.select().where(of_it)).one()._mapping)
            connection.execute(recording.delete().where(of_it))
            if column != "away":
                hidden = {"call_at": "2019-01-01T09:00:00.000000Z", "destroyed_at": row["call_at"]}[column]
                connection.execute(recording.insert().values(row | {column: hidden}))
        with pytest.raises(RowRefusedError, match="row_refused"):
            say(again, request, *ALL)
        with owners(place) as engine, engine.begin() as connection:
            connection.execute(recording.delete().where(of_it))
            connection.execute(recording.insert().values(row))
    assert not findings(place)


def test_a_row_of_a_call_that_no_event_tells_of(place: Office) -> None:
    """Its event is hidden, and the row says another number."""
    request, id = asked_and_there(place)
    set_row(place, "recording", id, number=HIDING["number"])
    with out_of_sight(place, "recording_imported") as again, pytest.raises(RowRefusedError):
        say(again, request, *ALL)


def test_a_request_whose_call_is_another_in_its_row(place: Office) -> None:
    request, _ = asked_and_there(place)
    edit(place, "UPDATE asker SET call_number = '+441632960111' WHERE request = {id}", id=request)
    refused(place, lambda: say(place, request, *ALL), "asker", "given_names")


def test_one_that_was_destroyed_is_not_left(place: Office) -> None:
    place.kept(AT, NORMAL)
    place.clock.pass_by(days=400)
    assert place.retain().destroyed
    request = place.a_request(call=Call(AT, ANOTHER))
    say(place, request)
    assert place.request(request).status is Status.REFUSED
    assert EventKind.ROW_REFUSED not in [event.kind for event in place.events()]
