"""The text of the identity policy with another document or combination: what is not meant keeps its line."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.office.policies import PolicyName
from desktop.domain.sessions.id_policy import AddressShown, Asks, Combination, DocumentKind, IdPolicy
from desktop.environment.document_texts import with_combination, with_kind
from desktop.environment.machine_policy import SHIPPED
from desktop.environment.policy_texts import read_policy
from desktop.environment.toml_edits import written

CONTENT = (SHIPPED / "identity.toml").read_text("utf-8")
CARD = DocumentKind("card", 'Library "card"', "B", True, AddressShown.ASK, Asks.EXPIRY, grace_months=2)
TRIPLE = Combination(("B", "B", "B"), photo=False)


def read(content: str) -> IdPolicy:
    found = read_policy(PolicyName.IDENTITY, content)
    assert isinstance(found, IdPolicy)
    return found


POLICY = read(CONTENT)


def differing(after: str) -> tuple[set[str], set[str]]:
    """Return the lines that went and those that came."""
    before, now = CONTENT.splitlines(), after.splitlines()
    return set(before) - set(now), set(now) - set(before)


def test_another_age_changes_one_line() -> None:
    bill = POLICY.kind("utility_bill")
    assert bill is not None
    after = with_kind(CONTENT, bill, replace(bill, max_age_months=6), of_staff=False)
    pairs = zip(CONTENT.splitlines(), after.splitlines(), strict=True)
    assert [pair for pair in pairs if pair[0] != pair[1]] == [("max_age_months = 3", "max_age_months = 6")]


def test_one_more_document_is_below_the_others_and_goes_again() -> None:
    after = with_kind(CONTENT, None, CARD, of_staff=False)
    assert after.startswith(CONTENT.rstrip("\n")) and read(after).kinds == (*POLICY.kinds, CARD)
    assert with_kind(after, CARD, None, of_staff=False).rstrip("\n") == CONTENT.rstrip("\n")


def test_a_document_goes_with_the_comment_above_it() -> None:
    after = with_kind(CONTENT, POLICY.kind("residence_permit"), None, of_staff=False)
    assert "The last of these expired" not in after and "on a page of the Home Office" in after
    assert read(after).kinds == tuple(kind for kind in POLICY.kinds if kind.code != "residence_permit")


def test_what_nobody_is_asked_for_keeps_what_it_says() -> None:
    """A document that is taken for internal access is read as showing no address: that is not written back."""
    content = CONTENT.replace('group = "S"\nphoto = true\naddress = "no"', 'group = "S"\nphoto = true\naddress = "ask"')
    policy = read(content)
    staff_pass = policy.named("staff_pass")
    assert staff_pass is not None and staff_pass.address is AddressShown.NO
    after = with_kind(content, staff_pass, replace(staff_pass, name="Pass"), of_staff=True)
    assert tomllib.loads(after)["internal"]["kinds"][0]["address"] == "ask"
    named = read(after).named("staff_pass")
    assert named is not None and named.name == "Pass"


def test_the_last_document_for_internal_access_alone_goes() -> None:
    without_s = with_combination(CONTENT, Combination(("S",), address=False), None, of_staff=True)
    content = with_kind(without_s, POLICY.named("staff_pass"), None, of_staff=True)
    assert "kinds" not in tomllib.loads(content)["internal"] and read(content).named("staff_pass") is None


def test_one_more_combination_stands_below_the_others_and_goes_again() -> None:
    after = with_combination(CONTENT, None, TRIPLE, of_staff=False)
    assert read(after).combinations == (*POLICY.combinations, TRIPLE)
    assert after.index('["B", "B", "B"]') < after.index("# Internal access") and differing(after)[0] == set()
    assert read(with_combination(after, TRIPLE, None, of_staff=False)) == POLICY
    other = with_combination(CONTENT, POLICY.combinations[0], TRIPLE, of_staff=False)
    assert read(other).combinations == (TRIPLE, POLICY.combinations[1])
    assert differing(other)[0] == {'groups = ["A", "B"]'}
    inside = with_combination(CONTENT, None, Combination(("B",), photo=False), of_staff=True)
    assert read(inside).internal is not None and len(read(inside).internal.combinations) == 3  # type: ignore[union-attr]


@pytest.mark.parametrize("of_staff", [True, False])
def test_where_lists_are_written_otherwise_the_whole_is_written_anew(of_staff: bool) -> None:
    values = tomllib.loads(CONTENT)
    inline = ", ".join(
        f'{{ groups = ["{each["groups"][0]}", "{each["groups"][1]}"], photo = true, address = true }}'
        for each in values.pop("combinations")
    )
    content = f"combinations = [{inline}]\n" + written(values)
    assert read(content) == POLICY
    after = with_combination(content, None, TRIPLE, of_staff=of_staff)
    found = read(after).internal if of_staff else read(after)
    assert found is not None and TRIPLE in found.combinations


KINDS = st.builds(
    DocumentKind,
    code=st.just("utility_bill"),
    name=st.text("aé\"\\'#[]= ", min_size=1).filter(str.strip),
    group=st.sampled_from(["A", "B"]),
    photo=st.booleans(),
    address=st.sampled_from(AddressShown),
    asks=st.just(Asks.ISSUED),
    max_age_months=st.none() | st.integers(1, 120),
    has_licence_number=st.booleans(),
    ended_on=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
)


@given(KINDS, KINDS)
def test_whatever_it_becomes_it_reads_as_it_was_meant(first: DocumentKind, second: DocumentKind) -> None:
    one = with_kind(CONTENT, POLICY.kind("utility_bill"), first, of_staff=False)
    assert read(one).kind("utility_bill") == first
    two = with_kind(one, first, second, of_staff=False)
    assert read(two).kind("utility_bill") == second
    others = [kind for kind in POLICY.kinds if kind.code != "utility_bill"]
    assert [kind for kind in read(two).kinds if kind.code != "utility_bill"] == others
    assert "# Internal access: somebody" in two, "comments stay"
