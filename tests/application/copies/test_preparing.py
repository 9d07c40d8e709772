"""An original is opened, marked and transcribed; its copy is made, and has no word of a removed part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from db.schema import recording_tables
from desktop.application.copies import preparing
from desktop.application.copies.staff_listening import read_copy_transcript
from desktop.application.ports.sound import Prepared
from desktop.application.recordings.finding import UnlinkRecording
from desktop.application.requests.views import CopyWords, open_request
from desktop.application.sessions.listening import Opened, OpenRecording
from desktop.domain.copies.copy import ApprovedCopy, Recording
from desktop.domain.copies.marking import Draft, Removal, RemovalReason
from desktop.domain.copies.transcript import Captions, Cue, Transcript, left_of
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.request import Call, RefusalReason, Status
from desktop.domain.shared.ids import RecordingId, RequestId, RetentionKeyId, SessionId, new_id
from desktop.errors import FieldsError, KeyringError, MediaRefusedError, NotAllowedError, WrongStateError
from desktop.media.strongroom import VaultStrongroom
from desktop.words.errors import message_for
from tests.application.copies.transcripts import LEFT, LINES, VTT, a_file, approved, with_words
from tests.application.copies.transcripts import opened as words_of
from tests.application.copies.transcripts import saved as save_words
from tests.support.offices.builders import REMOVALS, Office, a_call
from tests.support.refusals import error_of, refusal

GUARD = 150


MARK = Removal(300, 400, None, RemovalReason.ABOUT_ANOTHER_PERSON)


OTHER = Removal(1200, 1300, 0, RemovalReason.LEGAL_PRIVILEGE)


def a_linked(office: Office) -> RequestId:
    return office.imported(office.a_request())


def opened(office: Office, request: RequestId, who: str = "officer") -> preparing.Preparation:
    return office.do(preparing.open_preparation, office.in_person(who, office.back), request, desk=office.back)


def saved(office: Office, request: RequestId, draft: Draft) -> Draft:
    return office.do(preparing.SaveDraft(office.actor("officer", office.back), request, draft), desk=office.back)


def planned(office: Office, request: RequestId, version: int) -> preparing.CopyPlan:
    command = preparing.MakeCopy(office.actor("officer", office.back), request, version, GUARD)
    return preparing.plan_from_draft(command, uow=office.uow(office.back), strongroom=office.strongroom)


def kept(office: Office, plan: preparing.CopyPlan, prepared: Prepared) -> ApprovedCopy:
    return office.do(preparing.keep_copy, plan, prepared, desk=office.back)


def made(office: Office, request: RequestId, version: int) -> ApprovedCopy:
    plan = planned(office, request, version)
    return kept(office, plan, preparing.render_copy(plan, strongroom=office.strongroom))


def stored(office: Office) -> set[str]:
    return {path.name for path in office.parts.paths.vault.rglob("*") if path.is_file()}


@pytest.mark.against("officer")
def test_opening_an_original_is_logged_under_its_request(office: Office) -> None:
    request = a_linked(office)
    found = opened(office, request)
    event = office.events()[-1]
    assert event.kind is EventKind.ORIGINAL_OPENED and event.actor == office.people["officer"]
    assert event.subjects == {Subject.REQUEST: request, Subject.RECORDING: found.recording.id}
    assert found.draft == Draft() and found.total_ms == 2000


@pytest.mark.against("officer")
def test_without_a_recording_and_once_it_is_decided_there_is_nothing_to_open(office: Office) -> None:
    for request in (office.a_request(), office.approved()):
        with pytest.raises(WrongStateError):
            opened(office, request)


def test_what_is_marked_is_kept_with_its_version_and_its_milliseconds_in_the_log(office: Office) -> None:
    request = a_linked(office)
    first = saved(office, request, Draft(0, (MARK, OTHER), ("silence:0:900:all",), "bleep", ("silence:0:9:all",)))
    assert first == Draft(1, (MARK, OTHER), ("silence:0:900:all",), "bleep", ("silence:0:9:all",))
    event = office.events()[-1]
    assert event.kind is EventKind.DRAFT_SAVED and event.subjects == {Subject.REQUEST: request}
    assert event.facts == {
        "version": 1,
        "spans": [[300, 400], [1200, 1300]],
        "reasons": ["about_another_person", "legal_privilege"],
        "style": "bleep",
        "chapters": 1,
        "sha256": first.digest,
    }
    assert opened(office, request).draft == first


def test_an_older_version_is_refused_with_words_and_neither_is_lost(office: Office) -> None:
    request = a_linked(office)
    theirs = saved(office, request, Draft(0, (MARK,)))
    with pytest.raises(WrongStateError, match="draft_is_newer") as refused:
        saved(office, request, Draft(0, (OTHER,)))
    assert "Someone else" in message_for(refused.value)
    assert preparing.read_draft(office.actor("officer", office.back), request, uow=office.uow(office.back)) == theirs
    mine = saved(office, request, Draft(theirs.version, (OTHER,)))
    assert mine.version == 2


def test_the_copy_is_made_from_the_draft_that_is_shown(office: Office) -> None:
    request = a_linked(office)
    draft = saved(office, request, Draft(0, (MARK, OTHER), (), "bleep"))
    copy = made(office, request, draft.version)
    assert (copy.version, copy.style) == (1, "bleep")
    assert [(part.start, part.end, part.channel) for part in copy.removed] == [(1200, 4400, None), (8400, 11600, 0)]
    assert office.request(request).status is Status.PREPARED and office.copy(copy.id) == copy
    event = office.events()[-1]
    assert event.kind is EventKind.COPY_PREPARED and event.facts["version"] == 1
    assert event.facts["removed"] == [[1200, 4400], [8400, 11600]]


def test_another_version_than_the_newest_is_not_rendered(office: Office) -> None:
    request = a_linked(office)
    saved(office, request, Draft(0, (MARK,)))
    for version in (0, 2):
        assert refusal(planned, office, request, version) == "draft_is_newer"


def refuses(office: Office, plan: preparing.CopyPlan) -> None:
    office.decided(plan.command.request, approve=False, refusal=RefusalReason.THIRD_PARTY)


def links_another(office: Office, plan: preparing.CopyPlan) -> None:
    office.do(UnlinkRecording(office.actor("officer", office.back), plan.command.request), desk=office.back)
    office.imported(plan.command.request, a_call(1.0, 700))


def destroys(office: Office, plan: preparing.CopyPlan) -> None:
    office.sql("UPDATE recording SET destroyed_at = imported_at WHERE id = ?", plan.original.id)


@pytest.mark.parametrize(
    ("meanwhile", "code"),
    [(refuses, "request_moved_on"), (links_another, "recording_changed"), (destroys, "recording_changed")],
)
def test_a_copy_that_cannot_be_kept_any_more_leaves_no_sound_behind(
    office: Office, meanwhile: Callable[[Office, preparing.CopyPlan], None], code: str
) -> None:
    request = a_linked(office)
    plan = planned(office, request, 0)
    prepared = preparing.render_copy(plan, strongroom=office.strongroom)
    assert any(plan.id in name for name in stored(office))
    meanwhile(office, plan)
    before = stored(office)
    assert refusal(kept, office, plan, prepared) == code
    assert office.request(request).copy is None
    assert not any(plan.id in name for name in stored(office)) and len(before - stored(office)) == 1


def test_a_copy_whose_month_has_got_another_key_meanwhile_is_sealed_anew_under_that(office: Office) -> None:
    request = a_linked(office)
    plan = planned(office, request, 0)
    with office.uow(office.back).read_only() as uow:
        recipients = uow.proven.recipients("approved")
    own = office.strongroom.new_retention_key(recipients)
    late = replace(plan, key=replace(plan.key, id=RetentionKeyId(new_id()), wrapped=own))
    prepared = preparing.render_copy(late, strongroom=office.strongroom)
    copy = kept(office, late, prepared)
    assert copy.key.retention_key == plan.key.id and copy.key.data_key_wrapped != prepared.data_key_wrapped
    assert office.strongroom.reseal(copy.key, copy.id, copy.key.retention_key_wrapped), "it opens"


def test_a_key_that_was_destroyed_while_a_copy_was_made_does_not_come_back(office: Office) -> None:
    request = a_linked(office)
    plan = planned(office, request, 0)
    assert plan.key.kept
    prepared = preparing.render_copy(plan, strongroom=office.strongroom)
    office.sql("UPDATE retention_key SET wrapped = '', destroyed_at = '2026' WHERE id = ?", plan.key.id)
    copy = kept(office, plan, prepared)
    assert copy.key.retention_key != plan.key.id and copy.key.retention_key_wrapped != plan.key.wrapped
    assert office.strongroom.reseal(copy.key, copy.id, copy.key.retention_key_wrapped), "it opens"


def test_a_copy_takes_the_place_of_the_one_before_which_is_destroyed(office: Office) -> None:
    request = office.prepared(a_linked(office))
    first = office.request(request).copy
    assert first is not None and any(first in name for name in stored(office))
    office.prepared(request, REMOVALS[:1])
    second = office.request(request).copy
    gone = office.copy(first)
    assert gone.destroyed_at is not None and gone.key.data_key_wrapped == b"" and gone.removed
    assert not any(first in name for name in stored(office)) and any(str(second) in name for name in stored(office))
    assert office.events()[-1].facts["replaces"] == [first]
    assert office.copy(office.request(office.first_request).copy).destroyed_at is None  # type: ignore[arg-type]


def test_a_copy_that_had_no_draft_is_opened_with_marks_that_remove_the_same(office: Office) -> None:
    request = office.prepared(a_linked(office))
    found = opened(office, request)
    assert found.draft.version == 0 and found.draft.marks == REMOVALS
    copy = office.copy(office.request(request).copy)  # type: ignore[arg-type]
    assert preparing.removed_parts(found.draft.marks, found.recording, GUARD) == copy.removed


def test_marks_out_of_a_copy_never_remove_less(office: Office) -> None:
    edges = ((0, 5, None), (1990, 2000, 0), (777, 783, None))
    marks = tuple(Removal(start, end, channel, RemovalReason.SAFETY) for start, end, channel in edges)
    request = office.prepared(a_linked(office), marks)
    copy = office.copy(office.request(request).copy)  # type: ignore[arg-type]
    recording = opened(office, request).recording
    for guard in (0, GUARD, 400):
        parts = preparing.removed_parts(preparing.marks_of(copy, recording, guard), recording, guard)
        for part, was in zip(parts, copy.removed, strict=True):
            assert part.start <= was.start and part.end >= was.end


def flag(office: Office, request: object, name: str = "officer") -> None:
    office.do(preparing.flag_security_code, office.actor(name, office.back), request, desk=office.back)


def test_it_is_of_the_request_and_its_recording_and_has_no_digits(office: Office) -> None:
    with office.uow().read_only() as uow:
        assert uow.reading.security_code_flagged(office.first_request) is None
    flag(office, office.first_request)
    event = office.events()[-1]
    recording = office.request(office.first_request).recording
    assert (event.kind, dict(event.facts)) == (EventKind.SECURITY_CODE_FLAGGED, {})
    assert event.subjects == {Subject.REQUEST: office.first_request, Subject.RECORDING: recording}
    with office.uow().read_only() as uow:
        assert uow.reading.security_code_flagged(office.first_request) == event.at


def of_copy(office: Office, request: RequestId) -> tuple[ApprovedCopy, Transcript]:
    """Return a request's copy, and the transcript that is stored with it."""
    copy = office.copy(office.request(request).copy)  # type: ignore[arg-type]
    with office.uow(office.back).read_only() as uow:
        sealed = uow.transcripts.of_copy(copy.id)
    assert sealed is not None
    under = replace(office_recording(office, copy), id=RecordingId(copy.id), key=copy.key)
    whole = office.strongroom.read_transcript(under, sealed)
    return copy, whole


