"""Events that are followed at once say what they say one by one."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay import replaying
from desktop.domain.log.replay.ledger import Facts
from desktop.domain.log.replay.sessions import Session, heard
from tests.domain.log.replay.story import Story, an_approved, an_id, an_office, in_session, listening

K = EventKind
Happened = tuple[EventKind, str, dict[str, Any]]

frames = st.sampled_from([0, 1, 5, 10, 20, 1 << 70])
wrong = frames | st.sampled_from(["5", True, -1])
spans = st.lists(frames, min_size=2, max_size=2).map(sorted)
sound = st.fixed_dictionaries({"frame": frames}, optional={"heard": st.lists(spans, max_size=3)})
malformed = st.fixed_dictionaries(
    {}, optional={"frame": wrong, "heard": wrong | st.lists(wrong) | st.lists(st.lists(wrong))}
)
kinds = st.sampled_from([K.HEARD] * 5 + [K.PLAY_STOPPED] * 2 + [K.BREAK_STARTED, K.BREAK_ENDED, K.SIGNED_OUT])
happened = st.tuples(kinds, st.sampled_from(["one", "one", "one", "other", "nobody"]), sound | sound | malformed)


def told(events: list[Happened]) -> Story:
    story = an_office()
    for number, name in enumerate(("one", "other"), start=1):
        listening(an_approved(story, name, number), name, name)
    for kind, name, facts in events:
        in_session(story, kind, name, name, **facts)
    return story


def with_events(facts: Facts) -> object:
    """Return the facts, and which event said each, which does not count where facts are compared."""
    return facts, {id: session.events for id, session in facts.of(Session).items()}


BAD: list[dict[str, Any]] = [
    {},
    {"frame": True},
    {"frame": "7"},
    *(
        {"frame": 7, "heard": bad}
        for bad in (5, "ab", [5], ["ab"], [[1]], [[1, 2, 3]], [[True, 2]], [[2, 1]], [[2, 2]])
    ),
    {"frame": 7, "heard": [[-1, 2]]},
]


@pytest.mark.parametrize("bad", BAD, ids=str)
def test_one_that_cannot_be_followed_is_named_and_the_others_are_followed(bad: dict[str, Any]) -> None:
    good: list[Happened] = [(K.HEARD, "one", {"frame": at, "heard": [[at, at + 1]]}) for at in (1, 9)]
    story = told([good[0], (K.HEARD, "one", bad), good[1]])
    [finding] = story.facts.findings
    session = story.facts.of(Session)[an_id("one")]
    assert (finding.seq, finding.code) == (len(story.events) - 2, "fact_malformed")
    assert [(each.start, each.end) for each in session.heard] == [(1, 2), (9, 10)] and session.at_frame == 9


@given(st.lists(happened, max_size=12))
def test_events_of_a_session_are_followed_at_once_as_one_by_one(events: list[Happened]) -> None:
    story = told(events)
    at_once = story.facts
    with patch.dict(replaying.OF_MANY, clear=True):
        assert with_events(story.facts) == with_events(at_once)


def test_a_session_that_goes_on_and_on_is_changed_once() -> None:
    said: list[Happened] = [(K.HEARD, "one", {"frame": at, "heard": [[at, at + 1]]}) for at in range(200)]
    story = told(said)
    many = [(len(entries), entries[0].kind) for entries in _runs(story)]
    session = story.facts.of(Session)[an_id("one")]
    assert sum(count for count, _ in many) == len(said) and len(many) <= 3
    assert [(each.start, each.end) for each in session.heard] == [(0, 200)] and session.at_frame == 199


def _runs(story: Story) -> list[Any]:
    found: list[Any] = []
    follow = replaying.OF_MANY[heard]

    def seen(entries: Any, ledger: Any) -> None:
        found.append(entries)
        follow(entries, ledger)

    with patch.dict(replaying.OF_MANY, {heard: seen}):
        assert story.facts.findings == ()
    return found
