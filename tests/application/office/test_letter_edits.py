"""The office's own words in letters are changed in a window: the regulator, the answer, and Welsh."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.application.office.letter_edits import AnswerEdit, HelplinesEdit, LetterEdit, RegulatorEdit, WelshEdit
from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy import AnswerTexts, OfficePolicy, Regulator, Welsh
from desktop.domain.office.policy_changes import Setting
from desktop.errors import NotAllowedError
from tests.application.office.by_policies import previewed, problems, texts
from tests.builders import Office

OURS = RegulatorEdit("The Commissioner", ("1 Road", "Wilmslow"), "0303 123 1113", "ico.org.uk")
TOLD = AnswerEdit(False, True, "To check.", "Few.", "You and us.", "No more.")
pytestmark = pytest.mark.usefixtures("begun")


def becomes(office: Office, edit: LetterEdit) -> OfficePolicy:
    policy = texts(office).read(PolicyName.OFFICE, previewed(office, edit).content)
    assert isinstance(policy, OfficePolicy)
    return policy


def test_another_regulator_needs_nobody_else_and_may_have_no_address(office: Office) -> None:
    shown = previewed(office, OURS)
    assert not shown.weaker and {each.about for each in shown.changes} == {"name", "address"}
    assert becomes(office, OURS).regulator == Regulator(*vars(OURS).values())
    assert becomes(office, replace(OURS, address=())).regulator.address == ()
    assert problems(office, replace(OURS, name=" ", telephone="", web="")) == {
        "name": "regulator_name_missing",
        "telephone": "telephone_missing",
        "web": "web_missing",
    }
    assert [*problems(office, replace(OURS, address=("a\u202eb",)))] == ["address"]


def test_the_helplines_are_the_offices_own_and_there_may_be_none(office: Office) -> None:
    ours = ("Samaritans, 116 123", "The council’s own line, 01632 960 190")
    assert not previewed(office, HelplinesEdit(ours)).weaker and becomes(office, HelplinesEdit(ours)).helplines == ours
    assert becomes(office, HelplinesEdit(())).helplines == ()
    assert [*problems(office, HelplinesEdit(("a\u202eb",)))] == ["helplines"]


def test_a_response_letter_is_in_the_offices_own_words_or_the_programs(office: Office) -> None:
    said = AnswerTexts("To check.", "Few.", "You and us.", "No more.")
    assert not previewed(office, TOLD).weaker and becomes(office, TOLD).answer == said
    assert becomes(office, AnswerEdit(False, own=False)).answer is None
    in_welsh = becomes(office, replace(TOLD, welsh=True))
    assert in_welsh.answer_welsh == said and in_welsh.answer == office.policy.answer
    assert set(problems(office, AnswerEdit(True))) == {"purposes", "recipients", "origin", "more"}
    assert [*problems(office, replace(TOLD, more="a\u202eb"))] == ["more"]


def test_unchecked_welsh_needs_a_second_person_and_checked_does_not(office: Office) -> None:
    checked, unchecked = WelshEdit("in_wales", False), WelshEdit("offered", True)
    assert not previewed(office, checked).weaker and becomes(office, checked).welsh is Welsh.IN_WALES
    weaker = {each.setting for each in previewed(office, unchecked).changes if each.weaker}
    assert weaker == {Setting.WELSH_UNCHECKED}
    policy = becomes(office, unchecked)
    assert policy.welsh is Welsh.OFFERED and policy.welsh_unchecked
    assert problems(office, WelshEdit(None, False)) == {"welsh": "welsh_missing"}


def test_who_may_not_sees_no_preview(office: Office) -> None:
    for who, edit in (("adviser", OURS), ("supervisor", TOLD), ("officer", WelshEdit("no", True))):
        with pytest.raises(NotAllowedError):
            previewed(office, edit, who)
