from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.application.copies.preparing import PrepareCopy, SaveDraft, prepare_copy, save_draft
from desktop.application.shared.authorisation import Actor
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.wiring import strongroom_of
from desktop.domain.copies.decision import Decision
from desktop.domain.copies.marking import Draft, Removal, RemovalReason
from desktop.domain.office.people import Role
from desktop.domain.requests.request import RefusalReason, Request, Status
from desktop.domain.shared.ids import DeskId, RequestId
from desktop.media.formats.formats import MemoryBytes
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.kit.banners import Banner
from desktop.ui.requests.place import RequestsPlace
from tests.support.listing import listed
from tests.ui.accessible import name, walk
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff, settle, shown


def cells(place: DecisionsPlace) -> list[tuple[str, ...]]:
    return [row.cells for row in place.list_page.table.view.rows_model.rows]


def open_one(qtbot: QtBot, staff: Staff, place: DecisionsPlace, reference: str) -> RequestId:
    row = next(row for row in place.list_page.table.view.rows_model.rows if row.cells[0] == reference)
    place.list_page.table.opened.emit(row.key)
    settle(qtbot, staff)
    assert place.stack.currentWidget() is place.page
    return RequestId(str(row.key))


def kept(staff: Staff, id: RequestId) -> tuple[Request, Decision | None]:
    with staff.desk.uow().read_only() as uow:
        return uow.requests.get(id), uow.requests.decision(id)


def notes(staff: Staff) -> list[str]:
    engine = staff.desk.verifier.engine  # type: ignore[attr-defined]
    with engine.connect() as connection:
        return list(connection.exec_driver_sql("SELECT words FROM note").scalars())


def press(qtbot: QtBot, staff: Staff, place: DecisionsPlace, password: str = DEMO_PASSWORD) -> None:
    """Press the button, with the password typed where it is asked for, and what was not heard known."""
    place.page.unheard.known.set_value(("known",))
    if place.page.own_password.isVisible():
        place.page.own_password.input.setText(password)
    place.page.primary.click()
    settle(qtbot, staff)


def test_what_is_prepared_waits_the_most_urgent_first(qtbot: QtBot, staff: Staff, place: DecisionsPlace) -> None:
    assert [row[0] for row in cells(place)] == ["SAR-2026-0007", "INT-2026-0001"]
    assert "2 requests are waiting for your decision." in words_on(place)
    with qtbot.waitSignal(place.waiting) as told:
        place.refresh()
    assert told.args == [2]


def test_removed_parts_are_shown_with_the_inner_reason_and_apart_from_it_the_public_words(
    qtbot: QtBot, staff: Staff, place: DecisionsPlace
) -> None:
    id = open_one(qtbot, staff, place, "SAR-2026-0007")
    request, _ = kept(staff, id)
    assert request.copy is not None
    with staff.desk.uow().read_only() as uow:
        parts = uow.recordings.copy(request.copy).removed
    assert [told.words.split("\n")[0] for told in place.page.parts.told] == [
        "1. About another person 1:29, 11 s, channel 1 only",
        "2. Someone’s safety 2:33, 13 s",
    ]
    assert len(parts) == 2
    first, second = (told.words for told in place.page.parts.told)
    assert "The listener is told: part removed, about another person." in first
    assert "The listener is told: part removed." in second and "safety" not in second.split("\n", 1)[1]
    assert first.endswith("\nNot heard")


def test_approving_until_a_day(qtbot: QtBot, staff: Staff, place: DecisionsPlace) -> None:
    id = open_one(qtbot, staff, place, "SAR-2026-0007")
    page = place.page
    assert page.primary.text() == "Decide" and not page.until.isVisible() and not page.refusal.isVisible()
    press(qtbot, staff, place)
    assert page.choice.problem == "Choose approve, send back or refuse."
    page.weighing.fields["information"].options["all_removed"].click()
    page.choice.options["approve"].click()
    assert page.primary.text().startswith("Approve until ") and page.until.isVisible() and not page.refusal.isVisible()
    page.until.chips.options["a_date"].click()
    page.until.date.set_value(date(2027, 1, 31))
    page.words.set_value("Seen in full.")
    press(qtbot, staff, place)
    request, decision = kept(staff, id)
    assert request.status is Status.APPROVED and request.approved_until == date(2027, 1, 31)
    assert decision is not None and decision.copy_digest
    assert "Seen in full." in notes(staff)
    assert place.stack.currentWidget() is place.list_page
    assert "SAR-2026-0007 is approved." in words_on(place)
    assert [row[0] for row in cells(place)] == ["INT-2026-0001"]


