"""The recording of a request is searched for, chosen, unlinked again, or said to be gone; also without a number."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop.application.copies.preparing import SaveDraft, open_preparation
from desktop.application.recordings import finding
from desktop.application.recordings.import_report import Outcome
from desktop.application.requests.intake import CorrectCall
from desktop.application.requests.letters import letters_of
from desktop.domain.copies.marking import Draft, Removal, RemovalReason
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.log.replay.recordings import digest_of_calls
from desktop.domain.recordings.finding import NARROW, STEPS, Left, Step
from desktop.domain.recordings.retention import Protection
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import WITHHELD, Call, RefusalReason, Status
from desktop.domain.shared.ids import RecordingId, RequestId
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.environment.telephone_numbers import TelephoneNumbers
from desktop.errors import ExternalSystemError, NotAllowedError, WrongStateError
from tests.support.offices.builders import KEEPING, NORMAL, NUMBER, RULES, Office
from tests.support.offices.trees import OTHER, Imports, Strongroom, name, put
from tests.support.refusals import field_problems, refusal

NUMBERS = TelephoneNumbers()


AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)


ANOTHERS = "+441632960734"


def a_request(office: Office, number: str = NUMBER, at: datetime = AT, **more: Any) -> RequestId:
    return office.a_request(call=Call(at, number), **more)


def find(office: Office, request: RequestId, step: Step = Step.HALF_HOUR, who: str = "officer") -> finding.FindView:
    return office.do(finding.find_recordings, office.actor(who, office.back), request, step, desk=office.back)


def choose(office: Office, request: RequestId, recording: RecordingId, step: Step = Step.HALF_HOUR) -> None:
    office.do(finding.LinkRecording(office.actor("officer", office.back), request, recording, step), desk=office.back)


def say(office: Office, request: RequestId, *looked_in: str) -> Any:
    command = finding.SayNotLeft(office.actor("officer", office.back), request, frozenset(looked_in))
    return office.do(command, desk=office.back)


def held(office: Office, request: RequestId) -> set[RecordingId]:
    with office.uow().read_only() as uow:
        return {each for hold in uow.keeping.holds_of(request) for each in uow.keeping.held_by(hold.id)}


def test_each_step_looks_further_and_says_so_in_the_log(office: Office) -> None:
    near, same_day, week = (
        office.kept(AT + timedelta(**apart)) for apart in ({"minutes": 9}, {"hours": 3}, {"days": 6})
    )
    office.kept(AT, ANOTHERS)
    request = a_request(office)
    found = {step: [row.id for row in find(office, request, step).rows] for step in STEPS}
    assert found == {
        Step.HALF_HOUR: [near],
        Step.SAME_DAY: [near, same_day],
        Step.DAY_EITHER_SIDE: [near, same_day],
        Step.WEEK_EITHER_SIDE: [near, same_day, week],
    }
    searched = [event for event in office.events() if event.kind is EventKind.RECORDING_SEARCHED]
    assert [(event.facts["step"], event.facts["found"]) for event in searched] == [
        ("half_hour", 1),
        ("same_day", 2),
        ("day_either_side", 2),
        ("week_either_side", 3),
    ]
    assert {event.subjects[Subject.REQUEST] for event in searched} == {request}


def test_a_row_tells_when_how_long_which_way_and_where_from_and_nothing_else(office: Office) -> None:
    at = AT + timedelta(minutes=2)
    office.kept(at)
    view = find(office, a_request(office))
    [row] = view.rows
    assert (row.call_at, row.seconds, row.outbound, row.source) == (at, 2.0, False, "switchboard")
    assert row.same_number and not row.asked_for
    assert set(vars(row)) == {"id", "call_at", "seconds", "outbound", "source", "same_number", "asked_for"}
    assert view.protection is Protection.NOT_YET and view.systems == ()


@pytest.mark.parametrize(("asked", "told_of"), [(NUMBER, 1), ("", 1), (WITHHELD, 0)])
def test_what_tells_a_number_that_cannot_be_read_is_not_found_and_is_spoken_of(
    office: Office, asked: str, told_of: int
) -> None:
    unread = office.kept(AT, UNREADABLE)
    request = a_request(office, asked)
    view = find(office, request, Step.SAME_DAY)
    assert view.nothing and view.unread == told_of
    assert office.events()[-1].facts.get("unread", 0) == told_of
    with pytest.raises(NotAllowedError):
        choose(office, request, unread, Step.SAME_DAY)


def test_without_a_number_the_time_finds_and_no_further_than_the_day(office: Office) -> None:
    one, other = office.kept(AT), office.kept(AT, ANOTHERS)
    request = a_request(office, "")
    view = find(office, request, Step.SAME_DAY)
    assert {row.id for row in view.rows} == {one, other} and view.steps == NARROW
    before = office.bodies()
    assert refusal(find, office, request, Step.WEEK_EITHER_SIDE) == "search_too_wide" and office.bodies() == before


def test_of_too_many_that_tell_no_number_none_is_shown_and_none_can_be_chosen(office: Office) -> None:
    made = [office.kept(AT + timedelta(hours=1, minutes=n), None) for n in range(finding.MOST + 1)]
    later = office.kept(AT + timedelta(hours=3))
    request = a_request(office)
    assert find(office, request).nothing
    day = find(office, request, Step.SAME_DAY)
    assert ([row.id for row in day.rows], day.too_many, day.nothing) == ([later], True, False)
    assert office.events()[-1].facts == {"step": "same_day", "found": 1, "too_many": True}
    with pytest.raises(NotAllowedError):
        choose(office, request, made[0], Step.SAME_DAY)
    with pytest.raises(WrongStateError):
        say(office, request, "switchboard")
    choose(office, request, later, Step.SAME_DAY)
    assert office.request(request).recording == later


def test_choosing_one_matches_the_request_and_holds_the_recording(office: Office) -> None:
    request = a_request(office)
    late = office.kept(AT)  # brought in after the request was taken
    assert late not in held(office, request)
    find(office, request)
    choose(office, request, late)
    assert (office.request(request).recording, office.request(request).status) == (late, Status.LINKED)
    assert late in held(office, request)
    event = office.events()[-1]
    assert event.kind is EventKind.RECORDING_LINKED
    assert event.subjects == {Subject.REQUEST: request, Subject.RECORDING: late}
    assert (event.facts["step"], event.facts["frames"], len(str(event.facts["sha256"]))) == ("half_hour", 16000, 64)
    assert NORMAL not in str(office.bodies())


def test_nothing_can_be_named_that_the_search_does_not_find(office: Office) -> None:
    others = (office.kept(AT, ANOTHERS), office.kept(AT, outbound=True), office.kept(AT + timedelta(hours=2)))
    gone, request = destroyed(office, office.kept(AT)), a_request(office)
    before = office.bodies()
    for recording in (*others, gone, RecordingId("0" * 32)):
        assert refusal(choose, office, request, recording) == "not_found_by_search"
    assert office.bodies() == before and office.request(request).recording is None


def destroyed(office: Office, recording: RecordingId) -> RecordingId:
    now = office.clock.now()
    with office.uow(office.back) as uow:
        uow.keeping.mark_destroyed(recording, now)
        uow.commit(Event(EventKind.RECORDING_DESTROYED, now, office.back, None, {Subject.RECORDING: recording}))
    return recording


ENDINGS: dict[Status, Callable[[Office, RequestId], object]] = {
    Status.LINKED: lambda office, request: office.imported(request),
    Status.REFUSED: lambda office, request: office.decided(request, approve=False, refusal=RefusalReason.THIRD_PARTY),
}


@pytest.mark.parametrize("status", ENDINGS)
def test_a_request_that_has_its_recording_or_its_end_is_not_searched_for(office: Office, status: Status) -> None:
    request, recording = a_request(office), office.kept(AT)
    ENDINGS[status](office, request)
    assert office.request(request).status is status
    for attempt in (
        lambda: find(office, request),
        lambda: choose(office, request, recording),
        lambda: say(office, request, "switchboard"),
    ):
        with pytest.raises(WrongStateError):
            attempt()


def test_one_that_was_chosen_wrongly_is_taken_back_with_what_was_marked_in_it(office: Office) -> None:
    wrong, right = office.kept(AT), office.kept(AT + timedelta(minutes=5))
    request = a_request(office)
    choose(office, request, wrong)
    mark = Removal(0, 100, None, RemovalReason.ABOUT_ANOTHER_PERSON)
    now, officer = office.clock.now(), office.people["officer"]
    with office.uow(office.back) as uow:
        draft = Draft(1, (mark,))
        assert uow.drafts.save(request, draft, officer, now)
        said: Facts = {"version": 1, "sha256": draft.digest}
        uow.commit(Event(EventKind.DRAFT_SAVED, now, office.back, officer, {Subject.REQUEST: request}, said))
    office.do(finding.UnlinkRecording(office.actor("officer", office.back), request), desk=office.back)
    event = office.events()[-1]
    assert event.kind is EventKind.RECORDING_UNLINKED
    assert event.subjects == {Subject.REQUEST: request, Subject.RECORDING: wrong}
    with office.uow().read_only() as uow:
        assert uow.drafts.get(request) == Draft(2)
    assert (office.request(request).recording, office.request(request).status) == (None, Status.TAKEN)
    choose(office, request, right)
    assert office.request(request).recording == right
    assert wrong in held(office, request), "a hold is released by two people, and only by them"


# Holds on stored recordings


def test_taking_a_request_holds_all_that_could_be_its_call(office: Office) -> None:
    by_number = office.kept(AT + timedelta(days=6))
    by_time = office.kept(AT + timedelta(hours=1), None)
    office.kept(AT, ANOTHERS), office.kept(AT + timedelta(days=6), None), office.kept(AT, outbound=True)
    destroyed(office, office.kept(AT))
    request = a_request(office, NORMAL)
    assert held(office, request) == {by_number, by_time}
    assert office.events()[-1].facts["held"] == 2


# Nothing is left

LONG_AGO = datetime(2026, 5, 3, 10, 30, tzinfo=UTC)


def test_when_nothing_is_found_at_the_widest_step_each_telephone_system_says_why(office: Office) -> None:
    request = a_request(office, at=LONG_AGO)
    assert find(office, request, Step.DAY_EITHER_SIDE).systems == ()
    [system] = find(office, request, Step.WEEK_EITHER_SIDE).systems
    assert (system.source, system.left, system.since) == ("switchboard", Left.PERIOD_OVER, date(2026, 11, 3))
    assert system.period.months == 6 and not system.after_request


def test_no_longer_available_refuses_the_request_by_an_event_and_no_approver(office: Office) -> None:
    request = a_request(office, at=LONG_AGO)
    told = say(office, request)
    assert (told.request, told.reference, told.call_at) == (request, "SAR-2026-0002", LONG_AGO)
    found = office.request(request)
    assert found.status is Status.REFUSED
    event = office.events()[-1]
    assert event.kind is EventKind.RECORDING_NOT_LEFT
    assert dict(event.facts) == {
        "sources": ["switchboard"],
        "left": ["period_over"],
        "since": ["2026-11-03"],
        "after_request": False,
        "months": ["2026-04", "2026-05"],
        "compared": digest_of_calls(()),
    }
    assert office.verify().newest_anchor == office.clock.now()
    with office.uow().read_only() as uow:
        assert uow.requests.decision(request) is None and not uow.reading.deciders(request)
        assert finding.refusal_of(found, uow) is RefusalReason.NO_LONGER_AVAILABLE
        assert letters_of(found, office.clock.now().date(), RULES.unanswered_days, uow) == (
            LetterKind.NO_LONGER_AVAILABLE,
        )


def test_the_person_is_not_told_so_before_somebody_has_looked_where_it_may_be(office: Office) -> None:
    request = a_request(office)
    assert field_problems(say, office, request) == {"looked_in": "telephone_system_not_looked_at"}
    assert office.request(request).status is Status.TAKEN
    [system] = say(office, request, "switchboard").systems
    assert system.left is Left.MAY_BE_THERE
    assert office.events()[-1].facts["since"] == [""]


def test_it_is_never_said_while_something_could_be_the_call(office: Office) -> None:
    request = a_request(office, at=LONG_AGO)
    office.kept(LONG_AGO + timedelta(days=6))
    assert refusal(say, office, request) == "something_is_left"


def copies_of(office: Office, request: RequestId) -> list[tuple[str, bytes, bool]]:
    """Return each with its key, and whether it is marked as destroyed."""
    with office.parts.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, data_key, destroyed_at FROM approved_copy WHERE request = ? ORDER BY id", (request,)
        )
        return [(id, bytes(key), gone is not None) for id, key, gone in rows]


def test_what_was_made_of_the_wrong_one_is_destroyed_key_and_file(office: Office) -> None:
    request = office.prepared(office.imported(a_request(office)))
    file = office.parts.paths.vault / "approved" / str(office.request(request).copy)
    assert file.exists()
    office.do(
        finding.UnlinkRecording(office.actor("officer", office.back), request),
        desk=office.back,
        strongroom=office.strongroom,
    )
    [(id, key, destroyed)] = copies_of(office, request)
    assert (key, destroyed) == (b"", True) and not file.exists()
    assert office.events()[-1].facts["copies"] == [id]
    assert opens_still(office), "nobody else's copy went"


def opens_still(office: Office) -> bool:
    copy = office.copy(office.request(office.first_request).copy)  # type: ignore[arg-type]
    recipient = copy.key.retention_key_wrapped
    return bool(office.strongroom.reseal(copy.key, copy.id, recipient)) and copy.destroyed_at is None


@pytest.mark.parametrize("way", ["killed", "no strongroom", "open elsewhere"])
def test_a_file_that_stayed_when_it_was_taken_back_is_opened_by_nobody_and_goes_at_night(
    office: Office, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = office.prepared(office.imported(a_request(office)))
    file = office.parts.paths.vault / "approved" / str(office.request(request).copy)
    take_back = partial(
        finding.unlink_recording, finding.UnlinkRecording(office.actor("officer", office.back), request)
    )

    def fails(*_: object) -> None:
        raise ExternalSystemError("vault_not_written") if way == "open elsewhere" else Killed

    with monkeypatch.context() as patch, contextlib.suppress(Killed):
        patch.setattr(type(office.strongroom), "remove", fails)
        strongroom = None if way == "no strongroom" else office.strongroom
        office.do(take_back, desk=office.back, strongroom=strongroom)
    assert file.exists() and copies_of(office, request)[0][1:] == (b"", True)
    assert office.request(request).status is Status.TAKEN and office.verify().whole
    os.utime(file, (0, 0))
    office.retain()
    assert not file.exists() and opens_still(office)


class Killed(BaseException):
    """The program ends at this point."""


def test_what_is_marked_while_it_is_taken_back_is_not_kept_for_the_next(office: Office) -> None:
    """Nothing had been saved yet: the late marks are those of the wrong recording."""
    wrong, right = office.kept(AT), office.kept(AT + timedelta(minutes=5))
    request = a_request(office)
    choose(office, request, wrong)
    actor = office.actor("officer", office.back)
    by = office.in_person("officer", office.back)
    opened = office.do(open_preparation, by, request, desk=office.back).draft
    office.do(finding.UnlinkRecording(actor, request), desk=office.back)
    choose(office, request, right)
    mark = Removal(0, 100, None, RemovalReason.ABOUT_ANOTHER_PERSON)
    found = refusal(office.do, SaveDraft(actor, request, replace(opened, marks=(mark,))), desk=office.back)
    assert found == "draft_is_newer"


THREE = replace(KEEPING, held_without_number=3)


MINUTE = timedelta(minutes=1)


def of_that_day(office: Office) -> list[RecordingId]:
    """Keep five recordings of other people, further and further from the time that was named."""
    return [office.kept(AT + minutes * MINUTE, f"+44163296080{n}") for n, minutes in enumerate((-1, 2, -3, 40, 90))]


def take(office: Office, number: str = "") -> RequestId:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office, "keeping", THREE)
        return office.a_request(call=Call(AT, number))


def test_the_nearest_are_held_and_no_more(office: Office) -> None:
    recordings = of_that_day(office)
    assert held(office, take(office)) == set(recordings[:3])
    assert office.events()[-1].facts["held"] == 3


def test_a_search_shows_no_more_than_may_be_held_and_nothing_else_can_be_chosen(office: Office) -> None:
    recordings = of_that_day(office)
    request, actor = take(office), office.actor("officer", office.back)
    find = partial(finding.find_recordings, numbers=NUMBERS, keeping=THREE)
    near = office.do(find, actor, request, Step.HALF_HOUR, desk=office.back)
    assert {row.id for row in near.rows} == set(recordings[:3]) and not near.too_many
    day = office.do(find, actor, request, Step.SAME_DAY, desk=office.back)
    assert day.too_many and day.rows == ()
    link = partial(finding.link_recording, numbers=NUMBERS, keeping=THREE)
    with pytest.raises(NotAllowedError, match="not_found_by_search"):
        office.do(link, finding.LinkRecording(actor, request, recordings[0], Step.SAME_DAY), desk=office.back)


def test_once_the_number_is_known_what_has_it_is_held_too(office: Office) -> None:
    recordings = of_that_day(office)
    request = take(office)
    theirs = office.kept(AT + 100 * MINUTE)
    command = CorrectCall(office.actor("officer", office.back), request, Call(AT, NUMBER))
    office.do(command, keeping=THREE, desk=office.back)
    assert held(office, request) == {*recordings[:3], theirs}


MINUTES = (-200, -100, -40, -2, 1, 50)


def put_calls(folder: Path, *minutes: int) -> Path:
    """Write other people's calls, so many minutes from the time that was named: their names sort by time."""
    for each in minutes:
        put(folder, name(OTHER, AT + each * MINUTE), b"call %d" % each)
    return folder