def office_recording(office: Office, copy: ApprovedCopy) -> Recording:
    with office.uow(office.back).read_only() as uow:
        return uow.recordings.get(copy.recording)


def bodies(office: Office) -> list[bytes]:
    with office.parts.engine.connect() as connection:
        tables = (recording_tables.transcript, recording_tables.copy_transcript)
        return [bytes(body) for table in tables for body in connection.execute(select(table.c.body)).scalars()]


def listened(office: Office, request: RequestId, transcript: Transcript = LINES) -> Opened:
    office.fake_sound.transcript = transcript
    session: SessionId = office.briefed(request=request)
    return office.do(OpenRecording(office.who(session), session))


def test_a_transcript_is_saved_with_its_version_and_the_log_has_no_word_of_it(office: Office) -> None:
    request = office.imported(office.a_request())
    assert words_of(office, request).version == 0
    first = save_words(office, request)
    event = office.events()[-1]
    assert (event.kind, event.actor) == (EventKind.TRANSCRIPT_SAVED, office.people["officer"])
    assert (event.facts["version"], event.facts["lines"]) == (1, 4)
    assert set(event.facts) == {"version", "lines", "sha256"}
    assert words_of(office, request) == first and first.transcript == LINES
    for line in LINES.lines:
        assert not any(line.words.encode() in stored for stored in (*office.bodies(), *bodies(office)))