def test_approving_asks_for_the_password_and_keeps_none(qtbot: QtBot, staff: Staff, place: DecisionsPlace) -> None:
    id = open_one(qtbot, staff, place, "SAR-2026-0007")
    page, password = place.page, place.page.own_password
    assert not password.isVisible()
    page.choice.options["refuse"].click()
    assert not password.isVisible()
    page.choice.options["approve"].click()
    assert password.isVisible() and password.input.echoMode() is QLineEdit.EchoMode.Password
    page.words.set_value("Seen in full.")
    press(qtbot, staff, place, "")
    assert [field.name for field in page.fields() if field.problem] == ["information", "own_password"]
    assert password.problem == "Type your password."
    page.weighing.fields["information"].options["all_removed"].click()
    press(qtbot, staff, place, "not their password")
    assert password.problem == "That is not your password. Type it again." and password.value() == ""
    assert page.words.value() == "Seen in full." and kept(staff, id)[0].status is Status.PREPARED
    password.focus_target().setFocus()
    QTest.keyClicks(password.input, DEMO_PASSWORD)
    page.choice.options["send_back"].click()
    assert password.value() == ""  # nothing is kept where it is not asked for
    page.choice.options["approve"].click()
    password.focus_target().setFocus()
    QTest.keyClicks(password.input, DEMO_PASSWORD)
    QTest.keyClick(password.input, Qt.Key.Key_Return)
    settle(qtbot, staff)
    assert kept(staff, id)[0].status is Status.APPROVED and password.value() == ""


def test_after_several_wrong_passwords_the_wait_is_said_at_the_field(
    qtbot: QtBot, staff: Staff, place: DecisionsPlace
) -> None:
    open_one(qtbot, staff, place, "INT-2026-0001")
    place.page.choice.options["approve"].click()
    for _ in range(staff.desk.policy.sign_in_account.free + 1):
        press(qtbot, staff, place, "not their password")
    assert place.page.own_password.problem == "That did not work. Try again in 30 s." and staff.said == []


def test_refusing_with_a_coded_reason(qtbot: QtBot, staff: Staff, place: DecisionsPlace) -> None:
    id = open_one(qtbot, staff, place, "INT-2026-0001")
    place.page.choice.options["refuse"].click()
    press(qtbot, staff, place)
    assert place.page.refusal.problem == "Choose why the request is refused."
    assert kept(staff, id)[0].status is Status.PREPARED
    place.page.refusal.options["no_good_reason"].click()
    press(qtbot, staff, place)
    request, decision = kept(staff, id)
    assert request.status is Status.REFUSED
    assert decision is not None and decision.refusal == RefusalReason.NO_GOOD_REASON.value
    assert "INT-2026-0001 is refused." in words_on(place)
    assert "Nothing can be opened. Tell whoever asked, with the reason." in words_on(place)
    open_one(qtbot, staff, place, "SAR-2026-0007")
    place.page.choice.options["refuse"].click()
    offered = [key for key, option in place.page.refusal.options.items() if option.isVisible()]
    assert "no_good_reason" not in offered and "third_party" in offered  # a person's reason is theirs alone
    place.page.refusal.options["no_longer_available"].click()
    press(qtbot, staff, place)
    assert place.page.refusal.problem == "The recording is still here. Choose another reason."
    place.page.refusal.options["third_party"].click()
    press(qtbot, staff, place)
    assert "You can make the letter from the request’s page." in words_on(place)


def test_an_end_that_cannot_be_is_said_at_its_field_and_does_not_get_in_the_way_of_a_refusal(
    qtbot: QtBot, staff: Staff, place: DecisionsPlace
) -> None:
    id, page = open_one(qtbot, staff, place, "SAR-2026-0007"), place.page
    page.choice.options["approve"].click()
    page.until.chips.options["a_date"].click()
    page.weighing.fields["information"].options["all_removed"].click()
    for typed, problem in {
        ("1", "1", "2020"): "This day has passed.",
        ("40", "1", "2027"): "Type a day, a month and a year",
    }.items():
        for box, text in zip(page.until.date.boxes, typed, strict=True):
            box.setText(text)
        press(qtbot, staff, place)
        assert page.until.date.problem.startswith(problem) and page.until.date.typed() == typed
    assert kept(staff, id)[0].status is Status.PREPARED
    page.choice.options["refuse"].click()
    page.refusal.options["third_party"].click()
    press(qtbot, staff, place)
    assert kept(staff, id)[0].status is Status.REFUSED


