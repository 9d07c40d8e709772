"""A recovery key in groups, and the proof by its end."""

from __future__ import annotations

import pytest

from desktop.domain.office.recovery_proof import END, groups, proves
from desktop.vault.keys import new_identity

SECRET = new_identity()[0]


def test_its_groups_are_the_key_and_the_last_two_are_what_is_typed() -> None:
    parts = groups(SECRET)
    assert "".join(parts) == SECRET and {len(part) for part in parts[1:]} == {4}
    assert parts[0].startswith("AGE-SECRET-KEY-1") and "".join(parts[-2:]) == SECRET[-END:]


@pytest.mark.parametrize(
    "write", [str, str.lower, lambda end: f" {end[:4]} {end[4:]} ", lambda end: f"{end[:4]}-{end[4:]}"]
)
def test_its_end_proves_it_however_it_is_typed(write: object) -> None:
    assert callable(write) and proves(write(SECRET[-END:]), SECRET)


@pytest.mark.parametrize("typed", ["", SECRET[-END:][:-1], SECRET[-END - 1 :], SECRET[:END], SECRET[-END:][::-1] + "Q"])
def test_nothing_else_proves_it(typed: str) -> None:
    assert not proves(typed, SECRET)
