"""Documents that are enough, what is missing, which fit where, and the check of a caller."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.config import RESOURCES
from desktop.domain.sessions import id_policy
from desktop.domain.sessions.identity import (
    Assessment,
    BirthComparison,
    CallerCheck,
    Check,
    Fact,
    IdProblem,
    Kept,
    Missing,
    NameComparison,
    ProblemCode,
    Shown,
    Slot,
    SlotFor,
    Unfit,
    assess,
    caller_passes,
    fitting,
    keep,
    questions,
    slots_of,
)
from desktop.domain.shared.dates import Age
from desktop.domain.shared.kinds import Kind
from desktop.environment.policies import load_identity_policy
from desktop.errors import ContradictionError, FieldsError
from tests.support.refusals import error_of

TODAY, DAY = date(2026, 11, 24), timedelta(days=1)
YES, NO, ASK = id_policy.AddressShown.YES, id_policy.AddressShown.NO, id_policy.AddressShown.ASK
KINDS = (
    id_policy.DocumentKind("passport", "Passport", "A", True, NO, id_policy.Asks.EXPIRY),
    id_policy.DocumentKind("licence", "Licence", "A", True, ASK, id_policy.Asks.EXPIRY),
    id_policy.DocumentKind(
        "permit",
        "Permit",
        "A",
        True,
        NO,
        id_policy.Asks.EXPIRY,
        grace_months=18,
        ended_on=date(2026, 6, 30),
        instead=id_policy.Instead.EVISA,
    ),
    id_policy.DocumentKind("bill", "Bill", "B", False, YES, id_policy.Asks.ISSUED, max_age_months=3),
    id_policy.DocumentKind("tax", "Council tax bill", "B", False, YES, id_policy.Asks.ISSUED, max_age_months=12),
    id_policy.DocumentKind("tenancy", "Tenancy agreement", "B", False, YES, id_policy.Asks.ISSUED),
    id_policy.DocumentKind("birth", "Birth certificate", "B", False, NO, None),
)
AB, AA = id_policy.Combination(("A", "B")), id_policy.Combination(("A", "A"))
BBB = id_policy.Combination(("B", "B", "B"), photo=False)
POLICY = id_policy.IdPolicy("Standard", KINDS, (AB, AA), resume_days=14)


def shown(kind: str, **changes: object) -> Shown:
    """Return a document that is fine in every way."""
    fine = Shown(kind, date(2030, 1, 1), TODAY - timedelta(days=5), NameComparison.MATCH, BirthComparison.MATCH, True)
    return replace(fine, **changes)  # type: ignore[arg-type]


PASSPORT, LICENCE, BILL, TAX, BIRTH = (shown(each) for each in ("passport", "licence", "bill", "tax", "birth"))
OLD_LICENCE = shown("licence", shows_current_address=False)


def stands(*documents: Shown | None, policy: id_policy.IdPolicy = POLICY, today: date = TODAY) -> Assessment:
    return assess(policy, documents, today, born_known=True)


def problems(document: Shown, today: date = TODAY) -> tuple[IdProblem, ...]:
    return stands(document, today=today).slots[0].problems


def codes(assessment: Assessment) -> list[list[ProblemCode]]:
    return [[problem.code for problem in slot.problems] for slot in assessment.slots]


def test_two_documents_with_a_photo_and_the_current_address_are_enough() -> None:
    for documents in (
        (PASSPORT, BILL),
        (BILL, PASSPORT),
        (LICENCE, BIRTH),
        (PASSPORT, LICENCE),
        (PASSPORT, None, BILL),
        (PASSPORT, OLD_LICENCE, TAX),
    ):
        assessment = stands(*documents)
        assert assessment.complete
        assert assessment.missing == ()


def test_what_is_missing_is_said_at_every_moment() -> None:
    for documents, missing in (
        ((), (Missing.FIRST_DOCUMENT, Missing.SECOND_DOCUMENT, Missing.PHOTO, Missing.CURRENT_ADDRESS)),
        ((None, None), (Missing.FIRST_DOCUMENT, Missing.SECOND_DOCUMENT, Missing.PHOTO, Missing.CURRENT_ADDRESS)),
        ((PASSPORT,), (Missing.SECOND_DOCUMENT, Missing.CURRENT_ADDRESS)),
        ((LICENCE,), (Missing.SECOND_DOCUMENT,)),
        ((BILL,), (Missing.SECOND_DOCUMENT, Missing.PHOTO)),
        ((BILL, TAX), (Missing.PHOTO,)),
        ((PASSPORT, BIRTH), (Missing.CURRENT_ADDRESS,)),
        ((PASSPORT, OLD_LICENCE), (Missing.CURRENT_ADDRESS,)),
    ):
        assessment = stands(*documents)
        assert assessment.missing == missing
        assert not assessment.complete


def test_documents_of_groups_that_do_not_go_together_are_not_enough() -> None:
    only_ab = replace(POLICY, combinations=(AB,))
    assert stands(PASSPORT, LICENCE, policy=only_ab).missing == (Missing.COMBINATION,)


def test_an_office_can_add_three_of_group_b_without_a_photo() -> None:
    with_bbb = replace(POLICY, combinations=(AB, AA, BBB))
    assert stands(BILL, TAX, BIRTH, policy=with_bbb).complete
    assert not stands(BILL, TAX, BIRTH).complete
    assert with_bbb.slots == 3
    only_bbb = replace(POLICY, combinations=(BBB,))
    assert stands(BILL, policy=only_bbb).missing == (Missing.SECOND_DOCUMENT, Missing.FURTHER_DOCUMENT)
    assert stands(BILL, TAX, policy=only_bbb).missing == (Missing.FURTHER_DOCUMENT,)


def test_the_same_kind_twice_is_refused_in_the_later_slot_unless_the_first_was_refused() -> None:
    assessment = stands(PASSPORT, PASSPORT)
    assert codes(assessment) == [[], [ProblemCode.SAME_KIND]]
    assert [slot.accepted for slot in assessment.slots] == [True, False]
    assert codes(stands(Shown("bill"), BILL)) == [[], [ProblemCode.SAME_KIND]], "the first is still being answered"
    assert stands(shown("passport", expiry=date(2020, 1, 1)), PASSPORT, BILL).complete


Instead = id_policy.Instead


def problem(code: ProblemCode, *instead: id_policy.Instead, **more: Any) -> tuple[IdProblem, ...]:
    return (IdProblem(code, instead, **more),)


def too_old(age: Age, days_over: int) -> tuple[IdProblem, ...]:
    instead = Instead.NEWER_ISSUE, Instead.ANOTHER_KIND
    return problem(ProblemCode.TOO_OLD, *instead, age=age, limit_months=3, days_over=days_over)


def test_what_a_document_lacks_by_its_kind_its_dates_and_its_address_and_what_will_do_instead() -> None:
    """A grace counts from the printed expiry. A kind that has ended offers its own route before its date is read. Three
    months from the 31st end on the last of a shorter month."""
    other, evisa = (Instead.IN_DATE_DOCUMENT, Instead.ANOTHER_KIND), (Instead.EVISA, Instead.ANOTHER_KIND)
    permit, of_august = shown("permit", expiry=date(2024, 12, 15)), shown("bill", issued=date(2026, 8, 31))
    expired, ahead = ProblemCode.EXPIRED, problem(ProblemCode.ISSUED_IN_FUTURE, Instead.READ_DATE_AGAIN)
    cases = [
        (shown("library_card"), TODAY, problem(ProblemCode.NOT_ACCEPTED_HERE, Instead.ANOTHER_KIND)),
        (shown("passport", expiry=TODAY), TODAY, ()),
        (shown("passport", expiry=TODAY - DAY), TODAY, problem(expired, *other, limit_months=0, days_over=1)),
        (shown("passport", expiry=date(2025, 11, 24)), TODAY, problem(expired, *other, limit_months=0, days_over=365)),
        (permit, date(2026, 6, 15), ()),
        (permit, date(2026, 6, 16), problem(expired, *evisa, limit_months=18, days_over=1)),
        (Shown("permit"), date(2026, 6, 30), ()),
        (Shown("permit"), date(2026, 7, 1), problem(ProblemCode.ENDED, *evisa, days_over=1)),
        (shown("bill", issued=TODAY + DAY), TODAY, ahead),
        (shown("bill", issued=TODAY), TODAY, ()),
        (shown("bill", issued=date(2026, 8, 24)), TODAY, ()),
        (shown("bill", issued=date(2026, 8, 23)), TODAY, too_old(Age(3, 1), 1)),
        (of_august, date(2026, 11, 30), ()),
        (of_august, date(2026, 12, 1), too_old(Age(3, 1), 1)),
        (shown("tenancy", issued=date(2001, 1, 1)), TODAY, ()),
        (
            shown("bill", shows_current_address=False),
            TODAY,
            problem(ProblemCode.ADDRESS_DIFFERS, Instead.CURRENT_ADDRESS_DOCUMENT),
        ),
    ]
    found = [(*case, problems(*case[:2])) for case in cases]
    assert [each for each in found if each[2] != each[3]] == []


@given(st.dates(date(2020, 1, 1), TODAY))
def test_a_bill_is_too_old_from_one_day_on_and_stays_so(issued: date) -> None:
    ages = [bool(problems(shown("bill", issued=issued), issued + timedelta(days=n))) for n in range(85, 100)]
    assert ages == sorted(ages)
    assert (ages[0], ages[-1]) == (False, True)


def test_a_difference_stops_the_whole_even_on_a_third_document() -> None:
    for document, code, missing in (
        (shown("bill", name=NameComparison.DIFFERS), ProblemCode.NAME_DIFFERS, Missing.NAME_MATCH),
        (shown("bill", birth=BirthComparison.DIFFERS), ProblemCode.BIRTH_DIFFERS, Missing.BIRTH_MATCH),
    ):
        assessment = stands(PASSPORT, TAX, document)
        assert codes(assessment)[2] == [code]
        assert assessment.missing == (missing,)


def test_a_different_name_with_evidence_of_the_change_is_accepted() -> None:
    assert stands(PASSPORT, shown("bill", name=NameComparison.DIFFERS_WITH_EVIDENCE)).complete


def test_a_photo_counts_with_an_old_address_and_an_address_only_of_a_kind_that_shows_it() -> None:
    slot = stands(OLD_LICENCE).slots[0]
    assert (slot.accepted, slot.photo, slot.address) == (True, True, False)
    assert not stands(shown("passport", shows_current_address=True)).slots[0].address


def test_a_slot_says_what_staff_have_not_answered() -> None:
    for document, open_facts in (
        (Shown("passport"), (Fact.EXPIRY, Fact.NAME, Fact.BIRTH)),
        (Shown("licence"), (Fact.EXPIRY, Fact.NAME, Fact.BIRTH, Fact.ADDRESS)),
        (Shown("bill"), (Fact.ISSUED, Fact.NAME, Fact.ADDRESS)),
        (Shown("birth"), (Fact.NAME,)),
        (replace(PASSPORT, birth=None), (Fact.BIRTH,)),
        (replace(BILL, shows_current_address=None), (Fact.ADDRESS,)),
        (replace(PASSPORT, birth=BirthComparison.NOT_SHOWN), ()),
        (OLD_LICENCE, ()),
    ):
        slot = stands(document).slots[0]
        assert slot.unanswered == open_facts
        assert slot.accepted is not bool(open_facts)


def test_a_birth_is_asked_only_where_the_request_has_one_and_the_document_has_a_photo() -> None:
    kinds = {kind.code: kind for kind in KINDS}
    assert Fact.BIRTH in questions(kinds["passport"], born_known=True)
    assert Fact.BIRTH not in questions(kinds["passport"], born_known=False)
    assert Fact.BIRTH not in questions(kinds["bill"], born_known=True)
    assert assess(POLICY, [replace(PASSPORT, birth=None), BILL], TODAY, born_known=False).complete


def test_documents_do_not_count_while_a_question_is_open() -> None:
    for documents in ([replace(PASSPORT, birth=None), BILL], [PASSPORT, replace(BILL, shows_current_address=None)]):
        assert not stands(*documents).complete
        assert len(keep(POLICY, documents, TODAY, born_known=True)) == 1


def test_an_address_that_is_not_the_current_one_and_a_birth_that_is_not_shown_are_kept_as_that() -> None:
    document = replace(OLD_LICENCE, birth=BirthComparison.NOT_SHOWN)
    [kept] = keep(POLICY, [document], TODAY, born_known=True)
    assert kept.checks == (Check.EXPIRY_FINE, Check.NAME_MATCHES, Check.BIRTH_NOT_SHOWN, Check.OTHER_ADDRESS)


DATES = st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2029, 1, 1)))
DOCUMENTS = st.builds(
    Shown,
    kind=st.sampled_from([*(kind.code for kind in KINDS), "library_card"]),
    expiry=DATES,
    issued=DATES,
    name=st.sampled_from([None, NameComparison.MATCH, NameComparison.MATCH, *NameComparison]),
    birth=st.sampled_from([None, BirthComparison.MATCH, *BirthComparison]),
    shows_current_address=st.sampled_from([None, True, False]),
)
SLOTS = st.lists(st.one_of(st.none(), DOCUMENTS), max_size=4)
POLICIES = st.sampled_from([POLICY, replace(POLICY, combinations=(AB,)), replace(POLICY, combinations=(BBB, AB))])


@given(SLOTS, POLICIES)
def test_complete_means_two_different_accepted_documents_that_show_what_is_asked(
    documents: list[Shown | None], policy: id_policy.IdPolicy
) -> None:
    assessment = assess(policy, documents, TODAY, born_known=True)
    accepted = [slot for slot in assessment.slots if slot.accepted]
    assert len({slot.kind for slot in accepted}) == len(accepted)
    assert all(not slot.problems and not slot.unanswered for slot in accepted)
    if assessment.complete:
        assert len(accepted) >= 2
        assert any(slot.address for slot in accepted)
        assert any(slot.photo for slot in accepted) or [slot.group for slot in accepted].count("B") >= 3


@given(SLOTS)
def test_what_is_kept_is_of_accepted_documents_only(documents: list[Shown | None]) -> None:
    slots = assess(POLICY, documents, TODAY, born_known=True).slots
    assert [one.slot for one in keep(POLICY, documents, TODAY, born_known=True)] == [
        n for n, slot in enumerate(slots) if slot.accepted
    ]


def test_kept_is_the_kind_the_group_the_age_and_the_checks() -> None:
    typed = frozenset({Check.NUMBER_AGREES, Check.TYPED_CORRECTLY})
    licence = shown("licence", issued=None, typed=typed)
    bill = shown("bill", issued=date(2026, 9, 1), name=NameComparison.DIFFERS_WITH_EVIDENCE, birth=None)
    assert keep(POLICY, [licence, None, bill], TODAY, born_known=True) == (
        Kept(
            0,
            "licence",
            "A",
            True,
            None,
            (
                Check.EXPIRY_FINE,
                Check.NAME_MATCHES,
                Check.BIRTH_MATCHES,
                Check.CURRENT_ADDRESS,
                Check.TYPED_CORRECTLY,
                Check.NUMBER_AGREES,
            ),
        ),
        Kept(2, "bill", "B", True, 2, (Check.RECENT_ENOUGH, Check.NAME_CHANGE_SEEN, Check.CURRENT_ADDRESS)),
    )


def test_a_policy_finds_its_kinds_by_code() -> None:
    assert POLICY.kind("bill") == KINDS[3]
    assert POLICY.kind("library_card") is None
    assert POLICY.slots == 2


def test_a_policy_at_odds_with_itself_cannot_be_made() -> None:
    for changes, code in (
        ({"kinds": (*KINDS, KINDS[0])}, "kind_twice"),
        ({"combinations": ()}, "no_two_documents_enough"),
        ({"combinations": (id_policy.Combination(("A",)),)}, "no_two_documents_enough"),
        ({"combinations": (id_policy.Combination(("A", "C")),)}, "group_of_no_kind"),
    ):
        with pytest.raises(ContradictionError, match=code):
            replace(POLICY, **changes)


def test_a_policy_that_nobody_can_meet_is_told() -> None:
    for asked, code in (
        (id_policy.Combination(("B", "B"), address=False), "groups_without_photo"),
        (id_policy.Combination(("A", "A")), "groups_without_address"),
    ):
        kinds = (replace(KINDS[0], group="A", address=NO), replace(KINDS[0], code="b", group="B", photo=False))
        possible = id_policy.IdPolicy("Policy", kinds, (id_policy.Combination(("A", "B"), address=False),), 14)
        possible.must_be_met()
        for policy in (
            replace(possible, combinations=(asked,)),
            replace(possible, internal=id_policy.InternalRules((replace(asked, groups=asked.groups[:1]),))),
        ):
            with pytest.raises(ContradictionError, match=code):
                policy.must_be_met()


def test_an_age_or_a_grace_needs_its_date() -> None:
    with pytest.raises(ContradictionError, match="age_without_issue"):
        replace(KINDS[0], max_age_months=3)
    with pytest.raises(ContradictionError, match="grace_without_expiry"):
        replace(KINDS[3], grace_months=3)


STAFF_PASS = id_policy.DocumentKind("staff_pass", "Staff pass", "S", True, NO, None)
OF_STAFF = id_policy.IdPolicy(
    "Staff", (STAFF_PASS, *KINDS[:3]), (id_policy.Combination(("S",), address=False),), 14, of_staff=True
)
BOTH = replace(POLICY, internal=id_policy.InternalRules((id_policy.Combination(("S",), address=False),), (STAFF_PASS,)))


def test_internal_access_has_a_policy_of_its_own_where_the_office_has_one() -> None:
    inside = BOTH.for_request(Kind.INTERNAL)
    assert inside == replace(OF_STAFF, name=POLICY.name, kinds=(STAFF_PASS,), resume_days=POLICY.resume_days)
    assert BOTH.for_request(Kind.SUBJECT_ACCESS) is BOTH
    assert POLICY.for_request(Kind.INTERNAL) is POLICY
    assert BOTH.asks_caller and not OF_STAFF.asks_caller


def test_one_document_is_enough_where_one_is_asked_for() -> None:
    pass_shown = Shown("staff_pass", name=NameComparison.MATCH, birth=BirthComparison.NOT_SHOWN)
    assert stands(pass_shown, policy=OF_STAFF).complete
    assert stands(policy=OF_STAFF).missing == (Missing.FIRST_DOCUMENT, Missing.PHOTO)
    assert stands(PASSPORT, policy=OF_STAFF).missing == (Missing.COMBINATION,)
    assert codes(stands(pass_shown, policy=BOTH)) == [[ProblemCode.NOT_ACCEPTED_HERE]]


def test_what_was_seen_can_be_named_whoever_it_is_accepted_of() -> None:
    assert BOTH.named("staff_pass") is STAFF_PASS and BOTH.kind("staff_pass") is None
    assert BOTH.named("bill") is POLICY.kind("bill") and POLICY.named("staff_pass") is None


def test_one_document_is_a_rule_for_people_of_the_office_alone() -> None:
    with pytest.raises(ContradictionError, match="no_two_documents_enough"):
        replace(OF_STAFF, of_staff=False)
    with pytest.raises(ContradictionError, match="no_document_enough"):
        replace(OF_STAFF, combinations=(id_policy.Combination(()),))
    with pytest.raises(ContradictionError, match="group_of_no_kind"):
        replace(POLICY, internal=id_policy.InternalRules((id_policy.Combination(("S",), address=False),)))


EMPTY = Slot()
PASSPORT_SLOT = Slot("passport", "A", True, photo=True)
LICENCE_SLOT = Slot("driving_licence", "A", True, photo=True, address=True)
BILL_SLOT = Slot("utility_bill", "B", True, address=True)


@pytest.fixture(scope="module")
def policy() -> id_policy.IdPolicy:
    return load_identity_policy(RESOURCES / "policies" / "identity.toml")


def offered(policy: id_policy.IdPolicy, number: int, *slots: Slot) -> set[str]:
    return {kind.code for kind in fitting(policy, slots, number, TODAY).kinds}


def why(policy: id_policy.IdPolicy, number: int, *slots: Slot) -> dict[str, Unfit]:
    return {kind.code: reason for kind, reason in fitting(policy, slots, number, TODAY).others}


def test_a_photo_and_the_address_are_asked_for_where_nothing_shows_them(policy: id_policy.IdPolicy) -> None:
    assert slots_of(policy) == (SlotFor.PHOTO, SlotFor.ADDRESS)
    photos = {kind.code for kind in policy.kinds if kind.photo and kind.ended_on is None}
    shown = {kind.code for kind in policy.kinds if kind.address is not id_policy.AddressShown.NO}
    assert offered(policy, 0, EMPTY, EMPTY) == photos
    assert offered(policy, 1, EMPTY, EMPTY) == shown
    reasons = why(policy, 0, EMPTY, EMPTY)
    assert reasons["utility_bill"] is Unfit.NO_PHOTO and reasons["residence_permit"] is Unfit.ENDED


def test_beside_one_that_shows_the_address_any_may_do_that_completes_it(policy: id_policy.IdPolicy) -> None:
    assert "passport" in offered(policy, 1, LICENCE_SLOT, EMPTY)
    first = [kind.code for kind in fitting(policy, (LICENCE_SLOT, EMPTY), 1, TODAY).kinds]
    assert first[0] == "utility_bill" and first.index("tenancy_agreement") < first.index("passport")
    assert "passport" not in offered(policy, 1, PASSPORT_SLOT, EMPTY)
    assert why(policy, 1, PASSPORT_SLOT, EMPTY)["passport"] is Unfit.SHOWN_ALREADY
    assert why(policy, 1, PASSPORT_SLOT, EMPTY)["pass_card"] is Unfit.NO_ADDRESS
    assert "utility_bill" not in offered(policy, 0, EMPTY, BILL_SLOT)


def test_the_last_place_takes_what_goes_together_with_the_other(policy: id_policy.IdPolicy) -> None:
    only_ab = replace(policy, combinations=(id_policy.Combination(("A", "B")),))
    assert why(only_ab, 1, LICENCE_SLOT, EMPTY)["passport"] is Unfit.NOT_TOGETHER
    assert "council_tax_bill" in offered(only_ab, 1, LICENCE_SLOT, EMPTY)


def test_a_kind_that_is_chosen_stays_offered(policy: id_policy.IdPolicy) -> None:
    chosen = Slot("residence_permit", "A")
    assert "residence_permit" in offered(policy, 0, chosen, EMPTY)
    assert "residence_permit" not in why(policy, 0, chosen, EMPTY)


def test_where_nothing_fits_everything_is_offered_that_was_not_shown(policy: id_policy.IdPolicy) -> None:
    odd = replace(policy, combinations=(id_policy.Combination(("B", "B")),))
    assert "passport" in offered(odd, 0, EMPTY, replace(BILL_SLOT, address=False))
    assert "utility_bill" not in offered(odd, 0, EMPTY, replace(BILL_SLOT, address=False))


def test_a_policy_of_one_document_and_one_of_three(policy: id_policy.IdPolicy) -> None:
    assert policy.for_staff is not None
    assert slots_of(policy.for_staff) == (SlotFor.ANY,)
    three = replace(policy, combinations=(id_policy.Combination(("B", "B", "B"), photo=False),))
    assert slots_of(three) == (SlotFor.PHOTO, SlotFor.ADDRESS, SlotFor.ANY)
    assert "utility_bill" in offered(three, 0, EMPTY, EMPTY, EMPTY)
    without_address = replace(policy, combinations=(id_policy.Combination(("A", "A"), address=False),))
    assert slots_of(without_address) == (SlotFor.PHOTO, SlotFor.ANY)


def test_an_account_passes_if_it_matches_or_is_near_enough_with_a_reason() -> None:
    for check, reason, passes in (
        (CallerCheck.MATCHES, "", True),
        (CallerCheck.NEAR_ENOUGH, "One day off, a bank holiday", True),
        (CallerCheck.DOES_NOT_MATCH, "", False),
        (CallerCheck.DOES_NOT_MATCH, "A reason does not help", False),
    ):
        assert caller_passes(check, reason) is passes


def test_near_enough_without_a_reason_is_sent_back() -> None:
    for reason in ("", "  \n"):
        refused = error_of(FieldsError, caller_passes, CallerCheck.NEAR_ENOUGH, reason)
        assert refused.problems == {"reason": "reason_missing"}
