"""Taking a sign-off back: who can, for how long, and what the log says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.application.reviews.reviewing import SignOff, TakeSignOffBack
from desktop.domain.log.events import EventKind
from desktop.domain.log.replay import reviews as replayed
from desktop.domain.reviews import review
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import SessionId
from desktop.errors import NotAllowedError, WrongStateError
from desktop.ui.kit.style import UNDO
from tests.support.builders import Office
from tests.support.refusals import refusal

COMMENT = "Their own wish. Nothing to do."


def sign_off(office: Office, id: SessionId, name: str = "supervisor") -> None:
    command = SignOff(office.actor(name), id, COMMENT)
    office.do(command, is_holiday=lambda day: False)


def take_back(office: Office, id: SessionId, name: str = "supervisor") -> None:
    office.do(TakeSignOffBack(office.actor(name), id))


def test_it_waits_again_and_the_log_says_both(office: Office) -> None:
    id = office.closed(outcome=Outcome.STOPPED_BY_STAFF)
    sign_off(office, id)
    office.clock.pass_by(seconds=9)
    take_back(office, id)
    with office.uow().read_only() as uow:
        assert uow.sessions.signed_off(id) is None
        assert uow.reading.review_counts().to_look_at == 1
    signed, back = office.events(id)[-2:]
    assert (signed.kind, back.kind) == (EventKind.REVIEW_SIGNED_OFF, EventKind.SIGN_OFF_TAKEN_BACK)
    assert back.actor == office.people["supervisor"] and dict(back.facts) == {"seconds": 9}
    assert office.verify().whole
    sign_off(office, id, "other-supervisor")
    assert office.verify().whole


@pytest.mark.parametrize("seconds", [review.TAKE_BACK_SECONDS + 1, 3600])
def test_after_its_time_it_stands(office: Office, seconds: int) -> None:
    id = office.closed()
    sign_off(office, id)
    office.clock.pass_by(seconds=seconds)
    assert refusal(take_back, office, id) == "sign_off_stands"
    assert office.events(id)[-1].kind is EventKind.REVIEW_SIGNED_OFF


def test_a_clock_that_was_set_back_gives_no_more_time(office: Office) -> None:
    now, supervisor = office.clock.now(), office.people["supervisor"]
    with pytest.raises(WrongStateError):
        review.seconds_since(supervisor, now + timedelta(seconds=1), supervisor, now)


def test_nobody_takes_back_what_another_signed_nor_what_is_not_signed(office: Office) -> None:
    id = office.closed()
    assert refusal(take_back, office, id) == "not_signed_off_any_more"
    sign_off(office, id)
    assert refusal(take_back, office, id, "other-supervisor") == "not_your_sign_off"
    with pytest.raises(NotAllowedError):
        take_back(office, id, "adviser")


def test_the_window_offers_it_for_less_than_the_rule_allows_and_the_replay_allows_the_same() -> None:
    assert max(review.TAKE_BACK_OFFERED) < review.TAKE_BACK_SECONDS == replayed.LONGEST
    assert review.TAKE_BACK_OFFERED == UNDO and max(UNDO) >= 10 * UNDO[0]