def test_one_press_is_enough_where_nobody_else_is_in_it_and_the_other_questions_come_when_somebody_is(
    qtbot: QtBot, staff: Staff, place: DecisionsPlace
) -> None:
    open_one(qtbot, staff, place, "SAR-2026-0007")
    fields = place.page.weighing.fields
    asked = [name for name, field in fields.items() if field.isVisible()]
    assert asked == ["information"]
    fields["information"].options["nobody_else"].click()
    assert not fields["consent"].isVisible()
    fields["information"].options["private"].click()
    assert all(field.isVisible() for field in fields.values())
    place.page.choice.options["approve"].click()
    press(qtbot, staff, place)
    assert [field.name for field in place.page.fields() if field.problem] == [
        "confidence",
        "asked",
        "capable",
        "consent",
    ]
    fields["information"].options["nobody_else"].click()
    press(qtbot, staff, place)
    assert "SAR-2026-0007 is approved." in words_on(place)


def test_what_somebody_refused_is_let_be_heard_with_words_alone(
    qtbot: QtBot, staff: Staff, place: DecisionsPlace
) -> None:
    id = open_one(qtbot, staff, place, "SAR-2026-0007")
    answers = {
        "information": "private",
        "confidence": "none",
        "asked": "asked",
        "capable": "yes",
        "consent": "refused",
    }
    for factor, answer in answers.items():
        place.page.weighing.fields[factor].options[answer].click()
    place.page.choice.options["approve"].click()
    press(qtbot, staff, place)
    assert place.page.words.problem.startswith("Someone refused.")
    place.page.words.set_value("They told the person themselves.")
    press(qtbot, staff, place)
    request, decision = kept(staff, id)
    assert request.status is Status.APPROVED
    assert decision is not None and dict(decision.weighed) == answers


def test_a_copy_is_sent_back_and_whoever_prepares_it_reads_why(
    qtbot: QtBot, staff: Staff, place: DecisionsPlace, tmp_path: Path
) -> None:
    id = open_one(qtbot, staff, place, "SAR-2026-0007")
    place.page.choice.options["send_back"].click()
    assert place.page.primary.text() == "Send the copy back" and not place.page.until.isVisible()
    press(qtbot, staff, place)
    assert place.page.words.problem.startswith("Type what has to change.")
    place.page.words.set_value("A name is left at 0:12.")
    press(qtbot, staff, place)
    assert kept(staff, id)[0].status is Status.LINKED
    assert "SAR-2026-0007 is sent back." in words_on(place)
    assert [row[0] for row in cells(place)] == ["INT-2026-0001"]
    requests = requests_place(qtbot, staff, Role.INFORMATION_OFFICER, id)
    assert "Sent back by Demo approver on 24 November 2026. A name is left at 0:12." in [
        banner.words for banner in requests.request_page.findChildren(Banner) if banner.isVisible()
    ]
    prepare_again(staff, id, tmp_path / "demo")
    place.refresh()
    settle(qtbot, staff)
    assert cells(place)[0][:3] == ("SAR-2026-0007", "Demo Customer Seven", "Subject access\nSent back before")
    open_one(qtbot, staff, place, "SAR-2026-0007")
    assert "A name is left at 0:12." in place.page.returned.words


def requests_place(qtbot: QtBot, staff: Staff, role: Role, id: RequestId) -> RequestsPlace:
    """Open that request's own page, as a person in that role sees it."""
    made = RequestsPlace(staff.context(role))
    shown(qtbot, made)
    made.open(id)
    settle(qtbot, staff)
    return made


def prepare_again(staff: Staff, id: RequestId, folder: Path) -> None:
    """Prepare it again at the back office, by the person who prepared it before."""
    parts = open_parts(folder)
    with staff.desk.uow().read_only() as uow:
        back = next(desk for desk, name in uow.reading.desks().items() if name == "Desk 2")
    actor, strongroom = (
        Actor(staff.person(Role.INFORMATION_OFFICER).id, DeskId(back)),
        strongroom_of(parts, DeskId(back)),
    )
    prepare_copy(PrepareCopy(actor, id, ()), uow=parts.uow(back), clock=staff.clock, strongroom=strongroom)
    parts.engine.dispose()


