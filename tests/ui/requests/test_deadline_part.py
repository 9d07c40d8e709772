"""The deadline on the page of a request: its text, and an officer's notes there; a mistyped day is corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication

from desktop.application.requests.deadlines import as_of
from desktop.domain.office.people import Role
from desktop.domain.requests import deadline
from desktop.domain.requests.request import Authority, Representative, Status
from desktop.ui.kit.banners import Banner
from desktop.ui.requests.panels import Panel
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.records import offers_of
from desktop.words.requests import explained, listed_due, not_announced, state_words, step_words
from tests.ui.requests import panels
from tests.ui.reviews.conftest import Seat
from tests.ui.staff import Staff

TODAY = date(2026, 11, 24)
REFERENCE = "SAR-2026-0006"
"""Received on 10 November, due on 10 December."""


@pytest.fixture
def place(seat: Seat) -> RequestsPlace:
    return panels.open_one(seat, REFERENCE)


def press(place: RequestsPlace, link: str) -> Panel:
    return panels.press(place.request_page.deadline, link)


def says(place: RequestsPlace) -> str:
    """Return what is said of the deadline, with how it was counted."""
    part = place.request_page.deadline
    if not part.why.isVisible():
        part.how_due.click()
    return "\n".join(panels.says(part))


def offered(place: RequestsPlace) -> list[str]:
    return panels.offered(place.request_page.deadline)


def test_it_says_when_the_answer_is_due_and_how_the_date_came_about_once_asked(place: RequestsPlace) -> None:
    part = place.request_page.deadline
    assert part.due.words == "Due in 16 days, Thursday 10 December" and not part.why.isVisible()
    assert part.how_due.text() == "How?" and part.how_due.accessibleName() == "How?: how the date was counted"
    assert says(place).splitlines() == [
        "Due in 16 days, Thursday 10 December",
        "The request arrived on Tuesday 10 November 2026. The month starts that day.",
        "The answer is due on the same date next month, Thursday 10 December 2026.",
    ]
    assert offered(place) == ["Ask for proof", "Ask a question", "Extend the deadline", "Correct a date"]


def test_proof_is_asked_for_and_arrives_and_each_day_that_was_noted_can_be_corrected(
    seat: Seat, place: RequestsPlace
) -> None:
    panel = press(place, "Ask for proof")
    assert panels.field(panel, "proof").value() == "identity"  # nobody acts for them: one thing to prove
    assert panels.day_of(panel).value() == TODAY
    late = "Proof asked for on Tuesday 24 November 2026 was not asked for promptly, so the deadline does not move."
    assert f"{late} The answer stays due on Thursday 10 December 2026." in says(place)
    panels.day_of(panel).set_value(date(2026, 11, 12))
    panels.field(panel, "doubt").set_value("The surname is spelled in two ways.")
    panels.save(seat, panel)
    assert "Due in 16 days, Thursday 10 December\nWaiting for proof of identity since 12 November 2026." in says(place)
    assert "Proof of identity, asked for on 12 November 2026: The surname is spelled in two ways." in says(place)
    panel = press(place, "Proof of identity arrived")
    assert "The answer will then be due on Thursday 24 December 2026." in says(place)
    panels.save(seat, panel)
    assert "Due in 30 days, Thursday 24 December" in says(place)
    panel = press(place, "Correct a date")
    assert [option.text() for option in panels.field(panel, "noted_day").options.values()] == [
        "The request arrived: 10 November 2026",
        "Proof of identity was asked for: 12 November 2026",
        "Proof of identity arrived: 24 November 2026",
    ]
    assert panels.field(panel, "noted_day").value() is None and panels.day_of(panel).typed() == ("", "", "")
    panels.field(panel, "noted_day").options["proof_arrived-0"].click()
    assert panels.day_of(panel).value() == TODAY
    panels.type_day(panel, "20", "11", "2026")
    assert "The answer will then be due on Monday 21 December 2026." in says(place)
    panels.field(panel, "correction_reason").set_value("It lay in the wrong tray.")
    panels.save(seat, panel)
    assert "Proof arrived on Friday 20 November 2026. The month starts that day." in says(place)


def test_a_question_pauses_and_the_list_and_the_page_show_the_date_as_it_is_today(
    seat: Seat, place: RequestsPlace
) -> None:
    panel = press(place, "Ask a question")
    panels.save(seat, panel)
    assert panels.problems(place) == {"question_about": "Choose what the question was about."}
    panels.field(panel, "question_about").options["which_call"].click()
    panels.save(seat, panel)
    assert "Paused since 24 November 2026: the person has not answered our question yet." in says(place)
    seat.staff.clock.pass_by(days=3)
    panels.open_request(seat, place, REFERENCE)
    assert "Due in 17 days, Monday 14 December" in says(place)
    assert offered(place) == ["Ask for proof", "The question was answered", "Extend the deadline", "Correct a date"]
    assert panels.listed(seat, place)[REFERENCE][0] == "Paused. In 17 days, Mon 14 December"
    panels.open_request(seat, place, REFERENCE)
    panels.save(seat, press(place, "The question was answered"))
    assert "Due in 17 days, Monday 14 December" in says(place)
    paused = "paused from Tuesday 24 November 2026, for 4 days in all, counting the first day and the last."
    assert paused in says(place)


def test_an_extension_needs_its_reason_is_offered_once_and_can_be_taken_back(seat: Seat, place: RequestsPlace) -> None:
    panel = press(place, "Extend the deadline")
    assert "They must be told by Thursday 10 December 2026, with the reason." in says(place)
    assert "The answer will then be due on Wednesday 10 February 2027." in says(place)
    panels.save(seat, panel)
    assert panels.problems(place) == {"extension_reason": "Choose why it will take longer."}
    assert place.request_page._summary.isVisible()
    panels.field(panel, "extension_reason").options["complex"].click()
    panel.cancel.click()
    assert not panels.problems(place) and not place.request_page._summary.isVisible(), "gone with the panel"
    panel = press(place, "Extend the deadline")
    assert panels.field(panel, "extension_reason").value() is None
    panels.field(panel, "extension_reason").options["complex"].click()
    panels.save(seat, panel)
    assert "On Tuesday 24 November 2026 the person was told that it will take two months longer." in says(place)
    assert "The answer is due on the same date three months later, Wednesday 10 February 2027." in says(place)
    assert offered(place) == ["Ask for proof", "Ask a question", "Take the extension back", "Correct a date"]
    panel = press(place, "Take the extension back")
    assert said_first(panel) == "The answer will then be due on Thursday 10 December 2026."
    assert QApplication.focusWidget() is panels.field(panel, "extension_back_reason").focus_target()
    panels.save(seat, panel)
    assert panels.problems(place) == {"extension_back_reason": "Type why the extension is taken back."}
    panels.field(panel, "extension_back_reason").set_value("The recording was found sooner.")
    panels.save(seat, panel)
    assert "Due in 16 days, Thursday 10 December" in says(place)
    back = (
        "The extension was taken back: they were told on 24 November 2026. Taken back by Demo information officer on "
    )
    assert f"{back}24 November 2026: The recording was found sooner." in says(place)
    assert "Extend the deadline" in offered(place)


def said_first(panel: Panel) -> str:
    (banner,) = panel.findChildren(Banner)
    return banner.words


def test_what_comes_too_late_is_said_before_it_is_noted(seat: Seat, place: RequestsPlace) -> None:
    panel = press(place, "Extend the deadline")
    panels.field(panel, "extension_reason").options["complex"].click()
    panels.save(seat, panel)
    seat.staff.clock.pass_by(days=17)
    panels.open_request(seat, place, REFERENCE)
    panel = press(place, "Take the extension back")
    assert said_first(panel) == "Without the extension, the answer is late. It was due on Thursday 10 December 2026."
    panels.field(panel, "extension_back_reason").set_value("It was not needed.")
    panels.save(seat, panel)
    press(place, "Extend the deadline")
    assert "They had to be told by Thursday 10 December 2026. After that, the deadline does not move." in says(place)
    assert "was told on Friday 11 December 2026 that it will take longer. That was after the due date" in says(place)


def test_a_day_that_cannot_be_is_said_beside_it_and_can_be_typed_again(seat: Seat, place: RequestsPlace) -> None:
    panel = press(place, "Ask a question")
    panels.field(panel, "question_about").options["its_subject"].click()
    for typed, problem in {
        ("25", "11", "2026"): "That day is in the future. Type today or an earlier day.",
        ("9", "11", "2026"): "This is before the request arrived. Type the day again.",
        ("31", "11", "2026"): "Type a day, a month and a year, such as 14 8 2026.",
        ("", "", ""): "Type the day.",
    }.items():
        panels.type_day(panel, *typed)
        panels.save(seat, panel)
        assert panels.problems(place) == {"asked_on": problem} and panel.save.isEnabled()
    panels.day_of(panel).set_value(TODAY)
    panels.save(seat, panel)
    assert "Paused since 24 November 2026" in says(place) and place.request_page.deadline.panel is None


def test_what_is_refused_of_one_request_is_not_said_on_another_that_was_opened_meanwhile(
    seat: Seat, place: RequestsPlace
) -> None:
    other = panels.open_request(seat, place, "SAR-2026-0002")
    panels.open_request(seat, place, REFERENCE)
    press(place, "Ask a question").save.click()
    place.show_opened(other)
    seat.settle()
    assert not panels.problems(place) and not place.request_page._summary.isVisible()


def test_the_day_of_receipt_is_corrected_and_the_page_says_to_which_date_before_and_that_it_was_after(
    seat: Seat, place: RequestsPlace
) -> None:
    panel = press(place, "Correct a date")
    assert panels.field(panel, "noted_day").value() == "receipt-0"  # there is no other
    assert panels.day_of(panel).value() == date(2026, 11, 10)
    assert QApplication.focusWidget() is panels.day_of(panel).focus_target()
    panels.save(seat, panel)
    assert panels.problems(place) == {"correction_reason": "Type why the date is being corrected."}
    panels.type_day(panel, "9", "11", "2026")
    assert "The answer will then be due on Wednesday 9 December 2026." in says(place)
    assert "Due in 16 days, Thursday 10 December" in says(place)  # not yet
    panels.field(panel, "correction_reason").set_value("The stamp says the 9th.")
    panels.save(seat, panel)
    assert "Due in 15 days, Wednesday 9 December" in says(place)
    assert "The request arrived on Monday 9 November 2026. The month starts that day." in says(place)
    said = "The request arrived: 9 November 2026, not 10 November 2026. Corrected by Demo information officer on "
    assert f"{said}24 November 2026: The stamp says the 9th." in says(place)
    assert place.request_page.sheet.call.values()["Received"] == "9 November 2026"


def test_nothing_is_offered_to_who_only_reads_or_of_a_closed_request_and_an_internal_one_has_no_deadline(
    seat: Seat, place: RequestsPlace
) -> None:
    reading = panels.open_one(seat, REFERENCE, Role.APPROVER)
    assert offered(reading) == [] and "Due in 16 days" in says(reading)
    panels.open_request(seat, reading, "INT-2026-0001")
    assert not reading.request_page.deadline.isVisible()
    panels.close(seat.staff, REFERENCE)
    panels.open_request(seat, place, REFERENCE)
    assert offered(place) == [] and "The request is answered." in says(place)


def test_authority_is_asked_for_where_somebody_acts_for_the_person(seat: Seat, place: RequestsPlace) -> None:
    view, friend = panels.view_of(place), Representative("Test Friend", Authority.WRITTEN_CONSENT)
    place.request_page.show_request(replace(view, request=replace(view.request, representative=friend)))
    panel = press(place, "Ask for proof")
    proof = panels.field(panel, "proof")
    assert list(proof.options) == ["identity", "authority"] and proof.value() is None
    panels.save(seat, panel)
    assert set(panels.problems(place)) == {"proof"}


def test_a_year_whose_holidays_are_not_announced_is_warned_of(place: RequestsPlace) -> None:
    view, received = panels.view_of(place), date(2027, 12, 10)
    far = replace(view, row=replace(view.row, received_on=received, due_on=date(2028, 1, 10)))
    place.request_page.show_request(far)
    said = "The public holidays of 2028 are not announced yet. Check this date again when they are."
    assert place.request_page.deadline.notice.words == said
    assert not_announced(deadline.due_date(TODAY, frozenset()), lambda day: True) == ""


DAY = timedelta(days=1)
ASKED = deadline.ProofAsked(deadline.ProofOf.IDENTITY, TODAY, None, True)
AUTHORITY = deadline.ProofAsked(deadline.ProofOf.AUTHORITY, TODAY - DAY, None, True)
QUESTION = deadline.Clarification(TODAY - 2 * DAY, None)


def test_the_deadline_says_what_it_waits_for_and_not_what_it_does_not_wait_for() -> None:
    running = "In 28 days, Tue 22 December", "The deadline is running."
    said = {
        deadline.DeadlineFacts(): running,
        deadline.DeadlineFacts((ASKED,), (QUESTION,)): (
            "Waiting for proof. In 31 days, Fri 25 December",
            "Waiting for proof of identity since 24 November 2026.",
        ),
        deadline.DeadlineFacts((ASKED, AUTHORITY)): (
            "Waiting for proof. In 28 days, Tue 22 December",
            "Waiting for proof of identity and proof of authority since 23 November 2026.",
        ),
        deadline.DeadlineFacts((replace(ASKED, arrived=TODAY),), (QUESTION,)): (
            "Paused. In 31 days, Fri 25 December",
            "Paused since 22 November 2026: the person has not answered our question yet.",
        ),
        deadline.DeadlineFacts((replace(ASKED, reason_logged=False),)): running,
    }
    rules, received = deadline.DeadlineRules(frozenset()), TODAY - 2 * DAY
    for facts, (in_list, state) in said.items():
        row = panels.a_row(received_on=received, due_on=date(2026, 12, 22), deadline_facts=facts)
        assert listed_due(as_of(row, rules, TODAY), TODAY) == in_list
        assert state_words(facts.deadline(received, rules, TODAY)) == state
        closed = as_of(replace(row, status=Status.CLOSED), rules, TODAY)
        assert listed_due(closed, TODAY) == "22 December 2026"


def test_what_can_be_noted_follows_from_what_was(staff: Staff, place: RequestsPlace) -> None:
    view, friend = panels.view_of(place), Representative("Test Friend", Authority.WRITTEN_CONSENT)

    def offers(facts: deadline.DeadlineFacts, acts: Representative | None = None) -> list[str]:
        request, row = replace(view.request, representative=acts), replace(view.row, deadline_facts=facts)
        found = offers_of(replace(view, request=request, row=row), staff.context(Role.INFORMATION_OFFICER))
        return [words for words, _ in found]

    identity, authority = "Proof of identity arrived", "Proof of authority arrived"
    ask, question, answered = "Ask for proof", "Ask a question", "The question was answered"
    extend, correct = "Extend the deadline", "Correct a date"
    extended = deadline.DeadlineFacts(extension=deadline.Extension(TODAY, deadline.ExtensionReason.COMPLEX))
    assert (
        offers(deadline.DeadlineFacts()) == offers(deadline.DeadlineFacts(), friend) == [ask, question, extend, correct]
    )
    assert offers(extended) == [ask, question, "Take the extension back", correct]
    waits = deadline.DeadlineFacts((ASKED,), (QUESTION,))
    assert offers(waits) == [identity, answered, extend, correct]
    assert offers(waits, friend) == [identity, ask, answered, extend, correct]
    both = deadline.DeadlineFacts((ASKED, AUTHORITY))
    assert offers(both, friend) == [identity, authority, question, extend, correct]


def test_every_rule_has_words_with_its_day_and_its_numbers() -> None:
    for rule in deadline.Rule:
        said = step_words(deadline.Explanation(rule, TODAY, 1))
        assert "{" not in said and said.endswith(".") and "Tuesday 24 November 2026" in said


def test_a_whole_life_of_a_deadline_is_told_in_the_order_of_the_rules() -> None:
    received = date(2026, 1, 31)
    deadline_facts = deadline.DeadlineFacts(
        (deadline.ProofAsked(deadline.ProofOf.IDENTITY, received + DAY, received + 10 * DAY, True),),
        (deadline.Clarification(date(2026, 3, 2), date(2026, 3, 9)),),
        deadline.Extension(date(2026, 3, 1), deadline.ExtensionReason.MANY_REQUESTS),
    )
    said = explained(deadline_facts.deadline(received, deadline.DeadlineRules(frozenset()), TODAY))
    assert said == (
        "Proof arrived on Tuesday 10 February 2026. The month starts that day. "
        "On Sunday 1 March 2026 the person was told that it will take two months longer. "
        "The answer is due on the same date three months later, Sunday 10 May 2026. "
        "The deadline was paused from Monday 2 March 2026, for 8 days in all, counting the first day and the last."
    )
