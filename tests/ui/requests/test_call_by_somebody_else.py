"""An officer says that someone else made the call: at intake, and where the call details are changed."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.ui.requests.place import RequestsPlace
from tests.ui.requests.panels import rows
from tests.ui.requests.test_correcting import correcting
from tests.ui.requests.test_finding import stands, taken
from tests.ui.requests.test_requests import begin, fill, place, request
from tests.ui.staff import Staff, settle

__all__ = ["place"]


def test_it_is_one_answer_to_who_rang_and_the_request_says_so(qtbot: QtBot, staff: Staff, place: RequestsPlace) -> None:
    begin(qtbot, place)
    fill(place)
    place.form.calls.calls[0].direction.options["other"].click()
    before = {row.id for row in rows(staff)}
    place.form.primary.click()
    settle(qtbot, staff)
    (row,) = [row for row in rows(staff) if row.id not in before]
    call = request(staff, row)[0].call
    assert (call.by_somebody_else, call.outbound) == (True, False)
    place.open(row.id)
    settle(qtbot, staff)
    known = place.request_page.sheet.call.values()
    assert known["Made from"].splitlines() == ["01632 960733", "Someone else rang about them"]


def test_it_is_there_where_the_call_is_changed_and_can_be_taken_back(qtbot: QtBot, staff: Staff) -> None:
    id = taken(staff)
    place = correcting(qtbot, staff, id)
    fields = place.correcting.call
    fields.direction.options["other"].click()
    place.correcting.primary.click()
    settle(qtbot, staff)
    assert stands(staff, id).call.by_somebody_else
    place.correcting.show_call(id, stands(staff, id).call)
    assert fields.direction.value() == "other"
    fields.direction.options["in"].click()
    place.correcting.primary.click()
    settle(qtbot, staff)
    assert not stands(staff, id).call.by_somebody_else
