"""Replay of complaints, and what the log cannot have said."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.complaints import Complaint, ComplaintTold
from tests.domain.log.replay.story import Said, Story, a_story, an_id, digest_of

K = EventKind
OF_SESSION: Said = {"REQUEST": "first", "COMPLAINT": "stopped", "SESSION": "stopped"}
BY_LETTER: Said = {"REQUEST": "first", "COMPLAINT": "third"}
SECOND: Said = OF_SESSION | {"REQUEST": "second"}


def telling(story: Story, kind: EventKind, of: Said, **more: str) -> Story:
    return story.say(kind, **of | {"told_on": "2026-11-30"} | more)


def test_both_lives_are_what_their_events_say() -> None:
    facts = a_story().facts
    assert facts.findings == ()
    [letter] = facts.of(Complaint).values()
    assert (letter.id, letter.came_by, letter.received_on) == (an_id("letter"), "letter", date(2026, 11, 24))
    told = {name: [] for name in ("heard", "letter")}  # type: dict[str, list[tuple[int, str, str | None]]]
    for each in facts.of(ComplaintTold).values():
        name = next(name for name in told if an_id(name) == each.complaint)
        told[name].append((each.position, each.step, each.outcome))
    assert told == {
        "heard": [(0, "acknowledged", None), (1, "progress", None), (2, "outcome", "partly_upheld")],
        "letter": [(0, "outcome", "passed_on")],
    }


@pytest.mark.parametrize(
    ("kind", "of", "more", "code"),
    [
        (K.COMPLAINT_PROGRESS_TOLD, SECOND, {}, "wrong_order"),
        (K.COMPLAINT_OUTCOME_TOLD, SECOND, {"outcome": "upheld"}, "wrong_order"),
        (K.COMPLAINT_TAKEN_BACK, SECOND, {"step": "acknowledged"}, "wrong_order"),
        (K.COMPLAINT_TAKEN_BACK, SECOND, {"step": "taken"}, "not_added"),
        (K.COMPLAINT_ACKNOWLEDGED, OF_SESSION, {}, "not_added"),
        (K.COMPLAINT_ACKNOWLEDGED, BY_LETTER, {}, "not_added"),
        (K.COMPLAINT_ACKNOWLEDGED, BY_LETTER | {"COMPLAINT": "no match"}, {}, "not_added"),
        (K.COMPLAINT_ACKNOWLEDGED, BY_LETTER | {"COMPLAINT": "nobody"}, {}, "not_added"),
        (K.COMPLAINT_TAKEN, BY_LETTER, {"came_by": "letter", "received_on": "2026-11-24"}, "fact_malformed"),
        (K.COMPLAINT_PROGRESS_TOLD, BY_LETTER | {"COMPLAINT": "letter"}, {}, "wrong_order"),
    ],
)
def test_what_cannot_have_been_is_a_finding_and_changes_nothing(
    kind: EventKind, of: Said, more: dict[str, str], code: str
) -> None:
    before = a_story().facts
    facts = telling(a_story(), kind, of, **more).facts
    assert [each.code for each in facts.findings] == [code]
    assert facts.things == before.things


def test_it_is_acknowledged_once_and_nothing_follows_its_outcome() -> None:
    story = telling(a_story(), K.COMPLAINT_ACKNOWLEDGED, SECOND)
    assert story.facts.findings == ()
    assert [each.code for each in telling(story, K.COMPLAINT_ACKNOWLEDGED, SECOND).facts.findings] == ["wrong_order"]
    note: Said = {"NOTE": "fresh", "digest": digest_of("fresh")}
    ended = telling(a_story(), K.COMPLAINT_OUTCOME_TOLD, SECOND | note, outcome="passed_on")
    assert ended.facts.findings == ()
    assert [each.code for each in telling(ended, K.COMPLAINT_ACKNOWLEDGED, SECOND).facts.findings] == ["wrong_order"]
