"""A key goes to the PCs of its kinds that are here, and nothing comes under one that was retired."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.domain.log.replay.entitled import HOLDERS
from desktop.domain.log.replay.replaying import replay
from desktop.domain.office.pcs import HOLDS
from tests.domain.log.replay.story import K, Said, Story, an_id, created, digest_of

A_DAY = timedelta(days=1)


def test_the_kinds_of_pc_are_those_that_hold_a_key() -> None:
    for kind, holders in HOLDERS.items():
        assert holders == {desk.value for desk, held in HOLDS.items() if kind in held}
    assert HOLDERS.keys() == frozenset().union(*HOLDS.values())


def an_office() -> Story:
    """Return an office with a back office, a counter and a recovery key."""
    story = created(Story(), recipients=["paper"])
    for name, kind in (("back", "back_office"), ("front", "counter")):
        story.say(K.DESK_ENROLLED, "", DESK=name, recipient=name, kind=kind, key=name)
    return story


def comes(story: Story, to: object, after: timedelta = A_DAY, **said: object) -> Story:
    """Let sound come under a new key that is wrapped to these."""
    facts: Said = {"new_key": an_id("key"), "kind": "original", "source": "pbx", "month": "2026-11", "wrapped_to": to}
    story.say(K.RETENTION_KEY_RENEWED, "", **facts | said)
    story.events[-1] = replace(story.events[-1], at=story.events[-2].at + after)
    return story


def codes(story: Story) -> list[str]:
    facts = replay(story.bodies, lambda seq, body, event: True)
    return [each.code for each in facts.findings if each.code in ("key_for_others", "key_retired")]


def test_a_key_goes_to_those_who_may_have_it() -> None:
    cases = [
        (["back", "paper"], "original", True),
        (["paper"], "original", True),
        (["back", "front"], "original", False),
        (["back", "front"], "approved", True),
        (["back", "spy"], "approved", False),
        (["back"], "nothing", False),
        ("spy", "original", False),
        (7, "original", True),
    ]
    assert [
        (to, kind, fits)
        for to, kind, fits in cases
        if codes(comes(an_office(), to, kind=kind)) != ([] if fits else ["key_for_others"])
    ] == []


@pytest.mark.parametrize(("after", "fits"), [(timedelta(minutes=1), True), (A_DAY, False)])
def test_a_pc_that_was_withdrawn_gets_none(after: timedelta, fits: bool) -> None:
    story = an_office().say(K.DESK_WITHDRAWN, "", DESK="back", why="stolen", retired=["original"])
    assert codes(comes(story, ["back"], after=after)) == ([] if fits else ["key_for_others"])


def test_where_no_event_makes_the_office_nobody_is_one_too_many() -> None:
    assert codes(comes(Story().say(K.SIGNED_OUT, ""), ["spy"])) == []


def test_a_pc_that_joins_gets_the_keys_of_its_kinds_and_so_do_those_that_are_there() -> None:
    story = an_office()
    for to, found in ((["back", "front", "paper", "new"], []), (["new", "spy"], ["key_for_others"])):
        joined = Story([*story.events])
        joined.say(K.DESK_ENROLLED, "", DESK="new", recipient="new", kind="counter", key="k", keys=[], wrapped_to=to)
        assert codes(joined) == found


@pytest.mark.parametrize(("after", "fits"), [(timedelta(minutes=1), True), (A_DAY, False)])
def test_nothing_comes_under_a_key_that_was_retired(after: timedelta, fits: bool) -> None:
    story = an_office()
    key = [an_id("key"), "pbx", "2026-11", "original", digest_of("key")]
    story.say(K.DESK_ENROLLED, "", DESK="new", recipient="new", kind="back_office", key="k", keys=[key])
    story.say(K.DESK_WITHDRAWN, "", DESK="new", why="stolen", retired=["original"])
    assert codes(comes(story, [], after=after)) == ([] if fits else ["key_retired"])
