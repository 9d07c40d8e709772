"""The supervisor's list and page, the sign-off and taking it back; the acts of administrators; the office's figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.application.office.accounts import ChangeRoles, EndAccess, EndLoan, change_roles, end_access, end_loan
from desktop.application.office.signing_in import sign_out
from desktop.application.ports.reading import ReviewFilter, ReviewRow
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.follow_ups import TakeComplaint
from desktop.application.requests.letters import MakeLetter
from desktop.application.reviews import reviewing
from desktop.application.sessions import closing
from desktop.domain.log.events import EventKind
from desktop.domain.log.replay import reviews as replayed
from desktop.domain.log.replay.reviews import ACTS
from desktop.domain.office.people import Role
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Channel, Purpose
from desktop.domain.reviews.review import SEVERITY, TAKE_BACK_OFFERED, TAKE_BACK_SECONDS, Exceptional
from desktop.domain.reviews.statistics import Figures, Quarter
from desktop.domain.sessions.identity import Check
from desktop.domain.sessions.session import Outcome, Session, State
from desktop.domain.shared.ids import NoteId, RequestId, SessionId, new_id
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.paper import Way
from desktop.domain.shared.typed_text import Note
from desktop.errors import NotAllowedError
from desktop.ui.kit.style import UNDO
from tests.application.office.test_accounts import by, days, done, lent, person
from tests.support.fakes import TUESDAY
from tests.support.offices.builders import PEOPLE, ZONE, Office
from tests.support.refusals import field_problems, refusal

HOLIDAY = date(2026, 11, 26)


"""The Thursday after the Tuesday on which everything here happens."""


def review(office: Office, use_case: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
    """Run a use case of the review, in an office that knows only one public holiday."""
    return office.do(use_case, *arguments, is_holiday=lambda day: day == HOLIDAY, **more)


def sign_off(office: Office, id: SessionId, comment: str = "", name: str = "supervisor") -> None:
    review(office, reviewing.sign_off, reviewing.SignOff(office.actor(name), id, comment))


def next_waiting(office: Office, name: str = "supervisor", **by: Any) -> SessionId | None:
    found: SessionId | None = review(office, reviewing.next_waiting, office.actor(name), ReviewFilter(**by))
    return found


def reviews(office: Office, name: str = "supervisor", by: ReviewFilter = ReviewFilter()) -> reviewing.ReviewsView:  # noqa: B008
    view: reviewing.ReviewsView = review(office, reviewing.reviews, office.actor(name), by, anchored=office.anchored)
    return view


def signed_off(office: Office, id: SessionId) -> Any:
    with office.uow().read_only() as uow:
        return uow.sessions.signed_off(id)


def open_review(office: Office, id: SessionId, name: str = "supervisor") -> Any:
    return review(office, reviewing.open_review, office.actor(name), id)


def test_an_ordinary_session_is_signed_off_without_a_comment(office: Office) -> None:
    id = office.closed()
    assert open_review(office, id).may_sign_off
    sign_off(office, id)
    assert signed_off(office, id) == (office.people["supervisor"], office.clock.now(), None)
    event = office.events(id)[-1]
    assert (event.kind, event.actor) == (EventKind.REVIEW_SIGNED_OFF, office.people["supervisor"])
    assert dict(event.facts) == {"exceptions": [], "digest": ""}
    view = open_review(office, id)
    assert not view.may_sign_off and view.signed_off[0] == "Test supervisor"


@pytest.mark.against("supervisor")
def test_an_exception_needs_a_comment_whose_words_lie_apart(office: Office) -> None:
    id = office.closed(outcome=Outcome.STOPPED_BY_STAFF)
    assert field_problems(sign_off, office, id, "  ") == {"comment": "comment_missing"}
    assert signed_off(office, id) is None
    sign_off(office, id, " The words of the comment. ")
    assert signed_off(office, id)[2] == "The words of the comment."
    facts = office.events(id)[-1].facts
    assert facts["exceptions"] == ["stopped_by_staff"] and len(str(facts["digest"])) == 64
    assert b"words of the comment" not in b"".join(office.bodies())


@pytest.mark.against("supervisor")
def test_nobody_signs_twice(office: Office) -> None:
    id = office.closed()
    sign_off(office, id)
    assert refusal(sign_off, office, id, name="other-supervisor") == "signed_off_already"


def became_supervisor(office: Office, name: str) -> None:
    office.sql("UPDATE person SET roles = 'supervisor' WHERE id = ?", office.people[name])


def taken_over(office: Office) -> SessionId:
    from desktop.application.sessions.day_list import Resume

    id = office.interrupted("adviser")
    office.do(Resume(office.actor("other-adviser"), id, True))
    from desktop.application.sessions import listening

    office.do(office.at(listening.Finish, id))
    office.close(id, Outcome.HEARD_IN_PART)
    return id


@pytest.mark.against("colluding")
@pytest.mark.planted
@pytest.mark.parametrize("name", ["adviser", "other-adviser", "approver"])
def test_nobody_signs_off_what_they_ran_handed_over_or_authorised(office: Office, name: str) -> None:
    id = taken_over(office)
    became_supervisor(office, name)
    assert refusal(sign_off, office, id, "A comment.", name) == "needs_another_person"
    assert not open_review(office, id, name).may_sign_off
    assert next_waiting(office, name) is None
    assert next_waiting(office) == id
    sign_off(office, id, "A comment.")


@pytest.mark.planted
def test_who_authorised_it_first_does_not_review_it_although_somebody_else_decided_again(office: Office) -> None:
    id = office.closed()
    request, by = office.session(id).request, office.people["officer"]
    columns, at = "id, request, decided_by, decided_at, approved", "2027-01-01T00:00:00.000000Z"
    office.sql(f"INSERT INTO decision ({columns}) VALUES (?, ?, ?, ?, 1)", new_id(), request, by, at)
    became_supervisor(office, "approver")
    assert not open_review(office, id, "approver").may_sign_off


def test_the_page_tells_who_when_which_documents_and_all_that_happened(office: Office) -> None:
    id = office.closed()
    view = open_review(office, id)
    assert (view.adviser_name, view.desk_name) == ("Test adviser", "Desk 2")
    assert [each.kind for each in view.documents] == ["passport", "council_tax_bill"]
    assert Check.NAME_MATCHES in view.documents[0].checks and Check.CURRENT_ADDRESS in view.documents[1].checks
    assert view.id_step_seconds == 30
    assert view.session.outcome is Outcome.HEARD_IN_PART
    assert [row.event.kind for row in view.timeline] == [
        EventKind.CHECKED_IN,
        EventKind.DOCUMENTS_SIGHTED,
        EventKind.ANSWERS_SEEN,
        EventKind.IDENTITY_CONFIRMED,
        EventKind.BRIEFED,
        EventKind.RECORDING_OPENED,
        EventKind.LISTENING_FINISHED,
        EventKind.SESSION_CLOSED,
    ]
    assert {row.actor_name for row in view.timeline} == {"Test adviser"}
    assert [row.seq for row in view.timeline] == sorted(row.seq for row in view.timeline)


@pytest.mark.against("adviser")
def test_that_a_page_was_opened_is_logged_and_not_shown_as_a_part_of_the_session(office: Office) -> None:
    id = office.closed()
    open_review(office, id, "other-supervisor")
    event = office.events(id)[-1]
    assert (event.kind, event.actor) == (EventKind.REVIEW_OPENED, office.people["other-supervisor"])
    assert EventKind.REVIEW_OPENED not in [row.event.kind for row in open_review(office, id).timeline]


def test_next_is_the_first_that_waits_and_none_when_all_are_signed(office: Office) -> None:
    ordinary, exceptional = office.closed(), office.closed(outcome=Outcome.TECHNICAL_FAULT, minutes_from_now=90)
    assert next_waiting(office) == exceptional
    sign_off(office, exceptional, "Looked at.")
    assert next_waiting(office) == ordinary
    sign_off(office, ordinary)
    assert next_waiting(office) is None


def test_the_list_counts_what_waits_and_names_the_advisers(office: Office) -> None:
    office.closed()
    office.closed("other-adviser", Outcome.TECHNICAL_FAULT, minutes_from_now=90)
    office.closing(minutes_from_now=180)
    view = reviews(office)
    assert (view.to_look_at, view.ordinary, view.more) == (1, 1, False)
    assert [row.adviser_name for row in view.rows] == ["Test other-adviser", "Test adviser"]
    assert [name for _, name in view.advisers] == ["Test adviser", "Test other-adviser"]


# Keyset pages against a naive sort


FOUND: tuple[tuple[Exceptional, ...], ...] = (
    (),
    (Exceptional.DISTRESS,),
    (Exceptional.LESSER_CHECK, Exceptional.OUT_OF_HOURS),
    (Exceptional.OUT_OF_HOURS,),
    (Exceptional.OUT_OF_HOURS, Exceptional.STOPPED_BY_STAFF, Exceptional.NEAR_ENOUGH),
)


def many(office: Office, shapes: list[tuple[int, int, bool, bool, int]]) -> None:
    """Closed sessions: (minute, which of `FOUND`, signed off, other adviser, outcome)."""
    pattern = office.session(office.closed())
    outcomes = (Outcome.HEARD_IN_PART, Outcome.HEARD_IN_FULL, Outcome.CUSTOMER_LEFT)

    with office.uow() as uow:
        for minute, found, signed, other, outcome in shapes:
            adviser = office.people["other-adviser" if other else "adviser"]
            opened = TUESDAY + timedelta(minutes=minute)
            session = Session(
                SessionId(new_id()),
                pattern.request,
                pattern.copy,
                adviser,
                pattern.desk,
                opened,
                state=State.CLOSED,
                outcome=outcomes[outcome],
                closed_at=opened,
            )
            uow.sessions.add(session)
            if found:
                uow.sessions.save(session, FOUND[found])
            if signed:
                note = Note(NoteId(new_id()), b"0" * 32, "Looked at.")
                uow.sessions.sign_off(session.id, office.people["supervisor"], opened, note)
        uow.commit(office.an_event())


def pages(office: Office, by: ReviewFilter, size: int) -> list[ReviewRow]:
    from dataclasses import replace

    rows: list[ReviewRow] = []
    with office.uow().read_only() as uow:
        while page := uow.reading.reviews(by, size):
            assert len(page) <= size
            assert page[-1].key != by.after and len(rows) < 100, "the pages never end"
            rows += page
            by = replace(by, after=page[-1].key)
    return rows


shapes = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 4), st.booleans(), st.booleans(), st.integers(0, 2)), max_size=25
)


minutes = st.none() | st.integers(-1, 7)


@pytest.mark.planted
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(shapes, st.integers(1, 7), st.booleans(), minutes, minutes, st.booleans(), st.booleans(), minutes)
def test_pages_are_complete_in_order_and_without_duplicates(
    office: Office,
    shapes: list[tuple[int, int, bool, bool, int]],
    size: int,
    waiting_only: bool,
    start: int | None,
    end: int | None,
    one_adviser: bool,
    one_outcome: bool,
    late: int | None,
) -> None:
    with office.parts.engine.begin() as connection:
        for table in ("review", "heard_span", "sighted_document", "session_note", "session"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("DELETE FROM appointment")
    many(office, shapes)
    moment = [None if minute is None else TUESDAY + timedelta(minutes=minute) for minute in (start, end, late)]
    by = ReviewFilter(
        moment[0],
        moment[1],
        office.people["adviser"] if one_adviser else None,
        Outcome.HEARD_IN_PART if one_outcome else None,
        waiting_only,
        late=moment[2],
    )
    waits = [row.id for row in pages(office, ReviewFilter(late=moment[2]), 7)]
    with office.uow().read_only() as uow:
        assert [uow.reading.review_place(id, moment[2]) for id in waits[:8]] == [
            (at, len(waits)) for at, _ in enumerate(waits[:8], 1)
        ]
        everything = uow.reading.reviews(ReviewFilter(waiting_only=False, late=moment[2]), 1000)
        found = uow.reading.review_counts(moment[2])
        counts = found.to_look_at, found.ordinary
    expected = sorted((row for row in everything if matches(row, by)), key=in_order)
    assert len(everything) == len(shapes) + 1
    assert [row.id for row in pages(office, by, size)] == [row.id for row in expected]
    waiting = [bool(row.exceptions) for row in everything if not row.signed_off]
    assert counts == (sum(waiting), len(waiting) - sum(waiting))
    for minute, kind, signed, _, _ in shapes:
        assert kind or signed or late is None or minute >= late or has_waited(everything, minute)


def has_waited(rows: Sequence[ReviewRow], minute: int) -> bool:
    closed = TUESDAY + timedelta(minutes=minute)
    return any(row.opened_at == closed and row.exceptions == (Exceptional.NOT_SIGNED_OFF,) for row in rows)


def matches(row: ReviewRow, by: ReviewFilter) -> bool:
    return (
        (by.start is None or row.opened_at >= by.start)
        and (by.end is None or row.opened_at < by.end)
        and (by.adviser is None or row.adviser == by.adviser)
        and (by.outcome is None or row.outcome is by.outcome)
        and not (by.waiting_only and row.signed_off)
    )


def in_order(row: ReviewRow) -> tuple[int, datetime, str]:
    """Return the key of the naive sort: the gravest first, then the oldest."""
    groups = {severity: at for at, severity in enumerate(("grave", "serious", "unusual"))}
    return min((groups[SEVERITY[each]] for each in row.exceptions), default=3), row.opened_at, row.id


# Waiting too long


def test_after_five_working_days_a_session_without_a_signature_is_one_to_look_at(office: Office) -> None:
    late, soon = office.closed(), office.closed(minutes_from_now=90)
    sign_off(office, soon)
    office.clock.pass_by(days=8, hours=13, minutes=30)  # Wednesday 2 December, 11:30pm; Thursday 26 was a holiday
    assert not reviews(office).rows[0].exceptions and not open_review(office, late).exceptions
    office.clock.pass_by(hours=11)  # the next morning: 25, 27, 30 November, 1 and 2 December have passed
    office.do(sign_out, office.actor())  # the log is anchored, or no session would begin
    newer = office.closed(outcome=Outcome.TECHNICAL_FAULT, minutes_from_now=600)
    office.closed(minutes_from_now=700)
    view = reviews(office)
    assert [(row.id, row.exceptions) for row in view.rows][:2] == [
        (newer, (Exceptional.TECHNICAL_FAULT,)),
        (late, (Exceptional.NOT_SIGNED_OFF,)),
    ]
    assert (view.to_look_at, view.ordinary) == (2, 1)
    assert next_waiting(office) == newer
    assert open_review(office, late).exceptions == (Exceptional.NOT_SIGNED_OFF,)
    assert office.exceptions(late) == ()  # nothing is stored


@pytest.mark.against("supervisor")
def test_a_late_signature_needs_a_comment_and_the_log_says_that_it_was_late(office: Office) -> None:
    id = office.closed()
    office.clock.pass_by(days=30)
    assert field_problems(sign_off, office, id) == {"comment": "comment_missing"}
    sign_off(office, id, "It lay under another.")
    assert office.events(id)[-1].facts["exceptions"] == ["not_signed_off"]
    view = open_review(office, id)
    assert view.signed_off is not None and view.exceptions == ()  # it does not wait any more
    [row] = reviews(office, by=ReviewFilter(waiting_only=False)).rows
    assert row.signed_off and row.exceptions == ()


COMMENT = "Their own wish. Nothing to do."


def take_back(office: Office, id: SessionId, name: str = "supervisor") -> None:
    office.do(reviewing.TakeSignOffBack(office.actor(name), id))


def test_it_waits_again_and_the_log_says_both(office: Office) -> None:
    id = office.closed(outcome=Outcome.STOPPED_BY_STAFF)
    sign_off(office, id, COMMENT)
    office.clock.pass_by(seconds=9)
    take_back(office, id)
    with office.uow().read_only() as uow:
        assert uow.sessions.signed_off(id) is None
        assert uow.reading.review_counts().to_look_at == 1
    signed, back = office.events(id)[-2:]
    assert (signed.kind, back.kind) == (EventKind.REVIEW_SIGNED_OFF, EventKind.SIGN_OFF_TAKEN_BACK)
    assert back.actor == office.people["supervisor"] and dict(back.facts) == {"seconds": 9}
    assert office.verify().whole
    sign_off(office, id, COMMENT, "other-supervisor")
    assert office.verify().whole


@pytest.mark.parametrize("seconds", [TAKE_BACK_SECONDS + 1, -1])
def test_after_its_time_or_by_a_clock_that_was_set_back_it_stands(office: Office, seconds: int) -> None:
    id = office.closed()
    sign_off(office, id, COMMENT)
    office.clock.at += timedelta(seconds=seconds)
    assert refusal(take_back, office, id) == "sign_off_stands"
    assert office.events(id)[-1].kind is EventKind.REVIEW_SIGNED_OFF


def test_nobody_takes_back_what_another_signed_nor_what_is_not_signed(office: Office) -> None:
    id = office.closed()
    assert refusal(take_back, office, id) == "not_signed_off_any_more"
    sign_off(office, id, COMMENT)
    assert refusal(take_back, office, id, "other-supervisor") == "not_your_sign_off"
    with pytest.raises(NotAllowedError):
        take_back(office, id, "adviser")


def test_the_window_offers_it_for_less_than_the_rule_allows_and_the_replay_allows_the_same() -> None:
    assert max(TAKE_BACK_OFFERED) < TAKE_BACK_SECONDS == replayed.LONGEST
    assert TAKE_BACK_OFFERED == UNDO and max(UNDO) >= 10 * UNDO[0]


def waiting(office: Office, who: str = "supervisor") -> reviewing.Administration:
    return reviewing.administration(office.actor(who), uow=office.uow())


def sign_acts_off(office: Office, seen: reviewing.Administration, who: str = "supervisor") -> None:
    office.do(reviewing.sign_off_administration, office.actor(who), seen.up_to, seen.shown)


@pytest.mark.against("administrator")
def test_everything_waits_until_it_is_signed_off_and_then_what_came_after(office: Office) -> None:
    first = waiting(office)
    assert {act.kind for act in first.acts} == {EventKind.DESK_ENROLLED, EventKind.PERSON_ADDED}
    assert [act.about for act in first.acts if act.kind is EventKind.PERSON_ADDED] == [
        f"Test {name}" for name in PEOPLE
    ]
    done(office, end_access, EndAccess(by(office), person(office, "adviser")))
    sign_acts_off(office, first)
    assert office.events()[-1].facts["acts"] == len(first.acts), "not what came while it was looked at"
    then = waiting(office)
    [left] = then.acts
    assert (left.kind, left.about, left.by) == (EventKind.PERSON_LEFT, "Test adviser", "Test administrator")
    sign_acts_off(office, then)
    assert waiting(office).acts == ()
    event = office.events()[-1]
    assert (event.kind, event.facts["up_to"], event.facts["acts"]) == (EventKind.ADMINISTRATION_REVIEWED, left.seq, 1)
    assert refusal(sign_acts_off, office, then) == "nothing_waits"
    proof = office.verify()
    assert proof.whole and proof.anchored == proof.events


def test_a_role_that_was_lent_is_shown_with_its_days(office: Office) -> None:
    first, last = days(office, 9, 15)
    lent(office, 9, 15)
    act = waiting(office).acts[-1]
    assert (act.kind, act.roles, act.days) == (EventKind.ROLE_LENT, (Role.APPROVER,), (first, last))
    done(office, end_loan, EndLoan(by(office), person(office, "adviser"), Role.APPROVER))
    act = waiting(office).acts[-1]
    assert (act.kind, act.roles, act.days) == (EventKind.LOAN_ENDED, (Role.APPROVER,), None)


@pytest.mark.against("administrator")
def test_nobody_signs_off_what_they_did(office: Office) -> None:
    both = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
    done(office, change_roles, ChangeRoles(by(office), person(office, "administrator"), both))
    seen = waiting(office, "administrator")
    assert seen.own and not waiting(office).own
    assert refusal(sign_acts_off, office, seen, "administrator") == "needs_another_person"
    sign_acts_off(office, seen)
    assert waiting(office).acts == ()


def test_a_sign_off_that_no_desk_signed_hides_nothing(office: Office) -> None:
    """A row of the log that someone without a desk's key has written."""
    from tests.attacks.forging import forge

    forge(office, EventKind.ADMINISTRATION_REVIEWED, "bare", {}, {"up_to": 10_000, "acts": 9}, "supervisor")
    assert len(waiting(office).acts) > 1
    assert replace(waiting(office), own=True).up_to >= 0 and EventKind.PERSON_LEFT in ACTS


NOW = Quarter(2026, 4)


def found(office: Office, quarter: Quarter = NOW, by: str = "supervisor") -> Figures:
    counted: Figures = reviewing.statistics(office.actor(by), quarter, uow=office.uow(), zone=ZONE)
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
    signed = reviewing.SignOff(office.actor("supervisor"), id, "Looked at.")
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
