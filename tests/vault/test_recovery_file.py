"""A recovery key's file: as age-keygen writes it, and as someone types it from paper."""

from __future__ import annotations

import pytest

from desktop.domain.office.recovery_proof import groups
from desktop.vault.keys import identities_in, new_identity, recipient_of

SECRET, RECIPIENT = new_identity()


@pytest.mark.parametrize(
    "text",
    [
        f"# created: 2026-11-24T10:00:00Z\n# public key: {RECIPIENT}\n{SECRET}\n",
        f"  {SECRET}  \r\n",
        " ".join(groups(SECRET)),
        " ".join(groups(SECRET)).lower(),
    ],
    ids=["age-keygen", "a Windows file", "typed in groups", "typed in small letters"],
)
def test_the_key_is_read_however_it_is_written(text: str) -> None:
    [found] = identities_in(text)
    assert recipient_of(found) == RECIPIENT


def test_a_file_without_one_has_none_and_one_with_two_has_both() -> None:
    other = new_identity()[0]
    assert identities_in(f"# {SECRET}\n{RECIPIENT}\n") == []
    assert identities_in(f"{SECRET}\n{other}\n") == [SECRET, other]
