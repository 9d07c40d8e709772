"""Who is refused since another was quicker is told who, and what they did. In one place: the log says it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.application.appointments.calendar import BookAppointment, MoveAppointment
from desktop.application.office.accounts import Rename, rename
from desktop.application.office.recovery import ReplaceRecoveryKey, office_keys
from desktop.application.recordings.holding import DeletionStopped
from desktop.application.requests.closing import CloseRequest
from desktop.application.sessions.checking_in import CallOff
from desktop.application.shared.quicker import AFTER, Conflict, refused_for_another, who_was_quicker
from desktop.bootstrap.wiring import desk_keys_of
from desktop.domain.appointments import Unusual
from desktop.domain.copies.marking import Draft
from desktop.domain.log.events import EventKind
from desktop.domain.recordings.retention import Hold
from desktop.domain.requests.request import Answered
from desktop.domain.sessions.session import Outcome
from desktop.errors import RefusedError
from desktop.vault.keys import new_identity
from desktop.words.events import ACTS, quicker_words
from tests.application.copies import test_preparing as marking
from tests.application.copies import transcripts as words
from tests.application.office import test_accounts as people
from tests.support.offices.builders import ZONE, Office
from tests.support.offices.places import embedded
from tests.support.refusals import error_of

MEANT = frozenset(Unusual)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with embedded(tmp_path_factory.mktemp("place")) as office:
        yield office


def quicker(place: Office, slower: str, act: Callable[[], object]) -> Conflict | None:
    """Carry out what is refused to that person, and return who was quicker."""
    error = error_of(RefusedError, act)
    refused = refused_for_another(error)
    assert refused is not None, error.code
    found: Conflict | None = who_was_quicker(place.actor(slower), refused, uow=place.uow())
    return found


def said(place: Office, found: Conflict | None) -> tuple[str, EventKind] | None:
    """Return who and what, where it says also when and at which PC."""
    if found is None:
        return None
    assert found.at == place.clock.now() and found.desk_name in {"Desk 2", "Back office"}
    return found.by_name, found.did


def test_of_a_request(place: Office) -> None:
    request = place.prepared(place.imported(place.a_request()))
    place.decided(request)
    again = quicker(place, "other-supervisor", lambda: place.decided(request))
    assert said(place, again) == ("Test approver", EventKind.REQUEST_APPROVED)
    own = quicker(place, "approver", lambda: place.decided(request))
    assert own is not None and own.oneself and again is not None and not again.oneself
    closed = CloseRequest(place.actor("officer"), place.a_request(), Answered.WITHDRAWN)
    place.do(closed)
    found = quicker(place, "approver", lambda: place.do(closed))
    assert said(place, found) == ("Test officer", EventKind.REQUEST_CLOSED)


def test_of_a_copy_that_was_prepared_again(place: Office) -> None:
    request = place.prepared(place.imported(place.a_request()))
    seen = place.request(request).copy
    place.prepared(request)
    found = quicker(place, "approver", lambda: place.decided(request, copy=seen))
    assert said(place, found) == ("Test officer", EventKind.COPY_PREPARED)


def test_of_a_draft(place: Office) -> None:
    request = marking.a_linked(place)
    marking.saved(place, request, Draft(0, (marking.MARK,)))
    found = quicker(place, "approver", lambda: marking.saved(place, request, Draft(0, (marking.OTHER,))))
    assert said(place, found) == ("Test officer", EventKind.DRAFT_SAVED)


def test_of_a_transcript(place: Office) -> None:
    request = marking.a_linked(place)
    words.saved(place, request)
    found = quicker(place, "approver", lambda: words.saved(place, request))
    assert said(place, found) == ("Test officer", EventKind.TRANSCRIPT_SAVED)


def test_of_a_deletion_to_be_stopped(place: Office) -> None:
    request = place.a_request()
    with place.uow().read_only() as uow:
        task = uow.keeping.tasks_of(request)[0]
    stop = DeletionStopped(place.actor("officer"), request, task.source)
    place.do(stop)
    found = quicker(place, "approver", lambda: place.do(stop))
    assert said(place, found) == ("Test officer", EventKind.DELETION_STOPPED)


def test_of_a_recovery_key(place: Office) -> None:
    lost = office_keys(place.actor("administrator"), uow=place.uow()).recovery[0].recipient
    new = new_identity()[1]
    command = ReplaceRecoveryKey(place.in_person("administrator"), lost, new)
    keys = desk_keys_of(place.parts, place.back)
    place.do(command, desk_keys=keys)
    again = replace(command, new=new_identity()[1])
    found = quicker(place, "supervisor", lambda: place.do(again, desk_keys=keys))
    assert said(place, found) == ("Test administrator", EventKind.RECOVERY_KEY_REPLACED)


def test_of_a_slot_and_of_an_appointment(place: Office) -> None:
    request = place.approved()
    booked = place.booked(request, 600)
    starts, officer = booked.starts_at, place.actor("officer")
    taken = BookAppointment(officer, place.approved(), place.front, starts, meant=MEANT)
    assert said(place, quicker(place, "approver", lambda: place.book(taken))) == (
        "Test officer",
        EventKind.APPOINTMENT_BOOKED,
    )
    move = MoveAppointment(officer, booked.id, starts, place.front, starts + timedelta(hours=3), 45, MEANT)
    moved = place.book(move)
    found = quicker(place, "approver", lambda: place.book(move))
    assert said(place, found) == ("Test officer", EventKind.APPOINTMENT_MOVED)
    place.do(CallOff(officer, booked.id, Outcome.CANCELLED))
    again = MoveAppointment(officer, moved.id, moved.starts_at, place.front, starts, 45, MEANT)
    found = quicker(place, "approver", lambda: place.book(again))
    assert said(place, found) == ("Test officer", EventKind.SESSION_CLOSED)
    unread = place.booked(place.a_request(), 900)
    off = CallOff(officer, unread.id, Outcome.CANCELLED)
    place.do(off)
    found = quicker(place, "adviser", lambda: place.do(off))
    assert said(place, found) == ("Test officer", EventKind.APPOINTMENT_CALLED_OFF)


def test_of_a_hold_and_of_a_person(place: Office) -> None:
    request = place.released(place.a_request())
    with place.uow().read_only() as uow:
        held: Hold = uow.keeping.holds_of(request)[0]
    found = quicker(place, "officer", lambda: held.ask_release(place.people["officer"]))
    assert found is not None and found.did is EventKind.HOLD_RELEASED
    seen = people.person(place, "other-adviser")
    command = Rename(people.by(place), seen, "another.name", "Another")
    people.done(place, rename, command)
    found = quicker(place, "supervisor", lambda: people.done(place, rename, command))
    assert said(place, found) == ("Test administrator", EventKind.PERSON_RENAMED)


def test_it_is_one_sentence(place: Office) -> None:
    found = Conflict("Demo approver", "Desk 2", place.clock.now(), EventKind.REQUEST_APPROVED)
    told = quicker_words(found, place.clock.now(), ZONE)
    assert told.startswith("The request was approved: Demo approver, ") and told.endswith(" today, at Desk 2.")
    own = replace(found, oneself=True)
    assert quicker_words(own, place.clock.now(), ZONE).startswith("The request was approved: you did that, ")
    assert all(kind in ACTS for kinds in AFTER.values() for kind in kinds)
    assert quicker_words(None, place.clock.now(), ZONE) == ""


def test_a_role_that_is_missing_is_nobodys_doing(place: Office) -> None:
    with pytest.raises(RefusedError) as error:
        place.do(CallOff(place.actor("approver"), place.booked(place.approved(), 1200).id, Outcome.CANCELLED))
    assert refused_for_another(error.value) is None
