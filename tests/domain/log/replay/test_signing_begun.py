"""The event from which on the log is signed says what older events left unsaid; it contradicts none of them."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.desks import Desk
from desktop.domain.log.replay.keys import NOTHING, RetentionKey
from desktop.domain.log.replay.office import Office, Person
from desktop.domain.log.replay.recordings import Recording
from tests.domain.log.replay.story import Story, a_story, an_id, an_office, digest_of

K = EventKind
ROLES = {"adviser": "adviser", "officer": "information_officer", "approver": "approver", "supervisor": "supervisor"}


def stated(**otherwise: Any) -> dict[str, Any]:
    """Return the facts of the event, as the rows of `an_office` are."""
    hashes = {name: digest_of("renewed" if name == "adviser" else name) for name in ROLES}
    return {
        "people": [[an_id(name), role, hashes[name], "active"] for name, role in ROLES.items()],
        "desks": [[an_id("front"), "age1front", "copies"], [an_id("back"), "age1back", "originals"]],
        "keys": [
            [an_id("a key"), "telephony", "2026-11", "original", digest_of("a key")],
            [an_id("a key that is gone"), "telephony", "2026-10", "original", NOTHING],
        ],
        "recipients": ["age1one", "age1two"],
    } | otherwise


def begun(story: Story, **otherwise: Any) -> Story:
    return story.say(K.SIGNING_BEGUN, by="supervisor", PERSON="supervisor", **stated(**otherwise))


def test_hashes_recovery_and_keys_are_known_from_then_on() -> None:
    facts = begun(an_office().older()).facts
    assert facts.findings == ()
    assert facts.of(Person)[an_id("officer")].password_hash == digest_of("officer")
    [office] = facts.of(Office).values()
    assert office.recovery_recipients == ("age1one", "age1two")
    kept, gone = facts.of(RetentionKey)[an_id("a key")], facts.of(RetentionKey)[an_id("a key that is gone")]
    assert kept.destroyed_at is None and gone.destroyed_at is not None
    assert len(facts.of(Desk)) == 2


def test_keys_that_no_event_names_are_none_from_then_on() -> None:
    before = a_story().older()
    assert RetentionKey in before.facts.left_open and before.facts.of(Recording)
    assert RetentionKey not in begun(before).facts.left_open


@pytest.mark.parametrize(("name", "value"), [
    ("people", [[an_id("adviser"), "administrator", digest_of("renewed"), "active"]]),
    ("people", [[an_id("adviser"), "adviser", digest_of("renewed"), "left"]]),
    ("people", [[an_id("adviser"), "adviser", digest_of("another's"), "active"]]),
    ("people", [[an_id("a spy"), "adviser", digest_of("renewed"), "active"]]),
    ("desks", [[an_id("front"), "age1spy", "copies"]]),
    ("desks", [[an_id("front"), "age1front", "originals"]]),
    ("desks", [[an_id("a spy"), "age1spy", "copies"]]),
    ("recipients", ["age1one", "age1spy"]),
])  # fmt: skip
def test_what_says_otherwise_than_the_events_before_it_is_a_finding_and_changes_nothing(name: str, value: Any) -> None:
    facts = begun(an_office(), **{name: value}).facts
    assert [finding.code for finding in facts.findings] == ["said_otherwise"]
    assert facts.things == an_office().facts.things


@pytest.mark.parametrize("name", ["people", "desks", "keys"])
def test_a_row_with_too_little_is_malformed(name: str) -> None:
    facts = begun(an_office(), **{name: [[an_id("front")]]}).facts
    assert [(finding.code, finding.about) for finding in facts.findings] == [("fact_malformed", "signing_begun")]
