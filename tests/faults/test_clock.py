"""A clock that jumps: back in the middle of a session, and forward over days.

Decided by the design: the number of an event gives the order, never its time; durations are
measured by a clock that does not follow the time of day; a day's key is never changed back; and an approval ends by the
office's day, whatever brought that day. Verifying says that a clock was set back by two days or more, and finds nothing
else wrong with it.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from desktop.application.office.signing_in import SignIn
from desktop.application.reviews import reviewing
from desktop.application.sessions import identifying, listening
from desktop.application.sessions.closing import receipt_to_save
from desktop.application.sessions.day_list import Resume, mark_interrupted, resume
from desktop.application.sessions.views import ClosedView
from desktop.domain.log.checkpoint import parse_note
from desktop.domain.log.events import EventKind
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import SessionId
from desktop.domain.shared.spans import Span
from desktop.errors import SignInRefusedError, WrongStateError
from desktop.verify.report import WORDS
from desktop.words.errors import message_for
from desktop.words.formatting import age_words, length
from tests.support.offices.builders import PASSWORD, Office
from tests.support.refusals import error_of

STEP, BACK_OFFICE = (WORDS["clock_back"].format(desk=name) for name in ("Desk 2", "Back office"))


def numbers(office: Office, id: SessionId) -> list[int]:
    with office.uow().read_only() as uow:
        return [number for number, _ in uow.reading.events_of(id)]


def heard_whole_and_closed(office: Office, id: SessionId) -> ClosedView:
    office.do(listening.heard, office.position(id, 8000, Span(0, 8000)))
    office.do(office.at(listening.Finish, id, 16_000, Span(8000, 16_000)))
    closed: ClosedView = office.close(id, Outcome.HEARD_IN_FULL)
    return closed


@pytest.mark.parametrize("back", [timedelta(hours=2), timedelta(days=3)], ids=["two hours", "three days"])
def test_a_session_that_closes_before_it_opened_is_whole_and_in_its_order(office: Office, back: timedelta) -> None:
    """A supervisor can read it, and sign it off."""
    id = office.listening()
    office.clock.at -= back
    receipt = heard_whole_and_closed(office, id).receipt
    assert receipt.closed_at < receipt.opened_at  # told as the clock told it; nothing is made up
    assert receipt.heard_fraction == 1.0
    kinds = [event.kind for event in office.events(id)]
    assert kinds[0] is EventKind.CHECKED_IN and kinds[-1] is EventKind.SESSION_CLOSED
    assert kinds.index(EventKind.RECORDING_OPENED) < kinds.index(EventKind.HEARD)
    assert numbers(office, id) == sorted(numbers(office, id))
    proof = office.verify()
    assert proof.anchored == proof.events and proof.findings == ((STEP,) if back > timedelta(days=2) else ())

    rules: dict[str, Any] = {"policy": office.policy, "is_holiday": lambda day: False}
    view = office.do(partial(reviewing.open_review, **rules), office.actor("supervisor"), id)
    assert [row.event.kind for row in view.timeline][-1] is EventKind.SESSION_CLOSED
    command = reviewing.SignOff(office.actor("supervisor"), id, "The clock was set back.")
    office.do(partial(reviewing.sign_off, **rules), command)
    assert office.do(receipt_to_save, office.actor("supervisor"), id).heard_fraction == 1.0


def test_an_id_step_of_less_than_no_time_is_looked_at_and_reads_as_none(office: Office) -> None:
    id = office.sighted(office.checked_in())
    office.clock.pass_by(hours=-1)
    command = identifying.CheckCaller(office.actor(), id, CallerCheck.MATCHES)
    office.do(command)
    assert Exceptional.SHORT_ID_STEP in office.exceptions(id)
    seconds = reviewing.id_step_seconds(office.events(id))
    assert seconds is not None and seconds < 0 and length(seconds) == "0 s"


def test_the_anchor_of_tomorrow_is_not_older_than_now(office: Office) -> None:
    office.clock.pass_by(days=1)
    office.closed()
    office.clock.pass_by(days=-1)
    age = office.clock.now() - parse_note(office.parts.witness.latest() or "").checkpoint.at
    assert age < timedelta(0) and age_words(age) == "less than a minute"


def test_a_key_of_tomorrow_goes_on_signing_when_it_is_today_again(office: Office) -> None:
    office.closed()
    office.clock.pass_by(days=400)
    office.closed(minutes_from_now=60)
    keys = [event for event in office.events() if event.kind is EventKind.SIGNING_KEY_CHANGED]
    office.clock.pass_by(days=-400)
    office.closed(minutes_from_now=120)
    assert [event for event in office.events() if event.kind is EventKind.SIGNING_KEY_CHANGED] == keys
    proof = office.verify()
    assert proof.anchored == proof.events and set(proof.findings) == {STEP, BACK_OFFICE}, "all else is right"


def test_over_midnight_a_session_goes_on_under_the_next_days_key(office: Office) -> None:
    id = office.listening()
    keys = sum(event.kind is EventKind.SIGNING_KEY_CHANGED for event in office.events())
    office.clock.pass_by(hours=14)
    heard_whole_and_closed(office, id)
    assert sum(event.kind is EventKind.SIGNING_KEY_CHANGED for event in office.events()) == keys + 1
    assert office.session(id).state is State.CLOSED and office.verify().whole


def until(office: Office, days: int) -> None:
    """End the first request's approval in so many days."""
    day = office.clock.now().date() + timedelta(days=days)
    office.sql(f"UPDATE request SET approved_until = '{day}'")


