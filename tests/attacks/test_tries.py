"""Wrong passwords that somebody takes out of their rows: the desk counts on, and it is named."""

from __future__ import annotations

import pytest

from desktop.application.office.signing_in import SignIn, sign_in
from desktop.domain.log.events import EventKind, Facts
from desktop.errors import SignInRefusedError
from tests.attacks.test_events import findings, forge
from tests.attacks.test_rows import edit
from tests.builders import PASSWORD, Office

EDITS = {
    "gone": "DELETE FROM sign_in_tries",
    "none": "UPDATE sign_in_tries SET failures = 0",
    "fewer": "UPDATE sign_in_tries SET failures = 1 WHERE scope = 'desk'",
    "long ago": "UPDATE sign_in_tries SET last_failure = '2020-01-01T09:00:00.000000Z' WHERE scope = 'desk'",
}
FREE_AT_DESK = 10


def tried(place: Office, name: str, password: str = "wrong") -> int:
    """Try, and return how long to wait until the next time."""
    with pytest.raises(SignInRefusedError) as found:
        place.do(sign_in, SignIn(place.front, name, password))
    return found.value.wait_seconds


def use_up(place: Office) -> None:
    """Try until this desk has to wait, each time with another name."""
    waits = [tried(place, f"name-{number}") for number in range(FREE_AT_DESK)]
    assert waits == [0] * (FREE_AT_DESK - 1) + [30]


@pytest.mark.parametrize("name", EDITS)
def test_a_desk_waits_whatever_its_row_says_and_it_is_named(place: Office, name: str) -> None:
    use_up(place)
    assert not findings(place)
    edit(place, EDITS[name])
    assert tried(place, "adviser", PASSWORD) == 30
    place.clock.pass_by(seconds=30)
    assert f"sign_in_tries desk/{place.front}: failures is" in findings(place)
    assert tried(place, "name-0") == 60, "it counts on"
    assert not findings(place), "and its row says so again"


def test_an_account_whose_row_is_cleared_at_each_try_gives_no_more_guesses_than_the_desk(place: Office) -> None:
    waits = []
    for _ in range(FREE_AT_DESK):
        waits.append(tried(place, "approver"))
        edit(place, "DELETE FROM sign_in_tries")
    assert waits[-1] == 30 and tried(place, "approver", PASSWORD) == 30
    verified = len(place.passwords.verified)
    tried(place, "approver")
    assert len(place.passwords.verified) == verified


def test_a_refusal_that_somebody_else_wrote_in_its_name_clears_nothing(place: Office) -> None:
    use_up(place)
    facts: Facts = {"account_failures": 0, "desk_failures": 0, "counted": "2020-01-01T09:00:00.000000Z"}
    forge(place, EventKind.SIGN_IN_REFUSED, "bare", {}, facts, desk=place.front)
    assert tried(place, "adviser", PASSWORD) == 30
