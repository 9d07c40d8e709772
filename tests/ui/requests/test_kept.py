"""How long a recording is still kept, on the page of its request: days left, held or not, and why it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.requests.views import KeptRecording, RequestView
from desktop.domain.office.people import Role
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.request_words import retention_words
from tests.ui.staff import Staff, settle, shown

LINKED = "SAR-2026-0006"


@pytest.fixture
def view(qtbot: QtBot, staff: Staff) -> RequestView:
    place = RequestsPlace(staff.context(Role.INFORMATION_OFFICER))
    shown(qtbot, place)
    place.refresh()
    settle(qtbot, staff)
    row = next(row for row in place.list_page.table.view.rows_model.rows if row.cells[0] == LINKED)
    place.list_page.table.opened.emit(row.key)
    settle(qtbot, staff)
    found = place.request_page.view
    assert found is not None and found.kept is not None
    said = retention_words(found, staff.context(Role.INFORMATION_OFFICER))
    assert said and said in place.request_page.sheet.call.values().values()
    return found


def said(staff: Staff, view: RequestView, **more: object) -> str:
    kept = replace(view.kept or KeptRecording("", staff.clock.now()), **more)  # type: ignore[arg-type]
    return retention_words(replace(view, kept=kept), staff.context(Role.INFORMATION_OFFICER))


def test_it_says_the_days_left_of_its_time_and_that_a_hold_keeps_it(staff: Staff, view: RequestView) -> None:
    source = staff.desk.keeping.sources[0]
    assert view.kept is not None and view.holds
    left = source.left(view.kept.called_at, staff.desk.today(), warn_days=staff.desk.keeping.warn_days)
    words = said(staff, view, source=source.name)
    assert words.startswith(f"From {source.name}. Its retention period ends on ")
    assert f", in {left.days_left} days." in words
    assert words.endswith("It is on hold, so it is kept.")
    free = replace(view, holds=())
    assert "hold" not in said(staff, free, source=source.name)


def test_a_time_that_is_up_a_source_that_nobody_knows_and_what_is_destroyed(staff: Staff, view: RequestView) -> None:
    long_ago = staff.clock.now() - timedelta(days=4000)
    name = staff.desk.keeping.sources[0].name
    assert "Its retention period ended on " in said(staff, view, source=name, called_at=long_ago)
    assert "does not name it, so it is kept." in said(staff, view, source="elsewhere")
    assert said(staff, view, destroyed_at=staff.clock.now()).startswith("Destroyed on 24 November 2026.")


def test_why_it_ends_is_said_where_the_telephone_system_says_it(staff: Staff, view: RequestView) -> None:
    assert said(staff, view, ended_because="transfer").endswith("The recording ends where the call was transferred.")
    assert "ends where" not in said(staff, view, ended_because=None)
