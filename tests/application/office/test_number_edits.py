"""A number of a policy is changed where it is, and the policy is written anew where that changes anything."""

from __future__ import annotations

import pytest

from desktop.application.office.policy_edits import ChangeSettings
from desktop.domain.office.policies import PolicyName
from desktop.errors import PolicyRefusedError, WrongStateError
from tests.application.office.by_policies import KEEPING, OFFICE, previewed, problems, text, texts
from tests.support.builders import Office
from tests.support.refusals import refusal

pytestmark = pytest.mark.usefixtures("begun")


def number(typed: str, *at: str, name: PolicyName = OFFICE) -> ChangeSettings:
    return ChangeSettings(name, at[:-1], {at[-1]: typed})


@pytest.mark.parametrize(
    ("edit", "setting", "about"),
    [
        (number("3", "idle_lock_minutes"), "idle_lock_minutes", ""),
        (number("3", "sign_in_desk", "free"), "free", "desk"),
        (number("7", "sources", "telephony", "months", name=KEEPING), "months", "telephony"),
        (number("", "sources", "telephony", "system_days", name=KEEPING), "system_days", "telephony"),
    ],
)
def test_one_number_changes_and_nothing_else(office: Office, edit: ChangeSettings, setting: str, about: str) -> None:
    shown = previewed(office, edit)
    assert [(each.setting, each.about, each.weaker) for each in shown.changes] == [(setting, about, False)]
    assert "#" in text(office, edit.name) and "#" not in shown.content, "what the program writes has no comments"
    assert texts(office).write(texts(office).read(edit.name, shown.content)) == shown.content


def test_what_it_says_already_is_no_change_although_it_would_be_written_otherwise(office: Office) -> None:
    assert refusal(previewed, office, number("5", "idle_lock_minutes")) == "policy_same"


@pytest.mark.parametrize("typed", ["", "five", "-1", "1.5", "٣"])
def test_what_is_no_number_is_said_at_its_field(office: Office, typed: str) -> None:
    assert problems(office, number(typed, "idle_lock_minutes")) == {"idle_lock_minutes": "not_a_number"}


def test_limits_and_what_goes_together_hold_as_in_a_file(office: Office) -> None:
    with pytest.raises(PolicyRefusedError, match="out_of_range") as refused:
        previewed(office, number("31", "idle_lock_minutes"))
    assert refused.value.arguments["key"] == "idle_lock_minutes"
    with pytest.raises(PolicyRefusedError, match="contradiction") as at_odds:
        previewed(office, number("1000", "sign_in_account", "base_seconds"))
    assert at_odds.value.arguments["why"] == "waits_do_not_grow"


def test_a_number_of_a_system_that_is_gone_meanwhile_is_said(office: Office) -> None:
    with pytest.raises(WrongStateError, match="policy_changed_meanwhile"):
        previewed(office, number("7", "sources", "gone", "months", name=KEEPING))
