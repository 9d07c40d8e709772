"""Replay of files for the police, and what the log cannot have said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.copies import Disclosure
from tests.domain.log.replay.story import Story, a_story, an_approved, an_id, an_office, digest_of, disclosed


def approved(purpose: str = "police") -> Story:
    return an_approved(an_office(), "first", 1, purpose)


def test_each_has_its_place_its_copy_and_its_words() -> None:
    facts = a_story().facts
    assert facts.findings == ()
    first, second = facts.of(Disclosure).values()
    assert (first.position, first.receiver, first.reference) == (0, an_id("force"), an_id("form"))
    assert (second.position, second.receiver, second.reference) == (1, an_id("other force"), None)
    assert (first.copy, first.route, first.basis) == (an_id("copy of police"), "secure_transfer", "crime")
    assert first.disclosed_on == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("story", "notes", "more", "code"),
    [
        (approved("training"), ("force",), {}, "wrong_order"),
        (approved(), ("force",), {"COPY": "another copy"}, "wrong_order"),
        (approved(), (), {}, "fact_malformed"),
        (approved(), ("force", "form", "more"), {}, "fact_malformed"),
        (approved(), ("force",), {"digests": [digest_of("force"), digest_of("form")]}, "fact_malformed"),
    ],
)
def test_what_cannot_have_been_is_a_finding_and_changes_nothing(
    story: Story, notes: tuple[str, ...], more: dict[str, Any], code: str
) -> None:
    before = story.facts.things
    facts = disclosed(story, "first", *notes, **more).facts
    assert [each.code for each in facts.findings] == [code] and facts.things == before


def test_nothing_is_disclosed_of_a_closed_request() -> None:
    story = approved().say(EventKind.REQUEST_CLOSED, REQUEST="first", answered="withdrawn")
    assert [each.code for each in disclosed(story, "first", "force").facts.findings] == ["wrong_order"]
