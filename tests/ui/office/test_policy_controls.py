"""Every key that a policy's text can have has a control on the pages of the policies, in plain words.

The keys are those that the readers of the texts ask for, so that a new one fails here until it has a control.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from desktop.config import RESOURCES
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.recordings.sources import Column
from desktop.environment.policies import read_policy
from desktop.environment.policy_source import Table
from desktop.ui.office.policies_place import PoliciesPlace
from desktop.ui.office.policy_forms import form_of
from desktop.ui.office.policy_pages import MORE
from desktop.words.policies import PolicyRow, rows_of
from tests.ui.office.test_policies import made
from tests.ui.reviews.conftest import Seat

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


OTHERWISE: Mapping[str, str] = {
    **dict.fromkeys(("has_mrz", "has_licence_number", "seen_through"), "checks"),
    **dict.fromkeys(("photo", "address"), "shown"),
    "file": "table_file",
    "opens": "monday",
    "closes": "monday",
    "group": "group",
}
"""The field of a key that is asked about under another name."""
TABLES = {"contact", "regulator", "appointments", "sign_in_account", "sign_in_desk", "opening", "sources.table.columns"}


def controls(place: PoliciesPlace, name: PolicyName) -> Iterator[str]:
    """Yield the key of each field of each page of that policy, those of one more entry too."""
    policy = read_policy(name, FULL[name])
    rows = [*rows_of(policy), *(PolicyRow("", "", (of, "")) for of, (its, _) in MORE.items() if its is name)]
    for row in rows:
        form = form_of(policy, row)
        place.edit_page.begin(name, form)
        at = ".".join(part for part in row.at if part in KEYS)
        yield at
        for field in form.fields:
            yield f"{at}.{field.name}".lstrip(".")
            yield f"{at.rpartition('.')[0]}.{field.name}".lstrip(".")


KEYS = {"kinds", "combinations", "internal", "sources", "table", "holidays", "directory_groups", "contact", "regulator"}
KEYS |= {"opening", "answer", "answer_welsh", "appointments", "sign_in_account", "sign_in_desk"}


@pytest.mark.parametrize("name", PolicyName)
def test_every_key_has_a_control(seat: Seat, monkeypatch: pytest.MonkeyPatch, name: PolicyName) -> None:
    place = made(seat, Role.ADMINISTRATOR)
    found = set(controls(place, name))
    without = []
    for key in sorted(asked_for(name, FULL[name], monkeypatch) - TABLES - set(NONE[name])):
        parent, _, last = key.rpartition(".")
        if parent.startswith("opening."):
            parent, last = "opening", parent.partition(".")[2]
        if parent == "sources.table.columns":
            parent, last = "sources.table", f"column_{last}"
        ways = {key, f"{parent}.{last}".lstrip("."), f"{parent}.{OTHERWISE.get(last, last)}".lstrip(".")}
        ways |= {last} if not parent else set()
        without += [] if ways & found else [key]
    assert without == []


def test_what_has_none_gets_fewer() -> None:
    assert sum(len(keys) for keys in NONE.values()) <= 4, "a control is added, not a reason"


def test_reasons_are_of_keys_that_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, reasons in NONE.items():
        assert set(reasons) <= asked_for(name, FULL[name], monkeypatch)
