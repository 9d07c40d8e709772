"""How long a recording is still kept, on the page of its request: days left, held or not, and why it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pytestqt.qtbot import QtBot

from desktop.application.requests.views import KeptRecording, RequestView
from desktop.domain.office.people import Role
from desktop.ui.requests.request_words import retention_words
from tests.ui.requests.panels import open_one, view_of
from tests.ui.staff import Staff


def said(staff: Staff, view: RequestView, **more: object) -> str:
    kept = replace(view.kept or KeptRecording("", staff.clock.now()), **more)  # type: ignore[arg-type]
    return retention_words(replace(view, kept=kept), staff.context(Role.INFORMATION_OFFICER))


def test_it_says_how_long_it_is_kept_and_why_it_ends(qtbot: QtBot, staff: Staff) -> None:
    place = open_one(qtbot, staff, "SAR-2026-0006")
    view, source = view_of(place), staff.desk.keeping.sources[0]
    assert (
        retention_words(view, staff.context(Role.INFORMATION_OFFICER))
        in place.request_page.sheet.call.values().values()
    )
    assert view.kept is not None and view.holds
    left = source.left(view.kept.called_at, staff.desk.today(), warn_days=staff.desk.keeping.warn_days)
    words = said(staff, view, source=source.name)
    assert words.startswith(f"From {source.name}. Its retention period ends on ")
    assert f", in {left.days_left} days." in words and words.endswith("It is on hold, so it is kept.")
    assert "hold" not in said(staff, replace(view, holds=()), source=source.name)
    long_ago = staff.clock.now() - timedelta(days=4000)
    assert "Its retention period ended on " in said(staff, view, source=source.name, called_at=long_ago)
    assert "does not name it, so it is kept." in said(staff, view, source="elsewhere")
    assert said(staff, view, destroyed_at=staff.clock.now()).startswith("Destroyed on 24 November 2026.")
    assert said(staff, view, ended_because="transfer").endswith("The recording ends where the call was transferred.")
    assert "ends where" not in said(staff, view, ended_because=None)
