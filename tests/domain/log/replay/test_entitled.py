"""Whoever acts had the role for it and had not left, was shown what they sign off, and a key went to those who may have
it: what was hidden from the rows is seen in the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.replaying import HOLDERS, ROLES, replay
from desktop.domain.log.replay.reviews import digest_of_acts
from desktop.domain.office.pcs import HOLDS
from desktop.domain.office.people import ALLOWED, Permission
from desktop.domain.shared.ids import PersonId
from tests.domain.log.replay.story import (
    AT,
    K,
    Said,
    Story,
    an_approved,
    an_id,
    an_office,
    asker_corrected,
    closed,
    created,
    digest_of,
    imported,
    in_session,
    listening,
    prepared,
    taken,
    transcribed,
)

PERMISSIONS = {
    Permission.DECIDE: (K.REQUEST_APPROVED, K.REQUEST_SENT_BACK, K.REQUEST_REFUSED, K.APPROVAL_WITHDRAWN),
    Permission.ALLOW_LESSER_CHECK: (K.LESSER_CHECK_ALLOWED,),
    Permission.REVIEW: (K.REVIEW_SIGNED_OFF, K.SIGN_OFF_TAKEN_BACK, K.ADMINISTRATION_REVIEWED),
    Permission.RELEASE_HOLD: (K.HOLD_REVIEWED, K.HOLD_RELEASE_ASKED, K.HOLD_RELEASED),
    Permission.ADOPT_POLICY: (K.POLICY_ADOPTED, K.POLICY_DROPPED),
    Permission.VERIFY_LOG: (K.LAG_ACCEPTED,),
    Permission.TAKE_REQUEST: (K.REQUEST_TAKEN, K.CALL_CORRECTED, K.REPRESENTATIVE_NAMED, K.DELETION_STOPPED),
    Permission.CORRECT_ASKER: (K.ASKER_CORRECTED,),
    Permission.PREPARE_COPY: (
        K.RECORDING_IMPORTED,
        K.RECORDING_BROUGHT_BACK,
        K.RECORDING_LINKED,
        K.RECORDING_UNLINKED,
        K.COPY_PREPARED,
    ),
    Permission.CONDUCT_SESSION: (K.LESSER_CHECK_ASKED, K.IDENTITY_CONFIRMED, K.SHORT_CHECK_MADE, K.RECORDING_OPENED),
}


def test_the_roles_are_those_that_may() -> None:
    """Whoever prepares and whoever decides hears; everything else is the administrator's."""
    permissions = {kind: {permission} for permission, kinds in PERMISSIONS.items() for kind in kinds}
    permissions |= {kind: {Permission.PREPARE_COPY, Permission.DECIDE} for kind in (K.ORIGINAL_OPENED, K.COPY_OPENED)}
    assert permissions.keys() < ROLES.keys()
    for kind, roles in ROLES.items():
        permitted = permissions.get(kind, {Permission.ADMINISTER})
        assert roles == {role.value for role, allowed in ALLOWED.items() if permitted & allowed}, kind


CODES = ("has_left", "not_entitled", "approved_by_one_involved", "signed_off_unseen", "policy_not_in_force")


def office(zone: str = "Europe/London", roles: str = "administrator") -> Story:
    """Return an office with an administrator (or someone else) and an approver."""
    story = created(Story(), zone=zone)
    for name, role in (("admin", roles), ("approver", "approver")):
        story.say(K.PERSON_ADDED, "", PERSON=name, roles=role.split(), hash=digest_of(name))
    return story


def codes(story: Story) -> Mapping[int, str]:
    """Return the findings about whoever acts, where every event is signed."""
    facts = replay(story.bodies, lambda seq, body, event: True)
    return {each.seq: each.code for each in facts.findings if each.code in CODES}


def test_nobody_approves_without_the_role_nor_somebody_unknown() -> None:
    story = office()
    for name in ("approver", "admin", "nobody"):
        story.say(K.REQUEST_APPROVED, name, REQUEST="first")
    assert codes(story) == {4: "not_entitled", 5: "not_entitled"}


