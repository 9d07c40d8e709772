"""A pause of the one transaction, for an answer from outside: others commit, and nothing half done is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.office.throttle import Tries
from desktop.errors import DirectoryError
from tests.support.builders import Office


def test_others_commit_meanwhile_and_what_was_not_committed_is_undone(place: Office) -> None:
    adviser = place.people["adviser"]
    with place.uow() as uow:
        person = uow.people.get(adviser)
        uow.people.save(replace(person, shown_name="Half done"))
        with uow.pause(), place.uow() as other:
            other.people.save_tries("desk", "elsewhere", Tries(3, place.clock.now()))
            other.commit(place.an_event())
        assert uow.people.get(adviser) == person and uow.people.tries("desk", "elsewhere").failures == 3
        uow.people.save(replace(person, shown_name="Done"))
        uow.commit(place.an_event())
        with uow.pause():
            pass
        assert uow.people.get(adviser).shown_name == "Done"
    with place.uow().read_only() as uow:
        assert uow.people.get(adviser).shown_name == "Done"
        with uow.pause():
            pass
        with pytest.raises(RuntimeError):
            uow.commit(place.an_event())


def test_where_there_is_no_answer_nothing_is_left_open(place: Office) -> None:
    before = place.all_rows()
    with pytest.raises(DirectoryError), place.uow() as uow:
        uow.people.save_tries("desk", "elsewhere", Tries(4, place.clock.now()))
        with uow.pause():
            raise DirectoryError("directory_unreachable")
    assert place.all_rows() == before
    with place.uow() as uow:
        uow.commit(place.an_event())
