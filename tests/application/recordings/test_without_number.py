"""A call whose number nobody knows: no more recordings are held and shown for it than the office's policy says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from desktop.application.recordings.finding import LinkRecording, find_recordings, link_recording
from desktop.application.recordings.import_report import Outcome
from desktop.application.requests.intake import CorrectCall
from desktop.domain.recordings.finding import Step
from desktop.domain.requests.request import WITHHELD, Call
from desktop.domain.shared.ids import RecordingId, RequestId
from desktop.environment.telephone_numbers import TelephoneNumbers
from desktop.errors import NotAllowedError
from tests.support.builders import KEEPING, NUMBER, Office
from tests.support.trees import OTHER, Imports, Strongroom, name, put

AT = datetime(2026, 11, 3, 14, 30, tzinfo=UTC)
NUMBERS = TelephoneNumbers()
THREE = replace(KEEPING, held_without_number=3)
MINUTE = timedelta(minutes=1)


def of_that_day(office: Office) -> list[RecordingId]:
    """Keep five recordings of other people, further and further from the time that was named."""
    return [office.kept(AT + minutes * MINUTE, f"+44163296080{n}") for n, minutes in enumerate((-1, 2, -3, 40, 90))]


def take(office: Office, number: str = "") -> RequestId:
    return take_at(office, AT, number)


def take_at(office: Office, at: datetime, number: str = "") -> RequestId:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office, "keeping", THREE)
        return office.a_request(call=Call(at, number))


def held(office: Office, request: RequestId) -> set[RecordingId]:
    with office.uow().read_only() as uow:
        return {each for hold in uow.keeping.holds_of(request) for each in uow.keeping.held_by(hold.id)}


def test_the_nearest_are_held_and_no_more(office: Office) -> None:
    recordings = of_that_day(office)
    assert held(office, take(office)) == set(recordings[:3])
    assert office.events()[-1].facts["held"] == 3


def test_a_number_that_is_known_or_withheld_has_no_such_limit(office: Office) -> None:
    several = {office.kept(AT + n * MINUTE) for n in range(5)}
    assert held(office, take(office, NUMBER)) == several
    nameless = {office.kept(AT + n * MINUTE, None) for n in range(5)}
    assert held(office, take(office, WITHHELD)) == nameless


def test_a_search_shows_no_more_than_may_be_held_and_nothing_else_can_be_chosen(office: Office) -> None:
    recordings = of_that_day(office)
    request, actor = take(office), office.actor("officer", office.back)
    find = partial(find_recordings, numbers=NUMBERS, keeping=THREE)
    near = office.do(find, actor, request, Step.HALF_HOUR, desk=office.back)
    assert {row.id for row in near.rows} == set(recordings[:3]) and not near.too_many
    day = office.do(find, actor, request, Step.SAME_DAY, desk=office.back)
    assert day.too_many and day.rows == ()
    link = partial(link_recording, numbers=NUMBERS, keeping=THREE)
    with pytest.raises(NotAllowedError, match="not_found_by_search"):
        office.do(link, LinkRecording(actor, request, recordings[0], Step.SAME_DAY), desk=office.back)


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


def test_a_folder_that_has_room_for_all_is_held_whole_and_each_request_has_its_own(
    office: Office, tmp_path: Path
) -> None:
    near = take(office)
    far = take_at(office, AT - 190 * MINUTE)
    Imports(office, THREE, Strongroom()).run(put_calls(tmp_path, -200, -100, -2))
    assert held_minutes(office, near) == held_minutes(office, far) == {-200, -100, -2}
    Imports(office, replace(THREE, held_without_number=4), Strongroom()).run(put_calls(tmp_path, *MINUTES))
    assert held_minutes(office, near) == {-200, -100, -2, 1}
    assert held_minutes(office, far) == {-200, -100, -2, -40}


def test_an_import_that_is_stopped_while_it_looks_for_the_nearest_says_so(office: Office, tmp_path: Path) -> None:
    class Stopped:
        cancelled = True

        def report(self, done: int, total: int) -> None:
            raise AssertionError("nothing was done")

    request = take(office)
    report = Imports(office, THREE, Strongroom()).run(put_calls(tmp_path, 1), watcher=Stopped())
    assert report.cancelled and held_minutes(office, request) == set()
