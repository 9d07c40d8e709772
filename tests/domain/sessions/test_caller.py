from __future__ import annotations

import pytest

from desktop.domain.sessions.identity import CallerCheck, caller_passes
from desktop.errors import FieldsError


@pytest.mark.parametrize(
    ("check", "reason", "passes"),
    [
        (CallerCheck.MATCHES, "", True),
        (CallerCheck.NEAR_ENOUGH, "One day off, a bank holiday", True),
        (CallerCheck.DOES_NOT_MATCH, "", False),
        (CallerCheck.DOES_NOT_MATCH, "A reason does not help", False),
    ],
)
def test_an_account_passes_if_it_matches_or_is_near_enough_with_a_reason(
    check: CallerCheck, reason: str, passes: bool
) -> None:
    assert caller_passes(check, reason) is passes


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_near_enough_without_a_reason_is_sent_back(reason: str) -> None:
    with pytest.raises(FieldsError) as refused:
        caller_passes(CallerCheck.NEAR_ENOUGH, reason)
    assert refused.value.problems == {"reason": "reason_missing"}
