"""The office's figures, out of its log and its rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.follow_ups import TakeComplaint
from desktop.application.requests.letters import MakeLetter
from desktop.application.reviews.reviewing import SignOff, statistics
from desktop.application.sessions import closing
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Channel, Purpose
from desktop.domain.reviews.statistics import Figures, Quarter
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.paper import Way
from tests.support.builders import ZONE, Office

NOW = Quarter(2026, 4)


def found(office: Office, quarter: Quarter = NOW, by: str = "supervisor") -> Figures:
    counted: Figures = statistics(office.actor(by), quarter, uow=office.uow(), zone=ZONE)
    return counted


def close(office: Office, request: RequestId, answered: Answered) -> None:
    officer = office.actor("officer")
    if answered is not Answered.WITHDRAWN:
        letter = MakeLetter(officer, request, LetterKind.RESPONSE, Way.PRINTED)
        office.do(letter)
    office.do(CloseRequest(officer, request, answered))


def test_what_was_closed_is_counted_with_its_days_and_in_its_quarter(office: Office) -> None:
    today = office.clock.now().date()
    late = office.decided(office.prepared(office.imported(office.a_request(received_on=today - timedelta(days=40)))))
    in_time = office.decided(office.prepared(office.imported(office.a_request(received_on=today - timedelta(days=9)))))
    close(office, late, Answered.COPY_SENT)
    close(office, in_time, Answered.COPY_SENT)
    close(office, office.a_request(), Answered.WITHDRAWN)
    figures = found(office)
    assert figures.outcomes == {Answered.COPY_SENT: 2, Answered.WITHDRAWN: 1}
    assert (figures.on_time[-1].answered, figures.on_time[-1].on_time) == (2, 1)
    assert figures.median_days == 24.5
    assert found(office, NOW.before).outcomes == {} and found(office, NOW.after).on_time[-2].answered == 2


def test_a_day_is_the_offices_own(office: Office) -> None:
    """Half an hour after midnight on 1 July in London it is still June in UTC."""
    office.clock.pass_by(seconds=(date(2027, 6, 30) - office.clock.now().date()).days * 86_400)
    at = office.clock.now()
    office.clock.pass_by(seconds=(23 * 3600 + 30 * 60) - (at.hour * 3600 + at.minute * 60 + at.second))
    close(office, office.a_request(), Answered.WITHDRAWN)
    assert found(office, Quarter(2027, 3)).outcomes == {Answered.WITHDRAWN: 1}
    assert found(office, Quarter(2027, 2)).outcomes == {}


def test_a_colleagues_request_is_not_counted(office: Office) -> None:
    internal: dict[str, Any] = {"kind": Kind.INTERNAL, "purpose": Purpose.QUALITY, "reason": "A check."}
    close(office, office.a_request(**internal), Answered.WITHDRAWN)
    assert found(office).outcomes == {}


def test_a_request_counts_as_received_by_its_day_whether_it_is_closed_or_not(office: Office) -> None:
    before, day = found(office).received, timedelta(days=1)
    close(office, office.a_request(received_on=NOW.first), Answered.WITHDRAWN)
    office.a_request(received_on=NOW.first - day)
    office.a_request(received_on=NOW.first, kind=Kind.INTERNAL, purpose=Purpose.QUALITY, reason="A check.")
    assert found(office).received == before + 1


def test_sessions_are_counted_with_what_was_said_in_them_and_whether_they_were_signed_off(office: Office) -> None:
    id = office.closing()
    office.close(id, Outcome.HEARD_IN_PART)
    figures = found(office)
    assert figures.sessions == {Outcome.HEARD_IN_PART: 1} and figures.signed_off == 0
    marks = office.exceptions(id)
    assert set(figures.exceptions) == set(marks) and figures.exceptional == int(bool(marks))
    signed = SignOff(office.actor("supervisor"), id, "Looked at.")
    office.do(signed, is_holiday=lambda day: False)
    assert found(office).signed_off == int(bool(marks))


def test_a_complaint_counts_once_whether_it_was_made_in_a_session_or_came_by_letter(office: Office) -> None:
    assert found(office).complaints == 0
    officer, today = office.actor("officer"), office.clock.now().date()
    office.do(TakeComplaint(officer, office.first_request, Channel.LETTER, today, "It took too long."))
    assert found(office).complaints == 1
    session = office.closing()
    made = closing.Close(office.who(session), session, False, True, True, Outcome.HEARD_IN_PART, "Words about it.")
    office.do(made)
    assert found(office).complaints == 2 and found(office, NOW.before).complaints == 0
