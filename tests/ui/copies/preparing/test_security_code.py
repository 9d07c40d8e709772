"""A card's security code in a recording: flagged with one press, and said wherever the request is read."""

from __future__ import annotations

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.people import Role
from tests.ui.copies.preparing.room import Room
from tests.ui.sessions.counter import words_on

LINKED = "SAR-2026-0006"
SAID = "There is a card\u2019s security code in this recording."


def test_flagging_it_stops_the_sound_says_what_to_do_and_is_in_the_log_without_digits_and_on_the_page_from_then_on(
    room: Room,
) -> None:
    room.show(LINKED)
    assert SAID not in words_on(room.place.request_page)
    page = room.open()
    room.bench.sounding.play()
    page.more.fold.click()
    page.more.code.click()
    room.settle()
    assert not room.bench.sounding.playing
    said = page.problem.words
    assert said.startswith(SAID) and "Tell Information Governance now" in said and "Never write the digits" in said
    (event,) = room.events(EventKind.SECURITY_CODE_FLAGGED)
    request = room.request(LINKED)
    assert event.subjects == {Subject.REQUEST: request.id, Subject.RECORDING: request.recording}
    assert not event.facts and event.actor == room.staff.person(Role.INFORMATION_OFFICER).id
    room.preparing.shut()
    room.gone()
    room.show(LINKED)
    assert SAID in words_on(room.place.request_page)
