"""The acts of administrators wait for a supervisor who did none of them."""

from __future__ import annotations

from dataclasses import replace

from desktop.application.office.accounts import ChangeRoles, EndAccess, EndLoan, change_roles, end_access, end_loan
from desktop.application.reviews.administration import Administration, administration, sign_off_administration
from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.reviews import ACTS
from desktop.domain.office.people import Role
from tests.application.office.test_accounts import by, days, done, lent, person
from tests.support.builders import PEOPLE, Office
from tests.support.refusals import refusal


def waiting(office: Office, who: str = "supervisor") -> Administration:
    return administration(office.actor(who), uow=office.uow())


def sign_off(office: Office, seen: Administration, who: str = "supervisor") -> None:
    office.do(sign_off_administration, office.actor(who), seen.up_to, seen.shown)


def test_everything_waits_until_it_is_signed_off_and_then_what_came_after(office: Office) -> None:
    first = waiting(office)
    assert {act.kind for act in first.acts} == {EventKind.DESK_ENROLLED, EventKind.PERSON_ADDED}
    assert [act.about for act in first.acts if act.kind is EventKind.PERSON_ADDED] == [
        f"Test {name}" for name in PEOPLE
    ]
    done(office, end_access, EndAccess(by(office), person(office, "adviser")))
    sign_off(office, first)
    assert office.events()[-1].facts["acts"] == len(first.acts), "not what came while it was looked at"
    then = waiting(office)
    [left] = then.acts
    assert (left.kind, left.about, left.by) == (EventKind.PERSON_LEFT, "Test adviser", "Test administrator")
    sign_off(office, then)
    assert waiting(office).acts == ()
    event = office.events()[-1]
    assert (event.kind, event.facts["up_to"], event.facts["acts"]) == (EventKind.ADMINISTRATION_REVIEWED, left.seq, 1)
    assert refusal(sign_off, office, then) == "nothing_waits"
    proof = office.verify()
    assert proof.whole and proof.anchored == proof.events


def test_the_roles_that_were_given_are_shown(office: Office) -> None:
    roles = frozenset({Role.ADVISER, Role.APPROVER})
    done(office, change_roles, ChangeRoles(by(office), person(office, "adviser"), roles))
    assert waiting(office).acts[-1].roles == (Role.ADVISER, Role.APPROVER)
    assert waiting(office).acts[-2].roles != ()


def test_a_role_that_was_lent_is_shown_with_its_days(office: Office) -> None:
    first, last = days(office, 9, 15)
    lent(office, 9, 15)
    act = waiting(office).acts[-1]
    assert (act.kind, act.roles, act.days) == (EventKind.ROLE_LENT, (Role.APPROVER,), (first, last))
    done(office, end_loan, EndLoan(by(office), person(office, "adviser"), Role.APPROVER))
    act = waiting(office).acts[-1]
    assert (act.kind, act.roles, act.days) == (EventKind.LOAN_ENDED, (Role.APPROVER,), None)


def test_nobody_signs_off_what_they_did(office: Office) -> None:
    both = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})
    done(office, change_roles, ChangeRoles(by(office), person(office, "administrator"), both))
    seen = waiting(office, "administrator")
    assert seen.own and not waiting(office).own
    assert refusal(sign_off, office, seen, "administrator") == "needs_another_person"
    sign_off(office, seen)
    assert waiting(office).acts == ()


def test_a_sign_off_that_no_desk_signed_hides_nothing(office: Office) -> None:
    """A row of the log that someone without a desk's key has written."""
    from tests.attacks.forging import forge

    forge(office, EventKind.ADMINISTRATION_REVIEWED, "bare", {}, {"up_to": 10_000, "acts": 9}, "supervisor")
    assert len(waiting(office).acts) > 1
    assert replace(waiting(office), own=True).up_to >= 0 and EventKind.PERSON_LEFT in ACTS
