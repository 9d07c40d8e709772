"""Fills the pages that make an office, by the keyboard, as far as a test wants them filled."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from desktop.ui.first_start.making_pages import (
    AdministratorPage,
    KeysPage,
    OfficePage,
    OwnKeysPage,
    PcPage,
    RowsPage,
    Step,
    WitnessPage,
)
from desktop.ui.first_start.window import Purpose
from tests.ui.first_start.walk import Walk

PASSWORD = "an administrator's password"


def begin(first: Walk) -> None:
    """Choose to make an office."""
    while first.window.choice.purpose is not Purpose.MAKE:
        first.key(Qt.Key.Key_Right)
    first.key(Qt.Key.Key_Return)
    first.settle()


def fill_office(first: Walk) -> None:
    page = first.page
    assert isinstance(page, OfficePage)
    first.type_into(page.name, "Test Council")
    first.type_into(page.place, "Test House")
    first.choose(page.nation.options["scotland"])
    first.go_on()


def fill_pc(first: Walk) -> None:
    page = first.page
    assert isinstance(page, PcPage)
    first.choose(page.kind.options["yes"])
    first.go_on()


def fill_rows(first: Walk, *, server: bool = False) -> None:
    page = first.page
    assert isinstance(page, RowsPage)
    first.choose(page.rows.options["yes" if server else "no"])
    first.go_on()


def fill_witness(first: Walk, folder: Path) -> None:
    page = first.page
    assert isinstance(page, WitnessPage)
    if page.kept_on.value() is None:
        first.choose(page.kept_on.options["share"])
    first.type_into(page.folder, str(folder))
    first.go_on()


def fill_own_keys(first: Walk, *recipients: str) -> None:
    page = first.page
    assert isinstance(page, KeysPage)
    first.choose(page.whence.options["own"])
    first.go_on()
    keys = first.page
    assert isinstance(keys, OwnKeysPage)
    for field, recipient in zip((keys.first, keys.second), recipients, strict=True):
        first.type_into(field, recipient)
    first.go_on()


def fill_administrator(first: Walk) -> None:
    page = first.page
    assert isinstance(page, AdministratorPage)
    first.type_into(page.name, "Admin")
    first.type_into(page.password, PASSWORD)
    first.type_into(page.again, PASSWORD)
    first.go_on()


def to_the_keys(first: Walk, witness: Path) -> None:
    """Fill everything before the recovery keys, for an office on this PC."""
    begin(first)
    fill_office(first)
    fill_pc(first)
    fill_rows(first)
    fill_witness(first, witness)
    assert first.step is Step.KEYS
