"""The office's own words in letters are changed in a window: the regulator, the answer, and Welsh."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.application.office.policy_edits import ChangeSettings
from desktop.domain.office.office_policy import AnswerTexts, OfficePolicy, Regulator, Welsh
from desktop.domain.office.policies import PolicyName
from tests.application.office.by_policies import previewed, problems, texts, typed
from tests.support.builders import Office

THEIRS = Regulator("The Commissioner", "0303 123 1113", "ico.org.uk", ("1 Road", "Wilmslow"))
OURS = ChangeSettings(PolicyName.OFFICE, ("regulator",), vars(THEIRS))
SAID = AnswerTexts("To check.", "Few.", "You and us.", "No more.")
TOLD = ChangeSettings(PolicyName.OFFICE, ("answer",), vars(SAID))
WELSH = ("answer_welsh",)
pytestmark = pytest.mark.usefixtures("begun")


def in_welsh(welsh: str | None, *, unchecked: bool = False) -> ChangeSettings:
    return ChangeSettings(PolicyName.OFFICE, (), {"welsh": welsh, "welsh_unchecked": unchecked})


def becomes(office: Office, edit: ChangeSettings) -> OfficePolicy:
    policy = texts(office).read(PolicyName.OFFICE, previewed(office, edit).content)
    assert isinstance(policy, OfficePolicy)
    return policy


def test_another_regulator_needs_nobody_else_and_may_have_no_address(office: Office) -> None:
    shown = previewed(office, OURS)
    assert not shown.weaker and {each.about for each in shown.changes} == {"name", "address"}
    assert becomes(office, OURS).regulator == THEIRS
    assert becomes(office, typed(OURS, address=())).regulator.address == ()
    assert problems(office, typed(OURS, name=" ", telephone="", web="")) == {
        "name": "regulator_name_missing",
        "telephone": "telephone_missing",
        "web": "web_missing",
    }
    assert [*problems(office, typed(OURS, address=("a\u202eb",)))] == ["address"]


def test_the_helplines_are_the_offices_own_and_there_may_be_none(office: Office) -> None:
    ours = ("Samaritans, 116 123", "The council’s own line, 01632 960 190")
    edit = ChangeSettings(PolicyName.OFFICE, (), {"helplines": ours})
    assert not previewed(office, edit).weaker and becomes(office, edit).helplines == ours
    assert becomes(office, typed(edit, helplines=())).helplines == ()
    assert [*problems(office, typed(edit, helplines=("a\u202eb",)))] == ["helplines"]


def test_a_response_letter_is_in_the_offices_own_words_or_the_programs(office: Office) -> None:
    assert not previewed(office, TOLD).weaker and becomes(office, TOLD).answer == SAID
    assert becomes(office, replace(TOLD, gone=True)).answer is None
    in_welsh = becomes(office, replace(TOLD, at=WELSH))
    assert in_welsh.answer_welsh == SAID and in_welsh.answer == office.policy.answer
    nothing = dict.fromkeys(TOLD.typed, "")
    assert set(problems(office, replace(TOLD, at=WELSH, typed=nothing))) == set(nothing)
    assert [*problems(office, typed(TOLD, more="a\u202eb"))] == ["more"]


def test_unchecked_welsh_needs_a_second_person_and_checked_does_not(office: Office) -> None:
    checked, unchecked = in_welsh("in_wales"), in_welsh("offered", unchecked=True)
    assert not previewed(office, checked).weaker and becomes(office, checked).welsh is Welsh.IN_WALES
    weaker = {each.setting for each in previewed(office, unchecked).changes if each.weaker}
    assert weaker == {"welsh_unchecked"}
    policy = becomes(office, unchecked)
    assert policy.welsh is Welsh.OFFERED and policy.welsh_unchecked
    assert problems(office, in_welsh(None)) == {"welsh": "welsh_missing"}
