"""Every key that a policy's text can have has a control on the pages of the policies, in plain words.

The keys are those that the readers of the texts ask for, so that a new one fails here until it has a control.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.config import RESOURCES
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.recordings.sources import Column
from desktop.environment.policy_texts import read_policy
from desktop.environment.toml_table import Table
from desktop.ui.kit.widgets.field import Field
from desktop.words.office.policy_rows import rows_of
from tests.ui.office.test_policies import made
from tests.ui.staff import Staff

IDENTITY, OFFICE, KEEPING = PolicyName
SHIPPED = {name: Path(RESOURCES, "policies", f"{name}.toml").read_text("utf-8") for name in PolicyName}
HOURS = "{ opens = 09:00:00, closes = 17:00:00 }"
EVERY_COLUMN = "".join(f'{column.value} = "{at}"\n' for at, column in enumerate(Column))
FULL: Mapping[PolicyName, str] = {
    IDENTITY: SHIPPED[IDENTITY]
    + """
[[kinds]]
code = "everything"
name = "Everything"
group = "B"
photo = false
address = "yes"
asks = "expiry"
grace_months = 1
has_mrz = true
has_licence_number = true
ended_on = 2030-01-01
instead = "evisa"
seen_through = "share_code"
""",
    OFFICE: SHIPPED[OFFICE]
    .replace("[regulator]", '[[holidays]]\nday = 2027-05-10\nname = "Thanks"\n\n[regulator]\naddress = ["One"]')
    .replace("[opening]", f"[opening]\nsaturday = {HOURS}\nsunday = {HOURS}")
    + '\n[[directory_groups]]\ngroup = "cn=a,dc=b"\nroles = ["adviser"]\n'
    + '\n[answer_welsh]\npurposes = "a"\nrecipients = "b"\norigin = "c"\nmore = "d"\n',
    KEEPING: SHIPPED[KEEPING].replace("[[sources]]", 'estate_assessment = "DPIA"\n\n[[sources]]', 1)
    + 'agent_channel = 1\noutside_line = "9"\n[sources.table]\nfile = "*.csv"\ndate_format = "%d/%m/%Y %H:%M"\n'
    + f"[sources.table.columns]\n{EVERY_COLUMN}",
}
"""A text of each policy that says all that can be said."""

KIND = {
    "name": "called",
    "group": "group",
    "photo": "photo",
    "address": "address",
    "asks": "asks",
    "max_age_months": "age",
    "grace_months": "grace",
    "ended_on": "last_day",
    "instead": "instead",
    **dict.fromkeys(("has_mrz", "has_licence_number", "seen_through"), "checks"),
}
ENOUGH = {"groups": "groups", "photo": "shown", "address": "shown"}
CONTROLS: Mapping[PolicyName, Mapping[str, str]] = {
    IDENTITY: {
        "name": "name_page.called",
        **{f"kinds.{key}": f"kind_page.{field}" for key, field in KIND.items()},
        **{f"internal.kinds.{key}": f"kind_page.{field}" for key, field in KIND.items()},
        **{f"combinations.{key}": f"enough_page.{field}" for key, field in ENOUGH.items()},
        **{f"internal.combinations.{key}": f"enough_page.{field}" for key, field in ENOUGH.items()},
        "internal": "internal_page.internal",
        "kinds": "kind_page.no_more",
        "internal.kinds": "kind_page.whose",
        "combinations": "enough_page.no_more",
        "internal.combinations": "enough_page.whose",
    },
    OFFICE: {
        "name": "name_page.called",
        "zone": "zone_page.zone",
        "holidays": "holiday_page.gone",
        "holidays.day": "edit_page.day",
        "holidays.name": "edit_page.called",
        **{f"contact.{key}": f"contact_page.{key}" for key in ("department", "address", "telephone", "mail")},
        **{f"contact.{key}": f"contact_page.{key}" for key in ("complaints", "complaints_mail")},
        "regulator.name": "regulator_page.called",
        **{f"regulator.{key}": f"regulator_page.{key}" for key in ("address", "telephone", "web")},
        "helplines": "helplines_page.helplines",
        "answer": "answer_page.programs",
        "answer_welsh": "answer_page.programs",
        "directory_groups": "directory_page.no_more",
        "directory_groups.group": "directory_page.group",
        "directory_groups.roles": "directory_page.roles",
        "welsh": "welsh_page.welsh",
        "welsh_unchecked": "welsh_page.unchecked",
    },
    KEEPING: {
        "estate_assessment": "assessment_page.reference",
        "sources": "system_page.no_more",
        "sources.zone": "system_page.zone",
        "sources.names": "system_page.names",
        "sources.agent_channel": "system_page.channel",
        "sources.outside_line": "system_page.outside_line",
        "sources.system_days": "system_page.system_days",
        "sources.table": "table_page.table",
        "sources.table.file": "table_page.file",
        "sources.table.date_format": "table_page.form",
    },
}
"""The field of each key that is no number with a row of its own; a key below one of these may be meant by its field."""
NONE: Mapping[PolicyName, Mapping[str, str]] = {
    IDENTITY: {
        "kinds.code": "The log names a document by it, so it stays what it was; a new one gets its own.",
        "internal.kinds.code": "The same.",
    },
    OFFICE: {"contact.made_up": "It goes when the office's own address is written."},
    KEEPING: {
        "sources.name": "Recordings and the log name their telephone system by it; a new one is named on its page."
    },
}
"""Why a key has none. This may only get shorter."""


def asked_for(name: PolicyName, content: str, patch: pytest.MonkeyPatch) -> set[str]:
    """Return the keys that the reader of that policy asks for, with the tables they are in."""
    asked: set[str] = set()

    def note(table: Table, key: str) -> None:
        tables = [part.split(" ")[0] for part in table._where.split(", ")[1:]]
        asked.add(".".join((*tables, key)))

    def takes(table: Table, key: str, take: Callable[[Table, str], object] = Table._take) -> object:
        note(table, key)
        return take(table, key)

    def has(table: Table, key: str, is_there: Callable[[Table, str], bool] = Table.has) -> bool:
        note(table, key)
        return is_there(table, key)

    with patch.context() as patched:
        patched.setattr(Table, "_take", takes)
        patched.setattr(Table, "has", has)
        read_policy(name, content)
    return asked


def said(values: Mapping[str, object], under: str = "") -> Iterator[str]:
    for key, value in values.items():
        yield f"{under}{key}"
        for table in value if isinstance(value, list) else [value]:
            if isinstance(table, dict):
                yield from said(table, f"{under}{key}.")


@pytest.mark.parametrize("name", PolicyName)
def test_the_full_texts_say_all_that_can_be_said(name: PolicyName, monkeypatch: pytest.MonkeyPatch) -> None:
    told = set(said(tomllib.loads(FULL[name])))
    asked = asked_for(name, FULL[name], monkeypatch)
    in_internal = {key for key in asked if key.startswith("internal.kinds.")}  # the same reader as of `kinds`
    assert asked - told - in_internal == set()


@pytest.mark.parametrize("name", PolicyName)
def test_every_key_has_a_control(qtbot: QtBot, staff: Staff, monkeypatch: pytest.MonkeyPatch, name: PolicyName) -> None:
    place = made(qtbot, staff, Role.ADMINISTRATOR)
    numbers = {
        ".".join(part for part in row.at if isinstance(part, str))
        for row in rows_of(read_policy(name, FULL[name]))
        if row.at
    }
    tables = {"contact", "regulator", "appointments", "sign_in", "sign_in.account", "sign_in.desk"}
    without = []
    for key in sorted(asked_for(name, FULL[name], monkeypatch) - numbers - tables - set(NONE[name])):
        parent, _, last = key.rpartition(".")
        page, _, field = _control(name, key, parent, last).partition(".")
        if page == "hours_page":
            found: object = next((each for each in place.hours_page.days if each.name in (field, "monday")), None)
        elif page == "table_page" and parent == "sources.table.columns":
            found = place.table_page.columns[Column(last)]
        else:
            found = getattr(getattr(place, page, None), field, None)
        without += [] if isinstance(found, Field) else [key]
    assert without == []


def _control(name: PolicyName, key: str, parent: str, last: str) -> str:
    if parent in ("answer", "answer_welsh"):
        return f"answer_page.{last}"
    if key.startswith("opening"):
        return f"hours_page.{parent.partition('.')[2] or last}"
    if key.startswith("sources.table.columns"):
        return "table_page.table"
    return CONTROLS[name].get(key, "")


def test_what_has_none_gets_fewer() -> None:
    assert sum(len(keys) for keys in NONE.values()) <= 4, "a control is added, not a reason"


def test_reasons_are_of_keys_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, reasons in NONE.items():
        assert set(reasons) <= asked_for(name, FULL[name], monkeypatch)
