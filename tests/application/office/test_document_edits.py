"""Which documents are accepted is changed in a window: as it was typed, previewed, and by two where a check gets
weaker."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.application.office.document_edits import CombinationEdit, KindEdit, code_for
from desktop.application.office.policies import ChangePolicy, Preview, change_policy, drop_policy
from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy_changes import Setting
from desktop.domain.sessions.id_policy import Combination, IdPolicy
from desktop.errors import NotAllowedError, PolicyRefusedError, WrongStateError
from tests.application.office.by_policies import by, decide, previewed, problems, text, texts, view
from tests.builders import Office

IDENTITY = PolicyName.IDENTITY
BILL = KindEdit("utility_bill", False, True, "A bill", "B", False, "yes", "issued", "3")
CARD = KindEdit("", False, True, "Library card", "b", True, "no", "expiry", "")
AB = Combination(("A", "B"))
pytestmark = pytest.mark.usefixtures("begun")


def becomes(office: Office, edit: KindEdit | CombinationEdit) -> IdPolicy:
    policy = texts(office).read(IDENTITY, previewed(office, edit).content)
    assert isinstance(policy, IdPolicy)
    return policy


def said(preview: Preview) -> set[tuple[Setting, object, object, bool]]:
    return {(each.setting, each.was, each.becomes, each.weaker) for each in preview.changes}


def test_a_greater_age_weakens_and_a_smaller_one_does_not(office: Office) -> None:
    named = replace(BILL, name="Gas, electricity, water or telephone bill")
    assert said(previewed(office, replace(named, months="6"))) == {(Setting.MAX_AGE, 3, 6, True)}
    assert said(previewed(office, replace(named, months="2"))) == {(Setting.MAX_AGE, 3, 2, False)}
    assert said(previewed(office, replace(named, months=""))) == {(Setting.MAX_AGE, 3, None, True)}
    assert said(previewed(office, replace(named, address="no"))) == {(Setting.ADDRESS, "yes", "no", True)}
    assert said(previewed(office, replace(named, accepted=False))) == {(Setting.KIND, named.name, None, False)}
    with pytest.raises(PolicyRefusedError, match="out_of_range"):
        previewed(office, replace(named, months="600"))


def test_grace_counts_from_the_expiry_and_what_is_not_asked_stays(office: Office) -> None:
    permit = KindEdit("residence_permit", False, True, "Permit", "A", True, "no", "expiry", "24", ("", "", ""))
    kind = becomes(office, permit).kind("residence_permit")
    assert kind is not None and (kind.grace_months, kind.max_age_months, kind.ended_on) == (24, None, None)
    assert kind.has_mrz and kind.instead is not None
    without = becomes(office, replace(permit, asks="", last_day=("30", "June", "2027"))).kind("residence_permit")
    assert without is not None and without.asks is None and without.grace_months == 0
    assert without.ended_on is not None and without.ended_on.isoformat() == "2027-06-30"


def test_one_more_document_gets_a_code_of_its_own_which_none_ever_had(office: Office) -> None:
    found = previewed(office, CARD)
    assert found.weaker and {each.setting for each in found.changes} == {Setting.KIND}
    kind = becomes(office, CARD).kind("library_card")
    assert kind is not None and (kind.group, kind.photo, kind.max_age_months) == ("B", True, None)
    office.do(change_policy, ChangePolicy(by(office), IDENTITY, found.content, 1, "Asked for."), texts=texts(office))
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
    assert problems(office, KindEdit("", False)) == {
        "name": "document_name_missing",
        "group": "group_missing",
        "address": "address_shown_missing",
        "asks": "read_date_missing",
    }
    assert problems(office, replace(BILL, months="three", group="A+B", last_day=("31", "2", "2027"))) == {
        "months": "not_a_number",
        "group": "group_with_sign",
        "last_day": "no_such_last_day",
    }
    assert "name" in problems(office, replace(BILL, name="a\u202eb"))
    assert problems(office, replace(CARD, of_staff=True, group="T")) == {"group": "group_of_no_staff"}


def test_what_is_enough_weakens_only_where_less_is_enough(office: Office) -> None:
    more = CombinationEdit(None, False, True, "b+B + B", photo=False, address=True)
    assert previewed(office, more).weaker
    assert becomes(office, more).combinations[-1] == Combination(("B", "B", "B"), photo=False)
    stricter = CombinationEdit(AB, False, True, "A + B + B", photo=True, address=True)
    assert not previewed(office, stricter).weaker
    gone = becomes(office, CombinationEdit(AB, False, enough=False))
    assert gone.combinations == (Combination(("A", "A")),)
    inside = CombinationEdit(Combination(("S",), address=False), True, True, "S + A", photo=True)
    assert not previewed(office, inside).weaker and previewed(office, replace(inside, photo=False)).weaker
    assert previewed(office, CombinationEdit(None, True, True, "B")).weaker


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (CombinationEdit(None, False), {"groups": "groups_missing"}),
        (CombinationEdit(None, False, groups="A + "), {"groups": "groups_missing"}),
        (CombinationEdit(None, False, groups="A + X"), {"groups": "group_unknown"}),
        (CombinationEdit(None, False, groups="A"), {"groups": "two_documents_at_least"}),
        (CombinationEdit(None, False, groups="B + B", photo=True), {"shown": "no_photo_in_groups"}),
        (CombinationEdit(None, True, groups="S", address=True), {"shown": "no_address_in_groups"}),
    ],
)
def test_what_cannot_be_enough_is_said_at_its_field(
    office: Office, edit: CombinationEdit, problem: dict[str, str]
) -> None:
    assert problems(office, edit) == problem


def test_the_last_combination_stays(office: Office) -> None:
    content = previewed(office, CombinationEdit(AB, False, enough=False)).content
    office.do(change_policy, ChangePolicy(by(office), IDENTITY, content, 1, "Asked for."), texts=texts(office))
    with pytest.raises(PolicyRefusedError, match="contradiction"):
        previewed(office, CombinationEdit(Combination(("A", "A")), False, enough=False))


@pytest.mark.parametrize(
    "edit",
    [replace(BILL, code="gone"), replace(BILL, of_staff=True), CombinationEdit(Combination(("B", "B")), False)],
)
def test_what_somebody_else_took_away_is_not_changed(office: Office, edit: KindEdit | CombinationEdit) -> None:
    with pytest.raises(WrongStateError, match="policy_changed_meanwhile"):
        previewed(office, edit)


def test_without_rules_for_internal_access_there_is_nothing_of_theirs(office: Office) -> None:
    content = text(office, IDENTITY)
    head, tail = content.index("[[internal.combinations]]"), content.index("[[kinds]]")
    office.do(
        change_policy,
        ChangePolicy(by(office), IDENTITY, content[:head] + content[tail:], 1, "Asked for."),
        texts=texts(office),
    )
    with pytest.raises(WrongStateError, match="policy_changed_meanwhile"):
        previewed(office, CombinationEdit(None, True, groups="A"))
    assert "library_card" in {kind.code for kind in becomes(office, CARD).all_kinds}


def test_who_may_not_sees_no_preview_and_nothing_is_changed_by_one(office: Office) -> None:
    for who in ("adviser", "supervisor"):
        with pytest.raises(NotAllowedError):
            previewed(office, CARD, who)
    previewed(office, CARD)
    assert view(office).state(IDENTITY).version == 1 and view(office).state(IDENTITY).waiting is None
