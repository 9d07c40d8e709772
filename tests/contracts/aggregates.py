"""Random aggregates, each valid by the domain's own rules, for the contract of the repositories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast

from hypothesis import strategies as st

from desktop.domain.appointments import Appointment, AppointmentStatus
from desktop.domain.copies.copy import ApprovedCopy, Chapter, ChapterKind, Recording, SealedKey
from desktop.domain.copies.decision import Decision
from desktop.domain.copies.marking import Draft, Removal, RemovalReason, RemovedPart
from desktop.domain.copies.transcript import SealedTranscript
from desktop.domain.office.people import Person, Role
from desktop.domain.office.throttle import Tries
from desktop.domain.requests.deadline import (
    Clarification,
    DeadlineFacts,
    Extension,
    ExtensionReason,
    ProofAsked,
    ProofOf,
    QuestionAbout,
)
from desktop.domain.requests.request import (
    Asker,
    Authority,
    Call,
    Channel,
    Language,
    Purpose,
    RefusalReason,
    Representative,
    Request,
    Status,
)
from desktop.domain.reviews.review import ReviewQuestion
from desktop.domain.sessions.identity import Check, Kept, Missing
from desktop.domain.sessions.lesser_check import AskedCheck, Standing
from desktop.domain.sessions.needs import Need, in_order
from desktop.domain.sessions.session import (
    Answers,
    NoteKind,
    Outcome,
    Party,
    Session,
    SessionNote,
    SightedDocument,
    State,
)
from desktop.domain.shared.ids import (
    AppointmentId,
    CopyId,
    DeskId,
    NoteId,
    PersonId,
    RecordingId,
    RequestId,
    RetentionKeyId,
    SessionId,
    new_id,
)
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span, union
from desktop.domain.shared.typed_text import Note

T = TypeVar("T")

ids = st.builds(new_id)
times = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1))
words = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=30)
digests = st.text("0123456789abcdef", min_size=64, max_size=64)
counts = st.integers(0, 2**31 - 1)
keys = st.binary(min_size=1, max_size=64)
notes = st.builds(Note, ids.map(NoteId), st.binary(min_size=16, max_size=16), words)
tries = st.builds(Tries, st.integers(0, 1000), st.none() | times)
people = st.builds(
    Person, ids.map(PersonId), ids, words, st.frozensets(st.sampled_from(Role)), st.booleans(), st.booleans()
)


def whole(made: Callable[..., T], **drawn: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    """With each field drawn: one that stood at its default would come back from a table that does not hold it."""
    assert drawn.keys() == {each.name for each in fields(cast(Any, made))}, made
    return st.builds(made, **drawn)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    pairs = draw(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 500)), max_size=6))
    return union(Span(start, start + length) for start, length in pairs)


def removed_parts() -> st.SearchStrategy[RemovedPart]:
    return st.builds(RemovedPart, counts, counts, st.none() | st.integers(0, 1), st.sampled_from(RemovalReason))


proofs = st.builds(ProofAsked, st.sampled_from(ProofOf), days, st.none() | days, st.booleans())
deadline_facts = st.builds(
    DeadlineFacts,
    st.lists(proofs, max_size=3).map(tuple),
    st.lists(
        whole(Clarification, asked=days, answered=st.none() | days, about=st.none() | st.sampled_from(QuestionAbout)),
        max_size=3,
    ).map(tuple),
    st.none() | st.builds(Extension, days, st.sampled_from(ExtensionReason)),
)
acting = whole(
    Representative,
    name=words,
    authority=st.sampled_from(Authority),
    scope=words,
    seen_on=st.none() | days,
    address=st.none() | words,
)
marks = st.builds(
    lambda start, length, channel, reason: Removal(start, start + length, channel, reason),
    counts,
    st.integers(1, 10**6),
    st.none() | st.integers(0, 1),
    st.sampled_from(RemovalReason),
)
drafts = st.builds(
    Draft,
    st.just(1),
    st.lists(marks, max_size=4).map(tuple),
    st.lists(words, max_size=3).map(tuple),
    st.sampled_from(["silence", "bleep"]),
    st.lists(words, max_size=3).map(tuple),
)
sealed_transcripts = st.builds(SealedTranscript, st.just(1), counts, st.binary(min_size=1, max_size=40))


def requests(taken_by: PersonId) -> st.SearchStrategy[Request]:
    return whole(
        Request,
        id=ids.map(RequestId),
        reference=ids.map(lambda id: id[:20]),
        kind=st.sampled_from(Kind),
        status=st.sampled_from(Status),
        received_on=days,
        due_on=st.none() | days,
        asker=whole(Asker, given_names=words, surname=words, born=st.none() | days, address=words, contact=words),
        call=whole(Call, at=times, number=words, outbound=st.booleans(), by_somebody_else=st.booleans()),
        taken_by=st.just(taken_by),
        purpose=st.none() | st.sampled_from(Purpose),
        recording=st.none(),
        copy=st.none() | ids.map(CopyId),
        approved_until=st.none() | days,
        adjustments=st.lists(words, max_size=3).map(tuple),
        copy_wanted=st.booleans(),
        came_by=st.none() | st.sampled_from(Channel),
        copy_offered=st.booleans(),
        needs=st.lists(st.sampled_from(Need), max_size=4).map(in_order),
        language=st.none() | st.sampled_from(Language),
        representative=st.none() | acting,
        deadline_facts=deadline_facts,
    )


def recordings(key: tuple[RetentionKeyId, bytes]) -> st.SearchStrategy[Recording]:
    return st.builds(
        Recording,
        id=ids.map(RecordingId),
        source=words,
        call_at=times,
        outbound=st.booleans(),
        format=st.sampled_from(["pcm_wav", "gsm"]),
        rate=counts,
        channels=st.integers(1, 2),
        frames=counts,
        digest=digests,
        key=st.builds(SealedKey, keys, st.just(key[0]), st.just(key[1])),
        imported_at=times,
        number=st.none() | words,
        agent_channel=st.none() | st.integers(0, 1),
        ended_because=st.none() | st.sampled_from(["transfer", "hold"]),
    )


def copies(
    request: RequestId, recording: RecordingId, by: PersonId, key: tuple[RetentionKeyId, bytes]
) -> st.SearchStrategy[ApprovedCopy]:
    return st.builds(
        ApprovedCopy,
        id=ids.map(CopyId),
        request=st.just(request),
        recording=st.just(recording),
        prepared_by=st.just(by),
        prepared_at=times,
        rate=counts,
        channels=st.integers(1, 2),
        frames=counts,
        digest=digests,
        key=st.builds(SealedKey, keys, st.just(key[0]), st.just(key[1])),
        removed=st.lists(removed_parts(), max_size=4).map(tuple),
        version=counts,
        style=st.sampled_from(["silence", "bleep"]),
        gain_cdb=st.integers(0, 2000),
        true_peak_cdb=st.none() | st.integers(-9000, 600),
        loudness_cdb=st.none() | st.integers(-9000, 600),
        chapters=st.lists(st.builds(Chapter, counts, counts, st.sampled_from(ChapterKind)), max_size=3).map(tuple),
    )


def decisions(request: RequestId, by: PersonId, copy: CopyId) -> st.SearchStrategy[Decision]:
    return st.builds(
        Decision,
        id=ids,
        request=st.just(request),
        copy=st.sampled_from([None, copy]),
        copy_digest=st.none() | digests,
        decided_by=st.just(by),
        decided_at=times,
        approved=st.booleans(),
        refusal=st.none() | st.sampled_from([reason.value for reason in RefusalReason]),
        until=st.none() | days,
        note=st.none() | notes,
        sent_back=st.booleans(),
        weighed=st.lists(st.tuples(words, words), max_size=5).map(tuple),
        version=st.none() | counts,
        transcript=st.none() | digests,
    )


def appointments(request: RequestId, desk: Any) -> st.SearchStrategy[Appointment]:
    return st.builds(
        Appointment,
        ids.map(AppointmentId),
        st.just(request),
        st.just(desk),
        times,
        st.integers(1, 600),
        st.sampled_from(AppointmentStatus),
    )


def sessions(pattern: Session, advisers: list[PersonId]) -> st.SearchStrategy[Session]:
    """Return sessions in any state over the request, copy and desk of `pattern`."""
    return st.builds(
        Session,
        id=ids.map(SessionId),
        request=st.just(pattern.request),
        copy=st.just(pattern.copy),
        adviser=st.sampled_from(advisers),
        desk=st.just(pattern.desk),
        opened_at=times,
        appointment=st.sampled_from([None, pattern.appointment]),
        state=st.sampled_from(State),
        interrupted_from=st.none() | st.sampled_from(State),
        parties=st.frozensets(st.sampled_from(Party)),
        identified=st.booleans(),
        heard=spans(),
        at_frame=counts,
        answers=st.builds(Answers, st.booleans(), st.booleans(), st.booleans()),
        outcome=st.none() | st.sampled_from(Outcome),
        closed_at=st.none() | times,
    )


session_notes = st.builds(SessionNote, notes, st.sampled_from(NoteKind), st.none() | counts, st.booleans(), times)


def asked_checks(session: SessionId, by: PersonId, desk: DeskId) -> st.SearchStrategy[AskedCheck]:
    """Lesser checks asked for in that session; the note of each is to be added first."""
    kept = st.builds(
        Kept,
        slot=st.integers(0, 3),
        kind=st.sampled_from(["passport", "utility_bill"]),
        group=st.sampled_from(["A", "B"]),
        in_date=st.booleans(),
        age_months=st.none() | st.integers(0, 100),
        checks=st.lists(st.sampled_from(Check), max_size=3).map(tuple),
    )
    return st.builds(
        AskedCheck,
        id=st.builds(lambda: NoteId(new_id())),
        session=st.just(session),
        asked_by=st.just(by),
        desk=st.just(desk),
        asked_at=times,
        documents=st.lists(kept, max_size=3).map(tuple),
        missing=st.lists(st.sampled_from(Missing), max_size=3).map(tuple),
        standing=st.sampled_from(Standing),
        ended_by=st.none() | st.just(by),
        ended_at=st.none() | times,
    )


def review_questions(session: SessionId, by: PersonId, to: PersonId) -> st.SearchStrategy[ReviewQuestion]:
    """Questions about that session, not answered yet."""
    id = st.builds(lambda: NoteId(new_id()))
    return st.builds(ReviewQuestion, id, st.just(session), st.just(by), st.just(to), times, st.none(), st.none())


def documents(by: PersonId) -> st.SearchStrategy[SightedDocument]:
    return st.builds(
        SightedDocument,
        slot=st.integers(0, 3),
        kind=st.sampled_from(["passport", "utility_bill"]),
        group=st.sampled_from(["A", "B"]),
        in_date=st.booleans(),
        age_months=st.none() | st.integers(0, 100),
        checks=st.lists(st.sampled_from(["name_matches", "birth_matches"]), max_size=2).map(tuple),
        sighted_by=st.just(by),
        sighted_at=times,
    )
