"""An office on a real PostgreSQL server is made through the pages, by the keyboard; a wrong password is said there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.ports.sound import VaultPlace
from desktop.environment.office_file import read_office_file
from desktop.lifecycle.for_windows import FirstStarting
from desktop.ui.first_start.making_pages import RecordingsPage, ServerPage, Step, WitnessPage
from desktop.ui.first_start.window import Opens
from desktop.vault.keys import new_identity
from tests.support import postgres
from tests.ui.first_start.filling import (
    begin,
    fill_administrator,
    fill_office,
    fill_own_keys,
    fill_pc,
    fill_rows,
    fill_witness,
)
from tests.ui.first_start.walk import Walk, walking


@pytest.fixture
def database() -> Iterator[postgres.Database]:
    with postgres.a_database() as made:
        yield made
        made.engine.dispose()


def fill_server(first: Walk, database: postgres.Database) -> ServerPage:
    """Fill the page, but for the owner's password."""
    page = first.page
    assert isinstance(page, ServerPage)
    for field, text in (
        (page.host, f"localhost:{database.server.port}"),
        (page.database, database.name),
        (page.authority, str(database.server.folder / "ca.crt")),
        (page.role, postgres.DESKS),
        (page.password, postgres.DESKS_PASSWORD),
        (page.owner, postgres.OWNER),
    ):
        first.type_into(field, text)
    return page


def test_it_is_tried_and_made_and_no_password_stays_in_a_field(
    qtbot: QtBot, account: Path, tmp_path: Path, database: postgres.Database
) -> None:
    (tmp_path / "share").mkdir()
    with walking(qtbot, FirstStarting(account)) as first:
        begin(first)
        fill_office(first)
        fill_pc(first)
        fill_rows(first, server=True)
        first.go_on()
        assert first.step is Step.SERVER and "Type where the server is." in first.words
        page = fill_server(first, database)
        first.type_into(page.owner_password, "not the owner's")
        first.go_on()
        assert (
            first.step is Step.SERVER and "Check the role, its password, and the name of the database." in first.words
        )
        assert page.host.value() and not account.exists()
        first.type_into(page.owner_password, postgres.OWNER_PASSWORD)
        first.go_on()
        recordings = first.page
        assert isinstance(recordings, RecordingsPage)
        assert page.password.value() == page.owner_password.value() == ""
        first.choose(recordings.place.options[VaultPlace.DATABASE])
        first.go_on()
        fill_witness(first, tmp_path / "share")
        assert isinstance(first.page, WitnessPage) and "no other PC reaches it" in first.words
        assert first.page.primary.text() == "Keep this place"
        first.go_on()
        fill_own_keys(first, new_identity()[1], new_identity()[1])
        fill_administrator(first)
        assert f"{database.name} on localhost" in first.words and "In the database" in first.words
        assert "no other PC reaches it" in first.words and "Desk 1: The back office" in first.words
        first.go_on()
        assert "Add the office’s other PCs." in first.words
        first.go_on()
        assert first.window.opens is Opens.OFFICE
    file, _ = read_office_file(account)
    assert file.database is not None and file.vault_in is VaultPlace.DATABASE
    assert postgres.DESKS_PASSWORD not in (account / "office.toml").read_text()
