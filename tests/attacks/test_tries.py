"""Wrong passwords that someone takes out of their rows: desk and account count on, and the rows are named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop.application.office.signing_in import SignIn
from desktop.domain.log.events import Event, EventKind, Facts, Subject, time_text
from desktop.domain.log.refusals import ACCOUNT, ACCOUNT_FAILURES, COUNTED, DESK_FAILURES, UP_THEN, account_mark
from desktop.domain.shared.ids import DeskId
from desktop.errors import SignInRefusedError
from tests.attacks.test_events import findings, forge
from tests.attacks.test_rows import edit
from tests.support.builders import PASSWORD, Office

EDITS = {
    "gone": "DELETE FROM sign_in_tries",
    "none": "UPDATE sign_in_tries SET failures = 0",
    "fewer": "UPDATE sign_in_tries SET failures = 1 WHERE scope = '{scope}'",
    "long ago": "UPDATE sign_in_tries SET last_failure = '2020-01-01T09:00:00.000000Z' WHERE scope = '{scope}'",
}
FREE_AT_DESK, FREE_AT_ACCOUNT = 10, 5


def tried(place: Office, name: str, password: str = "wrong", desk: DeskId | None = None) -> int:
    """Try, and return how long to wait until the next time."""
    with pytest.raises(SignInRefusedError) as found:
        place.do(SignIn(desk or place.front, name, password), desk=desk)
    return found.value.wait_seconds


def use_up(place: Office) -> None:
    """Try until this desk has to wait, each time with another name."""
    waits = [tried(place, f"name-{number}") for number in range(FREE_AT_DESK)]
    assert waits == [0] * (FREE_AT_DESK - 1) + [30]


def use_up_account(place: Office, name: str = "approver") -> None:
    """Try that name at one PC until it has to wait."""
    waits = [tried(place, name) for _ in range(FREE_AT_ACCOUNT)]
    assert waits == [0] * (FREE_AT_ACCOUNT - 1) + [30]


@pytest.mark.parametrize("name", EDITS)
def test_a_desk_waits_whatever_its_row_says_and_it_is_named(place: Office, name: str) -> None:
    use_up(place)
    assert not findings(place)
    edit(place, EDITS[name].replace("{scope}", "desk"))
    assert tried(place, "adviser", PASSWORD) == 30
    place.clock.pass_by(seconds=30)
    assert f"sign_in_tries desk/{place.front}: failures is" in findings(place)
    assert tried(place, "name-0") == 60, "it counts on"
    assert not findings(place), "and its row says so again"


@pytest.mark.parametrize("name", EDITS)
def test_an_account_waits_at_other_pcs_whatever_its_row_says_and_it_is_named(place: Office, name: str) -> None:
    use_up_account(place)
    assert not findings(place)
    edit(place, EDITS[name].replace("{scope}", "account"))
    assert tried(place, "approver", PASSWORD, place.back) == 30
    assert f"sign_in_tries account/{place.people['approver']}: failures is" in findings(place)
    place.clock.pass_by(seconds=30)
    assert tried(place, "approver", desk=place.back) == 60, "it counts on"
    assert f"sign_in_tries account/{place.people['approver']}" not in findings(place), "and its row says so again"


def test_an_account_whose_row_is_cleared_at_each_try_counts_on(place: Office) -> None:
    waits = []
    for _ in range(FREE_AT_ACCOUNT):
        waits.append(tried(place, "approver"))
        edit(place, "DELETE FROM sign_in_tries")
    assert waits == [0] * (FREE_AT_ACCOUNT - 1) + [30]
    verified = len(place.passwords.verified)
    assert tried(place, "approver", PASSWORD) == 30 and len(place.passwords.verified) == verified


def test_what_the_right_password_cleared_stays_cleared_and_a_row_that_counts_on_is_named(place: Office) -> None:
    for _ in range(FREE_AT_ACCOUNT - 1):
        tried(place, "approver")
    place.do(SignIn(place.front, "approver", PASSWORD))
    assert [event.kind for event in place.events()][-2:] == [EventKind.TRIES_CLEARED, EventKind.SIGNED_IN]
    assert not findings(place)
    assert tried(place, "approver", desk=place.back) == 0
    place.do(SignIn(place.back, "approver", PASSWORD), desk=place.back)
    edit(place, "UPDATE sign_in_tries SET failures = 9 WHERE scope = 'account'")
    assert f"account/{place.people['approver']}: failures is" in findings(place)


def test_nobody_clears_it_by_an_event_that_no_desk_signed(place: Office) -> None:
    use_up_account(place)
    edit(place, EDITS["gone"])
    for seal in ("bare", "with_a_mac", "signed"):
        forge(place, EventKind.TRIES_CLEARED, seal, {Subject.PERSON: place.people["approver"]}, {}, "approver")
    assert tried(place, "approver", PASSWORD, place.back) == 30


def test_nor_by_a_refusal_that_says_fewer_nor_by_many_of_other_names(place: Office) -> None:
    use_up_account(place)
    edit(place, EDITS["gone"])
    with place.uow() as uow:
        stored = uow.people.find("approver")
    assert stored is not None
    for secret in (stored[1], *[""] * 120):
        facts: Facts = {"account_failures": 0, "desk_failures": 0, "counted": "2020-01-01T09:00:00.000000Z"}
        facts[ACCOUNT] = account_mark(secret)
        forge(place, EventKind.SIGN_IN_REFUSED, "bare", {}, facts, desk=place.front)
    assert tried(place, "approver", PASSWORD, place.back) > 0


def test_nor_by_one_of_a_time_to_come(place: Office) -> None:
    use_up_account(place)
    edit(place, EDITS["gone"])
    with place.uow() as uow:
        stored = uow.people.find("approver")
    assert stored is not None
    counted = time_text(place.clock.now() + timedelta(days=90))
    facts: Facts = {"account_failures": 0, "desk_failures": 0, "counted": counted, ACCOUNT: account_mark(stored[1])}
    forge(place, EventKind.SIGN_IN_REFUSED, "bare", {}, facts, desk=place.front)
    assert tried(place, "approver", PASSWORD, place.back) > 0


def test_a_refusal_that_somebody_else_wrote_in_its_name_clears_nothing(place: Office) -> None:
    use_up(place)
    facts: Facts = {"account_failures": 0, "desk_failures": 0, "counted": "2020-01-01T09:00:00.000000Z"}
    forge(place, EventKind.SIGN_IN_REFUSED, "bare", {}, facts, desk=place.front)
    assert tried(place, "adviser", PASSWORD) == 30


def test_the_log_tells_no_known_name_from_an_unknown_one(place: Office) -> None:
    tried(place, "approver")
    tried(place, "nobody")
    known, unknown = [str(event.facts[ACCOUNT]) for event in place.events()[-2:]]
    assert len(known) == len(unknown) and known != unknown
    tried(place, "approver")
    assert place.events()[-1].facts[ACCOUNT] != known, "nor whose two were"


@pytest.mark.parametrize("said", [{}, {COUNTED: "some day"}, {ACCOUNT_FAILURES: "many"}, {UP_THEN: "long"}])
def test_whatever_a_pc_vouches_for_everybody_signs_in(place: Office, said: Facts) -> None:
    """A counter's own key, with a refusal in a form that no program gives it."""
    tried(place, "approver")
    with place.uow().read_only() as uow:
        found = uow.people.find("approver")
    assert found is not None
    counted: Facts = {ACCOUNT_FAILURES: 3, DESK_FAILURES: 3, COUNTED: time_text(place.clock.now())} if said else {}
    facts: Facts = {ACCOUNT: account_mark(found[1]), **counted, **said}
    with place.uow() as uow:
        uow.commit(Event(EventKind.SIGN_IN_REFUSED, place.clock.now(), place.front, None, {}, facts), checkpoint=True)
    for desk in (place.front, place.back):
        place.do(SignIn(desk, "approver", PASSWORD), desk=desk)
