"""Rows moved so that the nightly run would destroy what is held or not due: it destroys nothing, and says so."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from db.log.proven import ProvenRows
from db.shared.values import time_in
from desktop.application.office.pc_checks import Confirmed
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Call
from desktop.errors import RowRefusedError
from desktop.words.command_line.recordings import report_words
from tests.attacks.test_events import findings
from tests.attacks.test_linking import OTHERS
from tests.attacks.test_rows import edit
from tests.support.builders import NUMBER, Office

EDITS = {
    "a hold that was released": "UPDATE retention_hold SET released_by = owner, released_at = placed_at",
    "recordings off their holds": "DELETE FROM held_recording",
    "the time of a call": "UPDATE recording SET call_at = '2019-01-01T09:00:00.000000Z'",
    "a source": "UPDATE recording SET source = 'elsewhere'",
}


@pytest.mark.parametrize("name", EDITS)
def test_nothing_is_destroyed_while_a_row_says_what_the_log_does_not(place: Office, name: str) -> None:
    assert place.first_request
    place.clock.pass_by(days=400)
    edit(place, EDITS[name])
    report = place.retain()
    assert (report.destroyed, report.keys_destroyed) == (0, 0)
    assert report.proof is not None and report.proof.changed and not report.all_is_well
    assert EventKind.RECORDING_DESTROYED not in [event.kind for event in place.events()]
    said = "\n".join(report_words(report, ZoneInfo("Europe/London")))
    assert "Nothing was destroyed." in said and "listening-room verify" in said


def test_a_hold_that_its_row_calls_released_once_the_rows_were_compared(place: Office) -> None:
    """Put in force again afterwards: the log has the hold, and the end of what it held."""
    held = place.kept(place.clock.now() - timedelta(days=30))
    assert place.request(place.first_request).recording != held
    place.clock.pass_by(days=400)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ProvenRows, "everything", lambda self, seen=None: [])  # they were, a moment ago
        edit(place, "UPDATE retention_hold SET released_by = owner, released_at = placed_at")
        report = place.retain()
        edit(place, "UPDATE retention_hold SET released_by = NULL, released_at = NULL")
    assert report.destroyed == 2
    assert "(recording_destroyed) destroys a recording that is on hold." in findings(place)


@pytest.mark.parametrize("number", [NUMBER, ""])
def test_a_recording_that_its_row_hid_while_it_was_asked_for_is_held_at_night(place: Office, number: str) -> None:
    """It is on no hold, and the log says the same: it would have been destroyed, and nothing named."""
    at = place.clock.now() - timedelta(days=50)
    recording = place.kept(at)
    edit(place, "UPDATE recording SET call_at = '2019-01-01T09:00:00.000000Z' WHERE id = {id}", id=recording)
    request = place.a_request(call=Call(at, number))
    edit(place, "UPDATE recording SET call_at = {at} WHERE id = {id}", at=time_in(at), id=recording)
    place.clock.pass_by(days=400)
    report = place.retain()
    assert (report.destroyed, report.held) == (0, 2) and not findings(place)
    with place.uow().read_only() as uow:
        [hold] = uow.keeping.holds_of(request)
        assert uow.keeping.held_by(hold.id) == [recording]
    assert place.retain().held == 2 and place.verify().whole


def test_nobody_confirms_the_clock_whom_a_row_alone_makes_an_administrator(place: Office) -> None:
    place.clock.pass_by(days=400)
    edit(place, "UPDATE person SET roles = 'administrator' WHERE id = {id}", id=place.people["adviser"])
    by = Confirmed(place.actor("adviser", place.back), (), 0, 0)
    with pytest.raises(RowRefusedError):
        place.nightly().run(by)
    assert EventKind.CLOCK_CONFIRMED not in [event.kind for event in place.events()]


def test_without_the_edit_what_is_due_is_destroyed_and_what_is_held_is_not(place: Office) -> None:
    kept = place.kept(place.clock.now() - timedelta(days=30), OTHERS)
    place.clock.pass_by(days=400)
    report = place.retain()
    assert report.proof is not None and report.proof.whole
    assert (report.destroyed, report.held) == (1, 1)
    [event] = [event for event in place.events() if event.kind is EventKind.RECORDING_DESTROYED]
    assert event.subjects["recording"] == kept  # type: ignore[index]
