"""The words at the counter for each kind of call. One that someone else made about the person is not called theirs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.application.sessions.checking_in import CheckIn, check_in
from desktop.application.sessions.views import SessionView
from desktop.domain.office.people import Role
from desktop.domain.requests.request import WITHHELD, Authority, Representative
from desktop.domain.sessions.identity import CallKind
from desktop.domain.sessions.session import Party, State
from desktop.ui.sessions.brief_page import ENGLISH, BriefPage, introduction_of, script_of
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.id_page import CallerPage
from tests.ui.sessions.counter import Counter, words_on
from tests.ui.staff import shown

NUMBER = "+441632960147"
THEIRS = CallKind.BY_SOMEBODY_ELSE
ACTS = Representative("Demo Friend", Authority.POWER_OF_ATTORNEY)
ASKED = [
    (CallKind.INBOUND, NUMBER, "“When was the call?”", "“Which number did you call from?”"),
    (CallKind.OUTBOUND, NUMBER, "“When was the call?”", "“Which number did we call you on?”"),
    (
        CallKind.NUMBER_WITHHELD,
        WITHHELD,
        "“When was the call?”",
        "“What was the call about? (The number was withheld.)”",
    ),
    (CallKind.INBOUND, "", "“When was the call?”", "“What was the call about? (No number is known.)”"),
    (CallKind.OUTBOUND, "", "“When was the call?”", "“What was the call about? (No number is known.)”"),
    (
        THEIRS,
        NUMBER,
        "“When did someone call us about you?”",
        "“Which number did that call come from, if you know?”",
    ),
    (
        THEIRS,
        WITHHELD,
        "“When did someone call us about you?”",
        "“What was that call about, as far as you know?”",
    ),
    (THEIRS, "", "“When did someone call us about you?”", "“What was that call about, as far as you know?”"),
]


@pytest.fixture
def view(counter: Counter) -> SessionView:
    staff = counter.staff
    command = CheckIn(staff.actor(Role.ADVISER), staff.appointments()[0].id, frozenset({Party.CUSTOMER}), False)
    ports = {"uow": staff.desk.uow(), "clock": staff.desk.clock, "policy": staff.desk.policy}
    return check_in(command, **ports, anchored=staff.desk.anchored)  # type: ignore[arg-type]


def of_kind(view: SessionView, kind: CallKind, number: str = NUMBER) -> SessionView:
    return replace(view, call=replace(view.call, kind=kind, number=number, outbound=kind is CallKind.OUTBOUND))


@pytest.mark.parametrize(("kind", "number", "when", "what"), ASKED)
def test_each_kind_of_call_has_its_own_questions(
    counter: Counter, view: SessionView, kind: CallKind, number: str, when: str, what: str
) -> None:
    page = CallerPage(of_kind(view, kind, number), counter.place.context)
    shown(counter.qtbot, page)
    assert [words.words for words in page.questions] == [when, what]
    assert ("never say who made the call" in page.where()) is (kind is THEIRS)


def test_somebody_who_acts_for_them_is_asked_about_them(counter: Counter, view: SessionView) -> None:
    alone = replace(of_kind(view, THEIRS), representative=ACTS, parties=frozenset({Party.REPRESENTATIVE}))
    page = CallerPage(alone, counter.place.context)
    shown(counter.qtbot, page)
    assert page.questions[0].words == "“When did someone call us about them?”"
    assert " the call of " in script_of(alone, counter.staff.desk.office.zone).words


def test_nothing_read_or_shown_calls_it_theirs(counter: Counter, view: SessionView) -> None:
    theirs = replace(of_kind(view, THEIRS), state=State.IDENTIFIED, identified=True)
    context, zone = counter.place.context, counter.staff.desk.office.zone
    brief, close = BriefPage(theirs, context), ClosePage(theirs, context)
    for page in (brief, close):
        shown(counter.qtbot, page)
    said = introduction_of(theirs, zone, ENGLISH).blocks[0][0]
    for words in (brief.script.words, said):
        assert "that someone else made about you" in words and "your call" not in words
    assert "parts of the call shown here" in close.acknowledged.label and "my call" not in close.acknowledged.label
    assert "Made by someone else" in words_on(brief)
