"""The deadline on the page of a request: its text, and an officer's notes there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.requests import deadlines
from desktop.application.requests.deadlines import AskClarification, as_of
from desktop.application.requests.views import RequestView
from desktop.domain.office.people import Role
from desktop.domain.requests.deadline import (
    Clarification,
    DeadlineFacts,
    DeadlineRules,
    Explanation,
    Extension,
    ExtensionReason,
    ProofAsked,
    ProofOf,
    QuestionAbout,
    Rule,
    due_date,
)
from desktop.domain.requests.request import Authority, Representative, Status
from desktop.ui.kit.text import Words
from desktop.ui.requests.deadline import DeadlineAct, possible_acts
from desktop.ui.requests.panels import Panel
from desktop.ui.requests.place import RequestsPlace
from desktop.words.requests import RULES, explained, listed_due, not_announced, state_words, step_words
from tests.ui.accessible import name, walk
from tests.ui.requests.panels import day_of, field
from tests.ui.requests.test_requests import focus, make, rows
from tests.ui.staff import Staff, settle

TODAY = date(2026, 11, 24)
REFERENCE = "SAR-2026-0006"
"""Received on 10 November, due on 10 December."""


def open_request(qtbot: QtBot, staff: Staff, place: RequestsPlace, reference: str = REFERENCE) -> RequestView:
    row = next(row for row in rows(staff) if row.reference == reference)
    place.presenter.open(row.id)
    settle(qtbot, staff)
    assert place.request_page.view is not None
    return place.request_page.view


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> RequestsPlace:
    made = make(qtbot, staff, Role.INFORMATION_OFFICER)
    open_request(qtbot, staff, made)
    return made


def press(place: RequestsPlace, act: DeadlineAct) -> Panel:
    place.request_page.deadline.links[act].click()
    panel = place.request_page.deadline.panel
    assert panel is not None
    return panel


def save(qtbot: QtBot, staff: Staff, panel: Panel) -> None:
    panel.save.click()
    settle(qtbot, staff)


def says(place: RequestsPlace) -> str:
    """Return what is said of the deadline, with how it was counted."""
    part = place.request_page.deadline
    if not part.why.isVisible():
        part.how.click()
    return "\n".join(words.words for words in part.findChildren(Words) if words.isVisible())


def offered(place: RequestsPlace) -> list[str]:
    return [link.text() for link in place.request_page.deadline.links.values() if link.isVisible()]


def problems(place: RequestsPlace) -> dict[str, str]:
    return {field.name: field.problem for field in place.request_page.fields() if field.problem}


def test_it_says_when_the_answer_is_due_and_how_the_date_came_about_once_asked(place: RequestsPlace) -> None:
    part = place.request_page.deadline
    assert part.due.words == "Due in 16 days, Thursday 10 December" and not part.why.isVisible()
    assert part.how.text() == "How?" and part.how.accessibleName() == "How?: how the date was counted"
    assert says(place).splitlines() == [
        "Due in 16 days, Thursday 10 December",
        "The request arrived on Tuesday 10 November 2026. The month starts that day.",
        "The answer is due on the same date next month, Thursday 10 December 2026.",
    ]
    assert offered(place) == ["Ask for proof", "Ask a question", "Extend the deadline", "Correct a date"]


def test_proof_is_asked_for_and_arrives(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    panel = press(place, DeadlineAct.ASK_PROOF)
    assert field(panel, "proof").value() == "identity"  # nobody acts for them: one thing to prove
    assert day_of(panel).value() == TODAY
    day_of(panel).set_value(date(2026, 11, 12))
    field(panel, "doubt").set_value("The surname is spelled in two ways.")
    save(qtbot, staff, panel)
    assert "Due in 16 days, Thursday 10 December\nWaiting for proof of identity since 12 November 2026." in says(place)
    assert "Proof of identity, asked for on 12 November 2026: The surname is spelled in two ways." in says(place)
    panel = press(place, DeadlineAct.IDENTITY_ARRIVED)
    assert "The answer will then be due on Thursday 24 December 2026." in says(place)
    save(qtbot, staff, panel)
    assert "Due in 30 days, Thursday 24 December" in says(place)
    assert "Proof arrived on Tuesday 24 November 2026. The month starts that day." in says(place)


def test_before_it_is_noted_it_says_that_a_late_request_for_proof_moves_nothing(place: RequestsPlace) -> None:
    press(place, DeadlineAct.ASK_PROOF)
    assert (
        "Proof asked for on Tuesday 24 November 2026 was not asked for promptly, so the deadline does not move."
        in says(place)
    )
    assert "The answer stays due on Thursday 10 December 2026." in says(place)


def test_a_question_pauses_and_the_list_and_the_page_show_the_date_as_it_is_today(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    panel = press(place, DeadlineAct.ASK_QUESTION)
    save(qtbot, staff, panel)
    assert problems(place) == {"question_about": "Choose what the question was about."}
    field(panel, "question_about").options["which_call"].click()
    save(qtbot, staff, panel)
    assert "Paused since 24 November 2026: the person has not answered our question yet." in says(place)
    staff.clock.pass_by(days=3)
    open_request(qtbot, staff, place)
    assert "Due in 17 days, Monday 14 December" in says(place)
    assert offered(place) == ["Ask for proof", "The question was answered", "Extend the deadline", "Correct a date"]
    place.request_page.back.emit()
    settle(qtbot, staff)
    due = {row.cells[0]: row.cells[3] for row in place.list_page.table.view.rows_model.rows}
    assert due[REFERENCE] == "Paused. In 17 days, Mon 14 December"
    open_request(qtbot, staff, place)
    save(qtbot, staff, press(place, DeadlineAct.ANSWERED))
    assert "Due in 17 days, Monday 14 December" in says(place)
    paused = "paused from Tuesday 24 November 2026, for 4 days in all, counting the first day and the last."
    assert paused in says(place)


def test_an_extension_needs_its_reason_and_is_offered_once(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    panel = press(place, DeadlineAct.EXTEND)
    assert "They must be told by Thursday 10 December 2026, with the reason." in says(place)
    assert "The answer will then be due on Wednesday 10 February 2027." in says(place)
    save(qtbot, staff, panel)
    assert problems(place) == {"extension_reason": "Choose why it will take longer."}
    field(panel, "extension_reason").options["complex"].click()
    save(qtbot, staff, panel)
    assert "On Tuesday 24 November 2026 the person was told that it will take two months longer." in says(place)
    assert "The answer is due on the same date three months later, Wednesday 10 February 2027." in says(place)
    assert offered(place) == ["Ask for proof", "Ask a question", "Take the extension back", "Correct a date"]


def test_an_extension_that_is_too_late_says_so_before_it_is_noted(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    staff.clock.pass_by(days=17)
    open_request(qtbot, staff, place)
    press(place, DeadlineAct.EXTEND)
    assert "They had to be told by Thursday 10 December 2026. After that, the deadline does not move." in says(place)
    assert "was told on Friday 11 December 2026 that it will take longer. That was after the due date" in says(place)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (("25", "11", "2026"), "That day is in the future. Type today or an earlier day."),
        (("9", "11", "2026"), "This is before the request arrived. Type the day again."),
        (("31", "11", "2026"), "Type a day, a month and a year, such as 14 8 2026."),
        (("", "", ""), "Type the day."),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_it_and_can_be_typed_again(
    qtbot: QtBot, staff: Staff, place: RequestsPlace, typed: tuple[str, str, str], problem: str
) -> None:
    panel = press(place, DeadlineAct.ASK_QUESTION)
    field(panel, "question_about").options["its_subject"].click()
    for box, text in zip(day_of(panel).boxes, typed, strict=True):
        box.setText(text)
    day_of(panel).edited.emit()
    save(qtbot, staff, panel)
    assert problems(place) == {"asked_on": problem} and panel.save.isEnabled()
    day_of(panel).set_value(TODAY)
    save(qtbot, staff, panel)
    assert "Paused since 24 November 2026" in says(place) and place.request_page.deadline.panel is None


def test_the_panel_is_worked_with_the_keyboard_alone(qtbot: QtBot, place: RequestsPlace) -> None:
    link = place.request_page.deadline.links[DeadlineAct.ASK_QUESTION]
    focus(qtbot, link)
    qtbot.keyClick(link, Qt.Key.Key_Return)
    panel = place.request_page.deadline.panel
    assert panel is not None and QApplication.focusWidget() is field(panel, "question_about").focus_target()
    assert all(name(at) for at in walk(place.request_page) if at.state().focusable)
    qtbot.keyClick(panel.cancel, Qt.Key.Key_Return)
    assert place.request_page.deadline.panel is None and QApplication.focusWidget() is link


def test_what_was_not_right_is_gone_with_the_panel(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    panel = press(place, DeadlineAct.EXTEND)
    save(qtbot, staff, panel)
    assert problems(place) and place.request_page._summary.isVisible()
    field(panel, "extension_reason").options["complex"].click()
    panel.cancel.click()
    assert not problems(place) and not place.request_page._summary.isVisible()
    assert field(press(place, DeadlineAct.EXTEND), "extension_reason").value() is None  # and what was chosen


def test_who_only_reads_is_offered_nothing_and_an_internal_request_has_no_deadline(qtbot: QtBot, staff: Staff) -> None:
    reading = make(qtbot, staff, Role.APPROVER)
    open_request(qtbot, staff, reading)
    assert offered(reading) == [] and "Due in 16 days" in says(reading)
    open_request(qtbot, staff, reading, "INT-2026-0001")
    assert not reading.request_page.deadline.isVisible()


def test_what_was_noted_by_somebody_else_meanwhile_is_said(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    panel = press(place, DeadlineAct.ASK_QUESTION)
    view, desk = place.request_page.view, staff.desk
    assert view is not None
    command = AskClarification(staff.actor(Role.INFORMATION_OFFICER), view.row.id, TODAY, QuestionAbout.WHICH_CALL)
    deadlines.note_deadline(command, uow=desk.uow(), clock=desk.clock, rules=desk.deadline_rules)
    field(panel, "question_about").set_value("which_call")
    save(qtbot, staff, panel)
    assert [staff.said.pop().code] == ["question_open"] and panel.save.isEnabled()


def test_authority_is_asked_for_where_somebody_acts_for_the_person(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    view = place.request_page.view
    assert view is not None
    friend = Representative("Test Friend", Authority.WRITTEN_CONSENT)
    place.request_page.show_request(replace(view, request=replace(view.request, representative=friend)))
    panel = press(place, DeadlineAct.ASK_PROOF)
    proof = field(panel, "proof")
    assert list(proof.options) == ["identity", "authority"] and proof.value() is None
    save(qtbot, staff, panel)
    assert set(problems(place)) == {"proof"}


def test_a_year_whose_holidays_are_not_announced_is_warned_of(place: RequestsPlace) -> None:
    view = place.request_page.view
    assert view is not None
    received = date(2027, 12, 10)
    far = replace(view, row=replace(view.row, received_on=received, due_on=date(2028, 1, 10)))
    place.request_page.show_request(far)
    said = "The public holidays of 2028 are not announced yet. Check this date again when they are."
    assert place.request_page.deadline.warning.words == said
    assert not_announced(due_date(TODAY, frozenset()), lambda day: True) == ""


DAY = timedelta(days=1)
ASKED = ProofAsked(ProofOf.IDENTITY, TODAY, None, True)
AUTHORITY = ProofAsked(ProofOf.AUTHORITY, TODAY - DAY, None, True)
QUESTION = Clarification(TODAY - 2 * DAY, None)


@pytest.mark.parametrize(
    ("deadline_facts", "listed", "state"),
    [
        (DeadlineFacts(), "In 28 days, Tue 22 December", "The deadline is running."),
        (
            DeadlineFacts((ASKED,), (QUESTION,)),
            "Waiting for proof. In 31 days, Fri 25 December",
            "Waiting for proof of identity since 24 November 2026.",
        ),
        (
            DeadlineFacts((ASKED, AUTHORITY)),
            "Waiting for proof. In 28 days, Tue 22 December",
            "Waiting for proof of identity and proof of authority since 23 November 2026.",
        ),
        (
            DeadlineFacts((replace(ASKED, arrived=TODAY),), (QUESTION,)),
            "Paused. In 31 days, Fri 25 December",
            "Paused since 22 November 2026: the person has not answered our question yet.",
        ),
        (
            DeadlineFacts((replace(ASKED, reason_logged=False),)),
            "In 28 days, Tue 22 December",
            "The deadline is running.",
        ),
    ],
)
def test_the_deadline_says_what_it_waits_for_and_not_what_it_does_not_wait_for(
    place: RequestsPlace, deadline_facts: DeadlineFacts, listed: str, state: str
) -> None:
    view, rules = place.request_page.view, DeadlineRules(frozenset())
    assert view is not None
    received = TODAY - 2 * DAY
    row = replace(view.row, received_on=received, due_on=date(2026, 12, 22), deadline_facts=deadline_facts)
    assert listed_due(as_of(row, rules, TODAY), TODAY) == listed
    assert state_words(deadline_facts.deadline(received, rules, TODAY)) == state
    closed = as_of(replace(row, status=Status.CLOSED), rules, TODAY)
    assert listed_due(closed, TODAY) == "22 December 2026"


def test_a_target_before_the_due_date_is_said_at_the_end() -> None:
    answered = due_date(date(2026, 11, 10), frozenset(), clarifications=[Clarification(TODAY, TODAY)])
    assert explained(answered).endswith("We aim for Thursday 10 December 2026, in case the law is read more strictly.")
    assert "We aim for" not in explained(due_date(date(2026, 11, 10), frozenset()))


def test_what_can_be_noted_follows_from_what_was() -> None:
    extended = DeadlineFacts(extension=Extension(TODAY, ExtensionReason.COMPLEX))
    alone, acted_for = partial(possible_acts, represented=False), partial(possible_acts, represented=True)
    first = (DeadlineAct.ASK_PROOF, DeadlineAct.ASK_QUESTION, DeadlineAct.EXTEND, DeadlineAct.CORRECT)
    assert alone(DeadlineFacts()) == acted_for(DeadlineFacts()) == first
    assert alone(extended) == (
        DeadlineAct.ASK_PROOF,
        DeadlineAct.ASK_QUESTION,
        DeadlineAct.NOT_LONGER,
        DeadlineAct.CORRECT,
    )
    waits = DeadlineFacts((ASKED,), (QUESTION,))
    assert alone(waits) == (DeadlineAct.IDENTITY_ARRIVED, DeadlineAct.ANSWERED, DeadlineAct.EXTEND, DeadlineAct.CORRECT)
    assert acted_for(waits) == (
        DeadlineAct.IDENTITY_ARRIVED,
        DeadlineAct.ASK_PROOF,
        DeadlineAct.ANSWERED,
        DeadlineAct.EXTEND,
        DeadlineAct.CORRECT,
    )
    both = acted_for(DeadlineFacts((ASKED, AUTHORITY)))
    assert both == (
        DeadlineAct.IDENTITY_ARRIVED,
        DeadlineAct.AUTHORITY_ARRIVED,
        DeadlineAct.ASK_QUESTION,
        DeadlineAct.EXTEND,
        DeadlineAct.CORRECT,
    )


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_has_words_with_its_day_and_its_numbers(rule: Rule) -> None:
    said = step_words(Explanation(rule, TODAY, 1))
    assert "{" not in said and said.endswith(".") and "Tuesday 24 November 2026" in said
    assert set(RULES) == set(Rule)


def test_a_whole_life_of_a_deadline_is_told_in_the_order_of_the_rules() -> None:
    received = date(2026, 1, 31)
    deadline_facts = DeadlineFacts(
        (ProofAsked(ProofOf.IDENTITY, received + DAY, received + 10 * DAY, True),),
        (Clarification(date(2026, 3, 2), date(2026, 3, 9)),),
        Extension(date(2026, 3, 1), ExtensionReason.MANY_REQUESTS),
    )
    said = explained(deadline_facts.deadline(received, DeadlineRules(frozenset()), TODAY))
    assert said == (
        "Proof arrived on Tuesday 10 February 2026. The month starts that day. "
        "On Sunday 1 March 2026 the person was told that it will take two months longer. "
        "The answer is due on the same date three months later, Sunday 10 May 2026. "
        "The deadline was paused from Monday 2 March 2026, for 8 days in all, counting the first day and the last."
    )
