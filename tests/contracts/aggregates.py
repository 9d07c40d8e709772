"""Random aggregates, each valid by the domain's own rules, for the contract of the repositories.

Each field is drawn by its type, so that none stands at its default: that would come back from a table that does not
hold it.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from enum import StrEnum
from types import NoneType
from typing import Any, Literal, NewType, TypeVar, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from desktop.domain.appointments import Appointment
from desktop.domain.copies.copy import ApprovedCopy, Recording, SealedKey
from desktop.domain.copies.decision import Decision
from desktop.domain.copies.marking import Draft, Removal
from desktop.domain.copies.transcript import SealedTranscript
from desktop.domain.office.office_policy import LONGEST, SHORTEST
from desktop.domain.office.people import Person
from desktop.domain.office.throttle import Tries
from desktop.domain.requests.deadline import ProofAsked
from desktop.domain.requests.request import Request
from desktop.domain.reviews.review import ReviewQuestion
from desktop.domain.sessions.lesser_check import AskedCheck
from desktop.domain.sessions.needs import Need, in_order
from desktop.domain.sessions.session import Session, SessionNote, SightedDocument
from desktop.domain.shared.ids import (
    DeskId,
    NoteId,
    PersonId,
    RecordingId,
    RequestId,
    RetentionKeyId,
    SessionId,
    new_id,
)
from desktop.domain.shared.spans import Span, union
from desktop.domain.shared.typed_text import Note

T = TypeVar("T")

ids = st.builds(new_id)
times = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1))
words = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=30)
counts = st.integers(0, 2**31 - 1)
keys = st.binary(min_size=1, max_size=64)
notes = st.builds(Note, ids.map(NoteId), st.binary(min_size=16, max_size=16), words)
tries = st.builds(Tries, st.integers(0, 1000), st.none() | times)
removals = st.builds(
    lambda start, length, part: Removal(start, start + length, *part),
    *(counts, st.integers(1, 10**6)),
    st.deferred(lambda: st.tuples(*(_of(kind) for kind in list(get_type_hints(Removal).values())[2:]))),
)
spans = st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 500)), max_size=6).map(
    lambda pairs: union(Span(start, start + length) for start, length in pairs)
)
new_notes = st.builds(lambda: NoteId(new_id()))
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    bytes: keys,
    date: days,
    datetime: times,
    int: counts,
    str: words,
    Note: notes,
    Removal: removals,
}


def drawn(kind: type[T], **given: object) -> st.SearchStrategy[T]:
    """Draw that dataclass with each field by its type, unless it is `given`: a value, or what draws it."""
    made = {name: each if isinstance(each, st.SearchStrategy) else st.just(each) for name, each in given.items()}
    hints = get_type_hints(kind)
    left = [each.name for each in fields(kind) if each.name not in made]  # type: ignore[arg-type]
    return st.builds(kind, **made, **{name: _of(hints[name]) for name in left})


def _of(hint: Any) -> st.SearchStrategy[Any]:
    kinds = get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, NewType):
        return ids
    if get_origin(hint) is Literal:
        return st.sampled_from(kinds)
    if NoneType in kinds:
        return st.none() | _of(next(kind for kind in kinds if kind is not NoneType))
    if get_origin(hint) is frozenset:
        return st.frozensets(_of(kinds[0]))
    if get_origin(hint) is tuple:
        return st.lists(_of(kinds[0]), max_size=4).map(tuple) if ... in kinds else st.tuples(*map(_of, kinds))
    return st.sampled_from(hint) if issubclass(hint, StrEnum) else drawn(hint)


people = drawn(Person, sign_in_name=ids, lent=(), lent_now=frozenset(), directory="")
drafts = drawn(Draft, version=1)
sealed_transcripts = drawn(SealedTranscript, version=1)
session_notes = drawn(SessionNote)
PLAIN[ProofAsked] = drawn(ProofAsked, note=None)


def requests(taken_by: PersonId) -> st.SearchStrategy[Request]:
    return drawn(
        Request,
        reference=ids.map(lambda id: id[:20]),
        taken_by=taken_by,
        recording=None,
        needs=st.lists(st.sampled_from(Need), max_size=4).map(in_order),
    )


def _sealed(key: tuple[RetentionKeyId, bytes]) -> st.SearchStrategy[SealedKey]:
    return st.builds(SealedKey, keys, st.just(key[0]), st.just(key[1]))


def recordings(key: tuple[RetentionKeyId, bytes]) -> st.SearchStrategy[Recording]:
    return drawn(Recording, key=_sealed(key), destroyed_at=None)


def copies(
    request: RequestId, recording: RecordingId, by: PersonId, key: tuple[RetentionKeyId, bytes]
) -> st.SearchStrategy[ApprovedCopy]:
    return drawn(ApprovedCopy, request=request, recording=recording, prepared_by=by, key=_sealed(key))


def decisions(request: RequestId, by: PersonId, copy: object) -> st.SearchStrategy[Decision]:
    return drawn(Decision, id=ids, request=request, copy=st.sampled_from([None, copy]), decided_by=by)


def appointments(request: RequestId, desk: DeskId) -> st.SearchStrategy[Appointment]:
    return drawn(Appointment, request=request, desk=desk, minutes=st.integers(SHORTEST, LONGEST))


def sessions(pattern: Session, advisers: list[PersonId]) -> st.SearchStrategy[Session]:
    """Return sessions in any state over the request, copy and desk of `pattern`."""
    return drawn(
        Session,
        request=pattern.request,
        copy=pattern.copy,
        adviser=st.sampled_from(advisers),
        desk=pattern.desk,
        appointment=st.sampled_from([None, pattern.appointment]),
        heard=spans,
    )


def asked_checks(session: SessionId, by: PersonId, desk: DeskId) -> st.SearchStrategy[AskedCheck]:
    """Lesser checks asked for in that session; the note of each is to be added first."""
    ended = st.sampled_from([None, by])
    return drawn(AskedCheck, id=new_notes, session=session, asked_by=by, desk=desk, ended_by=ended)


def review_questions(session: SessionId, by: PersonId, to: PersonId) -> st.SearchStrategy[ReviewQuestion]:
    """Questions about that session, not answered yet."""
    more = {"answer": None, "answered_at": None}
    return drawn(ReviewQuestion, id=new_notes, session=session, asked_by=by, asked_to=to, **more)


def documents(by: PersonId) -> st.SearchStrategy[SightedDocument]:
    return drawn(SightedDocument, slot=st.integers(0, 3), sighted_by=by)