def test_a_role_counts_until_it_is_taken_away() -> None:
    story = office().say(K.REQUEST_APPROVED, "approver", REQUEST="first")
    story.say(K.ROLES_CHANGED, "admin", PERSON="approver", roles=["adviser"])
    story.say(K.REQUEST_APPROVED, "approver", REQUEST="first")
    assert codes(story) == {5: "not_entitled"}


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        (["short_id_step"], True),
        (["short_id_step", "not_signed_off"], True),
        ([], False),
        (["distress"], False),
        (0, False),
    ],
)
def test_nobody_signs_off_what_they_were_not_shown(shown: object, seen: bool) -> None:
    """A session whose identity check was short."""
    story = listening(an_approved(an_office(), "first", 1), "session", "first")
    in_session(story, K.LISTENING_FINISHED, "session", "first", frame=8, heard=[[0, 8]], because="end")
    closed(story, "session", "first", "heard_in_part")
    story.say(K.PERSON_ADDED, "", PERSON="boss", roles=["supervisor"], hash=digest_of("boss"))
    story.say(K.REVIEW_SIGNED_OFF, "boss", SESSION="session", REQUEST="first", exceptions=shown, digest="")
    found = [code for code in codes(story).values() if code == "signed_off_unseen"]
    assert found == ([] if seen else ["signed_off_unseen"])


def test_a_restriction_that_was_not_in_force_is_shown_to_whoever_signs_off() -> None:
    story = listening(an_approved(an_office(), "first", 1), "session", "first")
    in_session(story, K.LOCKDOWN_DEGRADED, "session", "first", restrictions=["screen_saver"])
    in_session(story, K.LISTENING_FINISHED, "session", "first", frame=8, heard=[[0, 8]], because="end")
    closed(story, "session", "first", "heard_in_part")
    story.say(K.PERSON_ADDED, "", PERSON="boss", roles=["supervisor"], hash=digest_of("boss"))
    seen = ["short_id_step"]
    story.say(K.REVIEW_SIGNED_OFF, "boss", SESSION="session", REQUEST="first", exceptions=seen, digest="")
    assert "signed_off_unseen" in codes(story).values()


def test_a_sign_off_of_a_session_that_is_not_there_is_no_matter_of_what_was_shown() -> None:
    story = office(roles="supervisor").say(K.REVIEW_SIGNED_OFF, "admin", SESSION="none", exceptions=[], digest="")
    assert codes(story) == {}


@pytest.mark.parametrize("by", ["taker", "corrector", "preparer", "marker", "transcriber", "officer", "approver"])
def test_nobody_approves_what_they_were_involved_in(by: str) -> None:
    story = office(roles="approver")
    for each in ("officer", "taker", "corrector", "preparer", "marker", "transcriber"):
        roles = ["information_officer", "approver"]
        story.say(K.PERSON_ADDED, "", PERSON=each, roles=roles, hash=digest_of(each))
    asker_corrected(taken(story, "first"), ["first"], ["surname"], by="corrector")
    asker_corrected(story, ["first"], ["address"])
    imported(story, "first", "recording").say(
        K.DRAFT_SAVED, "marker", REQUEST="first", version=1, sha256=digest_of("draft")
    )
    transcribed(story, "first", 1)
    prepared(story, "first", "recording", "copy")
    who = {K.REQUEST_TAKEN: "taker", K.TRANSCRIPT_SAVED: "transcriber", K.COPY_PREPARED: "preparer"}
    story.events = [
        replace(each, actor=PersonId(an_id(who[each.kind]))) if each.kind in who else each for each in story.events
    ]
    story.say(K.REQUEST_APPROVED, by, REQUEST="first", COPY="copy")
    found = codes(story)
    assert found == ({} if by in ("officer", "approver") else {len(story.events) - 1: "approved_by_one_involved"})


