from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.config import RESOURCES
from desktop.domain.sessions.id_policy import AddressShown, Combination, IdPolicy
from desktop.domain.sessions.identity import Slot, SlotFor, Unfit, fitting, slots_of
from desktop.environment.policies import load_identity_policy

TODAY = date(2026, 11, 24)
EMPTY = Slot()
PASSPORT = Slot("passport", "A", True, photo=True)
LICENCE = Slot("driving_licence", "A", True, photo=True, address=True)
BILL = Slot("utility_bill", "B", True, address=True)


@pytest.fixture(scope="module")
def policy() -> IdPolicy:
    return load_identity_policy(RESOURCES / "policies" / "identity.toml")


def offered(policy: IdPolicy, number: int, *slots: Slot) -> set[str]:
    return {kind.code for kind in fitting(policy, slots, number, TODAY).kinds}


def why(policy: IdPolicy, number: int, *slots: Slot) -> dict[str, Unfit]:
    return {kind.code: reason for kind, reason in fitting(policy, slots, number, TODAY).others}


def test_a_photo_and_the_address_are_asked_for_where_nothing_shows_them(policy: IdPolicy) -> None:
    assert slots_of(policy) == (SlotFor.PHOTO, SlotFor.ADDRESS)
    photos = {kind.code for kind in policy.kinds if kind.photo and kind.ended_on is None}
    shown = {kind.code for kind in policy.kinds if kind.address is not AddressShown.NO}
    assert offered(policy, 0, EMPTY, EMPTY) == photos
    assert offered(policy, 1, EMPTY, EMPTY) == shown
    reasons = why(policy, 0, EMPTY, EMPTY)
    assert reasons["utility_bill"] is Unfit.NO_PHOTO and reasons["residence_permit"] is Unfit.ENDED


def test_beside_one_that_shows_the_address_any_may_do_that_completes_it(policy: IdPolicy) -> None:
    assert "passport" in offered(policy, 1, LICENCE, EMPTY)
    first = [kind.code for kind in fitting(policy, (LICENCE, EMPTY), 1, TODAY).kinds]
    assert first[0] == "utility_bill" and first.index("tenancy_agreement") < first.index("passport")
    assert "passport" not in offered(policy, 1, PASSPORT, EMPTY)
    assert why(policy, 1, PASSPORT, EMPTY)["passport"] is Unfit.SHOWN_ALREADY
    assert why(policy, 1, PASSPORT, EMPTY)["pass_card"] is Unfit.NO_ADDRESS
    assert "utility_bill" not in offered(policy, 0, EMPTY, BILL)


def test_the_last_place_takes_what_goes_together_with_the_other(policy: IdPolicy) -> None:
    only_ab = replace(policy, combinations=(Combination(("A", "B")),))
    assert why(only_ab, 1, LICENCE, EMPTY)["passport"] is Unfit.NOT_TOGETHER
    assert "council_tax_bill" in offered(only_ab, 1, LICENCE, EMPTY)


def test_a_kind_that_is_chosen_stays_offered(policy: IdPolicy) -> None:
    chosen = Slot("residence_permit", "A")
    assert "residence_permit" in offered(policy, 0, chosen, EMPTY)
    assert "residence_permit" not in why(policy, 0, chosen, EMPTY)


def test_where_nothing_fits_everything_is_offered_that_was_not_shown(policy: IdPolicy) -> None:
    odd = replace(policy, combinations=(Combination(("B", "B")),))
    assert "passport" in offered(odd, 0, EMPTY, replace(BILL, address=False))
    assert "utility_bill" not in offered(odd, 0, EMPTY, replace(BILL, address=False))


def test_a_policy_of_one_document_and_one_of_three(policy: IdPolicy) -> None:
    assert policy.for_staff is not None
    assert slots_of(policy.for_staff) == (SlotFor.ANY,)
    three = replace(policy, combinations=(Combination(("B", "B", "B"), photo=False),))
    assert slots_of(three) == (SlotFor.PHOTO, SlotFor.ADDRESS, SlotFor.ANY)
    assert "utility_bill" in offered(three, 0, EMPTY, EMPTY, EMPTY)
    without_address = replace(policy, combinations=(Combination(("A", "A"), address=False),))
    assert slots_of(without_address) == (SlotFor.PHOTO, SlotFor.ANY)
