"""`keeping.toml`: read whole, or refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.config import RESOURCES
from desktop.domain.recordings.retention import RetentionPeriod
from desktop.domain.recordings.sources import Column, Names
from desktop.environment.policies import load_keeping_policy
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


TABLE = """
agent_channel = 1
[sources.table]
file = "calls-*.csv"
date_format = "%d/%m/%Y %H:%M:%S"
[sources.table.columns]
started = "Call start"
media = "File"
number = "Outside number"
"""


def with_table(tmp_path: Path, old: str = "", new: str = "") -> Path:
    """Return the standard policy, with a table of its own for its source."""
    assert old in TABLE
    path = tmp_path / "keeping.toml"
    plain = KEEPING.read_text("utf-8")
    path.write_text(plain.replace('names = "any"', 'names = "oreka"' + TABLE.replace(old, new, 1), 1))
    return path


def test_a_source_says_how_its_recordings_are_named_and_told_about(tmp_path: Path) -> None:
    source = load_keeping_policy(with_table(tmp_path)).source("telephony")
    assert source is not None and source.table is not None
    assert (source.names, source.agent_channel, source.table.file) == (Names.OREKA, 1, "calls-*.csv")
    columns = ((Column.STARTED, "Call start"), (Column.MEDIA, "File"), (Column.NUMBER, "Outside number"))
    assert (source.table.columns, source.table.date_format) == (columns, "%d/%m/%Y %H:%M:%S")


def test_a_file_of_an_older_version_does_not_say_it_and_all_names_are_tried(tmp_path: Path) -> None:
    path = tmp_path / "keeping.toml"
    path.write_text(KEEPING.read_text("utf-8").replace('names = "any"', "", 1))
    source = load_keeping_policy(path).source("telephony")
    assert source is not None and (source.names, source.agent_channel, source.table) == (Names.ANY, None, None)


def test_the_examples_in_the_file_can_be_used(tmp_path: Path) -> None:
    text = KEEPING.read_text("utf-8")
    head, examples = text.split("\n# A FreePBX", 1)
    lines = [line.removeprefix("#   ") for line in examples.splitlines() if line.startswith("#   ")]
    path = tmp_path / "keeping.toml"
    path.write_text(head + "\n" + "\n".join(lines) + "\n")
    policy = load_keeping_policy(path)
    found = {source.name: source.names for source in policy.sources}
    assert [source.outside_line for source in policy.sources] == ["", "9", "", ""]
    assert found == {
        "telephony": Names.ANY,
        "switchboard": Names.FREEPBX,
        "contact-centre": Names.AMAZON_CONNECT,
        "reception": Names.ANY,
    }


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('media = "File"', "", "contradiction"),
        ('started = "Call start"', "", "contradiction"),
        ("started", "begun", "unknown_key"),
        ("%Y", "", "contradiction"),
        ("calls-*.csv", "exports/calls.csv", "contradiction"),
        ("agent_channel = 1", "agent_channel = 2", "out_of_range"),
        ("[sources.table.columns]", "[sources.columns]", "contradiction"),
        ('started = "Call start"\nmedia = "File"\nnumber = "Outside number"\n', "", "no_column_named"),
        ("date_format", "dates", "unknown_key"),
    ],
)
def test_a_table_that_cannot_be_read_by_is_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    with pytest.raises(PolicyRefusedError) as refused:
        load_keeping_policy(with_table(tmp_path, old, new))
    assert refused.value.code.removesuffix("_alike") == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("months = 6", "months = 0", "contradiction"),
        ("months = 6", "months = -1", "out_of_range"),
        ('name = "telephony"', 'name = ""', "not_text"),
        ('zone = "Europe/London"', 'zone = "Nowhere/Land"', "unknown_zone"),
        ("system_days = 90", "system_days = 0", "out_of_range"),
        ("system_days = 90", "deletes = 90", "unknown_key"),
        ("system_days = 90", 'outside_line = "0"', "contradiction"),
        ("system_days = 90", 'outside_line = "nine"', "contradiction"),
        ("warn_days = 14", "warn_days = 0", "out_of_range"),
        ('names = "any"', 'names = "all"', "not_a_choice"),
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
    assert refused.value.code.removesuffix("_alike") == code


def test_a_source_named_twice_is_refused(tmp_path: Path) -> None:
    text = KEEPING.read_text("utf-8")
    path = tmp_path / "keeping.toml"
    path.write_text(text + text[text.index("[[sources]]\nname") :])
    with pytest.raises(PolicyRefusedError) as refused:
        load_keeping_policy(path)
    assert refused.value.code == "contradiction"
