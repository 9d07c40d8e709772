"""Edits of the policies by the database's administrator: nobody signs in under them, and nothing is decided."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.application.office.policies import DecideOnPolicy, adopt_policy
from desktop.application.office.signing_in import SignIn
from desktop.bootstrap.policies import PoliciesHere, policies_of
from desktop.domain.log.differences import Difference
from desktop.domain.office.policies import digest_of
from desktop.errors import RowRefusedError, WrongStateError
from tests.application.office.by_policies import (
    IDENTITY,
    OFFICE,
    begin,
    by,
    change,
    go_by_them,
    older,
    stricter,
    text,
    waits,
)
from tests.attacks.test_rows import edit, refused
from tests.support.builders import PASSWORD, Office

EDIT = "UPDATE policy SET content = replace(content, '{0}', '{1}') WHERE version = {2}"
THREE, NONE, OLD = "max_age_months = 3", "grace_months = 0", "max_age_months = 99"


def comes_in(office: Office) -> Callable[[], object]:
    command = SignIn(office.front, "adviser", PASSWORD)
    return lambda: office.do(command, passwords=office.passwords, policy=office.policy)


def test_another_text_in_the_place_of_the_one_in_force(place: Office) -> None:
    """A bill of any age is enough, and sound may be louder. A PC that is open goes on by what it read."""
    begin(place)
    id = place.checked_in()
    here = PoliciesHere(place.parts)
    edit(place, EDIT.format(THREE, NONE, 1))
    refused(place, lambda: policies_of(place.parts), "policy", "content")
    refused(place, here.look_again, "policy", "content")
    refused(place, comes_in(place), "policy", "content")
    with place.uow().read_only() as uow:
        [found] = uow.proven.everything()
    assert isinstance(found, Difference) and (found.table, found.key, found.column) == (
        "policy",
        "identity/1",
        "content",
    )
    place.sighted(id)


def test_a_window_that_opened_after_the_edit_and_signs_in_after_it_was_undone(place: Office) -> None:
    """It had read the edited text by then: what it decides under that is refused."""
    begin(place)
    id, honest = place.checked_in(), text(place, IDENTITY)
    edit(place, EDIT.format(THREE, OLD, 1))
    edited = PoliciesHere(place.parts).identity
    edit(place, EDIT.format(OLD, THREE, 1))
    assert text(place, IDENTITY) == honest and edited != place.id_policy
    place.id_policy = edited
    refused(place, lambda: place.sighted(id), "policy", "content")


def test_an_earlier_version_by_deleting_the_newest(place: Office) -> None:
    begin(place)
    change(place, stricter(place))
    edit(place, "DELETE FROM policy WHERE name = 'identity' AND version = 2")
    refused(place, comes_in(place), "policy")
    go_back = PoliciesHere(place.parts)
    place.id_policy = go_back.identity
    with pytest.raises(WrongStateError) as stale:
        place.sighted(place.checked_in())
    assert stale.value.code == "policy_changed"


def test_none_at_all_so_that_the_files_of_a_pc_count_again(place: Office) -> None:
    begin(place)
    edit(place, "DELETE FROM policy")
    refused(place, lambda: policies_of(place.parts), "policy")
    refused(place, comes_in(place), "policy")


@pytest.mark.parametrize("column", ["adopted_at", "approved_by"])
def test_a_proposal_that_nobody_adopted(place: Office, column: str) -> None:
    begin(place)
    change(place, older(place))
    at = {"adopted_at": "changed_at", "approved_by": "'" + place.people["supervisor"] + "'"}[column]
    edit(place, f"UPDATE policy SET {column} = {at} WHERE version = 2")
    refused(place, comes_in(place), "policy", column)


def test_a_proposal_with_another_text_than_the_one_that_was_shown(place: Office) -> None:
    begin(place)
    change(place, older(place))
    seen = waits(place)
    edit(place, EDIT.format("= 6", "= 99", 2))
    command = DecideOnPolicy(by(place, "supervisor"), seen)
    refused(place, lambda: place.do(adopt_policy, command), "policy", "content")


def test_a_version_that_nobody_made(place: Office) -> None:
    begin(place)
    looser = text(place, OFFICE).replace("idle_lock_minutes = 5", "idle_lock_minutes = 30")
    assert digest_of(looser) != digest_of(text(place, OFFICE))
    edit(
        place,
        "INSERT INTO policy (name, version, content, changed_at, adopted_at) "
        "SELECT name, 2, replace(content, 'idle_lock_minutes = 5', 'idle_lock_minutes = 30'), changed_at, adopted_at "
        "FROM policy WHERE name = 'office'",
    )
    refused(place, comes_in(place), "policy")
    assert PoliciesHere(place.parts).office.idle_lock_minutes == 30, "what opens before anything is compared"
    with pytest.raises(RowRefusedError):
        go_by_them(place)
