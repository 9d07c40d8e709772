"""`keeping.toml`: read whole, or refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.config import RESOURCES
from desktop.domain.retention import RetentionPeriod
from desktop.environment.policy_files import load_keeping_policy
from desktop.errors import PolicyRefusedError

KEEPING = RESOURCES / "policies" / "keeping.toml"


def test_the_standard_policy_keeps_half_a_year_and_nothing_that_nobody_asked_for() -> None:
    policy = load_keeping_policy(KEEPING)
    source = policy.source("telephony")
    assert source is not None
    assert (source.period, source.system_days, source.zone.key) == (RetentionPeriod(months=6), 90, "Europe/London")
    assert (policy.hold_review_months, policy.warn_days, policy.estate_assessment) == (3, 14, None)
    assert policy.source("another") is None


def test_keeping_a_whole_estate_names_its_assessment(tmp_path: Path) -> None:
    path = tmp_path / "keeping.toml"
    path.write_text('estate_assessment = "DPIA 2026/07"\n' + KEEPING.read_text("utf-8"))
    assert load_keeping_policy(path).estate_assessment == "DPIA 2026/07"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("months = 6", "months = 0", "contradiction"),
        ("months = 6", "months = -1", "out_of_range"),
        ('name = "telephony"', 'name = ""', "not_text"),
        ('zone = "Europe/London"', 'zone = "Nowhere/Land"', "unknown_zone"),
        ("system_days = 90", "system_days = 0", "out_of_range"),
        ("system_days = 90", "deletes = 90", "unknown_key"),
        ("warn_days = 14", "warn_days = 0", "out_of_range"),
        ("[[sources]]", "[[source]]", "missing_key"),
        ("warn_days = 14", 'warn_days = 14\nestate_assessment = " "', "not_text"),
    ],
)
def test_a_slip_of_the_keyboard_is_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = KEEPING.read_text("utf-8")
    assert old in text
    path = tmp_path / "keeping.toml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(PolicyRefusedError) as refused:
        load_keeping_policy(path)
    assert refused.value.code == code


def test_a_source_named_twice_is_refused(tmp_path: Path) -> None:
    text = KEEPING.read_text("utf-8")
    path = tmp_path / "keeping.toml"
    path.write_text(text + text[text.index("[[sources]]\nname") :])
    with pytest.raises(PolicyRefusedError) as refused:
        load_keeping_policy(path)
    assert refused.value.code == "contradiction"
