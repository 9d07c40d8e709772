"""The pages of the office's places in a test: their tables read, their primary button pressed."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.ui.kit.page import Page
from desktop.ui.office.pcs_place import PcsPlace
from desktop.ui.office.people_place import PeoplePlace
from desktop.ui.office.policy_pages import PolicyPreviewPage
from tests.ui.staff import Staff, settle


def rows(place: PcsPlace | PeoplePlace) -> dict[str, list[str]]:
    """Return the cells of the list, by those of the first column."""
    model = place.list_page.table.view.model()
    told = [[str(model.index(row, at).data()) for at in range(model.columnCount())] for row in range(model.rowCount())]
    return {cells[0]: cells[1:] for cells in told}


def press(qtbot: QtBot, staff: Staff, page: Page, password: str = "") -> None:
    if password:
        page.own_password.input.setText(password)  # type: ignore[attr-defined]
        if isinstance(page, PolicyPreviewPage) and page.reason.isVisible():
            page.reason.set_value("The office decided so.")
    qtbot.waitUntil(lambda: page.primary.isEnabled() and page.isVisible())
    page.primary.click()
    settle(qtbot, staff)
