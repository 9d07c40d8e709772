"""The text of the office's policy with what letters say: what is not meant keeps its line."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy import AnswerTexts, OfficePolicy, Regulator, Welsh
from desktop.environment.letter_texts import with_answer, with_helplines, with_regulator, with_welsh
from desktop.environment.machine_policy import SHIPPED
from desktop.environment.policy_texts import read_policy

CONTENT = (SHIPPED / "office.toml").read_text("utf-8")
OURS = Regulator("The Commissioner", ("1 Road", "Town"), "01632 960 100", "ico.org.uk")
TOLD = AnswerTexts("To check.", 'A "few".', "You and us.", "No more.")


def read(content: str) -> OfficePolicy:
    found = read_policy(PolicyName.OFFICE, content)
    assert isinstance(found, OfficePolicy)
    return found


def changed(after: str) -> set[str]:
    """Return what the lines are of that went or came."""
    return {line.split(" = ")[0] for line in set(CONTENT.splitlines()) ^ set(after.splitlines())}


def test_another_regulator_changes_its_lines() -> None:
    after = with_regulator(CONTENT, OURS)
    assert read(after) == replace(read(CONTENT), regulator=OURS)
    assert changed(after) == {"name", "address", "telephone"}
    assert "address" not in tomllib.loads(with_regulator(after, replace(OURS, address=())))["regulator"]


def test_the_helplines_change_their_line_and_need_none() -> None:
    ours = ("A line, 01632 960 190", "Another [by night], 01632 960 191")
    after = with_helplines(CONTENT, ours)
    assert read(after) == replace(read(CONTENT), helplines=ours) and changed(after) == {"helplines"}
    assert changed(with_helplines(after, ())) == {"helplines"} and read(with_helplines(after, ())).helplines == ()
    without = "\n".join(line for line in CONTENT.splitlines() if not line.startswith("helplines"))
    assert read(without).helplines == () and read(with_helplines(without, ours)).helplines == ours


def test_the_answer_is_replaced_taken_away_and_written_anew() -> None:
    after = with_answer(CONTENT, TOLD, welsh=False)
    assert read(after) == replace(read(CONTENT), answer=TOLD)
    assert changed(after) == {"purposes", "recipients", "origin", "more"}
    without = with_answer(after, None, welsh=False)
    assert read(without).answer is None and "# Tries without a wait" in without
    again = with_answer(without, TOLD, welsh=False)
    assert again.startswith(without) and read(again) == read(after)
    in_welsh = with_answer(CONTENT, TOLD, welsh=True)
    assert in_welsh.startswith(CONTENT.rstrip("\n")) and read(in_welsh).answer_welsh == TOLD
    assert with_answer(in_welsh, None, welsh=True).rstrip("\n") == CONTENT.rstrip("\n")
    assert with_answer(CONTENT, None, welsh=True) == CONTENT, "there is none"


@pytest.mark.parametrize("welsh", Welsh)
@pytest.mark.parametrize("unchecked", [True, False])
def test_whether_letters_are_in_welsh_changes_its_lines(welsh: Welsh, unchecked: bool) -> None:
    after = with_welsh(CONTENT, welsh, unchecked=unchecked)
    assert read(after) == replace(read(CONTENT), welsh=welsh, welsh_unchecked=unchecked)
    assert changed(after) <= {"welsh", "welsh_unchecked"}
    lines = CONTENT.splitlines()
    older = "\n".join(line for line in lines if not line.startswith("welsh")) + "\n"
    mended = with_welsh(older, welsh, unchecked=unchecked)
    assert read(mended) == read(after) and {*older.splitlines()} <= {*mended.splitlines()}
    above = mended[: mended.index("[appointments]")].splitlines()
    assert above[-1].startswith("# are proposed from then on"), "a table keeps its comment"


@given(st.text("aé\"\\'#[]=\n ", min_size=1).filter(str.strip), st.sampled_from([True, False]))
def test_whatever_is_written_reads_as_it_was_meant(text: str, welsh: bool) -> None:
    own = AnswerTexts(text, text, text, text)
    found = read(with_answer(CONTENT, own, welsh=welsh))
    assert (found.answer_welsh if welsh else found.answer) == own
