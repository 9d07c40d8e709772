"""The log page while it verifies, when that is stopped, and where there is no witness to verify against."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.ports.desk import Proof
from desktop.application.ports.sound import Watcher
from desktop.domain.office.people import Role
from desktop.errors import ListeningRoomError
from desktop.ui.log import LogPlace
from tests.ui.log.test_log import size
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff


@dataclass
class Slow:
    """A verifier that checks half of a million events, and then waits to be stopped or let go on."""

    halfway: Event = field(default_factory=Event)
    go_on: Event = field(default_factory=Event)
    stopped: int = 0

    def verify(self, watcher: Watcher | None = None) -> Proof:
        assert watcher is not None
        watcher.report(500_000, 1_000_000)
        self.halfway.set()
        while not self.go_on.wait(0.01):
            if watcher.cancelled:
                self.stopped += 1
                raise ListeningRoomError("verifying_stopped")
        return Proof(True, 1_000_000, 1_000_000, None, ("",), unproved=True)

    def verify_new(self, watcher: Watcher | None = None) -> Proof | None:
        return None


@pytest.fixture
def slow(staff: Staff) -> Slow:
    verifier = Slow()
    staff.desk = replace(staff.desk, verifier=verifier)
    return verifier


def halfway(qtbot: QtBot, place: LogPlace, slow: Slow) -> None:
    """Verify for so long that the page shows the progress."""
    place.page.primary.click()
    qtbot.waitUntil(slow.halfway.is_set)
    qtbot.waitUntil(lambda: place.page.working.isVisible())
    place.page.working._detail()
    qtbot.waitUntil(lambda: place.page.working.words == "Verifying. 500,000 of 1,000,000 events checked.")


def test_cancel_really_stops_it_and_nothing_is_claimed(seat: Seat, slow: Slow, place: LogPlace) -> None:
    before = size(seat.staff)
    halfway(seat.qtbot, place, slow)
    place.page.working.cancel.click()
    said = words_on(place)
    assert "Verifying was stopped. 500,000 of 1,000,000 events checked." in said
    assert "Nothing is proven before all of them are." in said and "unchanged" not in said
    seat.settle()
    assert slow.stopped == 1
    assert size(seat.staff) == before  # what proved nothing leaves no event
    assert not place.page.verifying and place.page.primary.hasFocus()
    place.page.primary.click()
    place.page.working.cancel.click()
    place.page.primary.click()
    slow.go_on.set()
    seat.settle()
    assert size(seat.staff) == before + 1 and "Verifying was stopped." not in words_on(place)


def test_leaving_the_page_stops_it(seat: Seat, slow: Slow) -> None:
    place = LogPlace(seat.staff.context(Role.SUPERVISOR))
    place.show()
    place.page.primary.click()
    seat.qtbot.waitUntil(slow.halfway.is_set)
    place.close()
    place.deleteLater()
    seat.settle()
    assert slow.stopped == 1


def test_a_missing_witness_is_no_changed_log(seat: Seat, place: LogPlace) -> None:
    seat.staff.desk.witness.files[0].path.unlink()  # type: ignore[attr-defined]
    seat.press(place.page.primary)
    said = words_on(place)
    assert "The log cannot be verified now." in said and "There is no witness file" in said
    assert "Check that the file can be reached" in said
    assert "not as it was recorded" not in said


def test_a_witness_that_cannot_be_read_is_said_and_the_log_is_looked_at_all_the_same(
    seat: Seat, place: LogPlace
) -> None:
    path = seat.staff.desk.witness.files[0].path  # type: ignore[attr-defined]
    path.unlink()
    path.mkdir()
    seat.press(place.page.primary)
    assert seat.staff.said == [] and not place.page.verifying
    assert "cannot be verified now" in place.page.result.words
    assert "The witness file cannot be read" in place.page.findings.words
