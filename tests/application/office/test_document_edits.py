"""Which documents are accepted is changed in a window: as it was typed, previewed, and by two where a check gets
weaker."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.application.office.policies import ChangePolicy, Preview, drop_policy
from desktop.application.office.policy_edits import ChangeSettings, code_for
from desktop.domain.office.policies import PolicyName
from desktop.domain.sessions.id_policy import Combination, IdPolicy
from desktop.errors import NotAllowedError, PolicyRefusedError
from tests.application.office.by_policies import by, decide, previewed, problems, text, texts, typed, view
from tests.support.builders import Office
from tests.support.refusals import refusal

IDENTITY = PolicyName.IDENTITY
AB = Combination(("A", "B"))
NOT_CHECKED = {"has_mrz": False, "has_licence_number": False, "seen_through": "", "instead": ""}


def document(code: str, name: str, group: str, photo: bool, **more: Any) -> ChangeSettings:
    said = {"name": name, "group": group, "photo": photo, "ended_on": (), "max_age_months": "", "grace_months": "0"}
    return ChangeSettings(IDENTITY, ("kinds", code), {**said, **NOT_CHECKED, **more})


BILL = document("utility_bill", "A bill", "B", False, address="yes", asks="issued", max_age_months="3")
CARD = document("", "Library card", "b", True, address="no", asks="expiry")
OF_STAFF = ("internal", "kinds", "")


def combination(*of: str, groups: str = "", photo: bool = False, address: bool = False) -> ChangeSettings:
    said = {"groups": groups, "photo": photo, "address": address}
    return ChangeSettings(IDENTITY, of or ("combinations", ""), said)


def inside(groups: str, known: str = "", **more: bool) -> ChangeSettings:
    return combination("internal", "combinations", known, groups=groups, **more)


pytestmark = pytest.mark.usefixtures("begun")


def becomes(office: Office, edit: ChangeSettings) -> IdPolicy:
    policy = texts(office).read(IDENTITY, previewed(office, edit).content)
    assert isinstance(policy, IdPolicy)
    return policy


def said(preview: Preview) -> set[tuple[str, object, object, bool]]:
    return {(each.setting, each.was, each.becomes, each.weaker) for each in preview.changes}


def test_a_greater_age_weakens_and_a_smaller_one_does_not(office: Office) -> None:
    named = typed(BILL, name="Gas, electricity, water or telephone bill")
    assert said(previewed(office, typed(named, max_age_months="6"))) == {("max_age_months", 3, 6, True)}
    assert said(previewed(office, typed(named, max_age_months="2"))) == {("max_age_months", 3, 2, False)}
    assert said(previewed(office, typed(named, max_age_months=""))) == {("max_age_months", 3, None, True)}
    assert said(previewed(office, typed(named, address="no"))) == {("address", "yes", "no", True)}
    assert said(previewed(office, replace(named, gone=True))) == {("kind", named.typed["name"], None, False)}
    assert refusal(previewed, office, typed(named, max_age_months="600")) == "out_of_range"


def test_grace_counts_from_the_expiry_and_what_is_not_asked_stays(office: Office) -> None:
    permit = document("residence_permit", "Permit", "A", True, address="no", asks="expiry", grace_months="24")
    permit = typed(permit, has_mrz=True, instead="evisa")
    kind = becomes(office, permit).kind("residence_permit")
    assert kind is not None and (kind.grace_months, kind.max_age_months, kind.ended_on) == (24, None, None)
    assert kind.has_mrz and kind.instead is not None
    permit = typed(permit, asks="", grace_months="0", ended_on=("30", "June", "2027"))
    without = becomes(office, permit).kind("residence_permit")
    assert without is not None and without.asks is None and without.grace_months == 0
    assert without.ended_on is not None and without.ended_on.isoformat() == "2027-06-30"


def test_one_more_document_gets_a_code_of_its_own_which_none_ever_had(office: Office) -> None:
    found = previewed(office, CARD)
    assert found.weaker and {each.setting for each in found.changes} == {"kind"}
    kind = becomes(office, CARD).kind("library_card")
    assert kind is not None and (kind.group, kind.photo, kind.max_age_months) == ("B", True, None)
    office.do(ChangePolicy(by(office), IDENTITY, found.content, 1, "asked for."), texts=texts(office))
    decide(office, drop_policy, "supervisor")
    assert becomes(office, CARD).kind("library_card_2") is not None, "the log may name the first"


@pytest.mark.parametrize(
    ("name", "used", "code"),
    [
        ("Blue Badge", (), "blue_badge"),
        ("Zoë, card!", ("zoe_card", "zoe_card_2"), "zoe_card_3"),
        ("身份证", (), "document"),
    ],
)
def test_a_code_is_made_of_the_name(name: str, used: tuple[str, ...], code: str) -> None:
    assert code_for(name, used) == code


def test_what_is_missing_is_named_by_its_field(office: Office) -> None:
    assert problems(office, document("", "", "", False, address=None, asks=None)) == {
        "name": "document_name_missing",
        "group": "group_missing",
        "address": "address_shown_missing",
        "asks": "read_date_missing",
    }
    assert problems(office, typed(BILL, max_age_months="three", group="A+B", ended_on=("31", "2", "2027"))) == {
        "max_age_months": "not_a_number",
        "group": "group_with_sign",
        "ended_on": "no_such_last_day",
    }
    assert "name" in problems(office, typed(BILL, name="a\u202eb"))
    assert problems(office, typed(CARD, at=OF_STAFF, group="T")) == {"group": "group_of_no_staff"}


def test_what_is_enough_weakens_only_where_less_is_enough(office: Office) -> None:
    more = combination(groups="b+B + B", address=True)
    assert previewed(office, more).weaker
    assert becomes(office, more).combinations[-1] == Combination(("B", "B", "B"), photo=False)
    stricter = combination("combinations", AB.label, groups="A + B + B", photo=True, address=True)
    assert not previewed(office, stricter).weaker
    gone = becomes(office, replace(combination("combinations", AB.label), gone=True))
    assert gone.combinations == (Combination(("A", "A")),)
    of_staff = inside("S + A", Combination(("S",), address=False).label, photo=True)
    assert not previewed(office, of_staff).weaker and previewed(office, typed(of_staff, photo=False)).weaker
    assert previewed(office, inside("B")).weaker


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (combination(), {"groups": "groups_missing"}),
        (combination(groups="A + "), {"groups": "groups_missing"}),
        (combination(groups="A + X"), {"groups": "group_unknown"}),
        (combination(groups="A"), {"groups": "two_documents_at_least"}),
        (combination(groups="B + B", photo=True), {"shown": "no_photo_in_groups"}),
        (inside("S", address=True), {"shown": "no_address_in_groups"}),
    ],
)
def test_what_cannot_be_enough_is_said_at_its_field(
    office: Office, edit: ChangeSettings, problem: dict[str, str]
) -> None:
    assert problems(office, edit) == problem


def test_the_last_combination_stays(office: Office) -> None:
    content = previewed(office, replace(combination("combinations", AB.label), gone=True)).content
    office.do(ChangePolicy(by(office), IDENTITY, content, 1, "asked for."), texts=texts(office))
    with pytest.raises(PolicyRefusedError, match="contradiction"):
        previewed(office, replace(combination("combinations", Combination(("A", "A")).label), gone=True))


@pytest.mark.parametrize(
    "edit",
    [
        replace(BILL, at=("kinds", "gone")),
        replace(BILL, at=("internal", "kinds", "utility_bill")),
        combination("combinations", Combination(("B", "B")).label),
    ],
)
def test_what_somebody_else_took_away_is_not_changed(office: Office, edit: ChangeSettings) -> None:
    assert refusal(previewed, office, edit) == "policy_changed_meanwhile"


def test_without_rules_for_internal_access_there_is_nothing_of_theirs(office: Office) -> None:
    content = text(office, IDENTITY)
    head, tail = content.index("[[internal.combinations]]"), content.index("[[kinds]]")
    office.do(
        ChangePolicy(by(office), IDENTITY, content[:head] + content[tail:], 1, "asked for."),
        texts=texts(office),
    )
    assert refusal(previewed, office, inside("A")) == "policy_changed_meanwhile"
    assert "library_card" in {kind.code for kind in becomes(office, CARD).all_kinds}


def test_who_may_not_sees_no_preview_and_nothing_is_changed_by_one(office: Office) -> None:
    for who in ("adviser", "supervisor"):
        with pytest.raises(NotAllowedError):
            previewed(office, CARD, who)
    previewed(office, CARD)
    assert view(office).state(IDENTITY).version == 1 and view(office).state(IDENTITY).waiting is None
