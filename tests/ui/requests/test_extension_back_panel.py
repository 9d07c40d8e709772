"""Taking an extension back on the page of a request: when the answer is due then is said before."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.office.people import Role
from desktop.ui.kit.banners import Banner
from desktop.ui.requests.deadline import DeadlineAct
from desktop.ui.requests.panels import Panel
from desktop.ui.requests.place import RequestsPlace
from tests.ui.requests.panels import field
from tests.ui.requests.test_deadline_part import offered, open_request, press, problems, save, says
from tests.ui.requests.test_requests import make
from tests.ui.staff import Staff, settle


@pytest.fixture
def place(qtbot: QtBot, staff: Staff) -> RequestsPlace:
    """Return the page of a request that was extended today; without that it is due on 10 December."""
    made = make(qtbot, staff, Role.INFORMATION_OFFICER)
    open_request(qtbot, staff, made)
    panel = press(made, DeadlineAct.EXTEND)
    field(panel, "extension_reason").options["complex"].click()
    save(qtbot, staff, panel)
    return made


def opened(place: RequestsPlace) -> Panel:
    place.request_page.deadline.links[DeadlineAct.NOT_LONGER].click()
    panel = place.request_page.deadline.panel
    assert panel is not None
    return panel


def said_first(panel: Panel) -> str:
    banner = panel.findChild(Banner)
    assert isinstance(banner, Banner)
    return banner.words


def test_it_says_when_the_answer_is_due_then_and_who_took_it_back(
    qtbot: QtBot, staff: Staff, place: RequestsPlace
) -> None:
    panel = opened(place)
    assert said_first(panel) == "The answer will then be due on Thursday 10 December 2026."
    assert QApplication.focusWidget() is field(panel, "extension_back_reason").focus_target()
    panel.save.click()
    settle(qtbot, staff)
    assert problems(place) == {"extension_back_reason": "Type why the extension is taken back."}
    field(panel, "extension_back_reason").set_value("The recording was found sooner.")
    panel.save.click()
    settle(qtbot, staff)
    assert "Due in 16 days, Thursday 10 December" in says(place)
    kept = (
        "The extension was taken back: they were told on 24 November 2026. Taken back by Demo information officer on "
    )
    assert kept + "24 November 2026: The recording was found sooner." in says(place)
    assert "Extend the deadline" in offered(place)


def test_that_it_makes_the_answer_late_is_said_first(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    staff.clock.pass_by(days=17)
    open_request(qtbot, staff, place)
    panel = opened(place)
    assert said_first(panel) == "Without the extension, the answer is late. It was due on Thursday 10 December 2026."
    link = place.request_page.deadline.links[DeadlineAct.NOT_LONGER]
    panel.cancel.click()
    assert place.request_page.deadline.panel is None and QApplication.focusWidget() is link
