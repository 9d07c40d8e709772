"""The log page: what is proven and what is not, while it verifies, and without a witness."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.application.log.integrity import Lag, LagReason, LogView
from desktop.application.ports.desk import Proof
from desktop.application.ports.sound import Watcher
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.errors import ListeningRoomError
from desktop.ui.kit.forms.page import ProblemSummary
from desktop.ui.kit.style import READABLE
from desktop.ui.log import LogPlace
from desktop.words.command_line.log import lagging, loss
from desktop.words.formatting import time_of_day
from tests.db.logs import of_kind
from tests.ui.reviews.conftest import Seat
from tests.ui.sessions.counter import words_on
from tests.ui.staff import Staff, shown


def size(staff: Staff) -> int:
    with staff.desk.uow().read_only() as uow:
        return uow.reading.log_size()


def test_one_sentence_says_what_is_proven_and_one_what_is_not(seat: Seat, place: LogPlace) -> None:
    before = size(seat.staff)
    assert f"The log has {before} events." in words_on(place)
    assert "unchanged" not in words_on(place)
    seat.press(place.page.primary)
    said = words_on(place)
    assert f"({before} events) is unchanged since it was recorded." in said
    anchor = seat.staff.desk.verifier.verify().newest_anchor
    assert anchor is not None
    assert f"Every event up to {time_of_day(anchor, seat.staff.desk.office.zone)} today" in said
    assert "The newest outside anchor is 1 hour old." in said
    assert "There are no later events." in said
    assert size(seat.staff) == before + 1
    seat.press(place.page.primary)  # verifying is itself an event, and comes after the anchor
    assert "1 event came later." in words_on(place)
    remarks = (loss(12, 5, 40), lagging("//share/witness.txt"))
    place.page.show_proof(replace(seat.staff.desk.verifier.verify(), remarks=remarks))
    said = words_on(place)
    assert "is unchanged since it was recorded" in said
    assert "Lost, as event number 12 states: the events from number 5 to 39 at least." in said
    assert "The witness file //share/witness.txt cannot be read, or lacks the newest checkpoint." in said


def lagging_by(days: int, *, accepted: bool = False) -> LogView:
    return LogView(4182, Lag(timedelta(days=days), 7, stops=days > 7, accepted=accepted))


def test_beyond_it_a_supervisor_says_why_and_lets_sessions_begin(seat: Seat, place: LogPlace) -> None:
    part = place.page.lag
    for days, said in ((7, "The oldest event that is not anchored is 7 days old."), (0, "All are anchored.")):
        place.page.show_size(lagging_by(days))
        assert said in words_on(place) and not part.isVisible()
    place.page.show_size(lagging_by(9))
    assert part.isVisible() and "No session can begin" in words_on(place)
    place.resize(1600, 900)
    seat.qtbot.waitUntil(
        lambda: all(each.height() >= each.sizeHint().height() for each in part.reason.options.values())
    )
    before = size(seat.staff)
    seat.press(part.accept)
    assert "Choose why." in words_on(place) and size(seat.staff) == before
    seat.qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), ProblemSummary))  # in sight, and spoken
    part.reason.options[LagReason.NOT_KNOWN.value].click()
    seat.press(part.accept)
    with seat.staff.desk.uow().read_only() as uow:
        event = uow.reading.event(before)
    assert event is not None and event.kind is EventKind.LAG_ACCEPTED and event.facts["reason"] == "not_known"
    place.page.show_size(lagging_by(9, accepted=True))
    said = words_on(place)
    assert "Sessions can begin today" in said and "Choose why." not in said and not part.accept.isVisible()


def test_a_changed_event_is_found_and_said_in_words(seat: Seat, place: LogPlace) -> None:
    damage(seat.staff)
    seat.press(place.page.primary)
    said = words_on(place)
    assert "The log is not as it was recorded." in said
    assert "unchanged" not in said and "Tell Information Governance" in said
    seat.staff.said.clear()


def test_a_log_that_is_not_as_it_was_recorded_fills_the_page_and_a_proven_one_does_not(
    seat: Seat, place: LogPlace, announced: list[str]
) -> None:
    page = place.page
    place.resize(1600, 900)
    page.show_proof(Proof(True, 10, 10, seat.staff.clock.now(), ()))
    assert not page.grave.isVisible() and page.result.isVisible() and "What verifying does" in words_on(place)
    page.show_proof(Proof(False, 10, 4, None, ("Event 5 is not what was signed.",)))
    QApplication.processEvents()
    assert page.grave.width() > 1_200 > READABLE and "Event 5 is not what was signed." in page.grave.todo.words
    assert page.grave.found.words == "The log is not as it was recorded."
    assert page.grave.found.font().pixelSize() > page.result.font().pixelSize()
    assert not page.result.isVisible() and "What verifying does" not in words_on(place)
    assert page.grave.words in announced
    page.show_working(10)
    assert not page.grave.isVisible() and "What verifying does" in words_on(place)
    page.show_ended()


def damage(staff: Staff) -> None:
    """Change one letter of a stored event, past the triggers, as a holder of the database's key could."""
    engine = staff.desk.verifier.engine  # type: ignore[attr-defined]
    with engine.begin() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'"
        ).scalars()
        for trigger in list(names):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        connection.exec_driver_sql(
            "UPDATE audit_event SET body = CAST(replace(CAST(body AS TEXT), 'matches', 'matched') AS BLOB) "
            f"WHERE {of_kind('identity_confirmed')}"
        )


def test_a_role_that_may_not_is_told_and_nothing_is_verified(seat: Seat) -> None:
    place = LogPlace(seat.staff.context(Role.ADVISER))
    shown(seat.qtbot, place)
    seat.press(place.page.primary)
    assert [error.code for error in seat.staff.said] == ["not_your_role"]
    assert not place.page.result.words and not place.page.verifying
    seat.staff.said.clear()


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
