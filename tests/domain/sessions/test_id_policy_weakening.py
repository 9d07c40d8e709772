"""A change to a document or a combination weakens if anybody is accepted who was not before."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.office.policies import weakens
from desktop.domain.sessions.id_policy import AddressShown, Asks, Combination, DocumentKind, IdPolicy, identity_changes
from tests.domain.sessions.test_id_policy_changes import AA, AB, BILL, LICENCE, PASS, accepted

COMBINATIONS = st.builds(
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
    combinations = tuple(draw(st.lists(COMBINATIONS | st.sampled_from([AA, AB]), min_size=1, max_size=3)))
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
    other = draw(st.lists(COMBINATIONS, max_size=1).filter(lambda found: found or len(policy.combinations) > 1))
    listed = (*policy.combinations[:at], *other, *policy.combinations[at + 1 :])
    return replace(policy, combinations=listed or policy.combinations)


@given(st.data())
def test_whoever_is_newly_accepted_needed_a_second_person(data: st.DataObject) -> None:
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


@given(policies(), COMBINATIONS)
def test_one_fewer_combination_never_weakens(policy: IdPolicy, more: Combination) -> None:
    both = replace(policy, combinations=(*policy.combinations, more))
    assert not weakens(identity_changes(both, policy))
