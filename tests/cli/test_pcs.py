"""Which PC a command is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from desktop.cli import pcs
from desktop.cli.pcs import pc_of_name
from desktop.domain.office.pcs import DeskKind, EnrolledDesk
from desktop.domain.shared.ids import DeskId
from desktop.errors import DatabaseError, ExternalSystemError

NOBODY: Any = SimpleNamespace(actor=None)
AT = datetime(2026, 11, 30, 9, tzinfo=UTC)


def pc(id: str, name: str, withdrawn: int | None = None) -> EnrolledDesk:
    left = None if withdrawn is None else AT + timedelta(days=withdrawn)
    return EnrolledDesk(DeskId(id), name, DeskKind.COUNTER, "age1", AT, left)


def test_keys_that_could_not_be_renewed_after_the_act_itself_have_begun() -> None:
    def lost(*_: object) -> None:
        raise DatabaseError("database_lost")

    office: Any = SimpleNamespace(run=lost)
    with pytest.raises(DatabaseError) as failed:
        pcs._renewed(office, NOBODY)
    assert failed.value.begun


def test_of_several_of_a_name_it_is_about_the_one_that_is_here_or_else_the_last_that_was_withdrawn() -> None:
    first, second, here, other = pc("1", "Desk 2", 3), pc("2", "Desk 2", 9), pc("3", "Desk 2"), pc("4", "Desk 3")
    assert pc_of_name([first, second, here, other], " desk 2") == here
    assert pc_of_name([first, second, other], "Desk 2") == pc_of_name([second, first], "Desk 2") == second
    with pytest.raises(ExternalSystemError, match="no_pc_of_that_name"):
        pc_of_name([first, other], "Desk 4")