def test_a_copy_that_changed_while_it_was_read_is_not_approved(
    qtbot: QtBot, staff: Staff, place: DecisionsPlace, tmp_path: Path
) -> None:
    id = open_one(qtbot, staff, place, "INT-2026-0001")
    assert not place.page.weighing.isVisible() and "Other people" not in words_on(place), "it is internal"
    prepare_again(staff, id, tmp_path / "demo")
    place.page.choice.options["approve"].click()
    press(qtbot, staff, place)
    assert [error.code for error in staff.said] == ["copy_changed"]
    assert kept(staff, id)[0].status is Status.PREPARED
    staff.said.clear()
    place.page.back.emit()
    settle(qtbot, staff)
    open_one(qtbot, staff, place, "INT-2026-0001")
    press(qtbot, staff, place)
    assert kept(staff, id)[0].status is Status.APPROVED


def mark_more(staff: Staff, id: RequestId, folder: Path) -> None:
    """Mark more at the back office, after the copy was made."""
    parts = open_parts(folder)
    with staff.desk.uow().read_only() as uow:
        back = next(desk for desk, name in uow.reading.desks().items() if name == "Desk 2")
        version = uow.drafts.get(id).version
    actor, mark = Actor(staff.person(Role.INFORMATION_OFFICER).id, back), Removal(0, 500, None, RemovalReason.SAFETY)
    save_draft(SaveDraft(actor, id, Draft(version, (mark,))), uow=parts.uow(back), clock=staff.clock)
    parts.engine.dispose()


@pytest.mark.parametrize("when", ["before it is opened", "while it is read"])
def test_marks_that_are_newer_than_the_copy_are_told_with_what_to_do_and_approved_only_knowingly(
    qtbot: QtBot, staff: Staff, place: DecisionsPlace, tmp_path: Path, when: str
) -> None:
    if when == "while it is read":
        id = open_one(qtbot, staff, place, "INT-2026-0001")
        assert not place.page.newer.told.isVisible()
        mark_more(staff, id, tmp_path / "demo")
    else:
        id = RequestId(str(next(r.key for r in place.list_page.table.view.rows_model.rows if r.cells[0][:3] == "INT")))
        mark_more(staff, id, tmp_path / "demo")
        open_one(qtbot, staff, place, "INT-2026-0001")
        assert "The marks are newer than this copy." in place.page.newer.told.words
    newer = place.page.newer
    place.page.choice.options["approve"].click()
    press(qtbot, staff, place)
    assert newer.known.problem.startswith("The marks are newer than this copy.") and newer.known.isVisible()
    assert "Send it back" in newer.told.words and newer.told.isVisible()
    assert kept(staff, id)[0].status is Status.PREPARED
    place.page.choice.options["refuse"].click()
    assert not newer.known.isVisible() and newer.told.isVisible()
    place.page.choice.options["approve"].click()
    newer.known.options["known"].click()
    press(qtbot, staff, place)
    assert kept(staff, id)[0].status is Status.APPROVED


def test_an_approval_is_withdrawn_on_the_requests_page_and_waits_again(
    qtbot: QtBot, staff: Staff, place: DecisionsPlace
) -> None:
    id = open_one(qtbot, staff, place, "SAR-2026-0007")
    place.page.weighing.fields["information"].options["all_removed"].click()
    place.page.choice.options["approve"].click()
    press(qtbot, staff, place)
    assert not requests_place(qtbot, staff, Role.INFORMATION_OFFICER, id).request_page.withdrawing.isVisible()
    page = requests_place(qtbot, staff, Role.APPROVER, id).request_page
    values = page.sheet.asked.values()
    assert values["Decision"] == "Approved by Demo approver on 24 November 2026"
    assert values["Other people"] == "There was some, and all of it is removed"
    page.withdrawing.button.click()
    settle(qtbot, staff)
    assert page.why_withdrawn.problem == "Type why the approval is withdrawn."
    page.why_withdrawn.set_value("It is another person’s call.")
    page.withdrawing.button.click()
    settle(qtbot, staff)
    assert kept(staff, id)[0].status is Status.PREPARED and not page.withdrawing.isVisible()
    assert page.returned.words.endswith("It is another person’s call.")
    place.refresh()
    settle(qtbot, staff)
    assert "SAR-2026-0007" in [row[0] for row in cells(place)]


