"""The page of one request: its journey in words, its facts in one column, and one primary action beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.application.requests.letters import MakeLetter
from desktop.application.requests.views import KeptRecording, RequestView
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.requests.letters import LetterKind
from desktop.domain.shared.paper import Way
from desktop.ui.requests.request_actions import letter_step, next_step
from desktop.ui.requests.request_page import RequestPage
from desktop.ui.requests.request_words import retention_words
from desktop.ui.running import paper_page
from tests.support.offices.conducted import Course
from tests.ui.accessible import interface, name
from tests.ui.requests.panels import do, open_one, open_request, view_of
from tests.ui.reviews.conftest import Seat
from tests.ui.staff import Staff


def spoken(page: RequestPage) -> list[str]:
    return [name(interface(item)) for item in page.journey.items]


def test_each_stage_says_its_state_and_its_day_and_the_keyboard_begins_at_what_is_to_be_done(seat: Seat) -> None:
    place = open_one(seat, "SAR-2026-0003")
    page = place.request_page
    assert spoken(page) == [
        "Step 1 of 8: Taken, done. Sat 7 Nov",
        "Step 2 of 8: Protected, done",
        "Step 3 of 8: Found, done",
        "Step 4 of 8: Prepared, done. Tue 24 Nov",
        "Step 5 of 8: Decided, done. Tue 24 Nov",
        "Step 6 of 8: Invited, now. Make the letter: invitation",
        "Step 7 of 8: Heard, to come",
        "Step 8 of 8: Answered, to come. By Mon 7 Dec",
    ]
    seat.qtbot.waitUntil(lambda: QApplication.focusWidget() is page.primary)
    assert not page.to_do.next.isVisible()
    open_request(seat, place, "INT-2026-0002")
    assert spoken(page)[1:3] == ["Step 2 of 8: Protected, now", "Step 3 of 8: Found, to come"]
    open_request(seat, place, "SAR-2026-0008")
    assert spoken(page)[4].startswith("Step 5 of 8: Decided, done. ")
    not_needed = ["Step 6 of 8: Invited, not needed. Not needed", "Step 7 of 8: Heard, not needed. Not needed"]
    assert spoken(page)[5:7] == not_needed and spoken(page)[7].startswith("Step 8 of 8: Answered, now. By ")
    page = open_one(seat, "SAR-2026-0003", Role.APPROVER).request_page
    seat.qtbot.waitUntil(lambda: QApplication.focusWidget() is page.back_link)
    assert page.to_do.next.words == "Adviser: the appointment" and not page.primary.isVisible()


def test_an_invitation_is_asked_for_until_it_is_made_and_not_after_the_hearing(seat: Seat) -> None:
    place = open_one(seat, "SAR-2026-0003")
    page, view = place.request_page, place.request_page.view
    assert view is not None and page.primary.text() == "Make the letter: invitation"
    command = MakeLetter(seat.staff.actor(Role.INFORMATION_OFFICER), view.row.id, LetterKind.INVITATION, Way.PRINTED)
    do(seat.staff, command)
    place.open(view.row.id)
    seat.settle()
    seat.qtbot.waitUntil(lambda: spoken(page)[5].startswith("Step 6 of 8: Invited, done."))
    assert not page.primary.isVisible(), "nothing is to be done before the appointment"
    heard = open_one(seat, seat.staff.conduct(0, Course(copy_wanted=True))).request_page
    not_invited, has_heard = "Step 6 of 8: Invited, not needed. Not needed", "Step 7 of 8: Heard, done. Tue 24 Nov"
    assert spoken(heard)[5:7] == [not_invited, has_heard]
    assert heard.view is not None
    invited_again = replace(heard.view, letters=(LetterKind.INVITATION, LetterKind.RESPONSE))
    assert next_step(invited_again, opens_originals=False) == letter_step(LetterKind.RESPONSE)


def said(staff: Staff, view: RequestView, **more: object) -> str:
    kept = replace(view.kept or KeptRecording("", staff.clock.now()), **more)  # type: ignore[arg-type]
    return retention_words(replace(view, kept=kept), staff.context(Role.INFORMATION_OFFICER))


def test_it_says_how_long_it_is_kept_and_why_it_ends(seat: Seat) -> None:
    place = open_one(seat, "SAR-2026-0006")
    view, source = view_of(place), seat.staff.desk.keeping.sources[0]
    assert (
        retention_words(view, seat.staff.context(Role.INFORMATION_OFFICER))
        in place.request_page.sheet.call.values().values()
    )
    assert view.kept is not None and view.holds
    left = source.left(view.kept.called_at, seat.staff.desk.today(), warn_days=seat.staff.desk.keeping.warn_days)
    words = said(seat.staff, view, source=source.name)
    assert words.startswith(f"From {source.name}. Its retention period ends on ")
    assert f", in {left.days_left} days." in words and words.endswith("It is on hold, so it is kept.")
    assert "hold" not in said(seat.staff, replace(view, holds=()), source=source.name)
    long_ago = seat.staff.clock.now() - timedelta(days=4000)
    assert "Its retention period ended on " in said(seat.staff, view, source=source.name, called_at=long_ago)
    assert "does not name it, so it is kept." in said(seat.staff, view, source="elsewhere")
    assert said(seat.staff, view, destroyed_at=seat.staff.clock.now()).startswith("Destroyed on 24 November 2026.")
    assert said(seat.staff, view, ended_because="transfer").endswith(
        "The recording ends where the call was transferred."
    )
    assert "ends where" not in said(seat.staff, view, ended_because=None)


def test_the_removal_sheet_has_the_times_the_channel_and_the_reason_and_names_nobody(
    seat: Seat, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = open_one(seat, "SAR-2026-0007")
    page = place.request_page
    rows = [row.cells for row in page.removed.rows.rows_model.rows]
    assert rows and page.removed.paper.isVisible()
    page.removed.paper.click()
    said = place.paper_page.sheets.accessibleDescription()
    assert "Removal sheet SAR-2026-0007" in said and all(str(cell) in said for row in rows for cell in row)
    assert page.view is not None and page.view.row.shown_name not in said
    monkeypatch.setattr(paper_page, "choose_to_save", lambda *asked: tmp_path / asked[2])
    place.paper_page._save()
    seat.settle()
    (event,) = [event for event in seat.staff.events() if event.kind is EventKind.LIST_MADE]
    assert dict(event.facts) == {"list": "removals", "way": "saved", "lines": len(rows)}
    place.paper_page.back.emit()
    assert place.stack.currentWidget() is page
    open_request(seat, place, "SAR-2026-0006")
    assert not page.removed.paper.isVisible(), "nothing was removed"
