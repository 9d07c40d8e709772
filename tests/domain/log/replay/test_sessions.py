"""Lesser checks and short checks in the replay: what asks for one, what answers it, and what does not."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.sessions import LEAVE_NO_DOUBT, LESS, AskedCheck, Session, SightedDocument
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions import identity
from tests.domain.log.replay.story import (
    Said,
    Story,
    allowed,
    an_approved,
    an_id,
    an_office,
    asked,
    came_back,
    checked_in,
    closed,
    digest_of,
    in_session,
    listening,
    sighted,
)

K = EventKind
DECLINED: Said = {"asked_check": an_id("why"), "NOTE": "no", "digest": digest_of("no")}
ELSEWHERE: Said = {"by": "supervisor", "at_desk": "back"}


def an_office_that_approved() -> Story:
    return an_approved(an_office(), "first", 1)


def an_asked(name: str = "s") -> Story:
    story = checked_in(an_office_that_approved(), name, "first")
    asked(story, name, "why")
    assert story.facts.findings == ()
    return story


def found(story: Story) -> list[str]:
    return [each.code for each in story.facts.findings]


def test_while_it_waits_nothing_of_the_documents_counts() -> None:
    facts = an_asked().facts
    assert facts.of(SightedDocument) == {} and facts.of(Session)[an_id("s")].exceptions == ()
    assert facts.of(AskedCheck)[an_id("why")].documents == (
        (0, "passport", "A", True, -1, ("expiry_fine",)),
        (1, "bill", "B", True, 2, ()),
    )


def test_allowed_it_counts_as_one_that_was_allowed_at_the_counter() -> None:
    story = an_asked()
    allowed(story, "s", "why")
    session = story.facts.of(Session)[an_id("s")]
    assert (session.exceptions, session.lesser_by, session.asked) == (("lesser_check",), an_id("supervisor"), None)
    assert {one.sighted_by for one in story.facts.of(SightedDocument).values()} == {an_id("adviser")}
    assert story.facts.of(AskedCheck)[an_id("why")].standing == "allowed"


NOT_AN_ANSWER: dict[str, tuple[Said, str]] = {
    "at the session's own desk": ({"at_desk": "front"}, "wrong_order"),
    "by the adviser": ({"by": "adviser"}, "wrong_order"),
    "of something else that was asked": ({"asked_check": an_id("another")}, "not_added"),
    "with another document": ({"kinds": ["passport", "staff_pass"]}, "said_otherwise"),
    "with an older bill": ({"ages": [-1, 30]}, "said_otherwise"),
    "with other checks": ({"checks": [["expiry_fine"], ["name_matches"]]}, "said_otherwise"),
    "with less missing": ({"missing": []}, "said_otherwise"),
    "for another reason": ({"digest": digest_of("another")}, "said_otherwise"),
    "under another note": ({"NOTE": "another"}, "said_otherwise"),
    "without documents": ({"slots": [], "kinds": [0]}, "fact_malformed"),
}


def after(story: Story, act: Callable[..., object], *given: Any, **said: Any) -> tuple[list[str], bool]:
    """Do one thing more. Return the codes of all findings, and whether anything else changed."""
    before = story.facts.things
    act(story, *given, **said)
    return found(story), story.facts.things != before


def test_what_is_no_answer_allows_nothing() -> None:
    answers = {name: after(an_asked(), allowed, "s", "why", **said) for name, (said, _) in NOT_AN_ANSWER.items()}
    assert answers == {name: ([code], False) for name, (_, code) in NOT_AN_ANSWER.items()}


def _sight(story: Story) -> None:
    sighted(story, K.DOCUMENTS_SIGHTED, "s", "first")


def _come_back(story: Story) -> None:
    in_session(story, K.SESSION_INTERRUPTED, "s", "first", was="checked_in", frame=0)
    in_session(story, K.SESSION_RESUMED, "s", "first", state="checked_in", short_check=False, frame=0)


def _ask_again(story: Story) -> None:
    asked(story, "s", "again")


def _withdraw(story: Story) -> None:
    in_session(story, K.LESSER_CHECK_WITHDRAWN, "s", "first", asked_check=an_id("why"), because="given_up")


def _decline(story: Story) -> None:
    in_session(story, K.LESSER_CHECK_DECLINED, "s", "first", **ELSEWHERE, **DECLINED)


def _allow(story: Story) -> None:
    allowed(story, "s", "why")


def _at_the_counter(story: Story) -> None:
    less: Said = {"NOTE": "here", "digest": digest_of("here"), "missing": [], "by": "supervisor"}
    sighted(story, K.LESSER_CHECK_ALLOWED, "s", "first", **less)


def _not_enough(story: Story) -> None:
    in_session(story, K.IDENTITY_NOT_ENOUGH, "s", "first", missing=[])


ENDS = (_sight, _come_back, _ask_again, _withdraw, _decline, _allow, _at_the_counter, _not_enough)


def test_once_it_is_over_no_answer_counts() -> None:
    late = {}
    for end, act in product(ENDS, (_allow, _decline)):
        story = an_asked()
        end(story)
        assert found(story) == [], end
        late[end.__name__, act.__name__] = after(story, act)
    assert {how: done for how, done in late.items() if done != (["wrong_order"], False)} == {}


def test_somebody_who_leaves_meanwhile_does_not_end_it() -> None:
    story = an_asked()
    in_session(story, K.PARTY_LEFT, "s", "first", party="companion")
    _allow(story)
    assert found(story) == []


def test_one_whose_session_moved_on_can_still_be_withdrawn() -> None:
    story = an_asked()
    _not_enough(story)
    _withdraw(story)
    assert found(story) == [] and story.facts.of(AskedCheck)[an_id("why")].standing == "withdrawn"


@pytest.mark.parametrize("said", [{"by": "supervisor"}, {"at_desk": "back"}])
def test_it_is_asked_for_and_withdrawn_by_the_adviser_at_their_desk(said: Said) -> None:
    story = checked_in(an_office_that_approved(), "s", "first")
    asked(story, "s", "why", **said)
    assert found(story) == ["wrong_order"]
    story = an_asked()
    of: Said = {"asked_check": an_id("why"), "because": "given_up"} | said
    in_session(story, K.LESSER_CHECK_WITHDRAWN, "s", "first", **of)
    assert found(story) == ["wrong_order"]


def test_it_is_asked_for_at_the_id_step_and_names_its_documents() -> None:
    story = checked_in(an_office_that_approved(), "s", "first")
    _not_enough(story)
    asked(story, "s", "why")
    assert found(story) == ["wrong_order"]
    assert found(an_asked().without(K.LESSER_CHECK_ASKED, "slots")) == ["fact_malformed"]
    assert found(an_asked().without(K.LESSER_CHECK_ASKED, "digest")) == ["fact_malformed"]
    declined = an_asked()
    in_session(declined, K.LESSER_CHECK_DECLINED, "s", "first", **ELSEWHERE, **DECLINED)
    assert found(declined.without(K.LESSER_CHECK_DECLINED, "digest")) == ["fact_malformed"]


def closed_then(outcome: str = "heard_in_part") -> Story:
    """A session of the request that was closed, and another that begins."""
    story = listening(an_approved(an_office(), "first", 1), "then", "first")
    in_session(story, K.LISTENING_FINISHED, "then", "first", frame=10, heard=[[0, 10]], because="finished")
    closed(story, "then", "first", outcome)
    return checked_in(story, "now", "first")


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