def test_what_was_chosen_for_each_request_is_kept(qtbot: QtBot, staff: Staff, place: DecisionsPlace) -> None:
    open_one(qtbot, staff, place, "SAR-2026-0007")
    place.page.choice.options["refuse"].click()
    place.page.weighing.fields["information"].options["private"].click()
    place.page.weighing.fields["asked"].options["cannot_be_asked"].click()
    place.page.words.set_value("Too much about a neighbour.")
    place.page.back.emit()
    settle(qtbot, staff)
    open_one(qtbot, staff, place, "INT-2026-0001")
    assert place.page.choice.value() is None and place.page.words.value() == ""
    place.page.back.emit()
    settle(qtbot, staff)
    open_one(qtbot, staff, place, "SAR-2026-0007")
    assert place.page.choice.value() == "refuse" and place.page.words.value() == "Too much about a neighbour."
    assert place.page.weighing.fields["asked"].value() == "cannot_be_asked"
    assert place.page.weighing.fields["asked"].isVisible() and place.page.weighing.fields["consent"].value() is None


def test_training_with_nothing_removed_needs_the_approvers_word(
    qtbot: QtBot, staff: Staff, place: DecisionsPlace, tmp_path: Path
) -> None:
    id = training_request(staff, tmp_path / "demo")
    place.refresh()
    settle(qtbot, staff)
    open_one(qtbot, staff, place, "INT-2026-0002")
    place.page.choice.options["approve"].click()
    assert place.page.nothing.isVisible()
    press(qtbot, staff, place)
    assert place.page.nothing.problem.startswith("For training, customer details are removed.")
    place.page.nothing.options["nothing"].click()
    press(qtbot, staff, place)
    assert kept(staff, id)[0].status is Status.APPROVED


def training_request(staff: Staff, folder: Path) -> RequestId:
    """Return the demo's request for training, prepared at the back office with nothing removed."""
    from desktop.application.recordings.importing import ImportRecording, import_recording
    from desktop.showcase.demo import demo_calls

    desk, officer = staff.desk, staff.person(Role.INFORMATION_OFFICER)
    with desk.uow().read_only() as uow:
        id = next(row.id for row in listed(uow, ["taken"]) if row.reference == "INT-2026-0002")
        back = next(desk for desk, name in uow.reading.desks().items() if name == "Desk 2")
        when = uow.requests.get(id).call.at
    parts = open_parts(folder)
    actor, strongroom = Actor(officer.id, DeskId(back)), strongroom_of(parts, DeskId(back))
    command = ImportRecording(actor, id, MemoryBytes(demo_calls()[1].data), "demo-telephony", when, False)
    uow, numbers = parts.uow(back), staff.desk.numbers
    import_recording(command, uow=uow, clock=staff.clock, strongroom=strongroom, numbers=numbers)
    prepare_copy(PrepareCopy(actor, id, ()), uow=parts.uow(back), clock=staff.clock, strongroom=strongroom)
    parts.engine.dispose()
    return id


def test_nothing_waiting_says_why_and_the_keyboard_stays_on_the_page(
    qtbot: QtBot, staff: Staff, place: DecisionsPlace
) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    for part in (QPushButton("Display"), place):  # as below the bar at the top
        column.addWidget(part)
    shown(qtbot, window)
    for reference in ("SAR-2026-0007", "INT-2026-0001"):
        open_one(qtbot, staff, place, reference)
        place.page.choice.options["refuse"].click()
        place.page.refusal.options["third_party"].click()
        press(qtbot, staff, place)
    assert "Nothing is waiting for a decision." in words_on(place)
    qtbot.waitUntil(place.list_page.search.field.focus_target().hasFocus)


def test_everything_has_a_name(qtbot: QtBot, staff: Staff, place: DecisionsPlace) -> None:
    assert all(name(at) for at in walk(place.list_page) if at.state().focusable)
    open_one(qtbot, staff, place, "SAR-2026-0007")
    place.page.weighing.fields["information"].options["private"].click()
    for choice in ("approve", "send_back", "refuse"):
        place.page.choice.options[choice].click()
        assert all(name(at) for at in walk(place.page) if at.state().focusable)
