"""The removal sheet of a request goes to paper, logged, and one comes back to the request."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.log.events import EventKind
from desktop.ui.running import paper_page
from tests.support.pdf import words_of
from tests.ui.requests.panels import open_one
from tests.ui.staff import Staff, settle


def test_it_has_the_times_the_channel_and_the_reason_and_names_nobody(
    qtbot: QtBot, staff: Staff, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = open_one(qtbot, staff, "SAR-2026-0007")
    page = place.request_page
    rows = [row.cells for row in page.removed.rows.rows_model.rows]
    assert rows and page.removed.paper.isVisible()
    page.removed.paper.click()
    said = place.paper_page.sheets.accessibleDescription()
    assert "Removal sheet SAR-2026-0007" in said and all(str(cell) in said for row in rows for cell in row)
    assert page.view is not None and page.view.row.shown_name not in said
    monkeypatch.setattr(paper_page, "choose_to_save", lambda *asked: tmp_path / asked[2])
    place.paper_page._save()
    settle(qtbot, staff)
    (event,) = [event for event in staff.events() if event.kind is EventKind.LIST_MADE]
    assert dict(event.facts) == {"list": "removals", "way": "saved", "lines": len(rows)}
    words = words_of(tmp_path / "Removal sheet SAR-2026-0007.pdf")
    assert words and not [(a, b) for at, a in enumerate(words) for b in words[at + 1 :] if a.overlaps(b)]
    place.paper_page.back.emit()
    assert place.stack.currentWidget() is page


def test_where_nothing_was_removed_there_is_none(qtbot: QtBot, staff: Staff) -> None:
    place = open_one(qtbot, staff, "SAR-2026-0006")
    assert not place.request_page.removed.paper.isVisible()
