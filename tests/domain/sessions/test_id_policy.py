"""A change of the identification policy weakens it where someone is accepted who was not before: tried on all of a
small world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.config import RESOURCES
from desktop.domain.office.policies import Change, InForce, PolicyName, rules_of, weakens
from desktop.domain.sessions.id_policy import AddressShown, Asks, Combination, DocumentKind, IdPolicy, identity_changes
from desktop.domain.sessions.identity import BirthComparison, NameComparison, Shown, assess
from desktop.environment.policies import load_identity_policy

SHIPPED = load_identity_policy(RESOURCES / "policies" / "identity.toml")
TODAY = date(2026, 11, 24)
PASS = DocumentKind("pass", "Pass", "A", photo=True, address=AddressShown.NO, asks=Asks.EXPIRY)
LICENCE = DocumentKind("licence", "Licence", "A", photo=True, address=AddressShown.ASK, asks=Asks.EXPIRY)
BILL = DocumentKind("bill", "Bill", "B", False, AddressShown.YES, Asks.ISSUED, max_age_months=3)
AB, AA, BB = Combination(("A", "B")), Combination(("A", "A")), Combination(("B", "B"), photo=False)
NO_ADDRESS = Combination(("A", "A"), address=False)
KINDS = (
    (PASS, LICENCE, BILL),
    (PASS, BILL),
    (PASS, LICENCE, replace(BILL, max_age_months=6)),
    (PASS, LICENCE, replace(BILL, max_age_months=None)),
    (replace(PASS, grace_months=18), LICENCE, BILL),
    (PASS, replace(LICENCE, address=AddressShown.NO), BILL),
    (PASS, replace(LICENCE, address=AddressShown.YES), BILL),
    (PASS, LICENCE, replace(BILL, photo=True)),
    (replace(PASS, asks=None), LICENCE, BILL),
    (replace(PASS, ended_on=TODAY - timedelta(days=1)), LICENCE, BILL),
    (PASS, replace(LICENCE, group="B"), BILL),
)
COMBINATIONS = ((AB,), (AB, AA), (AB, BB), (AB, NO_ADDRESS), (Combination(("A", "B"), address=False),))
POLICIES = [IdPolicy("Policy", kinds, of, 14) for kinds in KINDS for of in COMBINATIONS]


def shown_of_a_kind(code: str) -> Iterator[Shown]:
    """Return documents of that kind, of each age that matters."""
    same = {"name": NameComparison.MATCH, "birth": BirthComparison.MATCH}
    for expiry, issued, address in product(
        (TODAY + timedelta(days=90), TODAY - timedelta(days=90)),
        (TODAY - timedelta(days=30), TODAY - timedelta(days=120)),
        (True, False),
    ):
        yield Shown(code, expiry=expiry, issued=issued, shows_current_address=address, **same)  # type: ignore[arg-type]


WORLD = [shown for code in ("pass", "licence", "bill") for shown in shown_of_a_kind(code)]
PAIRS = [pair for at, one in enumerate(WORLD) for pair in ((one, other) for other in WORLD[at:])]


def accepted(policy: IdPolicy) -> frozenset[int]:
    """Return which pairs of documents are enough."""
    enough = (assess(policy, pair, TODAY, born_known=False).complete for pair in PAIRS)
    return frozenset(at for at, complete in enumerate(enough) if complete)


@pytest.mark.against("administrator")
def test_whoever_is_newly_accepted_needed_a_second_person() -> None:
    """The full product of the small world's policies. What is said to be weaker may be the same in the end: a second
    person looks once too often, and never once too little."""
    enough = [accepted(policy) for policy in POLICIES]
    assert len(set(enough)) >= 15
    for (was, before), (becomes, after) in product(zip(POLICIES, enough, strict=True), repeat=2):
        if after - before:
            assert weakens(identity_changes(was, becomes)), (was, becomes)


def test_what_is_only_stricter_needs_nobody() -> None:
    strict, loose = POLICIES[0], replace(POLICIES[0], combinations=(AB, AA))
    assert weakens(identity_changes(strict, loose)) and not weakens(identity_changes(loose, strict))
    longer = replace(POLICIES[0], combinations=(AB, Combination(("A", "B", "B"))))
    assert not weakens(identity_changes(strict, longer)), "whoever shows three shows two of them"


def changed(old: IdPolicy, new: IdPolicy) -> list[tuple[str, str, bool, bool]]:
    return [(each.setting, each.about, each.weaker, each.internal) for each in identity_changes(old, new)]


def test_internal_access_is_compared_too_and_nothing_is_said_twice() -> None:
    inside = SHIPPED.internal
    assert inside is not None
    both = Combination(("S", "A"), address=False)
    staff = replace(SHIPPED, internal=replace(inside, combinations=(*inside.combinations, both)))
    assert changed(SHIPPED, staff) == [("combination", "", False, True)], "one of the two was enough"
    alone = replace(SHIPPED, internal=replace(inside, combinations=(Combination(("S",), photo=False, address=False),)))
    assert ("combination", "", True, True) in changed(SHIPPED, alone)
    assert changed(SHIPPED, replace(SHIPPED, internal=None)) == [("internal", "", False, False)]
    assert changed(replace(SHIPPED, internal=None), SHIPPED) == [("internal", "", True, False)]
    assert changed(replace(SHIPPED, internal=None), replace(SHIPPED, internal=None)) == []


def test_each_field_of_a_kind_is_compared() -> None:
    for field in (*DocumentKind.__dataclass_fields__,):
        assert field in {*rules_of(IdPolicy), "code", "name"}


def test_a_new_kind_is_said_once_and_an_old_one_by_its_name() -> None:
    more = IdPolicy("Policy", (PASS, LICENCE, BILL), (AB,), 14)
    assert identity_changes(IdPolicy("Policy", (PASS, BILL), (AB,), 14), more) == (
        Change("kind", None, "Licence", True, "Licence"),
    )
    older = replace(more, kinds=(PASS, LICENCE, replace(BILL, max_age_months=6)))
    assert identity_changes(more, older) == (Change("max_age_months", 3, 6, True, "Bill"),)


def test_the_part_for_internal_access_is_of_the_same_version() -> None:
    said = InForce(PolicyName.IDENTITY, 3, "digest")
    policy = replace(SHIPPED, in_force=said)
    assert policy == SHIPPED and policy.for_staff is not None
    assert (policy.in_force, policy.for_staff.in_force) == (said, said)
    assert replace(policy, internal=None).for_staff is None


DRAWN_COMBINATIONS = st.builds(
    Combination,
    st.lists(st.sampled_from(["A", "B"]), min_size=2, max_size=3).map(tuple),
    photo=st.booleans(),
    address=st.booleans(),
)


@st.composite
def kinds(draw: st.DrawFn, of: DocumentKind) -> DocumentKind:
    asks = draw(st.none() | st.sampled_from(Asks))
    return replace(
        of,
        group=draw(st.sampled_from(["A", "B"])),
        photo=draw(st.booleans()),
        address=draw(st.sampled_from(AddressShown)),
        asks=asks,
        max_age_months=draw(st.none() | st.integers(1, 24)) if asks is Asks.ISSUED else None,
        grace_months=draw(st.integers(0, 24)) if asks is Asks.EXPIRY else 0,
    )


@st.composite
def policies(draw: st.DrawFn) -> IdPolicy:
    listed = tuple(draw(kinds(kind) | st.just(kind)) for kind in (PASS, LICENCE, BILL))
    anchors = tuple(replace(BILL, code=f"other_{group}", group=group) for group in "AB")
    combinations = tuple(draw(st.lists(DRAWN_COMBINATIONS | st.sampled_from([AA, AB]), min_size=1, max_size=3)))
    return IdPolicy("Policy", (*listed, *anchors), combinations, 14)


@st.composite
def edited(draw: st.DrawFn, policy: IdPolicy) -> IdPolicy:
    """Return the policy with one document or one combination changed, gone or added, as one press does."""
    if draw(st.booleans()):
        at = draw(st.integers(0, 2))
        becomes = draw(st.none() | kinds(policy.kinds[at]))
        more = () if becomes is None else (becomes,)
        return replace(policy, kinds=(*policy.kinds[:at], *more, *policy.kinds[at + 1 :]))
    at = draw(st.integers(0, len(policy.combinations)))
    other = draw(st.lists(DRAWN_COMBINATIONS, max_size=1).filter(lambda found: found or len(policy.combinations) > 1))
    listed = (*policy.combinations[:at], *other, *policy.combinations[at + 1 :])
    return replace(policy, combinations=listed or policy.combinations)


@given(st.data())
def test_whoever_is_newly_accepted_after_any_edit_needed_a_second_person(data: st.DataObject) -> None:
    before = data.draw(policies())
    after = data.draw(edited(before))
    if accepted(after) - accepted(before):
        assert weakens(identity_changes(before, after))


def bill(months: int | None) -> IdPolicy:
    return IdPolicy("Policy", (PASS, LICENCE, replace(BILL, max_age_months=months)), (AB,), 14)


def permit(months: int) -> IdPolicy:
    return IdPolicy("Policy", (replace(PASS, grace_months=months), LICENCE, BILL), (AB,), 14)


@given(st.none() | st.integers(1, 120), st.none() | st.integers(1, 120))
def test_a_greater_age_weakens_and_nothing_else_of_it_does(was: int | None, becomes: int | None) -> None:
    greater = (becomes or 1_000) > (was or 1_000)
    assert weakens(identity_changes(bill(was), bill(becomes))) is greater


@given(st.integers(0, 60), st.integers(0, 60))
def test_so_does_a_longer_grace(was: int, becomes: int) -> None:
    assert weakens(identity_changes(permit(was), permit(becomes))) is (becomes > was)


@given(policies(), st.integers(0, 2))
def test_one_fewer_document_never_weakens_and_one_more_always_does(policy: IdPolicy, at: int) -> None:
    fewer = replace(policy, kinds=(*policy.kinds[:at], *policy.kinds[at + 1 :]))
    assert not weakens(identity_changes(policy, fewer))
    [change] = identity_changes(fewer, policy)
    assert change.setting == "kind" and change.weaker


@given(policies(), DRAWN_COMBINATIONS)
def test_one_fewer_combination_never_weakens(policy: IdPolicy, more: Combination) -> None:
    both = replace(policy, combinations=(*policy.combinations, more))
    assert not weakens(identity_changes(both, policy))
