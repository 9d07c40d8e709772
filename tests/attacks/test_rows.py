"""Edits of rows by the database's administrator: each is refused where someone would act on it, and logged.

By a row alone nothing is heard, approved, prolonged or sent; nobody releases a hold, is told something, ends a request
or invites anybody; and what `verify` finds is named as people know it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from desktop.application.copies.preparing import SaveDraft, open_preparation
from desktop.application.copies.staff_listening import open_copy
from desktop.application.office.accounts import EndAccess, ResetPassword
from desktop.application.office.setting_up import AddPerson, add_person
from desktop.application.office.signing_in import InPerson, SignIn
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.recordings.finding import UnlinkRecording
from desktop.application.recordings.holding import (
    AskRelease,
    DeletionStopped,
    ReleaseHold,
)
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.deadlines import AskClarification
from desktop.application.reviews.reviewing import SignOff, open_review
from desktop.application.shared.commands import Actor
from desktop.domain.copies.marking import Draft
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Permission, Role
from desktop.domain.requests.complaints import Complaint, ComplaintStep
from desktop.domain.requests.deadline import QuestionAbout
from desktop.domain.requests.follow_ups import FollowUpAnswer
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Purpose
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import RequestId, SessionId, new_id
from desktop.errors import NotAllowedError, RowRefusedError
from tests.application.appointments.test_booking import THURSDAY, move
from tests.application.recordings.test_hold_reviews import review
from tests.application.requests.test_closing import approved_for_police, disclose
from tests.application.requests.test_follow_ups import (
    TODAY,
    answer,
    close,
    finish,
    listened,
    take,
    take_back,
    tell_about,
)
from tests.application.requests.test_letters import invited, make
from tests.attacks.forging import (
    OF_ANOTHER_MONTH,
    approved_by_rows,
    copied,
    edit,
    edited,
    findings,
    listen,
    refused,
    set_row,
    signed_in,
    unapproved,
)
from tests.support.offices.builders import PASSWORD, Office, a_call


def test_before_any_edit_the_copy_is_heard(place: Office) -> None:
    session = place.briefed()
    listen(place, session)()
    assert place.session(session).state is State.LISTENING


@pytest.mark.parametrize("act", ["check-in", "open", "close"])
def test_a_program_that_knows_what_it_reads_compares_it_all_the_same(place: Office, act: str) -> None:
    for _ in range(2):
        place.closed()
        place.clock.pass_by(hours=2)
    appointment = place.booked().id
    session = (
        SessionId("")
        if act == "check-in"
        else {"open": place.briefed, "close": place.closing}[act](minutes_from_now=90)
    )
    edit(place, "UPDATE decision SET until = '2199-01-01' WHERE request = {request}", request=place.first_request)
    acts: dict[str, Callable[[], object]] = {
        "check-in": lambda: place.check_in(appointment),
        "open": lambda: listen(place, session)(),
        "close": lambda: place.close(session, Outcome.HEARD_IN_PART),
    }
    refused(place, acts[act], "decision", "until")


def test_approving_by_a_row(place: Office) -> None:
    """A session with an approved copy; then its request points at a copy that is not approved."""
    session, other = place.briefed(), unapproved(place)
    approved, copy = place.session(session).request, place.request(other).copy
    edit(place, "UPDATE request SET copy = {copy} WHERE id = {approved}", copy=copy, approved=approved)
    edit(place, "UPDATE session SET copy = {copy} WHERE id = {session}", copy=copy, session=session)
    its = "(SELECT {0} FROM approved_copy WHERE id = {{copy}})"
    values = f"copy = {{copy}}, copy_digest = {its.format('digest')}, version = {its.format('version')}"
    edit(place, f"UPDATE decision SET {values} WHERE request = {{approved}}", copy=copy, approved=approved)
    refused(place, listen(place, session), "request", "copy")


def test_approving_by_status_and_a_decision_that_nobody_made(place: Office) -> None:
    session, other = place.briefed(), unapproved(place)
    copy = place.request(other).copy
    approved_by_rows(place, str(copy), new_id(), "approver")
    set_row(place, "session", session, request=other, copy=copy)
    refused(place, listen(place, session), "session", "request")
    refused(place, lambda: place.decided(other), "request", "status")


def test_prolonging_an_approval(place: Office) -> None:
    today = place.clock.now().date()
    request = place.prepared(place.imported(place.a_request(), a_call(20.0, 640)))
    place.decided(request, until=today + timedelta(days=1))
    session = place.briefed(request=request)
    place.clock.pass_by(days=2)
    edit(place, "UPDATE request SET approved_until = NULL WHERE id = {request}", request=request)
    refused(place, listen(place, session), "request", "approved_until")


def test_other_sound_in_the_place_of_the_approved(place: Office) -> None:
    session = place.briefed()
    copy = place.session(session).copy
    other = place.imported(place.a_request(), a_call(20.0, 640))
    for name, value in {"digest": "0" * 64, "frames": 1, "recording": place.request(other).recording}.items():
        with edited(place, "approved_copy", copy, **{name: value}):
            refused(place, listen(place, session), "approved_copy", name)


def test_a_removed_part_that_is_gone_or_elsewhere(place: Office) -> None:
    session = place.briefed()
    copy = place.session(session).copy
    edit(place, "UPDATE removed_part SET end_frame = end_frame - 800 WHERE copy = {copy}", copy=copy)
    refused(place, listen(place, session), "removed_part", "end_frame")
    edit(place, "DELETE FROM removed_part WHERE copy = {copy}", copy=copy)
    refused(place, listen(place, session), "removed_part")


def test_an_identity_that_nobody_confirmed(place: Office) -> None:
    session = place.checked_in()
    set_row(place, "session", session, identified=True, briefed=True, state="briefed")
    refused(place, listen(place, session), "session", "state")


def test_a_closed_session_played_again(place: Office) -> None:
    session = place.closed()
    set_row(place, "session", session, state="briefed", outcome=None, closed_at=None)
    refused(place, listen(place, session), "session", "state")


def test_a_session_of_which_no_event_says_anything(place: Office) -> None:
    session, fresh = place.closed(), new_id()
    copied(place, "session", session, id=fresh, state="briefed", appointment=None, outcome=None, closed_at=None)
    refused(place, listen(place, SessionId(fresh)), "session")


def test_an_adviser_who_makes_themselves_an_administrator(place: Office) -> None:
    edit(place, "UPDATE person SET roles = 'administrator' WHERE id = {id}", id=place.people["adviser"])
    command = AddPerson(place.front, "another", "Demo other", frozenset({Role.APPROVER}), PASSWORD)
    adding = lambda: place.do(add_person, command, place.people["adviser"], passwords=place.passwords)  # noqa: E731
    refused(place, adding, "person", "roles")


def test_somebody_of_whom_no_event_says_anything(place: Office) -> None:
    copied(place, "person", place.people["adviser"], id="f" * 32, sign_in_name="spy", roles="approver")
    refused(place, lambda: signed_in(place, "spy"), "person")


def test_somebody_who_left_and_whose_row_says_that_they_are_here(place: Office) -> None:
    by, gone = InPerson(place.actor("administrator"), PASSWORD), place.people["adviser"]
    with place.uow().read_only() as uow:
        seen = uow.people.get(gone)
    place.do(EndAccess(by, seen), passwords=place.passwords, policy=place.policy)
    edit(place, "UPDATE person SET active = '1' WHERE id = {id}", id=gone)
    refused(place, lambda: signed_in(place, "adviser"), "person", "active")
    refused(place, lambda: place.do(begin_to_act, place.actor("adviser")), "person", "active")


def begin_to_act(actor: Actor, *, uow: UnitOfWork, clock: Clock) -> None:
    """Act in the name of someone, as any use case begins to."""
    with uow:
        actor.acting(Permission.CONDUCT_SESSION, uow)


def test_a_first_password_that_its_row_calls_their_own(place: Office) -> None:
    by, named = InPerson(place.actor("administrator"), PASSWORD), place.people["approver"]
    with place.uow().read_only() as uow:
        seen = uow.people.get(named)
    command = ResetPassword(by, seen, "four quite unrelated words")
    place.do(command, passwords=place.passwords, policy=place.policy)
    edit(place, "UPDATE person SET first_password = '0' WHERE id = {id}", id=named)
    refused(place, lambda: signed_in(place, "approver"), "person", "first_password")


def test_a_password_replaced_by_another_persons(place: Office) -> None:
    theirs, of = "(SELECT password_hash FROM person WHERE id = {of})", place.people["adviser"]
    edit(place, f"UPDATE person SET password_hash = {theirs} WHERE id = {{id}}", of=of, id=place.people["approver"])
    refused(place, lambda: signed_in(place, "approver"), "person", "password_hash")


@pytest.mark.against("rows", "carrier")
def test_a_desk_or_a_recovery_key_that_nobody_enrolled_gets_no_key(place: Office) -> None:
    copied(place, "desk", place.back, id="f" * 32, name="Spy", recipient="age1spy")
    request = place.a_request(call=OF_ANOTHER_MONTH)
    refused(place, lambda: place.imported(request, a_call(20.0, 640)), "desk")
    edit(place, "DELETE FROM desk WHERE id = {id}", id="f" * 32)
    edit(place, "UPDATE office SET recovery_recipients = {spies} WHERE one = 1", spies='["age1spy", "age1spy2"]')
    refused(place, lambda: place.imported(request, a_call(20.0, 640)), "office", "recovery_recipients")


def test_a_desk_that_is_of_another_kind_or_back_begins_nothing(place: Office) -> None:
    request = unapproved(place)
    edit(place, "UPDATE desk SET kind = 'decision'")
    refused(place, lambda: place.decided(request), "desk", "kind")
    hearing = lambda: place.do(open_copy, place.actor("approver"), request)  # noqa: E731
    refused(place, hearing, "desk", "kind")
    edit(place, "UPDATE desk SET kind = 'back_office'")
    approved = place.decided(request)
    edit(place, "UPDATE desk SET kind = 'counter'")
    refused(place, lambda: place.briefed(request=approved), "desk", "kind")


def test_a_recipient_that_is_another(place: Office) -> None:
    edit(place, "UPDATE desk SET recipient = 'age1spy' WHERE id = {id}", id=place.back)
    request = place.a_request(call=OF_ANOTHER_MONTH)
    refused(place, lambda: place.imported(request, a_call(20.0, 640)), "desk", "recipient")


def test_an_original_that_belongs_to_another_request(place: Office) -> None:
    one = place.imported(place.a_request(), a_call(20.0, 640))
    other = place.imported(place.a_request(), a_call(20.0, 880))
    set_row(place, "request", other, recording=place.request(one).recording)
    officer = place.in_person("officer", place.back)
    refused(place, lambda: place.do(open_preparation, officer, other), "request", "recording")


def test_a_copy_that_does_not_wait_for_a_decision(place: Office) -> None:
    request = place.first_request
    edit(place, "UPDATE request SET status = 'prepared', approved_until = NULL WHERE id = {id}", id=request)
    refused(place, lambda: place.do(open_copy, place.actor("approver"), request), "request", "status")


@pytest.mark.parametrize(
    ("statement", "table", "column"),
    [
        ("UPDATE heard_span SET end_frame = end_frame + 8000 WHERE session = {id}", "heard_span", "end_frame"),
        ("DELETE FROM heard_span WHERE session = {id}", "heard_span", ""),
        ("UPDATE sighted_document SET in_date = '0' WHERE session = {id}", "sighted_document", "in_date"),
        ("UPDATE session SET at_frame = at_frame + 1 WHERE id = {id}", "session", "at_frame"),
        ("DELETE FROM session_note WHERE session = {id}", "session_note", ""),
    ],
)  # fmt: skip
def test_a_review_of_what_did_not_happen(place: Office, statement: str, table: str, column: str) -> None:
    session = place.closed()
    edit(place, statement, id=session)
    how: dict[str, Any] = {"policy": place.policy, "is_holiday": place.is_holiday}
    actor = place.actor("supervisor")
    refused(place, lambda: place.do(open_review, actor, session, **how), table, column)
    refused(place, lambda: place.do(SignOff(actor, session, "looks right"), **how), table, column)


@pytest.mark.parametrize("table", ["draft", "approved_copy"])
def test_approving_what_one_prepared_where_its_row_names_somebody_else(place: Office, table: str) -> None:
    """An approver who marked or prepared a copy is out of the row for a moment."""
    request, column = unapproved(place), {"draft": "savers", "approved_copy": "prepared_by"}[table]
    place.do(SaveDraft(place.actor("officer", place.back), request, Draft()), desk=place.back)
    edit(place, f"UPDATE {table} SET {column} = {{by}} WHERE request = {{id}}", by=place.people["adviser"], id=request)
    refused(place, lambda: place.decided(request), table, column)


def test_a_review_of_words_that_nobody_wrote(place: Office) -> None:
    session = place.closed()
    words = "UPDATE note SET words = 'All was well.' WHERE id IN (SELECT note FROM session_note WHERE session = {id})"
    edit(place, words, id=session)
    how: dict[str, Any] = {"policy": place.policy, "is_holiday": place.is_holiday}
    actor = place.actor("supervisor")
    refused(place, lambda: place.do(open_review, actor, session, **how), "note", "salt")
    refused(place, lambda: place.do(SignOff(actor, session, "looks right"), **how), "note", "salt")


def test_a_row_that_says_somebody_has_left_and_no_event_says_so(place: Office) -> None:
    edit(place, "UPDATE person SET active = '0' WHERE id = {id}", id=place.people["adviser"])
    refused(place, lambda: signed_in(place, "adviser"), "person", "active")


def test_zeroed_tries_give_nobody_a_password(place: Office) -> None:
    """A wait is no right, and each refusal is an event of its own."""
    for _ in range(3):
        with pytest.raises(Exception, match="sign_in_refused"):
            place.do(SignIn(place.front, "adviser", "wrong"), passwords=place.passwords, policy=place.policy)
    edit(place, "DELETE FROM sign_in_tries")
    assert [event.kind for event in place.events()][-3:] == [EventKind.SIGN_IN_REFUSED] * 3
    with pytest.raises(NotAllowedError):
        place.do(
            add_person, AddPerson(place.front, "x", "X", frozenset({Role.ADVISER}), PASSWORD), passwords=place.passwords
        )


def test_a_session_of_a_request_that_is_not_there(place: Office) -> None:
    """Both rows are gone; nothing breaks, and nothing is heard."""
    session = place.briefed()
    with pytest.raises(RowRefusedError) as found, place.uow().read_only() as uow:
        uow.proven.request(RequestId("f" * 32))
    assert (found.value.table, found.value.key) == ("request", "f" * 32)
    with pytest.raises(RowRefusedError), place.uow().read_only() as uow:
        uow.proven.session(SessionId("f" * 32))
    listen(place, session)()


def test_nobody_releases_a_hold_alone_by_a_row_that_names_another(place: Office) -> None:
    hold, other = place.hold(place.a_request()), place.people["approver"]
    edit(place, "UPDATE retention_hold SET release_asked_by = {other} WHERE id = {id}", other=other, id=hold.id)
    alone = place.in_person("officer")
    refused(place, lambda: place.do(ReleaseHold(alone, hold.id)), "retention_hold", "release_asked_by")


ON_HOLDS: dict[str, Callable[[Office, RequestId], object]] = {
    "asking": lambda place, request: place.do(AskRelease(place.in_person("officer"), place.hold(request).id)),
    "reviewing": review,
}


def test_a_hold_with_another_day_is_not_gone_on_with(place: Office) -> None:
    request = place.a_request()
    edit(place, "UPDATE retention_hold SET review_on = '2036-02-24' WHERE request = {id}", id=request)
    for act in ON_HOLDS.values():
        refused(place, partial(act, place, request), "retention_hold", "review_on")


def test_a_review_of_a_hold_that_nobody_made(place: Office) -> None:
    request = place.a_request()
    review(place, request, place.clock.now().date() + timedelta(days=30))
    edit(place, "UPDATE hold_review SET reviewed_by = {id}", id=place.people["adviser"])
    refused(place, lambda: ON_HOLDS["asking"](place, request), "hold_review", "reviewed_by")


def test_a_deletion_that_a_row_alone_has_stopped(place: Office) -> None:
    request, officer = place.a_request(), place.actor("officer")
    edit(place, "UPDATE stop_deletion SET deletes_on = '2036-02-24' WHERE request = {id}", id=request)
    confirm = lambda: place.do(DeletionStopped(officer, request, "switchboard"))  # noqa: E731
    refused(place, confirm, "stop_deletion", "deletes_on")


COMPLAINTS: dict[str, Callable[[Office, Complaint], object]] = {
    "telling": lambda place, complaint: tell_about(place, complaint, ComplaintStep.OUTCOME),
    "taking back": take_back,
    "taking another": lambda place, complaint: take(place, complaint.request),
    "a letter": lambda place, complaint: make(place, complaint.request, LetterKind.COMPLAINT_PROGRESS),
}


def test_nobody_is_told_of_a_complaint_what_its_row_alone_says(place: Office) -> None:
    complaint = tell_about(place, take(place, place.a_request()), ComplaintStep.ACKNOWLEDGED)
    edit(place, "UPDATE complaint_told SET told_on = '2026-10-01' WHERE complaint = {id}", id=complaint.id)
    for act in COMPLAINTS.values():
        refused(place, partial(act, place, complaint), "complaint_told", "told_on")


def test_nor_of_one_from_another_day(place: Office) -> None:
    complaint = take(place, place.a_request())
    edit(place, "UPDATE complaint SET received_on = '2026-10-01' WHERE id = {id}", id=complaint.id)
    refused(place, lambda: tell_about(place, complaint, ComplaintStep.OUTCOME), "complaint", "received_on")


def test_a_request_is_not_closed_by_a_session_that_its_row_alone_ends(place: Office) -> None:
    session = listened(place)
    request = place.session(session).request
    edit(place, "UPDATE session SET state = 'closed' WHERE id = {id}", id=session)
    refused(place, lambda: finish(place, request), "session", "state")


def test_nor_as_heard_by_what_its_rows_alone_say_was_heard(place: Office) -> None:
    session = place.briefed()
    edit(place, "INSERT INTO heard_span (session, start_frame, end_frame) VALUES ({id}, 0, 8000)", id=session)
    close_it = CloseRequest(place.actor("officer"), place.session(session).request, Answered.LISTENED)
    refused(place, lambda: place.do(close_it), "heard_span")


@pytest.mark.parametrize(
    ("edited", "table", "column"),
    [
        ("UPDATE request SET copy_wanted = (copy_wanted IS NOT TRUE) WHERE id = {id}", "request", "copy_wanted"),
        ("UPDATE appointment SET status = 'called_off' WHERE request = {id}", "appointment", "status"),
    ],
)
def test_nor_while_a_copy_or_an_appointment_is_owed(place: Office, edited: str, table: str, column: str) -> None:
    request = invited(place)
    edit(place, edited, id=request)
    refused(place, lambda: finish(place, request), table, column)


def test_nothing_is_answered_that_a_row_alone_answers_or_leaves_open(place: Office) -> None:
    session = listened(place)
    close(place, session)
    edit(place, "UPDATE session_note SET correction_wanted = FALSE WHERE session = {id}", id=session)
    correct = lambda: answer(place, session, FollowUpAnswer.CORRECTED)  # noqa: E731
    refused(place, correct, "session_note", "correction_wanted")


def test_nobody_is_invited_to_a_slot_that_a_row_alone_says(place: Office) -> None:
    request = invited(place)
    edit(place, "UPDATE appointment SET minutes = 15 WHERE request = {id}", id=request)
    refused(place, lambda: make(place, request, LetterKind.INVITATION), "appointment", "minutes")


def test_nobody_is_given_a_slot_for_a_request_that_a_row_alone_approves(place: Office) -> None:
    request = unapproved(place)
    edit(place, "UPDATE request SET status = 'approved' WHERE id = {id}", id=request)
    refused(place, lambda: place.booked(request), "request", "status")


def test_nor_moved_from_one(place: Office) -> None:
    request = invited(place)
    with place.uow().read_only() as uow:
        [booked] = uow.requests.appointments_of(request)
    edit(place, "UPDATE appointment SET desk = {back} WHERE id = {id}", back=place.back, id=booked.id)
    refused(place, lambda: move(place, booked, THURSDAY + timedelta(days=1)), "appointment", "desk")


def test_no_letter_names_a_day_that_a_row_alone_puts_off(place: Office) -> None:
    """Something asked for on another day than it was would move the deadline that the letter tells."""
    request = invited(place)
    edit(place, EARLIER["request_clarification"][1].replace("'2026-11-24'", "NULL"), id=request)
    refused(place, lambda: make(place, request, LetterKind.CLARIFICATION), "request_clarification")


def test_no_letter_goes_to_whom_a_row_alone_names(place: Office) -> None:
    request = invited(place)
    for name in ("address", "surname", "representative"):
        with edited(place, "asker", request, **{name: "Spy"}):
            refused(place, lambda: make(place, request, LetterKind.INVITATION), "asker", "given_names")


@pytest.mark.parametrize("column", ["name", "place"])
def test_nobody_is_sent_with_their_papers_to_a_place_that_a_row_alone_names(place: Office, column: str) -> None:
    request = invited(place)
    edit(place, f"UPDATE office SET {column} = '1 Spy Street'")
    refused(place, lambda: make(place, request, LetterKind.INVITATION), "office", "name")
    assert "place is not what event" in findings(place)


def test_no_file_is_disclosed_of_a_request_that_a_row_alone_approves(place: Office) -> None:
    request = approved_for_police(place, Purpose.TRAINING)
    edit(place, "UPDATE request SET purpose = 'police' WHERE id = {id}", id=request)
    refused(place, lambda: disclose(place, request), "request", "purpose")


EARLIER = {
    "request": ("received_on", "UPDATE request SET received_on = '2026-11-20' WHERE id = {id}"),
    "request_clarification": (
        "",
        "INSERT INTO request_clarification (request, position, asked_on, answered_on, about) "
        "SELECT id, 0, received_on, '2026-11-24', 'which_call' FROM request WHERE id = {id}",
    ),
}


@pytest.mark.parametrize("table", EARLIER)
def test_no_deadline_is_reckoned_from_days_that_a_row_alone_says(place: Office, table: str) -> None:
    """Else the event would say it too, and the row could be put right again."""
    request = place.a_request(received_on=TODAY - timedelta(days=9))
    column, statement = EARLIER[table]
    edit(place, statement, id=request)
    command = AskClarification(place.actor("officer"), request, TODAY, QuestionAbout.WHICH_CALL)
    refused(place, lambda: place.do(command), table, column)


def test_the_copy_of_another_request_is_not_destroyed_with_an_unlinked_recording(place: Office) -> None:
    other = place.prepared(place.imported(place.a_request(), a_call(20.0, 640)))
    copy = place.request(place.first_request).copy
    edit(place, "UPDATE approved_copy SET request = {other} WHERE id = {copy}", other=other, copy=copy)
    officer = place.actor("officer", place.back)
    unlinking = lambda: place.do(UnlinkRecording(officer, other), desk=place.back)  # noqa: E731
    refused(place, unlinking, "approved_copy")
    assert copy is not None and place.copy(copy).destroyed_at is None


NAMED: dict[str, tuple[str, str]] = {
    "a request": ("UPDATE request SET status = 'refused'", "request"),
    "what a copy removes": ("UPDATE removed_part SET start_frame = start_frame + 1", "removed_part"),
    "a session": ("UPDATE session SET state = 'closed' WHERE state <> 'closed'", "session"),
    "what is gone": ("DELETE FROM retention_hold", "retention_hold"),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_found_is_named_as_people_know_it(place: Office, name: str) -> None:
    """By the reference of its request, and nobody's name."""
    session = place.briefed()
    edited, table = NAMED[name]
    if name == "what is gone":
        edit(place, "DELETE FROM held_recording")
    edit(place, edited)
    reference = place.request(place.session(session).request).reference
    said = [line for line in findings(place).splitlines() if f": {table} " in line]
    assert said and f"{reference}: {table} " in "\n".join(said)


def test_a_pc_is_named_as_it_is_shown(place: Office) -> None:
    edit(place, "UPDATE desk SET kind = 'review' WHERE id = {id}", id=place.front)
    with place.uow().read_only() as uow:
        name = uow.offices.desk(place.front).name
    assert f"{name}: desk {place.front}: kind is review in the database" in findings(place)
