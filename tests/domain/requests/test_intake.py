"""Intake: what is asked, of whom, and what it never depends on; and somebody who acts for the person of a request."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.office.office_policy import HolidayRegion
from desktop.domain.requests import intake
from desktop.domain.requests.request import Asker, Authority, Call, Channel, Purpose, Representative, Request, Status
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import Party
from desktop.domain.shared.ids import PersonId, RequestId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.typed_text import HIDDEN_CHARACTER

ZONE = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CALL = Call(NOW - timedelta(days=30), "withheld")
ASKER = Asker("Quillon", "Testperson", None, "17 Nowhere Lane")
INTERNAL = {"kind": Kind.INTERNAL, "purpose": Purpose.POLICE, "reason": "A threat."}
FRIEND = Representative("Test Friend", Authority.WRITTEN_CONSENT, address="2 Nowhere Lane")


def a_call_on(day: date) -> Call:
    return Call(datetime.combine(day, time(12), UTC), "withheld")


def problems(**more: Any) -> dict[str, str]:
    typed: dict[str, Any] = {
        "kind": Kind.SUBJECT_ACCESS,
        "asker": ASKER,
        "calls": (CALL,),
        "received_on": TODAY,
        "came_by": Channel.LETTER,
    }
    return intake.problems_of(intake.Intake(**typed | more), NOW, ZONE)


def test_a_subject_access_request_needs_no_reason_and_no_purpose() -> None:
    assert problems() == {}


TEXTS = [
    (record, each.name)
    for record in (intake.Intake, Asker, Representative)
    for each in fields(record)
    if "str" in each.type
]


def test_every_text_is_looked_through_for_hidden_characters() -> None:
    for record, name in TEXTS:
        hidden: Any = "Words\u202e"
        if record is Asker:
            found = problems(asker=replace(ASKER, **{name: hidden}))
        elif record is Representative:
            found = problems(representative=replace(FRIEND, **{name: hidden}))
        else:
            found = problems(**{name: (hidden,) if name == "adjustments" else hidden})
        assert list(found.values()) == [HIDDEN_CHARACTER]


def test_one_name_is_enough() -> None:
    for asker in (replace(ASKER, surname=""), replace(ASKER, given_names=" ")):
        assert problems(asker=asker) == {}


def test_everything_that_is_missing_is_said_at_once() -> None:
    nobody = Asker(" ", "", TODAY + timedelta(days=1), "  ")
    assert problems(asker=nobody, received_on=TODAY + timedelta(days=1), calls=()) == {
        "name": "name_missing",
        "address": "address_missing",
        "born": "born_in_future",
        "received_on": "received_in_future",
        "call_1_day": "call_day_missing",
    }


def test_a_day_of_long_ago_is_a_mistyped_year() -> None:
    for more, first, problem in (
        (
            lambda day: {"received_on": day, "calls": (a_call_on(date(2018, 5, 25)),)},
            date(2018, 5, 25),
            {"received_on": "received_too_long_ago"},
        ),
        (lambda day: {"asker": replace(ASKER, born=day)}, date(1896, 1, 1), {"born": "born_too_long_ago"}),
        (
            lambda day: {"representative": replace(FRIEND, seen_on=day)},
            date(1970, 1, 1),
            {"seen_on": "day_too_long_ago"},
        ),
        (lambda day: {"calls": (a_call_on(day),)}, date(1970, 1, 1), {"call_1_day": "call_too_long_ago"}),
    ):
        assert problems(**more(first)) == {}
        for day in (first - timedelta(days=1), date(206, 11, 24), date.min):
            assert problems(**more(day)) == problem


def test_an_internal_request_needs_purpose_reason_and_who_listens() -> None:
    staff = replace(ASKER, address="")
    assert problems(kind=Kind.INTERNAL, asker=staff, reason=" ") == {
        "address": "job_missing",
        "purpose": "purpose_missing",
        "reason": "internal_reason_missing",
    }
    assert problems(**INTERNAL, asker=replace(ASKER, address="Housing repairs, team leader")) == {}


def test_each_call_is_looked_at_by_itself_and_named_by_its_number() -> None:
    later, other = replace(CALL, at=NOW + timedelta(minutes=1)), replace(CALL, at=CALL.at + timedelta(hours=1))
    assert problems(calls=(CALL, other)) == {}
    assert problems(calls=(CALL, later, other, CALL)) == {"call_2_day": "call_in_future", "call_4_day": "call_twice"}
    assert problems(calls=(replace(CALL, at=NOW),)) == {}


def test_a_call_is_on_the_day_the_request_arrived_or_before_it() -> None:
    on, after = a_call_on(TODAY - timedelta(days=8)), a_call_on(TODAY - timedelta(days=7))
    assert problems(received_on=TODAY - timedelta(days=7), calls=(on, after)) == {}
    assert problems(received_on=TODAY - timedelta(days=8), calls=(on, after)) == {"call_2_day": "call_after_receipt"}


def test_of_a_day_of_receipt_that_cannot_be_nothing_is_said_at_the_calls() -> None:
    mistyped = date(2016, 11, 24)
    assert problems(received_on=mistyped) == {"received_on": "received_too_long_ago"}


def test_a_call_to_come_is_said_to_be_that_whatever_the_day_of_receipt() -> None:
    later = replace(CALL, at=NOW + timedelta(days=2))
    assert problems(received_on=TODAY, calls=(later,)) == {"call_1_day": "call_in_future"}


def test_the_day_of_a_call_is_the_offices_own() -> None:
    for at, problem in (
        (datetime(2026, 6, 23, 22, 59, tzinfo=UTC), None),
        (datetime(2026, 6, 23, 23, 0, tzinfo=UTC), "call_after_receipt"),  # midnight in the office's summer
        (datetime(2026, 6, 23, 23, 59, tzinfo=ZONE), None),
        (datetime(2026, 6, 24, 0, 0, tzinfo=ZONE), "call_after_receipt"),
    ):
        found = intake.problems_of_calls((Call(at, ""),), NOW, ZONE, received=date(2026, 6, 23))
        assert found == ({} if problem is None else {"call_1_day": problem})


@given(
    at=st.datetimes(min_value=datetime(2018, 6, 1), max_value=datetime(2026, 11, 23), timezones=st.just(UTC)),
    days=st.integers(-400, 400),
)
def test_it_is_taken_if_and_only_if_it_was_not_after_receipt(at: datetime, days: int) -> None:
    day = at.astimezone(ZONE).date()
    received = day + timedelta(days=days)
    found = intake.problems_of_calls((Call(at, ""),), NOW, ZONE, received=received)
    assert found == ({"call_1_day": "call_after_receipt"} if day > received else {})


def test_a_representative_has_a_name_and_their_authority_may_still_be_to_be_seen() -> None:
    assert problems(representative=FRIEND) == problems(representative=replace(FRIEND, seen_on=TODAY)) == {}
    nobody = replace(FRIEND, name=" ", seen_on=TODAY + timedelta(days=1))
    assert problems(representative=nobody) == {"representative": "representative_missing", "seen_on": "day_in_future"}
    assert problems(representative=replace(FRIEND, address="")) == {}, "letters go to the person"
    assert problems(representative=replace(FRIEND, address=None)) == {"letters_to": "letters_to_missing"}


def test_an_address_that_letters_go_to_fits_the_window_of_an_envelope() -> None:
    long = "\n".join("1234567")
    assert problems(asker=replace(ASKER, address=long)) == {"address": "address_too_long"}
    assert problems(**INTERNAL, asker=replace(ASKER, address=long)) == {}, "a job and a team"
    long_friend = replace(FRIEND, address=long)
    assert problems(representative=long_friend) == {"representative_address": "address_too_long"}


def test_a_child_is_asked_and_scotland_presumes_that_they_understand_from_twelve_on() -> None:
    for born, elsewhere, scotland in (
        (date(2008, 11, 24), None, None),
        (date(2008, 11, 25), intake.Competence.ASK, intake.Competence.PRESUMED),
        (date(2014, 11, 24), intake.Competence.ASK, intake.Competence.PRESUMED),
        (date(2014, 11, 25), intake.Competence.ASK, intake.Competence.ASK),
        (TODAY, intake.Competence.ASK, intake.Competence.ASK),
        (date(2026, 11, 25), None, None),
    ):
        for nation in (HolidayRegion.ENGLAND_AND_WALES, HolidayRegion.NORTHERN_IRELAND):
            assert intake.competence_of(born, TODAY, nation) is elsewhere
        assert intake.competence_of(born, TODAY, HolidayRegion.SCOTLAND) is scotland


def test_how_a_persons_request_came_is_asked_and_a_colleagues_is_in_writing() -> None:
    assert problems(came_by=None) == {"came_by": "came_by_missing"}
    assert problems(came_by=None, **INTERNAL) == {}


def test_a_need_and_its_opposite_are_not_chosen_together() -> None:
    assert problems(needs=(Need.LOUDER, Need.QUIETER)) == {"needs": "needs_opposed"}
    assert problems(needs=(Need.LOUDER, Need.LEFT_EAR)) == {}


CUSTOMER = Asker("Demo", "Customer", date(1971, 3, 11), "1 Example Street")
ACTS = Representative("Demo Acting Friend", Authority.POWER_OF_ATTORNEY, address="2 Example Street")
REQUEST = Request(
    id=RequestId("e" * 32),
    reference="SAR-2026-0001",
    kind=Kind.SUBJECT_ACCESS,
    status=Status.TAKEN,
    received_on=date(2026, 11, 24),
    due_on=None,
    asker=CUSTOMER,
    call=Call(datetime(2026, 10, 1, 9, 0, tzinfo=UTC), "withheld"),
    taken_by=PersonId("a" * 32),
)
BOTH = frozenset({Party.CUSTOMER, Party.REPRESENTATIVE})
ALONE = frozenset({Party.REPRESENTATIVE, Party.COMPANION})


def test_a_representative_is_named_in_the_request_and_proves_their_authority_and_who_both_are() -> None:
    all_acts = [
        (None, True, True, {"parties": "nobody_acts_for_them"}),
        (ACTS, False, True, {"proof": "authority_not_seen"}),
        (ACTS, True, False, {"proof": "both_not_seen"}),
        (ACTS, True, True, {}),
    ]
    assert [
        (parties, acts, authority, both, problem, found)
        for parties in [BOTH, ALONE]
        for acts, authority, both, problem in all_acts
        if (found := intake.problems_of_presence(parties, acts, authority_seen=authority, both_seen=both)) != problem
    ] == []


def test_nothing_is_asked_where_the_person_comes_without_them() -> None:
    for acts in (None, ACTS):
        here = frozenset({Party.CUSTOMER, Party.COMPANION})
        assert intake.problems_of_presence(here, acts, authority_seen=False, both_seen=False) == {}
        assert intake.compared_with(here, CUSTOMER, acts) == CUSTOMER and not intake.comes_alone(here)


def test_documents_are_the_persons_where_they_are_here_and_else_the_representatives() -> None:
    assert intake.compared_with(BOTH, CUSTOMER, ACTS) == CUSTOMER
    assert intake.compared_with(ALONE, CUSTOMER, ACTS) == Asker("Demo Acting", "Friend", None, "2 Example Street")
    unknown = Representative("Friend", Authority.WRITTEN_CONSENT)
    assert intake.compared_with(ALONE, CUSTOMER, unknown) == Asker("", "Friend", None, "")
    assert intake.compared_with(ALONE, CUSTOMER, Representative("", Authority.PARENTAL)).name == ""


def test_somebody_can_be_named_while_a_subject_access_request_is_open_and_nobody_is() -> None:
    for status in Status:
        still_open = status in (Status.TAKEN, Status.LINKED, Status.PREPARED, Status.APPROVED)
        found = replace(REQUEST, status=status)
        assert intake.may_be_named(found) is still_open
        assert not intake.may_be_named(replace(found, representative=ACTS))
        assert not intake.may_be_named(replace(found, kind=Kind.INTERNAL))