@pytest.mark.parametrize(
    ("zone", "first", "counts"),
    [
        ("Europe/London", 0, True),
        ("Europe/London", 1, False),
        ("nowhere/at all", 1, True),
        ("Europe/London", -9, False),
    ],
)
def test_a_loan_counts_on_its_days(zone: str, first: int, counts: bool) -> None:
    """Where no zone can be read, also on the days beside them."""
    days = [(AT + timedelta(days=first + more)).date().isoformat() for more in (0, 2)]
    story = office(zone).say(K.ROLE_LENT, "admin", PERSON="admin", role="approver", first=days[0], last=days[1])
    story.say(K.REQUEST_APPROVED, "admin", REQUEST="first")
    assert codes(story) == ({} if counts else {4: "not_entitled"})


def test_where_no_event_makes_the_office_days_are_those_of_utc() -> None:
    story = office().without(K.OFFICE_CREATED, "zone")
    assert codes(story.say(K.REQUEST_APPROVED, "approver", REQUEST="first")) == {}


@pytest.mark.parametrize(
    ("kind", "by", "said"),
    [
        (K.SIGNED_IN, "", {"PERSON": "approver"}),
        (K.REQUEST_APPROVED, "approver", {"REQUEST": "first"}),
        (K.REQUEST_SENT_BACK, "approver", {"REQUEST": "first"}),
    ],
)
def test_nobody_acts_who_has_left(kind: EventKind, by: str, said: Said) -> None:
    story = office().say(K.PERSON_LEFT, "admin", PERSON="approver").say(kind, by, **said)
    assert codes(story) == {4: "has_left"}
    story.say(K.PERSON_CAME_BACK, "admin", PERSON="approver", roles=["approver"], hash=digest_of("new"))
    assert codes(story.say(kind, by, **said)) == {4: "has_left"}


def test_what_nobody_did_by_name_is_not_looked_at() -> None:
    story = office().say(K.PERSON_LEFT, "admin", PERSON="approver")
    assert codes(story.say(K.ROLES_CHANGED, "", PERSON="admin", roles=["adviser"])) == {}


@pytest.mark.parametrize("kind", [K.ORIGINAL_OPENED, K.COPY_OPENED])
def test_nobody_hears_what_waits_for_a_decision_without_a_role_for_it(kind: EventKind) -> None:
    story = office().say(kind, "approver", REQUEST="first").say(kind, "admin", REQUEST="first")
    story.say(K.PERSON_LEFT, "admin", PERSON="approver").say(kind, "approver", REQUEST="first")
    assert codes(story) == {4: "not_entitled", 6: "has_left"}


@pytest.mark.parametrize(
    ("said", "minutes", "named"),
    [
        ([["office", 2]], 9, False),
        ([["office", 1]], 9, True),
        ([["office", 1]], 1, False),
        ([["office", 3]], 9, True),
        ([["elsewhere", 1]], 9, True),
        ([["office", 1], ["office", 2]], 9, True),
        ("office", 9, False),
    ],
)
def test_what_is_decided_is_decided_under_the_policy_in_force(said: object, minutes: int, named: bool) -> None:
    """Two minutes after another version was put in force, the one before will do no more."""
    story = office().say(K.POLICIES_BEGUN, "admin", policies=[["office", digest_of("first")]])
    changed: Said = {"policy": "office", "version": 2, "digest": digest_of("second"), "weaker": []}
    story.say(K.POLICY_CHANGED, "admin", **changed)
    story.say(K.LETTER_MADE, "approver", REQUEST="first", policies=said)
    story.events[-1] = replace(story.events[-1], at=story.events[-2].at + timedelta(minutes=minutes))
    assert codes(story) == ({5: "policy_not_in_force"} if named else {})


KINDS = ["person_added", "person_renamed"]


def unseen(story: Story) -> list[int]:
    """Return the sign-offs that are named, where every event is signed."""
    facts = replay(story.bodies, lambda seq, body, event: True)
    return [each.seq for each in facts.findings if each.code == "acts_unseen"]


