"""An act refused because someone else was quicker says who that was and what they did; what was typed stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject

from desktop.application.requests.closing import CloseRequest
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Answered
from desktop.errors import DatabaseError, WrongStateError
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.kit.banners import Banner
from desktop.ui.shell.window import Failing
from tests.ui.decisions.test_decisions import open_one
from tests.ui.requests.panels import do
from tests.ui.reviews.conftest import Seat
from tests.ui.staff import Staff, shown


class Front(QObject):
    """The banner above a page of the approver's."""

    def __init__(self, staff: Staff) -> None:
        super().__init__()
        self.banner = Banner()
        self.failing = Failing(self.banner, self)
        self.context = replace(staff.context(Role.APPROVER), fail=self.failing.show)


@pytest.fixture
def front(seat: Seat) -> Front:
    made = Front(seat.staff)
    seat.qtbot.addWidget(made.banner)
    return made


def test_who_closed_the_request_is_said_and_the_words_stay(seat: Seat, front: Front) -> None:
    place = DecisionsPlace(front.context)
    shown(seat.qtbot, place)
    seat.refresh(place)
    id = open_one(seat, place, "INT-2026-0001")
    page = place.page
    page.choice.options["send_back"].click()
    page.words.set_value("The second name is heard at the end.")
    do(seat.staff, CloseRequest(seat.staff.actor(Role.INFORMATION_OFFICER), id, Answered.WITHDRAWN))
    seat.press(page.primary)
    said = front.banner.words
    assert said.startswith("This request has moved on since you opened it. The request was closed: Demo ")
    assert " today, at " in said
    assert page.words.value() == "The second name is heard at the end."


def test_what_is_nobodys_doing_is_said_at_once(front: Front) -> None:
    front.failing.show(DatabaseError("database_lost"))
    alone = front.banner.words
    assert alone
    front.failing.show(WrongStateError("session_goes_on"))
    assert front.banner.words not in ("", alone)


def test_where_it_cannot_be_known_the_rest_is_said(seat: Seat, front: Front) -> None:
    front.failing.show(WrongStateError("request_moved_on", status="closed").of(request="f" * 32))
    seat.settle()
    assert front.banner.words == "This request has moved on since you opened it."