def test_an_older_version_is_refused_and_neither_is_lost(office: Office) -> None:
    request = office.imported(office.a_request())
    first = save_words(office, request)
    assert refusal(save_words, office, request, Transcript(LINES.lines[:1])) == "transcript_is_newer"
    assert words_of(office, request) == first
    assert save_words(office, request, Transcript(), first.version).version == 2
    assert words_of(office, request).transcript == Transcript()


def test_a_file_is_read_for_its_recording_and_refused_whole_where_it_is_of_another(
    office: Office, tmp_path: Path
) -> None:
    request = office.imported(office.a_request())
    actor = office.actor("officer", office.back)

    def read(text: str) -> tuple[Cue, ...]:
        return preparing.read_file(
            actor, request, a_file(tmp_path, text), uow=office.uow(), strongroom=office.strongroom
        )

    assert read(VTT) == (Cue(0, 100, "Council", LINES.lines[0].words), Cue(200, 350, "Kim", LINES.lines[1].words))
    assert read(VTT.replace("00:00.350", "00:02.900"))[-1].end_ms == 2_000
    rolls = VTT.replace("<v Kim>", "<v Council>How can I help? <v Kim>")
    assert [cue.start_ms for cue in read(rolls) if "help" in cue.words] == [0, 0]
    before = office.bodies()
    for text, code in (
        (VTT.replace("00:00.350", "09:00.000"), "transcript_too_long"),
        (VTT.replace("?\n\n", "?\n"), "transcript_time_misplaced"),
        ("x", "transcript_line_not_read"),
    ):
        with pytest.raises(MediaRefusedError, match=code):
            read(text)
    assert office.bodies() == before


