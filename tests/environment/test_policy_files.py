from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from desktop.config import RESOURCES
from desktop.domain.copies.marking import GUARD_MS
from desktop.domain.office.office_policy import Opening
from desktop.domain.office.throttle import ACCOUNT_RULES, DESK_RULES
from desktop.domain.requests.deadline import PROMPT_DAYS
from desktop.domain.sessions.id_policy import AddressShown, IdPolicy, Instead
from desktop.domain.sessions.identity import Assessment, NameComparison, Shown, assess
from desktop.environment.policies import load_identity_policy, load_office_policy
from desktop.errors import PolicyRefusedError
from desktop.words.errors import message_for

IDENTITY = RESOURCES / "policies" / "identity.toml"
OFFICE = RESOURCES / "policies" / "office.toml"
TODAY = date(2026, 11, 24)


def test_the_standard_office_has_the_numbers_of_the_design() -> None:
    policy = load_office_policy(OFFICE)
    assert policy.idle_lock_minutes == 5
    assert policy.sign_off_working_days == 5
    assert policy.guard_ms == GUARD_MS
    assert policy.proof_prompt_days == PROMPT_DAYS
    assert (policy.sign_in_account, policy.sign_in_desk) == (ACCOUNT_RULES, DESK_RULES)
    assert policy.opening[0] == Opening(time(9), time(17))
    assert policy.opening[5:] == (None, None)


def test_the_shipped_contact_is_an_example_and_a_real_one_needs_no_mark(tmp_path: Path) -> None:
    shipped = load_office_policy(OFFICE)
    assert shipped.contact.made_up and "demo" in shipped.contact.department and shipped.regulator.address == ()
    own = tmp_path / "office.toml"
    text = OFFICE.read_text("utf-8").replace("made_up = true\n", "")
    own.write_text(text.replace('web = "', 'address = ["1 Example Street"]\nweb = "'), encoding="utf-8")
    policy = load_office_policy(own)
    assert not policy.contact.made_up and policy.regulator.address == ("1 Example Street",)


def test_the_standard_identity_policy_has_the_kinds_of_the_design() -> None:
    policy = load_identity_policy(IDENTITY)
    in_group = {g: {k.code for k in policy.kinds if k.group == g} for g in ("A", "B")}
    assert in_group["A"] == {
        "passport",
        "driving_licence",
        "residence_permit",
        "evisa",
        "identity_card",
        "armed_forces_card",
        "pass_card",
        "photo_bus_pass",
        "voter_authority_certificate",
        "electoral_identity_card",
        "scottish_entitlement_card",
        "eea_driving_licence",
        "veteran_card",
        "blue_badge",
    }
    assert in_group["B"] == {
        "utility_bill",
        "bank_statement",
        "council_tax_bill",
        "benefits_letter",
        "tenancy_agreement",
        "mortgage_statement",
        "birth_certificate",
        "marriage_certificate",
    }
    ages = {kind.code: kind.max_age_months for kind in policy.kinds}
    assert (ages["utility_bill"], ages["bank_statement"]) == (3, 3)
    assert (ages["council_tax_bill"], ages["benefits_letter"]) == (12, 12)
    assert {kind.photo for kind in policy.kinds if kind.group == "A"} == {True}
    assert {kind.photo for kind in policy.kinds if kind.group == "B"} == {False}
    assert [each.groups for each in policy.combinations] == [("A", "B"), ("A", "A")]


def test_an_older_identity_policy_opens_without_the_kinds_and_the_share_code_of_today(tmp_path: Path) -> None:
    before, *kinds = IDENTITY.read_text("utf-8").split("[[kinds]]\n")
    older = [kind for kind in kinds if not any(f'"{code}"' in kind for code in ("evisa", "blue_badge", "veteran_card"))]
    older += [kind for kind in kinds if 'code = "residence_permit"' in kind]
    own = tmp_path / "identity.toml"
    own.write_text("[[kinds]]\n".join([before, *older]), encoding="utf-8")
    policy = load_identity_policy(own)
    assert policy.kind("evisa") is None and policy.kind("passport") is not None
    permit = Shown("residence_permit", date(2024, 12, 31), None, NameComparison.MATCH)
    assert judged(policy, [permit]).slots[0].problems[0].instead[0] is Instead.EVISA


def test_an_evisa_counts_once_staff_have_opened_it_with_the_share_code() -> None:
    policy, bill = load_identity_policy(IDENTITY), fine("utility_bill", shows_current_address=True)
    for opened, complete in ((None, False), (False, False), (True, True)):
        found = judged(policy, [Shown("evisa", name=NameComparison.MATCH, opened_by_code=opened), bill])
        assert found.complete is complete
    assert found.slots[0].photo and not found.slots[0].address