@pytest.mark.planted
def test_an_approval_that_ended_meanwhile_opens_nothing_and_the_session_ends_as_that(office: Office) -> None:
    id = office.briefed()
    until(office, days=1)
    office.clock.pass_by(days=2)
    refused = error_of(WrongStateError, office.do, listening.OpenRecording(office.actor(), id), sound=office.sound)
    assert message_for(refused) == "The approval no longer stands. The recording cannot be opened."
    assert office.fake_sound.calls == []
    office.clock.pass_by(days=-2)
    office.do(listening.OpenRecording(office.actor(), id))
    assert office.session(id).state is State.LISTENING, "the clock is right again"
    office.do(office.at(listening.Finish, id))
    office.close(id, Outcome.APPROVAL_WITHDRAWN)
    assert office.session(id).outcome is Outcome.APPROVAL_WITHDRAWN and office.verify().whole


@pytest.mark.planted
def test_who_is_listening_when_the_approval_ends_goes_on_until_the_next_break(office: Office) -> None:
    """No hard cut-off (DOMAIN): an open copy stays open; it is checked where it would be opened again."""
    id = office.listening()
    until(office, days=0)
    office.clock.pass_by(days=1)
    office.do(listening.play, office.position(id))
    assert office.player.calls == ["play"]
    office.do(office.at(listening.TakeBreak, id, 4000, Span(0, 4000)))
    refused = error_of(WrongStateError, office.do, listening.OpenRecording(office.actor(), id), sound=office.sound)
    assert refused.code == "approval_withdrawn" and office.session(id).heard == (Span(0, 4000),)


@pytest.mark.parametrize(("jump", "goes_on"), [(-30, True), (0, True), (400, False)])
def test_a_session_is_gone_on_with_within_the_policys_days_and_also_from_before_it_opened(
    office: Office, jump: int, goes_on: bool
) -> None:
    id = office.listening()
    office.clock.pass_by(days=jump)
    office.do(mark_interrupted, office.front)
    resuming = partial(office.do, resume, Resume(office.actor(), id, True), policy=office.policy)
    if goes_on:
        assert resuming().state is State.ON_BREAK
    else:
        with pytest.raises(WrongStateError):
            resuming()
        office.close(id, Outcome.TECHNICAL_FAULT)
    assert set(office.verify().findings) == ({STEP} if jump < 0 else set())


JUMPS = [timedelta(minutes=-10), timedelta(hours=-1), timedelta(days=-30), timedelta(days=30)]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_jump_shuts_nobody_out(office: Office, jump: timedelta) -> None:
    """No single wait is longer than was announced. Set back by less than the longest wait, it is announced again, until
    the clock is where it was: a try at a time that has not come counts as one just made."""

    def tried(password: str) -> int:
        command = SignIn(office.front, "adviser", password)
        try:
            office.do(command)
        except SignInRefusedError as refused:
            return refused.wait_seconds
        return 0

    while (told := tried("not the password")) == 0:
        pass
    office.clock.at += jump
    waited = 0
    while wait := tried(PASSWORD):
        assert wait <= told
        office.clock.pass_by(seconds=wait)
        waited += wait
        assert waited <= office.policy.sign_in_account.cap_seconds + told
