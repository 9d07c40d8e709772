"""The short check in the replay: what it may rest on, and everything that it may not."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.sessions import LEAVE_NO_DOUBT, LESS, Session
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions import identity
from tests.domain.log.replay.story import (
    Said,
    Story,
    an_approved,
    an_id,
    an_office,
    came_back,
    checked_in,
    closed,
    in_session,
    listening,
    sighted,
)

K = EventKind


def closed_then(outcome: str = "heard_in_part") -> Story:
    """A session of the request that was closed, and another that begins."""
    story = listening(an_approved(an_office(), "first", 1), "then", "first")
    in_session(story, K.LISTENING_FINISHED, "then", "first", frame=10, heard=[[0, 10]], because="finished")
    closed(story, "then", "first", outcome)
    return checked_in(story, "now", "first")


def found(story: Story) -> list[str]:
    return [each.code for each in story.facts.findings]


def refused(story: Story, code: str = "wrong_order", **said: Any) -> None:
    """Assert that the short check is a finding, and changes nothing."""
    assert found(story) == []
    before = story.facts.things
    came_back(story, "now", "then", **said)
    assert found(story) == [code] and story.facts.things == before


def test_it_confirms_the_identity_as_documents_and_questions_do() -> None:
    story = came_back(closed_then(), "now", "then")
    session = story.facts.of(Session)[an_id("now")]
    assert found(story) == [] and (session.state, session.identified, session.slots) == ("identified", True, ())


def test_the_rules_are_those_of_the_program() -> None:
    assert set(LEAVE_NO_DOUBT) == {each.value for each in identity.LEAVE_NO_DOUBT}
    less = {Exceptional.LESSER_CHECK, Exceptional.NEAR_ENOUGH, Exceptional.ANSWERS_NOT_SEEN}
    assert set(LESS) == {each.value for each in less}


def test_it_rests_on_a_session_that_is_closed_and_of_the_same_request() -> None:
    under_way = checked_in(listening(an_approved(an_office(), "first", 1), "then", "first"), "now", "first")
    refused(under_way)
    refused(closed_then(), "not_added", earlier=an_id("nowhere"))
    refused(closed_then(), earlier=an_id("now"))


@pytest.mark.parametrize("outcome", ["stopped_by_staff", "approval_withdrawn"])
def test_it_rests_on_no_session_whose_outcome_leaves_a_doubt(outcome: str) -> None:
    refused(closed_then(outcome))


@pytest.mark.parametrize("said", [{"by": "supervisor"}, {"at_desk": "back"}])
def test_the_adviser_of_the_session_makes_it_at_its_desk(said: Said) -> None:
    refused(closed_then(), **said)


def test_once_documents_were_sighted_the_whole_check_goes_on() -> None:
    story = closed_then()
    sighted(story, K.DOCUMENTS_SIGHTED, "now", "first")
    refused(story)


def test_it_rests_on_no_lesser_check_and_on_no_other_short_check() -> None:
    story = an_approved(an_office(), "first", 1)
    checked_in(story, "then", "first")
    less: Said = {"NOTE": "less", "digest": "0" * 64, "missing": [], "by": "supervisor"}
    sighted(story, K.LESSER_CHECK_ALLOWED, "then", "first", **less)
    in_session(story, K.IDENTITY_CONFIRMED, "then", "first", caller="matches", exceptions=[])
    in_session(story, K.LISTENING_FINISHED, "then", "first", frame=0, heard=[], because="finished")
    closed(story, "then", "first", "customer_left")
    refused(checked_in(story, "now", "first"))
    chain = came_back(closed_then(), "now", "then")
    in_session(chain, K.LISTENING_FINISHED, "now", "first", frame=0, heard=[], because="finished")
    closed(chain, "now", "first", "customer_left")
    checked_in(chain, "third", "first")
    came_back(chain, "third", "now")
    assert found(chain) == ["wrong_order"]


def test_it_rests_on_nobody_whose_identity_was_not_confirmed() -> None:
    story = checked_in(an_approved(an_office(), "first", 1), "then", "first")
    in_session(story, K.LISTENING_FINISHED, "then", "first", frame=0, heard=[], because="finished")
    closed(story, "then", "first", "customer_left")
    refused(checked_in(story, "now", "first"))


def test_a_session_was_not_opened_by_mistake_once_someone_was_identified() -> None:
    """Such a session leaves the figures, and gives its appointment back."""
    story = listening(an_approved(an_office(), "first", 1), "then", "first")
    in_session(story, K.LISTENING_FINISHED, "then", "first", frame=10, heard=[[0, 10]], because="finished")
    closed(story, "then", "first", "opened_by_mistake")
    assert found(story) == ["wrong_order"] and story.facts.of(Session)[an_id("then")].state != "closed"


def test_where_the_customer_had_left_it_does_not_serve() -> None:
    story = closed_then()
    in_session(story, K.PARTY_LEFT, "now", "first", party="customer")
    refused(story)


def test_it_says_on_which_session_it_rests() -> None:
    assert found(came_back(closed_then(), "now", "then").without(K.SHORT_CHECK_MADE, "earlier")) == ["fact_malformed"]
