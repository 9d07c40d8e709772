"""An office on a real PostgreSQL server is made through the pages, by the keyboard; a wrong password is said there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.application.ports.sound import VaultPlace
from desktop.environment.office_file import read_office_file
from desktop.lifecycle.first_start import FirstStarting
from desktop.ui.first_start.making_pages import Step
from desktop.ui.first_start.window import Opens
from tests.support import postgres
from tests.ui.first_start.walk import postgres_answers, walking


@pytest.fixture
def database() -> Iterator[postgres.Database]:
    with postgres.a_database() as made:
        yield made
        made.engine.dispose()


def test_it_is_tried_and_made_and_no_password_stays_in_a_field(
    qtbot: QtBot, account: Path, tmp_path: Path, database: postgres.Database
) -> None:
    (tmp_path / "share").mkdir()
    with walking(qtbot, FirstStarting(account)) as first:
        first.to_the_witness(server="yes")
        first.go_on()
        assert first.step is Step.SERVER and "Type where the server is." in first.words
        fields = first.asked
        first.fill(**postgres_answers(database), owner_password="not the owner's")
        assert first.step is Step.SERVER
        assert "Check the role, its password, and the name of the database." in first.words
        assert fields["host"].value() and not account.exists()
        first.fill(owner_password=postgres.OWNER_PASSWORD)
        assert "Where are recordings kept?" in first.words
        assert fields["password"].value() == fields["owner_password"].value() == ""
        first.fill(vault_in=VaultPlace.DATABASE)
        first.fill(witness_on="share", witness=tmp_path / "share")
        assert "no other PC reaches it" in first.words
        assert first.page.primary.text() == "Keep this place"
        first.go_on()
        first.fill_own_keys()
        first.fill_administrator()
        assert f"{database.name} on localhost" in first.words and "In the database" in first.words
        assert "no other PC reaches it" in first.words and "Desk 1: The back office" in first.words
        first.go_on()
        assert "Add the office’s other PCs." in first.words
        first.go_on()
        assert first.window.opens is Opens.OFFICE
    file, _ = read_office_file(account)
    assert file.database is not None and file.vault_in is VaultPlace.DATABASE
    assert postgres.DESKS_PASSWORD not in (account / "office.toml").read_text()
