"""Wrong passwords that a desk has counted, as its newest refusal says."""

from __future__ import annotations

from datetime import UTC, datetime

from desktop.domain.log.events import EventKind
from desktop.domain.log.refusals import account_mark, account_secret, is_of_account
from desktop.domain.log.replay.office import Cleared, Refused, RefusedAccount
from tests.domain.log.replay.story import Story, an_id

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
