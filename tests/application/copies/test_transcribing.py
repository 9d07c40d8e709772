"""The transcript of an original: read, saved, in the copy without the words of removed parts, approved, destroyed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from db.schema import recording_tables
from desktop.application.copies.deciding import WithdrawApproval
from desktop.application.copies.transcribing import read_copy_transcript, read_file
from desktop.application.recordings.finding import UnlinkRecording
from desktop.application.requests.views import CopyWords, open_request
from desktop.application.sessions.listening import Opened, OpenRecording
from desktop.domain.copies.copy import ApprovedCopy, Recording
from desktop.domain.copies.transcript import Captions, Cue, Line, Speaker, Transcript, left_of
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.request import Call
from desktop.domain.shared.ids import RecordingId, RequestId, SessionId
from desktop.errors import FieldsError, KeyringError, MediaRefusedError, NotAllowedError, WrongStateError
from desktop.media.strongroom import VaultStrongroom
from tests.application.copies.transcripts import LEFT, LINES, VTT, a_file, approved, opened, saved, with_words
from tests.application.recordings import test_keeping as keeping
from tests.support.builders import REMOVALS, Office, a_call
from tests.support.refusals import field_problems, refusal


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
    found: Opened = office.do(OpenRecording(office.who(session), session))
    return found


def test_a_transcript_is_saved_with_its_version_and_the_log_has_no_word_of_it(office: Office) -> None:
    request = office.imported(office.a_request())
    assert opened(office, request).version == 0
    first = saved(office, request)
    event = office.events()[-1]
    assert (event.kind, event.actor) == (EventKind.TRANSCRIPT_SAVED, office.people["officer"])
    assert (event.facts["version"], event.facts["lines"]) == (1, 4)
    assert set(event.facts) == {"version", "lines", "sha256"}
    assert opened(office, request) == first and first.transcript == LINES
    for line in LINES.lines:
        assert not any(line.words.encode() in stored for stored in (*office.bodies(), *bodies(office)))


def test_an_older_version_is_refused_and_neither_is_lost(office: Office) -> None:
    request = office.imported(office.a_request())
    first = saved(office, request)
    assert refusal(saved, office, request, Transcript(LINES.lines[:1])) == "transcript_is_newer"
    assert opened(office, request) == first
    assert saved(office, request, Transcript(), first.version).version == 2
    assert opened(office, request).transcript == Transcript()


@pytest.mark.parametrize(
    ("lines", "error"),
    (
        ((Line(0, 100, Speaker.OFFICE, " "),), FieldsError),
        ((Line(0, 100, Speaker.OFFICE, "a\u202eb"),), FieldsError),
        ((Line(0, 2_001, Speaker.OFFICE, "After its end."),), WrongStateError),
    ),
)
def test_a_line_that_cannot_be_is_not_saved(office: Office, lines: tuple[Line, ...], error: type[Exception]) -> None:
    request = office.imported(office.a_request())
    before = office.bodies()
    with pytest.raises(error):
        saved(office, request, Transcript(lines))
    assert office.bodies() == before


def test_a_file_is_read_for_its_recording_and_refused_whole_where_it_is_of_another(
    office: Office, tmp_path: Path
) -> None:
    request = office.imported(office.a_request())
    actor = office.actor("officer", office.back)

    def read(text: str) -> tuple[Cue, ...]:
        return read_file(actor, request, a_file(tmp_path, text), uow=office.uow(), strongroom=office.strongroom)

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
    saved(office, request)
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
    saved(office, taken_away, Transcript(), saved(office, taken_away).version)
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


def test_the_approver_says_whether_the_transcript_is_approved_too(office: Office) -> None:
    request = with_words(office)
    assert field_problems(office.decided, request) == {"transcript": "transcript_choice_missing"}
    office.decided(request, with_transcript=True)
    event = office.events()[-1]
    copy = office.request(request).copy
    assert copy is not None
    with office.uow().read_only() as uow:
        decision, sealed = uow.requests.decision(request), uow.transcripts.of_copy(copy)
    assert decision is not None and sealed is not None
    assert decision.transcript == event.facts["transcript"] == sealed.digest


def test_whoever_saved_a_transcript_decides_nothing_about_it(office: Office) -> None:
    request = with_words(office)
    with office.uow().read_only() as uow:
        assert uow.transcripts.savers(request) == {office.people["officer"]}


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


def test_a_withdrawn_approval_takes_the_words_with_it(office: Office) -> None:
    request = approved(office)
    office.do(WithdrawApproval(office.actor("approver"), request, "A name was said."))
    with office.uow().read_only() as uow:
        decision = uow.requests.decision(request)
    assert decision is not None and decision.transcript is None
    office.decided(request, with_transcript=False)
    assert listened(office, request).captions == Captions()


def test_the_requests_page_says_what_there_is_to_read(office: Office) -> None:
    def words(request: RequestId) -> CopyWords:
        found: CopyWords = office.do(open_request, office.actor("officer"), request).words
        return found

    request = with_words(office)
    assert words(request) == CopyWords(3)
    saved(office, request, version=1)
    assert words(request) == CopyWords(3, newer=True)
    with pytest.raises(FieldsError) as refused:
        office.decided(request, with_transcript=True)
    assert refused.value.problems == {"newer_transcript": "newer_transcript_not_known"}
    office.decided(request, with_transcript=True, newer_transcript_known=True)
    assert office.events()[-1].facts["newer_transcript"] == 2
    assert words(request) == CopyWords(3, newer=True, approved=True)
    late = office.prepared(office.imported(office.a_request(), a_call(2.0, 880)))
    assert words(late) == CopyWords()
    saved(office, late)
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
    saved(office, request)
    keeping.released(office, office.prepared(request))
    assert all(bodies(office))
    office.clock.pass_by(days=400)
    assert keeping.retain(office).destroyed
    assert bodies(office) == [b"", b""] and office.verify().whole
