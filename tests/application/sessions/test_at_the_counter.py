"""Checking in, identity, the brief, listening and closing: what each stores, marks and refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desktop.application.ports.sound import Ear, WayOut
from desktop.application.sessions import checking_in, closing, day_list, identifying, listening
from desktop.application.sessions.day_list import today
from desktop.application.sessions.listening import ListeningPreferences
from desktop.application.sessions.views import Readiness, SessionView, TodayView, view_of
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import RefusalReason
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import NoteKind, Outcome, Party, State, WhyFinished
from desktop.domain.shared.ids import AppointmentId, SessionId
from desktop.domain.shared.spans import Span
from desktop.errors import VaultDamagedError, WrongStateError
from tests.support.offices.builders import Office, documents
from tests.support.refusals import field_problems, refusal

CUSTOMER = frozenset({Party.CUSTOMER})


def check_in(office: Office, id: AppointmentId, parties: frozenset[Party] = CUSTOMER, copy: bool | None = True) -> Any:
    return office.do(checking_in.CheckIn(office.actor(), id, parties, copy))


def status(office: Office, id: AppointmentId) -> AppointmentStatus:
    with office.uow().read_only() as uow:
        return uow.requests.appointment(id).status


def fields(office: Office, command: Any) -> dict[str, str]:
    """Return the problems with which it is refused; nothing is written."""
    before = office.bodies()
    found = field_problems(office.do, command)
    assert office.bodies() == before
    return found


# Checking in


def test_checking_in_keeps_who_is_present_and_whether_a_copy_is_wanted(office: Office) -> None:
    appointment = office.booked()
    view = check_in(office, appointment.id, CUSTOMER | {Party.INTERPRETER})
    session = office.session(view.id)
    assert (session.state, session.parties) == (State.CHECKED_IN, CUSTOMER | {Party.INTERPRETER})
    assert session.answers.copy_wanted and not session.identified
    assert status(office, appointment.id) is AppointmentStatus.ATTENDED
    event = office.events()[-1]
    assert event.kind is EventKind.CHECKED_IN
    assert dict(event.facts) == {
        "parties": ["customer", "interpreter"],
        "copy_wanted": True,
        "exceptions": [],
    }
    assert event.subjects == {
        "session": view.id,
        "request": session.request,
        "appointment": appointment.id,
        "copy": session.copy,
    }
    assert office.exceptions(view.id) == ()


def test_whether_a_copy_is_wanted_is_what_the_request_says_unless_it_was_asked_here(office: Office) -> None:
    request = office.decided(office.prepared(office.imported(office.a_request(copy_wanted=True))))
    assert check_in(office, office.booked(request).id, copy=None).answers.copy_wanted
    assert not check_in(office, office.booked(request, 90).id, copy=False).answers.copy_wanted


def test_a_session_out_of_hours_is_looked_at_first(office: Office) -> None:
    appointment = office.booked()
    office.clock.pass_by(hours=8)
    assert office.exceptions(check_in(office, appointment.id).id) == (Exceptional.OUT_OF_HOURS,)


@pytest.mark.parametrize("reach", ["prepared", "refused"])
def test_without_an_approval_nothing_begins(office: Office, reach: str) -> None:
    id = office.a_request()
    if reach == "prepared":
        office.prepared(office.imported(id))
    appointment = office.booked(id)
    if reach == "refused":
        office.decided(id, False, refusal=RefusalReason.THIRD_PARTY)
    assert refusal(check_in, office, appointment.id) == "not_approved"
    assert status(office, appointment.id) is AppointmentStatus.BOOKED


def test_an_approval_ends_with_the_offices_day_and_not_with_utcs(office: Office) -> None:
    office.clock.at = datetime(2027, 6, 30, 22, 30, tzinfo=UTC)
    id = office.decided(office.prepared(office.imported(office.a_request())), until=office.clock.now().date())
    briefed, late = office.briefed(request=id), office.booked(id, 60)
    office.clock.at = datetime(2027, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight in summer time
    with pytest.raises(WrongStateError):
        check_in(office, late.id)
    assert refusal(office.do, listening.OpenRecording(office.actor(), briefed)) == "approval_withdrawn"


@pytest.mark.against("officer")
@pytest.mark.planted
def test_another_copy_than_the_approved_one_begins_nothing(office: Office) -> None:
    appointment = office.booked()
    office.sql("UPDATE approved_copy SET digest = 'another'")
    assert refusal(check_in, office, appointment.id) == "copy_not_the_approved"


@pytest.mark.parametrize("outcome", [Outcome.NO_SHOW, Outcome.CANCELLED])
def test_an_appointment_that_did_not_take_place_is_closed_and_the_request_is_not(
    office: Office, outcome: Outcome
) -> None:
    appointment = office.booked(minutes_from_now=0)
    office.do(checking_in.CallOff(office.actor(), appointment.id, outcome))
    assert status(office, appointment.id) is AppointmentStatus(outcome.value)
    event = office.events()[-1]
    assert (event.kind, event.facts["outcome"]) == (EventKind.SESSION_CLOSED, outcome.value)
    id = SessionId(event.subjects["session"])  # type: ignore[index]
    assert (office.session(id).state, office.session(id).outcome) == (State.CLOSED, outcome)
    assert office.request(office.first_request).status.value == "approved"
    proof = office.verify()
    assert proof.whole and proof.anchored == proof.events
    check_in(office, office.booked(minutes_from_now=90).id)


def test_an_appointment_whose_copy_is_not_approved_yet_can_be_called_off_too(office: Office) -> None:
    outcome = Outcome.CANCELLED
    appointment = office.booked(office.prepared(office.imported(office.a_request())), 0)
    office.do(checking_in.CallOff(office.actor(), appointment.id, outcome))
    assert status(office, appointment.id) is AppointmentStatus(outcome.value)
    event = office.events()[-1]
    assert (event.kind, dict(event.facts)) == (EventKind.APPOINTMENT_CALLED_OFF, {"outcome": outcome.value})
    assert event.subjects == {"request": appointment.request, "appointment": appointment.id}
    assert office.verify().anchored == office.verify().events


def test_once_the_customer_has_left_nothing_opens_again(office: Office) -> None:
    id = office.on_break()
    office.do(checking_in.PartyLeft(office.actor(), id, Party.CUSTOMER))
    before = office.bodies()
    assert refusal(office.do, listening.OpenRecording(office.actor(), id)) == "nobody_listens"
    assert office.session(id).state is State.ON_BREAK and office.bodies() == before


# Identity


def sight(office: Office, id: SessionId, shown: tuple[Any, ...]) -> Any:
    return office.do(identifying.SightDocuments(office.actor(), id, shown))


def caller(office: Office, id: SessionId, check: CallerCheck | None, reason: str = "", *, looks: bool = True) -> Any:
    if looks:
        office.looked(id)
    return office.do(identifying.CheckCaller(office.actor(), id, check, reason))


def kept(office: Office, id: SessionId) -> list[tuple[str, str, int | None]]:
    with office.uow().read_only() as uow:
        return [(one.kind, one.group, one.age_months) for one in uow.sessions.documents(id)]


def test_of_two_good_documents_kind_group_and_age_are_kept(office: Office) -> None:
    id = office.checked_in()
    sight(office, id, documents(office.clock.now().date()))
    assert kept(office, id) == [("passport", "A", None), ("council_tax_bill", "B", 1)]
    assert dict(office.events()[-1].facts) == {
        "kinds": ["passport", "council_tax_bill"],
        "checks": [
            ["expiry_fine", "name_matches", "birth_matches"],
            ["recent_enough", "name_matches", "current_address"],
        ],
        "slots": [0, 1],
        "groups": ["A", "B"],
        "in_date": [True, True],
        "ages": [-1, 1],
    }


def test_what_is_not_enough_is_judged_again_and_kept_nowhere(office: Office) -> None:
    id = office.checked_in()
    passport, bill = documents(office.clock.now().date())
    assert passport is not None and bill is not None
    old = replace(bill, issued=office.clock.now().date() - timedelta(days=800))
    before = office.bodies()
    unborn, nowhere = replace(passport, birth=None), replace(bill, shows_current_address=None)
    for shown in (
        *((passport, None), (passport, passport), (passport, old), (None, bill), ()),
        *((unborn, bill), (passport, nowhere)),
    ):
        assert refusal(sight, office, id, shown) == "identity_incomplete"
    assert kept(office, id) == [] and office.bodies() == before


def test_near_enough_passes_with_its_reason_and_is_looked_at(office: Office) -> None:
    id = office.sighted(office.checked_in())
    view = caller(office, id, CallerCheck.NEAR_ENOUGH, "A day out.")
    assert (view.state, [note.words for note in view.notes]) == (State.IDENTIFIED, ["A day out."])
    assert office.exceptions(id) == (Exceptional.NEAR_ENOUGH,)


def test_a_caller_who_does_not_match_goes_to_closing_and_nothing_was_opened(office: Office) -> None:
    id = office.sighted(office.checked_in())
    view = caller(office, id, CallerCheck.DOES_NOT_MATCH)
    assert (view.state, view.proposed) == (State.CLOSING, Outcome.NOT_ENOUGH_EVIDENCE)
    assert office.exceptions(id) == (Exceptional.NOT_ENOUGH_EVIDENCE,)
    closed = office.close(id, Outcome.NOT_ENOUGH_EVIDENCE)
    assert closed.session.heard_fraction == 0 and "open" not in office.fake_sound.calls


@pytest.mark.against("customer")
@pytest.mark.parametrize(("check", "looks"), [(CallerCheck.MATCHES, True), *((each, False) for each in CallerCheck)])
def test_a_caller_check_that_nobody_compared_with_the_answers_is_looked_at(
    office: Office, check: CallerCheck, looks: bool
) -> None:
    id = office.sighted(office.checked_in())
    caller(office, id, check, "A day out.", looks=looks)
    assert (Exceptional.ANSWERS_NOT_SEEN in office.exceptions(id)) is not looks


@pytest.mark.against("colluding")
@pytest.mark.parametrize(("seconds", "marks"), [(19, (Exceptional.SHORT_ID_STEP,)), (20, ())])
def test_an_id_step_shorter_than_the_policy_says_is_looked_at(
    office: Office, seconds: int, marks: tuple[Exceptional, ...]
) -> None:
    id = check_in(office, office.booked().id).id
    office.clock.pass_by(seconds=seconds)
    office.sighted(id)
    caller(office, id, CallerCheck.MATCHES)
    assert office.exceptions(id) == marks


# Listening


@pytest.mark.against("adviser")
def test_play_begins_only_after_its_event_is_in_the_log(office: Office) -> None:
    id = office.listening()
    seen: list[EventKind] = []

    def play() -> None:
        seen.append(office.events()[-1].kind)

    office.player.play = play  # type: ignore[method-assign]
    office.do(listening.play, listening.PlaybackPosition(office.actor(), id, 1600, (), 75))
    assert seen == [EventKind.PLAY_STARTED]
    assert dict(office.events()[-1].facts) == {"frame": 1600, "rate_percent": 75}


HEADSET = "plughw:CARD=Headset,DEV=0"


@pytest.mark.against("adviser")
def test_the_log_names_what_played_and_the_device_that_the_sound_came_out_of(office: Office) -> None:
    id = office.listening()
    position = replace(office.position(id, 4000, Span(0, 4000)), way_out=WayOut("libvlc", HEADSET))
    office.do(listening.play, position)
    office.do(listening.heard, position)
    office.do(listening.stopped, position)
    said = [(event.kind, event.facts["engine"], event.facts["device"]) for event in office.events()[-3:]]
    kinds = (EventKind.PLAY_STARTED, EventKind.HEARD, EventKind.PLAY_STOPPED)
    assert said == [(kind, "libvlc", HEADSET) for kind in kinds]


CHOSEN = ListeningPreferences(80, Ear.RIGHT, 75, True, "high-contrast", 150)


def test_the_log_says_what_sound_and_look_were_and_the_window_gets_them_back(office: Office) -> None:
    id = office.listening()
    as_usual, position = replace(CHOSEN, volume=60), office.position(id, 4000, Span(0, 4000))
    office.do(listening.play, replace(position, rate_percent=75, sound_and_look=as_usual))
    assert office.events()[-1].facts["volume"] == 60
    office.do(listening.heard, replace(position, sound_and_look=CHOSEN))
    assert "volume" not in office.events()[-1].facts, "nobody needs it every minute"
    office.do(listening.stopped, replace(position, sound_and_look=CHOSEN))
    office.do(office.at(listening.TakeBreak, id, 4000))
    opened = office.do(listening.OpenRecording(office.who(id), id))
    assert opened.sound_and_look == CHOSEN and office.verify().whole


def test_what_the_log_does_not_say_leaves_the_window_as_the_request_asks(office: Office) -> None:
    id = office.briefed()
    assert office.do(listening.OpenRecording(office.actor(), id)).sound_and_look is None
    office.do(listening.play, office.position(id, 4000))
    office.do(office.at(listening.TakeBreak, id, 4000))
    assert office.do(listening.OpenRecording(office.who(id), id)).sound_and_look is None


def as_it_is(office: Office, id: SessionId) -> SessionView:
    with office.uow().read_only() as uow:
        return view_of(uow.sessions.get(id), uow)


def test_what_was_heard_adds_up_over_saves_and_shows_what_is_left(office: Office) -> None:
    id = office.listening()
    office.do(listening.heard, office.position(id, 4000, Span(0, 4000)))
    office.do(listening.stopped, office.position(id, 12_000, Span(4000, 6000), Span(10_000, 12_000)))
    view = as_it_is(office, id)
    assert view.heard == (Span(0, 6000), Span(10_000, 12_000))
    assert view.heard_fraction == 0.5
    assert view.not_heard == (Span(6000, 10_000), Span(12_000, 16_000))
    assert view.at_frame == 12_000
    heard, stopped = office.events(id)[-2:]
    assert (heard.kind, heard.facts["heard"]) == (EventKind.HEARD, [[0, 4000]])
    assert (stopped.kind, stopped.facts["frame"]) == (EventKind.PLAY_STOPPED, 12_000)


def test_the_distress_key_is_a_break_that_says_why(office: Office) -> None:
    id = office.listening()
    office.do(office.at(listening.StopInDistress, id, 5000, Span(0, 5000)))
    session = office.session(id)
    assert (session.state, session.heard, session.at_frame) == (State.ON_BREAK, (Span(0, 5000),), 5000)
    assert office.exceptions(id) == (Exceptional.DISTRESS,)
    assert office.fake_sound.opened is None


def test_outside_listening_nothing_is_ever_counted_as_heard(office: Office) -> None:
    id = office.checked_in()
    office.do(office.at(listening.Finish, id, 16_000, Span(0, 16_000)))
    assert office.session(id).heard == () and office.session(id).at_frame == 0
    event = office.events(id)[-1]
    assert (event.facts["heard"], event.facts["frame"]) == ([], 0)


def test_when_opening_fails_it_is_shut_and_the_session_can_be_finished(office: Office) -> None:
    id = office.briefed()
    office.fake_sound.damaged = True
    with pytest.raises(VaultDamagedError):
        office.do(listening.OpenRecording(office.actor(), id))
    assert office.fake_sound.calls[-1] == "shut"
    office.do(listening.Finish(office.actor(), id, 0, because=WhyFinished.FAULT))
    assert office.close(id, Outcome.TECHNICAL_FAULT).session.state is State.CLOSED


def test_a_note_keeps_its_words_apart_and_a_digest_in_the_log(office: Office) -> None:
    id = office.listening()
    command = listening.TakeNote(office.actor(), id, NoteKind.DISPUTE, " That is not what I said. ", 4321, True)
    view = office.do(command)
    [note] = view.notes
    assert (note.kind, note.words, note.at_frame, note.correction_wanted) == (
        "dispute",
        "That is not what I said.",
        4321,
        True,
    )
    event = office.events(id)[-1]
    with office.uow().read_only() as uow:
        assert event.facts["digest"] == uow.sessions.notes(id)[0].note.digest
    assert "not what I said" not in str(event)


def test_of_a_dispute_it_has_to_be_asked_whether_it_is_to_be_corrected(office: Office) -> None:
    id = office.listening()
    dispute = listening.TakeNote(office.actor(), id, NoteKind.DISPUTE, "It was Tuesday.", 100, None)
    assert fields(office, dispute) == {"correction": "correction_missing"}
    with office.uow().read_only() as uow:
        assert not uow.sessions.notes(id)
    office.do(replace(dispute, kind=NoteKind.QUESTION))
    assert office.events(id)[-1].facts["correction_wanted"] is False


# Closing


def close(office: Office, id: SessionId, **more: Any) -> Any:
    given: dict[str, Any] = {
        "copy_wanted": True,
        "complaint": True,
        "acknowledged": False,
        "outcome": Outcome.HEARD_IN_PART,
    }
    return office.do(closing.Close(office.actor(), id, **given | more))


def test_closing_asks_everything_and_says_all_that_is_missing(office: Office) -> None:
    id = office.closing()
    command = closing.Close(office.actor(), id, None, None, None, None)
    assert fields(office, command) == {
        "copy_wanted": "copy_not_asked",
        "complaint": "complaint_not_asked",
        "acknowledged": "acknowledgement_not_asked",
        "outcome": "outcome_missing",
    }


def test_an_outcome_that_needs_words_gets_them_and_is_looked_at(office: Office) -> None:
    id, outcome = office.closing(), Outcome.STOPPED_BY_STAFF
    command = closing.Close(office.actor(), id, False, False, True, outcome, " ")
    assert fields(office, command) == {"words": "outcome_words_missing"}
    view = close(office, id, outcome=outcome, words="What happened.")
    assert view.session.notes[-1].words == "What happened." and office.exceptions(id) == (Exceptional(outcome.value),)


def test_a_session_closes_with_its_answers_in_the_log_and_the_log_signed(office: Office) -> None:
    id = office.closing()
    view = close(office, id)
    event = office.events(id)[-1]
    assert dict(event.facts) == {
        "outcome": "heard_in_part",
        "heard_permille": 500,
        "copy_wanted": True,
        "complaint": True,
        "acknowledged": False,
    }
    proof = office.verify()
    assert proof.whole and proof.anchored == proof.events
    assert view.receipt.checkpoint == office.parts.witness.latest()
    assert office.session(id).closed_at == office.clock.now()
    assert office.fake_sound.opened is None


def test_the_receipt_tells_what_was_played_and_no_content(office: Office) -> None:
    id = office.listening()
    office.do(listening.TakeNote(office.actor(), id, NoteKind.DISPUTE, "Wrong.", 3000, True))
    office.do(office.at(listening.Finish, id, 8000, Span(0, 8000)))
    receipt = close(office, id).receipt
    assert (receipt.reference, receipt.heard_fraction, receipt.disputes) == ("SAR-2026-0001", 0.5, (3000,))
    assert (receipt.copy_wanted, receipt.complaint, receipt.demo) == (True, True, True)
    assert [(part.start, part.end) for part in receipt.removed] == [(1200, 4400), (8400, 11_600)]
    assert receipt.not_heard == (Span(8000, 16_000),)
    for secret in ("Wrong.", "Quillon", "Testperson", "Nowhere Lane", "01632", "legal_privilege"):
        assert secret not in repr(receipt)


def test_a_receipt_that_is_saved_later_bears_the_same_checkpoint_as_the_printed_one(office: Office) -> None:
    first = office.closing()
    printed = office.close(first, Outcome.HEARD_IN_PART).receipt.checkpoint
    newer = office.close(office.closing(minutes_from_now=90), Outcome.HEARD_IN_PART).receipt.checkpoint
    saved = office.do(closing.receipt_to_save, office.actor("supervisor"), first)
    assert saved.checkpoint == printed != newer and printed in office.parts.witness.text()


# Opened by mistake


def from_closing(office: Office) -> SessionId:
    id = office.checked_in()
    office.do(identifying.NotEnough(office.actor(), id, ()))
    return id


def from_interrupted(office: Office) -> SessionId:
    id = office.checked_in()
    office.do(day_list.interrupt, office.actor(), id, 0)
    return id


@pytest.mark.parametrize("begin", [Office.checked_in, from_closing, from_interrupted])
def test_a_session_opened_by_mistake_is_closed_as_that_and_its_appointment_is_opened_again(
    office: Office, begin: Callable[[Office], SessionId]
) -> None:
    id = begin(office)
    office.do(closing.Close(office.actor(), id, None, None, None, Outcome.OPENED_BY_MISTAKE))
    session = office.session(id)
    assert (session.state, session.outcome) == (State.CLOSED, Outcome.OPENED_BY_MISTAKE)
    assert Exceptional.OPENED_BY_MISTAKE in office.exceptions(id)
    event = office.events()[-1]
    assert (event.kind, event.facts["outcome"]) == (EventKind.SESSION_CLOSED, "opened_by_mistake")
    assert session.appointment is not None
    assert status(office, session.appointment) is AppointmentStatus.BOOKED
    [found] = [row for row in day(office).rows if row.row.id == session.appointment]
    assert found.readiness is Readiness.READY and found.row.session is None
    again = check_in(office, session.appointment)
    assert again.id != id and office.session(again.id).appointment == session.appointment
    [found] = [row for row in day(office).rows if row.row.id == session.appointment]
    assert found.row.session == again.id
    assert office.verify().whole


def test_once_someone_was_identified_it_was_no_mistake(office: Office) -> None:
    id = office.in_state(State.IDENTIFIED)
    with pytest.raises(WrongStateError):
        office.close(id, Outcome.OPENED_BY_MISTAKE)


def day(office: Office) -> TodayView:
    return office.do(today, office.actor(), zone=office.facts.zone)
