"""Sessions found by the words in their notes, in every place (`places.PLACES`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.application.ports.reading import ReviewFilter
from desktop.application.sessions import listening
from desktop.domain.sessions.session import NoteKind, Outcome
from desktop.domain.shared.ids import SessionId
from tests.support.builders import Office
from tests.support.places import PLACES, owners


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        yield made


@pytest.fixture
def noted(office: Office) -> SessionId:
    return a_noted_session(office)


@pytest.fixture(params=PLACES, scope="module")
def searched(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Office, SessionId]]:
    """Yield an office that is only searched, and its session."""
    with PLACES[request.param](tmp_path_factory.mktemp("searched")) as made:
        yield made, a_noted_session(made)


def a_noted_session(office: Office) -> SessionId:
    id = office.listening()
    words = "Why did the Crew not come back in October?"
    note = listening.TakeNote(office.who(id), id, NoteKind.QUESTION, words, 10)
    office.do(note)
    office.close_after_listening(id)
    return id


def found(office: Office, words: str) -> list[SessionId]:
    with office.uow().read_only() as uow:
        return [row.id for row in uow.reading.reviews(ReviewFilter(words=words), 10)]


@pytest.mark.parametrize("typed", ["crew", "CREW october", "octo", "come, (back)", "crew* OR", "  ", "", '"', "'; --"])
def test_all_the_words_or_their_beginnings_are_in_the_notes(searched: tuple[Office, SessionId], typed: str) -> None:
    office, noted = searched
    expected = [] if "OR" in typed else [noted]
    assert found(office, typed) == expected


@pytest.mark.parametrize("typed", ["bin", "crew bin", "rew", "note_search"])
def test_a_session_without_one_of_the_words_is_not_found(searched: tuple[Office, SessionId], typed: str) -> None:
    office, noted = searched
    assert found(office, typed) == [] and found(office, "crew") == [noted]


def test_what_was_destroyed_or_changed_is_found_no_more(office: Office, noted: SessionId) -> None:
    with owners(office) as owner, owner.begin() as connection:
        connection.execute(text("UPDATE note SET words = 'Nothing of it' WHERE words LIKE '%Crew%'"))
    assert found(office, "crew") == [] and found(office, "nothing") == [noted]


def test_a_session_waits_until_it_is_signed_off(office: Office, noted: SessionId) -> None:
    assert found(office, "crew") == [noted]
    with office.uow() as uow:
        uow.sessions.sign_off(noted, office.people["supervisor"], office.clock.now(), None)
        uow.sessions.save(uow.sessions.get(noted))  # whatever is saved later does not bring it back
        assert uow.reading.reviews(ReviewFilter(words="crew"), 10) == []
        assert [row.id for row in uow.reading.reviews(ReviewFilter(words="crew", waiting_only=False), 10)] == [noted]
        waiting = uow.reading.review_counts()
        assert (waiting.to_look_at, waiting.ordinary) == (0, 0)
    assert office.session(noted).outcome is Outcome.HEARD_IN_PART