@pytest.mark.against("customer")
def test_a_copy_has_the_words_but_those_of_removed_parts_under_its_own_key(office: Office) -> None:
    request = with_words(office)
    copy, words = of_copy(office, request)
    assert words == left_of(LINES, copy.removed, copy.rate)
    assert tuple(line.words for line in words.lines if line.words) == LEFT
    event = office.events()[-1]
    assert (event.kind, event.facts["transcript_lines"], event.facts["transcript_version"]) == (
        EventKind.COPY_PREPARED,
        3,
        1,
    )
    with office.uow(office.back).read_only() as uow:
        sealed = uow.transcripts.of_copy(copy.id)
    assert sealed is not None
    assert refusal(office.strongroom.read_transcript, office_recording(office, copy), sealed) == "vault_not_ours"


def test_a_copy_whose_words_cannot_be_read_leaves_no_sound(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> None:
        raise KeyringError("keyring_failed")

    request = office.imported(office.a_request(), a_call(2.0, 523))
    save_words(office, request)
    approved_copies = office.parts.paths.vault / "approved"
    before = {*approved_copies.iterdir()}
    with monkeypatch.context() as keyring:
        keyring.setattr(VaultStrongroom, "read_transcript", locked)
        with pytest.raises(KeyringError):
            office.prepared(request)
    assert {*approved_copies.iterdir()} == before


def test_a_copy_whose_words_are_all_removed_and_one_without_a_transcript_have_none(office: Office) -> None:
    only = Transcript(LINES.lines[1:2])
    taken_away = office.imported(office.a_request(), a_call(2.0, 700))
    save_words(office, taken_away, Transcript(), save_words(office, taken_away).version)
    for request in (with_words(office, only), office.prepared(taken_away)):
        assert "transcript_sha256" not in office.events()[-1].facts
        copy = office.request(request).copy
        assert copy is not None
        with office.uow(office.back).read_only() as uow:
            assert uow.transcripts.of_copy(copy) is None


def test_whoever_may_hear_a_copy_reads_its_words_and_that_is_logged_first(office: Office) -> None:
    request = with_words(office)
    copy, words = of_copy(office, request)
    office.fake_sound.transcript = words
    found: Captions = office.do(read_copy_transcript, office.actor("approver"), request)
    assert tuple(caption.words for caption in found.all if caption.words) == LEFT
    assert sum(caption.removed is not None for caption in found.all) == len(REMOVALS)
    event = office.events()[-1]
    assert event.kind is EventKind.TRANSCRIPT_OPENED and event.subjects[Subject.COPY] == copy.id
    with pytest.raises(NotAllowedError):
        office.do(read_copy_transcript, office.actor("officer", office.back), request)
    with pytest.raises(WrongStateError, match="no_transcript"):
        other = office.prepared(office.imported(office.a_request(), a_call(2.0, 660)))
        office.do(read_copy_transcript, office.actor("approver"), other)


def test_the_listener_reads_what_was_approved_and_nothing_where_the_copy_was_approved_without(office: Office) -> None:
    with_them, without = approved(office), approved(office, with_transcript=False)
    for request, words in ((with_them, LEFT), (without, ())):
        copy = office.request(request).copy
        assert copy is not None
        left = left_of(LINES, office.copy(copy).removed, 8_000)
        found = listened(office, request, left)
        assert tuple(caption.words for caption in found.captions.all if caption.words) == words
        assert found.session.has_transcript is bool(words)
        office.close_after_listening(found.session.id)
        office.clock.pass_by(hours=1)


def test_the_requests_page_says_what_there_is_to_read(office: Office) -> None:
    def words(request: RequestId) -> CopyWords:
        return office.do(open_request, office.actor("officer"), request).words

    request = with_words(office)
    assert words(request) == CopyWords(3)
    save_words(office, request, version=1)
    assert words(request) == CopyWords(3, newer=True)
    refused = error_of(FieldsError, office.decided, request, with_transcript=True)
    assert refused.problems == {"newer_transcript": "newer_transcript_not_known"}
    office.decided(request, with_transcript=True, newer_transcript_known=True)
    assert office.events()[-1].facts["newer_transcript"] == 2
    assert words(request) == CopyWords(3, newer=True, approved=True)
    late = office.prepared(office.imported(office.a_request(), a_call(2.0, 880)))
    assert words(late) == CopyWords()
    save_words(office, late)
    assert words(late) == CopyWords(newer=True)


def test_unlinking_a_wrong_recording_destroys_its_words(office: Office) -> None:
    request = with_words(office)
    office.do(
        UnlinkRecording(office.actor("officer", office.back), request),
        desk=office.back,
        strongroom=office.strongroom,
    )
    assert bodies(office) == [b"", b""] and office.verify().whole
    with office.uow(office.back).read_only() as uow:
        assert uow.transcripts.get(request) is None and uow.transcripts.version(request) == 1


def test_a_copy_that_is_prepared_again_destroys_the_words_of_the_one_before(office: Office) -> None:
    request = office.prepared(with_words(office))
    emptied = [body for body in bodies(office) if not body]
    assert len(emptied) == 1 and office.verify().whole
    assert tuple(line.words for line in of_copy(office, request)[1].lines if line.words) == LEFT


def test_the_nightly_run_destroys_the_words_with_the_recording(office: Office) -> None:
    at = office.request(office.first_request).call.at - timedelta(days=20)
    request = office.imported(office.a_request(call=Call(at, "01632 960755")), a_call(2.0, 700))
    save_words(office, request)
    office.released(office.prepared(request))
    assert all(bodies(office))
    office.clock.pass_by(days=400)
    assert office.retain().destroyed
    assert bodies(office) == [b"", b""] and office.verify().whole
