"""Hearing a copy through before it is decided, and its original: by whom, on which conditions, and in the log."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.application.copies import staff_listening
from desktop.application.ports.sound import PlayerStatus, PlayState
from desktop.application.requests.views import open_request
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.request import RefusalReason
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.spans import Span
from desktop.errors import NotAllowedError, VaultDamagedError, WrongStateError
from tests.support.offices.builders import Office
from tests.support.refusals import refusal


def waiting(office: Office) -> RequestId:
    return office.prepared(office.imported(office.a_request()))


def opened(office: Office, id: RequestId, who: str = "approver") -> staff_listening.Opening:
    return office.do(staff_listening.open_copy, office.actor(who), id)


def original(
    office: Office, id: RequestId, who: str = "approver", *, strongroom: Any = None
) -> staff_listening.Opening:
    desk = office.back
    return office.do(
        staff_listening.open_original,
        office.in_person(who, desk),
        id,
        desk=desk,
        strongroom=strongroom or office.strongroom,
    )


def another_officer(office: Office) -> None:
    """Make the other supervisor an information officer, who did not prepare it."""
    office.sql("UPDATE person SET roles = 'information_officer' WHERE id = ?", office.people["other-supervisor"])


@pytest.mark.against("approver")
def test_the_log_says_that_a_copy_is_opened_before_any_key_is_unwrapped(office: Office) -> None:
    id = waiting(office)
    opening = opened(office, id)
    event = office.events()[-1]
    assert (event.kind, event.actor) == (EventKind.COPY_OPENED, office.people["approver"])
    assert dict(event.subjects) == {Subject.REQUEST: id, Subject.COPY: office.request(id).copy}
    assert office.fake_sound.calls == []
    staff_listening.load(opening, sound=office.sound, strongroom=None)
    assert office.fake_sound.calls == ["open"]
    assert office.fake_sound.opened is not None and office.fake_sound.opened.id == office.request(id).copy


def test_what_was_heard_is_logged_with_the_request_and_the_copy(office: Office) -> None:
    id = waiting(office)
    opening = opened(office, id)
    office.do(staff_listening.heard, office.actor("approver"), opening, (Span(0, 8000), Span(9000, 9500)))
    event = office.events()[-1]
    assert event.kind is EventKind.HEARD and dict(event.subjects) == opening.subjects
    assert event.facts["heard"] == [[0, 8000], [9000, 9500]] and event.facts["frames"] == opening.sound.frames
    office.do(staff_listening.lockdown_degraded, office.actor("approver"), opening, ("capture",))
    assert office.events()[-1].kind is EventKind.LOCKDOWN_DEGRADED


HEADSET = "plughw:CARD=Headset,DEV=0"


def test_the_log_names_the_device_with_the_request_and_what_is_heard_and_nothing_else(office: Office) -> None:
    opening = opened(office, waiting(office))
    status = PlayerStatus(PlayState.PLAYING, 4000, sounding=True, rate=1.5, device=HEADSET, engine="portaudio")
    office.do(staff_listening.sounds_on, office.actor("approver"), opening.subjects, status)
    event = office.events()[-1]
    assert event.kind is EventKind.PLAY_STARTED and dict(event.subjects) == opening.subjects
    assert event.facts == {"frame": 4000, "rate_percent": 150, "engine": "portaudio", "device": HEADSET}


def heard_of(office: Office, id: RequestId, who: str = "approver") -> tuple[Span, ...]:
    """Return the account of it on the page of that request."""
    return office.do(open_request, office.actor(who), id).heard


@pytest.mark.planted
def test_how_much_somebody_has_heard_of_a_copy_is_told_from_the_log_of_that_copy_and_person_alone(
    office: Office,
) -> None:
    id, other = waiting(office), waiting(office)
    assert heard_of(office, id) == ()
    for spans in ((Span(0, 4000),), (), (Span(9000, 9500), Span(2000, 5000))):
        office.do(staff_listening.heard, office.actor("approver"), opened(office, id), spans)
    assert heard_of(office, id) == (Span(0, 5000), Span(9000, 9500))
    assert heard_of(office, other) == ()
    another_officer(office)
    assert heard_of(office, id, "other-supervisor") == ()
    office.do(
        staff_listening.heard,
        office.actor("other-supervisor"),
        opened(office, id, "other-supervisor"),
        (Span(5000, 6000),),
    )
    assert heard_of(office, id, "other-supervisor") == (Span(5000, 6000),)
    assert heard_of(office, id) == (Span(0, 5000), Span(9000, 9500))
    office.prepared(id, ())
    assert heard_of(office, id) == (), "it is another copy"


@pytest.mark.against("officer")
@pytest.mark.planted
def test_an_officer_hears_what_another_prepared_and_not_their_own(office: Office) -> None:
    id = waiting(office)
    another_officer(office)
    assert not opened(office, id, "other-supervisor").original
    before = office.bodies()
    assert refusal(opened, office, id, "officer") == "needs_another_person" and office.bodies() == before


@pytest.mark.against("approver")
def test_a_copy_is_heard_only_while_it_waits_for_a_decision(office: Office) -> None:
    matched = office.imported(office.a_request())
    approved, refused = office.first_request, waiting(office)
    office.decided(refused, False, refusal=RefusalReason.THIRD_PARTY)
    before = office.bodies()
    for id in (matched, approved, refused):
        for use_case in (opened, original):
            with pytest.raises(WrongStateError):
                use_case(office, id)
    assert office.bodies() == before


def test_a_damaged_copy_leaves_nothing_open(office: Office) -> None:
    opening = opened(office, waiting(office))
    office.fake_sound.damaged = True
    with pytest.raises(VaultDamagedError):
        staff_listening.load(opening, sound=office.sound, strongroom=None)
    assert office.fake_sound.calls[-1] == "shut" and office.fake_sound.opened is None


def test_an_approver_hears_the_original_where_originals_are_opened(office: Office) -> None:
    id = waiting(office)
    opening = original(office, id)
    event = office.events()[-1]
    assert (event.kind, event.actor) == (EventKind.ORIGINAL_OPENED, office.people["approver"])
    assert dict(event.subjects) == {Subject.REQUEST: id, Subject.RECORDING: office.request(id).recording}
    assert opening.original and opening.removed == office.copy(office.request(id).copy or pytest.fail()).removed
    found = staff_listening.load(opening, sound=office.sound, strongroom=office.strongroom)
    assert office.fake_sound.calls == ["open original"]
    (lane,) = found.waveform.channels
    assert found.waveform.frames == opening.sound.frames and all(-1 <= low <= high <= 1 for low, high in lane)
    assert max(high for _, high in lane) > 0.2


@pytest.mark.against("approver")
def test_a_front_desk_opens_no_original_and_an_officer_hears_it_by_preparing(office: Office) -> None:
    id = waiting(office)
    before = office.bodies()
    assert (
        refusal(office.do, staff_listening.open_original, office.in_person("approver"), id, strongroom=None)
        == "no_originals_here"
    )
    with pytest.raises(NotAllowedError):
        original(office, id, "officer")
    assert office.bodies() == before