def held_minutes(office: Office, request: RequestId) -> set[int]:
    with office.uow().read_only() as uow:
        found = {hold.id for hold in uow.keeping.holds_of(request)}
        times = [uow.recordings.get(each).call_at for hold in found for each in uow.keeping.held_by(hold)]
    return {round((at - AT) / MINUTE) for at in times}


@pytest.mark.parametrize("estate", [None, "DPIA 2026/07"])
def test_of_a_folder_the_nearest_are_held_and_not_the_first(office: Office, tmp_path: Path, estate: str | None) -> None:
    request, imports = take(office), Imports(office, replace(THREE, estate_assessment=estate), Strongroom())
    report = imports.run(put_calls(tmp_path, *MINUTES))
    assert held_minutes(office, request) == {-40, -2, 1}
    came_in, left = (6, 0) if estate else (3, 3)
    assert (report.counts[Outcome.CAME_IN], report.counts[Outcome.NOT_ASKED_FOR]) == (came_in, left)


def test_what_is_held_stays_and_takes_its_room_and_is_not_counted_again(office: Office, tmp_path: Path) -> None:
    request, imports = take(office), Imports(office, THREE, Strongroom())
    imports.run(put_calls(tmp_path, -200, -2))
    imports.run(put_calls(tmp_path, *MINUTES))
    assert held_minutes(office, request) == {-200, -2, 1}
    imports.run(put_calls(tmp_path, 0))
    assert held_minutes(office, request) == {-200, -2, 1}, "two people release a hold: nothing is exchanged"