def signed_off(story: Story, seen: list[int], up_to: int, kinds: list[str] = KINDS) -> Story:
    facts: Said = {"up_to": up_to, "acts": len(seen), "of": kinds, "seen": digest_of_acts(seen)}
    return story.say(K.ADMINISTRATION_REVIEWED, "approver", **facts)


def story_of_acts() -> Story:
    """Return an office in which two people were added (1, 2), and one was given another name (3)."""
    return office().say(K.PERSON_RENAMED, "admin", PERSON="approver")


@pytest.mark.parametrize(("seen", "named"), [([1, 2, 3], False), ([1, 3], True), ([], True), ([1, 2], True)])
def test_a_sign_off_is_of_all_acts_since_the_one_before(seen: list[int], named: bool) -> None:
    assert unseen(signed_off(story_of_acts(), seen, 3)) == ([4] if named else [])


def test_what_came_after_the_last_that_was_seen_waits_for_the_next() -> None:
    for second, named in (([3], []), ([], [5])):
        assert unseen(signed_off(signed_off(story_of_acts(), [1, 2], 2), second, 3)) == named


def test_a_program_that_knew_of_fewer_kinds_was_shown_those() -> None:
    assert unseen(signed_off(story_of_acts(), [1, 2], 3, ["person_added"])) == []


@pytest.mark.parametrize("said", [{"up_to": 3, "acts": 1}, {"up_to": "3", "of": KINDS}, {"of": 3, "seen": "x"}])
def test_a_sign_off_that_does_not_say_what_was_seen_is_a_finding(said: Said) -> None:
    story = story_of_acts().say(K.ADMINISTRATION_REVIEWED, "approver", **said)
    assert unseen(story) == [4]


A_DAY = timedelta(days=1)


def test_the_kinds_of_pc_are_those_that_hold_a_key() -> None:
    for kind, holders in HOLDERS.items():
        assert holders == {desk.value for desk, held in HOLDS.items() if kind in held}
    assert HOLDERS.keys() == frozenset().union(*HOLDS.values())


def office_with_keys() -> Story:
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


def key_findings(story: Story) -> list[str]:
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
        if key_findings(comes(office_with_keys(), to, kind=kind)) != ([] if fits else ["key_for_others"])
    ] == []


@pytest.mark.parametrize(("after", "fits"), [(timedelta(minutes=1), True), (A_DAY, False)])
def test_a_pc_that_was_withdrawn_gets_none(after: timedelta, fits: bool) -> None:
    story = office_with_keys().say(K.DESK_WITHDRAWN, "", DESK="back", why="stolen", retired=["original"])
    assert key_findings(comes(story, ["back"], after=after)) == ([] if fits else ["key_for_others"])


def test_where_no_event_makes_the_office_nobody_is_one_too_many() -> None:
    assert key_findings(comes(Story().say(K.SIGNED_OUT, ""), ["spy"])) == []


def test_a_pc_that_joins_gets_the_keys_of_its_kinds_and_so_do_those_that_are_there() -> None:
    story = office_with_keys()
    for to, found in ((["back", "front", "paper", "new"], []), (["new", "spy"], ["key_for_others"])):
        joined = Story([*story.events])
        joined.say(K.DESK_ENROLLED, "", DESK="new", recipient="new", kind="counter", key="k", keys=[], wrapped_to=to)
        assert key_findings(joined) == found


@pytest.mark.parametrize(("after", "fits"), [(timedelta(minutes=1), True), (A_DAY, False)])
def test_nothing_comes_under_a_key_that_was_retired(after: timedelta, fits: bool) -> None:
    story = office_with_keys()
    key = [an_id("key"), "pbx", "2026-11", "original", digest_of("key")]
    story.say(K.DESK_ENROLLED, "", DESK="new", recipient="new", kind="back_office", key="k", keys=[key])
    story.say(K.DESK_WITHDRAWN, "", DESK="new", why="stolen", retired=["original"])
    assert key_findings(comes(story, [], after=after)) == ([] if fits else ["key_retired"])
