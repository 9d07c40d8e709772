"""A search finds what the rules say, and a session by the words of its notes; in every place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.reading import ReviewFilter
from desktop.application.recordings.holding import search
from desktop.application.sessions import listening
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.recordings.finding import Found, Step, found_at, steps_of
from desktop.domain.requests.request import WITHHELD, Call
from desktop.domain.sessions.session import NoteKind
from desktop.domain.shared.ids import RecordingId, RetentionKeyId, SessionId, new_id
from desktop.domain.shared.written_numbers import UNREADABLE
from tests.support.offices.builders import ZONE, Office
from tests.support.offices.places import owners

THEIRS, ANOTHERS = "+441632960733", "+441632960734"
AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)
Units = Callable[[], UnitOfWork]

numbers = st.sampled_from([THEIRS, ANOTHERS, UNREADABLE, None])
calls = st.builds(Call, st.just(AT), st.sampled_from([THEIRS, WITHHELD, ""]), st.booleans())
apart = st.one_of(
    st.sampled_from(
        [timedelta(minutes=-30), timedelta(minutes=30), timedelta(hours=9.5), timedelta(days=7, hours=9.5)]
        + [timedelta(days=days) for days in (-6, -1, 1, 6)]
    ),
    st.timedeltas(timedelta(minutes=-90), timedelta(minutes=90)),
    st.timedeltas(timedelta(days=-9), timedelta(days=9)),
)


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    gone = draw(st.booleans())
    return Recording(
        id=RecordingId(new_id()),
        source=draw(st.sampled_from(["switchboard", "mobiles"])),
        call_at=AT + draw(apart),
        outbound=draw(st.booleans()),
        format="pcm_wav",
        rate=8000,
        channels=1,
        frames=draw(st.integers(0, 10**6)),
        digest=new_id() * 2,
        key=SealedKey(b"sealed", RetentionKeyId(""), b""),  # that of its source, when it is added
        imported_at=AT,
        destroyed_at=AT if gone else None,
        number=None if gone else draw(numbers),
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(calls, st.lists(recordings(), max_size=8), st.none() | st.integers(1, 4))
def test_a_search_finds_what_the_rules_say_the_earliest_first(
    open_unit: Units, call: Call, made: list[Recording], limit: int | None
) -> None:
    with open_unit() as uow:
        here = [_added(recording, uow) for recording in made]
        for step in steps_of(call):
            could_be = [each for each in here if each.destroyed_at is None and _found(step, call, each)]
            by_number = [each for each in could_be if call.number and each.number is not None]
            by_time = [each for each in could_be if each not in by_number]
            found = search(call, step, uow, limit)
            assert _ids(found.by_number) == _ids(by_number)[:limit]
            assert _ids(found.by_time) == _ids(by_time)[:limit]
            if limit is not None:
                continue
            expected = sorted(could_be, key=lambda each: (each.call_at, each.id))
            assert [each.id for each in found.all] == [each.id for each in expected]
            for told, kept in zip(found.all, expected, strict=True):
                assert (told.source, told.call_at, told.outbound) == (kept.source, kept.call_at, kept.outbound)
                assert (told.seconds, told.number) == (kept.frames / 8000, kept.number)


def _found(step: Step, call: Call, recording: Recording) -> bool:
    return found_at(step, call, recording.call_at, recording.number, recording.outbound, ZONE)


def _ids(some: Iterable[Found | Recording]) -> list[RecordingId]:
    """Return their identifiers, the earliest first."""
    return [each.id for each in sorted(some, key=lambda each: (each.call_at, each.id))]


def _added(recording: Recording, uow: UnitOfWork) -> Recording:
    month = "2026-11"
    found = uow.recordings.retention_key(recording.source, month, "original")
    if found is None:
        uow.recordings.add_retention_key(RetentionKeyId(new_id()), recording.source, month, "original", b"wrapped")
        found = uow.recordings.retention_key(recording.source, month, "original")
    assert found is not None
    recording = replace(recording, key=SealedKey(b"sealed", *found))
    uow.recordings.add(recording)
    if recording.destroyed_at is not None:
        uow.keeping.mark_destroyed(recording.id, recording.destroyed_at)
    return recording


def test_whose_recording_it_is_already(place: Office, open_unit: Units) -> None:
    first = place.first_request
    recording = place.recording(first)
    with open_unit() as uow:
        assert uow.recordings.named_by([recording, RecordingId(new_id())]) == {recording: frozenset({first})}
        assert uow.recordings.named_by([]) == {}


@pytest.fixture
def noted(place: Office) -> SessionId:
    """Return a session with a note, from before its supervisor has looked at it."""
    id = place.listening()
    words = "Why did the Crew not come back in October?"
    place.do(listening.TakeNote(place.who(id), id, NoteKind.QUESTION, words, 10))
    place.close_after_listening(id)
    return id


def found(office: Office, words: str) -> list[SessionId]:
    with office.uow().read_only() as uow:
        return [row.id for row in uow.reading.reviews(ReviewFilter(words=words), 10)]


def test_a_session_is_found_by_the_beginnings_of_words_in_its_notes_as_they_are_now(
    place: Office, noted: SessionId
) -> None:
    for typed in ("crew", "CREW october", "octo", "come, (back)", "  ", "", '"', "'; --"):
        assert found(place, typed) == [noted], typed
    for typed in ("bin", "crew bin", "rew", "note_search", "crew* OR"):
        assert found(place, typed) == [], typed
    with place.uow() as uow:  # this is not committed
        uow.sessions.sign_off(noted, place.people["supervisor"], place.clock.now(), None)
        uow.sessions.save(uow.sessions.get(noted))  # whatever is saved later does not bring it back
        assert uow.reading.reviews(ReviewFilter(words="crew"), 10) == []
        assert [row.id for row in uow.reading.reviews(ReviewFilter(words="crew", waiting_only=False), 10)] == [noted]
        waiting = uow.reading.review_counts()
        assert (waiting.to_look_at, waiting.ordinary) == (0, 0)
    with owners(place) as owner, owner.begin() as connection:
        connection.execute(text("UPDATE note SET words = 'Nothing of it' WHERE words LIKE '%Crew%'"))
    assert found(place, "crew") == [] and found(place, "nothing") == [noted]