@pytest.mark.parametrize("code", ["voter_authority_certificate", "veteran_card", "blue_badge", "eea_driving_licence"])
def test_a_card_with_a_photo_needs_something_with_the_address_beside_it(code: str) -> None:
    policy = load_identity_policy(IDENTITY)
    assert judged(policy, [fine(code), fine("utility_bill", shows_current_address=True)]).complete
    assert not judged(policy, [fine(code, shows_current_address=True), fine("passport")]).complete


def judged(policy: IdPolicy, documents: list[Shown], today: date = TODAY) -> Assessment:
    """Judge documents for a request that has no date of birth."""
    return assess(policy, documents, today, born_known=False)


def test_internal_access_asks_for_a_staff_pass_or_one_document_with_a_photo() -> None:
    policy = load_identity_policy(IDENTITY).for_staff
    assert policy is not None and policy.of_staff
    assert [(each.groups, each.photo, each.address) for each in policy.combinations] == [
        (("S",), True, False),
        (("A",), True, False),
    ]
    assert policy.kinds[0].code == "staff_pass" and {kind.group for kind in policy.kinds} == {"S", "A"}
    assert {kind.address for kind in policy.kinds} == {AddressShown.NO}, "nobody is asked whether it shows one"
    assert judged(policy, [Shown("staff_pass", name=NameComparison.MATCH)]).complete
    assert judged(policy, [Shown("driving_licence", date(2030, 1, 1), name=NameComparison.MATCH)]).complete


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('groups = ["S"]', 'groups = ["T"]', "names a group that has no document"),
        ('groups = ["S"]', "groups = []", "with at least one document"),
        ('code = "staff_pass"', 'code = "passport"', "This kind of document is listed twice."),
        (
            'group = "S"\nphoto = true',
            'group = "S"\nphoto = false',
            "none of the documents in its groups has a photo",
        ),
    ],
)
def test_a_rule_for_internal_access_that_cannot_be_is_refused(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    text = IDENTITY.read_text("utf-8")
    assert before in text
    own = tmp_path / "identity.toml"
    own.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(PolicyRefusedError) as refused:
        load_identity_policy(own)
    assert words in message_for(refused.value)


def test_an_office_without_a_rule_for_internal_access_loads_as_before(tmp_path: Path) -> None:
    text = IDENTITY.read_text("utf-8")
    start, end = text.index("# Internal access"), text.index('[[kinds]]\ncode = "passport"')
    own = tmp_path / "identity.toml"
    own.write_text(text[:start] + text[end:], encoding="utf-8")
    assert load_identity_policy(own) == replace(load_identity_policy(IDENTITY), internal=None)


def fine(kind: str, shows_current_address: bool | None = None) -> Shown:
    return Shown(kind, date(2030, 1, 1), date(2026, 11, 1), NameComparison.MATCH, None, shows_current_address)


@pytest.mark.parametrize(
    ("documents", "complete"),
    [
        ([fine("passport"), fine("utility_bill", shows_current_address=True)], True),
        ([fine("passport"), fine("driving_licence", shows_current_address=True)], True),
        ([fine("passport"), fine("driving_licence", shows_current_address=False)], False),
        ([fine("pass_card", shows_current_address=True), fine("passport")], False),
        ([fine("passport"), fine("birth_certificate")], False),
        ([fine("utility_bill", True), fine("council_tax_bill", True)], False),
    ],
)
def test_the_standard_policy_judges_as_the_design_says(documents: list[Shown], complete: bool) -> None:
    assert judged(load_identity_policy(IDENTITY), documents).complete is complete


def test_holders_of_a_residence_permit_are_offered_the_other_route() -> None:
    permit = Shown("residence_permit", date(2024, 12, 31), None, NameComparison.MATCH)
    policy = load_identity_policy(IDENTITY)
    assert judged(policy, [permit], date(2026, 6, 30)).slots[0].accepted
    assert Instead.EVISA in judged(policy, [permit]).slots[0].problems[0].instead


Load = Callable[[Path], object]
ADDRESS = 'address = ["Riverside House", "1 Example Street", "Exampleton", "ZZ9 9ZZ"]'
PASSPORT = '[[kinds]]\ncode = "passport"\nname = "Passport"'


@pytest.mark.parametrize(
    ("load", "standard", "old", "new", "code", "words"),
    [
        (load_office_policy, OFFICE, "guard_ms = 150", "guard_ms = 0", "out_of_range", "guard_ms"),
        (load_office_policy, OFFICE, "guard_ms = 150", "", "missing_key", "guard_ms"),
        (load_office_policy, OFFICE, "guard_ms = 150", "guard_ms = 150\nguards = 1", "unknown_key", "guards"),
        (load_office_policy, OFFICE, "idle_lock_minutes = 5", "idle_lock_minutes = 900", "out_of_range", "idle"),
        (load_office_policy, OFFICE, "Europe/London", "Europe/Atlantis", "unknown_zone", "zone"),
        (load_office_policy, OFFICE, "Europe/London", "../London", "unknown_zone", "zone"),
        (
            load_office_policy,
            OFFICE,
            "guard_ms = 150",
            'guard_ms = 150\nholiday_region = "x"',
            "unknown_key",
            "holiday",
        ),
        (load_office_policy, OFFICE, "closes = 16:30:00", "closes = 08:30:00", "contradiction", "opening, friday"),
        (load_office_policy, OFFICE, "closes = 16:30:00", "closes = 16:30:00, lunch = 1", "unknown_key", "lunch"),
        (load_office_policy, OFFICE, "friday", "fryday", "unknown_key", "fryday"),
        (load_office_policy, OFFICE, "base_seconds = 30", "base_seconds = 1000", "contradiction", "account"),
        (load_office_policy, OFFICE, "decay_seconds = 0", "decay_seconds = 0\nx = 1", "unknown_key", "x is not"),
        (load_office_policy, OFFICE, "[sign_in_desk]", "[sign_in_door]\n[sign_in_desk]", "unknown_key", "door"),
        (load_office_policy, OFFICE, "usual_minutes = 45", "usual_minutes = 5", "out_of_range", "appointments"),
        (load_office_policy, OFFICE, "notice_days = 3", "notice_days = 3\nnotice = 1", "unknown_key", "appointments"),
        (load_office_policy, OFFICE, 'telephone = "01632', 'phone = "01632', "missing_key", "contact: telephone"),
        (load_office_policy, OFFICE, ADDRESS, "address = []", "contradiction", "contact"),
        (load_office_policy, OFFICE, "made_up = true", 'made_up = "yes"', "not_flag", "contact"),
        (load_office_policy, OFFICE, 'web = "', 'page = "', "missing_key", "regulator: web"),
        (load_office_policy, OFFICE, 'web = "', 'fax = "1"\nweb = "', "unknown_key", "regulator"),
        (load_identity_policy, IDENTITY, "resume_days = 14", "resume_days = -1", "out_of_range", "resume_days"),
        (load_identity_policy, IDENTITY, "resume_days = 14", "resume_days = 1\nx = 1", "unknown_key", "x is not"),
        (load_identity_policy, IDENTITY, '"passport"', '"utility_bill"', "contradiction", "listed twice"),
        (load_identity_policy, IDENTITY, '["A", "B"]', '["A"]', "contradiction", "at least two documents"),
        (load_identity_policy, IDENTITY, '["A", "B"]', '["A", "C"]', "contradiction", "has no document"),
        (load_identity_policy, IDENTITY, '["A", "A"]', '["B", "B"]', "contradiction", "has a photo"),
        (load_identity_policy, IDENTITY, '"ask"', '"no"', "contradiction", "shows one"),
        (load_identity_policy, IDENTITY, "address = true", "address = true\nx = 1", "unknown_key", "combinations 1"),
        (load_identity_policy, IDENTITY, PASSPORT, f"{PASSPORT}\nmax_age_months = 3", "contradiction", "kinds 1"),
        (load_identity_policy, IDENTITY, PASSPORT, f"{PASSPORT}\nx = 1", "unknown_key", "kinds 1"),
        (load_identity_policy, IDENTITY, "2026-06-30", '"2026"', "not_a_date", "kinds 3"),
    ],
)
def test_a_policy_that_does_not_say_what_it_must_is_refused_with_the_reason(
    tmp_path: Path, load: Load, standard: Path, old: str, new: str, code: str, words: str
) -> None:
    text = standard.read_text(encoding="utf-8")
    assert old in text
    changed = tmp_path / standard.name
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PolicyRefusedError) as refused:
        load(changed)
    assert refused.value.code.removesuffix("_alike") == code
    assert words in message_for(refused.value)
    assert standard.name in message_for(refused.value)


def test_an_address_may_come_from_any_group_of_the_combination(tmp_path: Path) -> None:
    changed = tmp_path / "identity.toml"
    text = IDENTITY.read_text(encoding="utf-8").replace('"ask"', '"no"').replace('["A", "A"]', '["B", "A"]')
    changed.write_text(text, encoding="utf-8")
    assert len(load_identity_policy(changed).combinations) == 2
