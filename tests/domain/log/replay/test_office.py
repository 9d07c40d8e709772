"""Policies and wrong passwords by their events: each order that cannot be is refused, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.log.refusals import account_mark, account_secret, is_of_account
from desktop.domain.log.replay.office import Cleared, Policy, Refused, RefusedAccount, in_force
from tests.domain.log.replay.story import Story, an_id, an_office, digest_of

K = EventKind
NAMES = ("identity", "office", "keeping")


def begun() -> Story:
    return Story().say(K.POLICIES_BEGUN, by="", policies=[[name, digest_of(f"{name} 1")] for name in NAMES])


def said(version: int, name: str = "identity", **more: Any) -> dict[str, Any]:
    return {"policy": name, "version": version, "digest": digest_of(f"{name} {version}")} | more


def findings(story: Story) -> list[str]:
    return [found.code for found in story.facts.findings]


def test_their_whole_life() -> None:
    facts = an_office().facts
    found = facts.of(Policy)
    assert facts.findings == () and len(found) == 6
    assert [in_force(facts, name).version for name in NAMES] == [3, 2, 1]  # type: ignore[union-attr]
    assert in_force(facts, "other") is None
    first, dropped, adopted = (found[f"identity/{version}"] for version in (1, 2, 3))
    assert (first.changed_by, first.approved_by) == (None, None) and first.adopted_at == first.changed_at
    assert dropped.adopted_at is None and dropped.dropped_at is not None
    assert (adopted.changed_by, adopted.approved_by) == (an_id("recovered"), an_id("supervisor"))
    assert adopted.content == digest_of("identity 3")


BEFORE: dict[str, Callable[[], Story]] = {
    "nothing": Story,
    "begun": begun,
    "changed": lambda: begun().say(K.POLICY_CHANGED, weaker=[], **said(2)),
    "waits": lambda: begun().say(K.POLICY_PROPOSED, weaker=["kind"], **said(2)),
    "dropped": lambda: begun().say(K.POLICY_PROPOSED, weaker=["kind"], **said(2)).say(K.POLICY_DROPPED, **said(2)),
    "adopted": lambda: (
        begun().say(K.POLICY_PROPOSED, weaker=["kind"], **said(2)).say(K.POLICY_ADOPTED, by="approver", **said(2))
    ),
}
ACTS: dict[str, tuple[EventKind, dict[str, Any]]] = {
    "begin": (K.POLICIES_BEGUN, {"policies": [["identity", digest_of("identity 1")]]}),
    "change to 2": (K.POLICY_CHANGED, said(2, weaker=[])),
    "change to 3": (K.POLICY_CHANGED, said(3, weaker=[])),
    "propose 2": (K.POLICY_PROPOSED, said(2, weaker=["kind"])),
    "propose 3": (K.POLICY_PROPOSED, said(3, weaker=["kind"])),
    "adopt 2": (K.POLICY_ADOPTED, said(2, by="approver")),
    "drop 2": (K.POLICY_DROPPED, said(2)),
}
ALLOWED = {
    ("nothing", "begin"),
    ("begun", "change to 2"),
    ("begun", "propose 2"),
    ("changed", "change to 3"),
    ("changed", "propose 3"),
    ("waits", "adopt 2"),
    ("waits", "drop 2"),
    ("dropped", "change to 3"),
    ("dropped", "propose 3"),
    ("adopted", "change to 3"),
    ("adopted", "propose 3"),
}


def test_every_order() -> None:
    def done(state: str, act: str) -> tuple[int, bool]:
        """Return how many findings there are, and whether a policy changed."""
        story = BEFORE[state]()
        before = dict(story.facts.of(Policy))
        kind, facts = ACTS[act]
        story.say(kind, **facts)
        return len(findings(story)), dict(story.facts.of(Policy)) != before

    found = {order: done(*order) for order in product(BEFORE, ACTS)}
    assert found == {order: (0, True) if order in ALLOWED else (1, False) for order in product(BEFORE, ACTS)}


@pytest.mark.parametrize(
    ("kind", "facts", "code"),
    [
        (K.POLICY_ADOPTED, said(2), "policy_needs_two_people"),
        (K.POLICY_ADOPTED, said(2, by="approver") | {"digest": digest_of("other")}, "said_otherwise"),
        (K.POLICY_ADOPTED, said(3, by="approver"), "not_added"),
        (K.POLICY_DROPPED, said(1), "wrong_order"),
        (K.POLICY_ADOPTED, said(2, by=""), "fact_malformed"),
        (K.POLICY_ADOPTED, {"policy": "identity", "version": "2", "digest": "x"}, "fact_malformed"),
    ],
)
def test_a_second_person_adopts_the_very_text(kind: EventKind, facts: dict[str, Any], code: str) -> None:
    story = BEFORE["waits"]().say(kind, **facts)
    assert findings(story) == [code]


@pytest.mark.against("administrator")
def test_what_weakens_a_check_is_never_changed_by_one() -> None:
    assert findings(begun().say(K.POLICY_CHANGED, **said(2, weaker=["kind"]))) == ["policy_needs_two_people"]


@pytest.mark.parametrize("wrong", [[["identity", "x"]], [["identity"]], "identity", [["a", "b", "c"]]])
def test_a_beginning_of_another_form_begins_nothing(wrong: Any) -> None:
    story = Story().say(K.POLICIES_BEGUN, by="", policies=wrong)
    assert findings(story) == ["fact_malformed"] and not story.facts.of(Policy)


def test_they_can_be_begun_by_an_administrator() -> None:
    story = Story().say(K.POLICIES_BEGUN, by="recovered", policies=[["office", digest_of("office 1")]])
    assert story.facts.of(Policy)["office/1"].changed_by == an_id("recovered")


AT = "2026-11-24T10:00:00.000000Z"


def refused(story: Story, failures: int, desk: str = "front", **more: object) -> Story:
    facts = {"account_failures": 1, "desk_failures": failures, "account": f"mark {len(story.events)}"} | more
    return story.say(EventKind.SIGN_IN_REFUSED, by="", at_desk=desk, **facts)


def test_the_newest_of_each_desk_counts() -> None:
    story = refused(Story(), 1, counted=AT, up=7)
    refused(story, 4, "back", counted=AT)
    refused(story, 2, counted=AT, up=9)
    found, at = story.facts.of(Refused), datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert {id: (each.failures, each.counted, each.up) for id, each in found.items()} == {
        an_id("front"): (2, at, 9),
        an_id("back"): (4, at, None),
    }
    assert story.facts.findings == ()


def test_one_in_another_form_is_a_finding_and_changes_nothing() -> None:
    story = refused(refused(Story(), 1, counted=AT), 2, counted="then")
    assert [finding.code for finding in story.facts.findings] == ["fact_malformed"]
    assert story.facts.of(Refused)[an_id("front")].failures == 1


def test_each_mark_has_what_its_refusal_says_and_the_last_clearing_counts() -> None:
    story = refused(Story(), 1, counted=AT, account="mark")
    refused(story, 2, counted=AT, account="other", account_failures=7)
    for _ in range(2):
        story.say(EventKind.TRIES_CLEARED, PERSON="approver")
    assert {id: each.failures for id, each in story.facts.of(RefusedAccount).items()} == {"mark": 1, "other": 7}
    [cleared] = story.facts.of(Cleared).values()
    assert (cleared.id, cleared.since) == (an_id("approver"), story.facts.size - 1)
    refused(story, 3, counted=AT, account="mark")
    assert [finding.code for finding in story.facts.findings] == ["added_twice"]


def test_a_mark_is_read_with_the_accounts_secret_alone() -> None:
    secret = account_secret("hash", "")
    mark = account_mark(secret)
    assert is_of_account(mark, secret) and mark != account_mark(secret)
    assert not is_of_account(mark, account_secret("", "identifier"))
    assert not is_of_account(account_mark(""), "")
    for other in (None, "", "mark", mark + "0", ":", "\u00e9:\u00e9"):
        assert not is_of_account(other, secret)
