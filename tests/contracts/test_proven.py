"""Commits of others while rows are compared with the log are no difference, and nobody is suspected for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.application.office.accounts import ChangeRoles
from desktop.application.office.setting_up import AddPerson, add_person
from desktop.domain.office.people import Role
from desktop.domain.shared.ids import PersonId
from desktop.errors import RowRefusedError
from tests.support.builders import PASSWORD, Office
from tests.support.places import PLACES


def add(office: Office, name: str) -> PersonId:
    command = AddPerson(office.front, name, f"Test {name}", frozenset({Role.ADVISER}), PASSWORD)
    by = office.people["administrator"]
    added: PersonId = office.do(add_person, command, by, passwords=office.passwords).id
    return added


@pytest.mark.parametrize("place", PLACES)
def test_a_transaction_that_began_before_is_compared_with_the_log_as_it_was(place: str, tmp_path: Path) -> None:
    """Meanwhile the program has followed the log further: in a transaction of its own, by another thread."""
    with PLACES[place](tmp_path) as office, office.uow().read_only() as earlier:
        assert earlier.reading.log_size() > 0, "from now on it sees the log as it is"
        adviser, later = office.people["adviser"], add(office, "newcomer")
        with office.uow().read_only() as now:
            seen = now.proven.person(adviser)
        both = frozenset({Role.ADVISER, Role.SUPERVISOR})
        office.do(ChangeRoles(office.in_person("administrator"), seen, both))
        with office.uow().read_only() as now:
            assert now.proven.person(later).sign_in_name == "newcomer" and now.proven.person(adviser).roles == both
        assert earlier.proven.person(adviser) == seen
        with pytest.raises(RowRefusedError):
            earlier.proven.person(later)
        assert not earlier.proven.everything()
