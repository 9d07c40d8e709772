"""A server that lets a login in no more: before anybody signs in that is a failure like others, on its page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.application.ports.lifecycle import OfficePlan, Restored, RestorePlan
from desktop.application.ports.sound import Watcher
from desktop.errors import DatabaseError
from desktop.ui.first_start.making_pages import Step
from desktop.ui.first_start.restoring import STAYS
from desktop.words.errors import message_for
from tests.gallery.first_start import StillStart
from tests.ui.first_start.walk import walking

ENDED = DatabaseError("desk_login_ended")


class Ended(StillStart):
    """No login is let in."""

    def check_server(self, plan: OfficePlan) -> OfficePlan:
        raise ENDED

    def join(self, answer: Path, words: str, witness: Path | None, vault: Path | None) -> None:
        raise ENDED

    def restore(self, plan: RestorePlan, watcher: Watcher) -> Restored:
        raise ENDED


def test_a_server_that_is_tried_says_so(qtbot: QtBot) -> None:
    with walking(qtbot, Ended()) as first:
        making = first.window.making
        making.plan = replace(making.plan, on_server=True)
        making._go(Step.SERVER)
        first.go_on()
        assert message_for(ENDED) in first.words and first.page is making.page
        assert first.page.primary.isEnabled()


def test_a_pc_that_joins_says_so_and_its_window_can_be_closed(qtbot: QtBot, tmp_path: Path) -> None:
    answer = tmp_path / "answer.age"
    answer.touch()
    with walking(qtbot, Ended()) as first:
        joining = first.window.joining
        joining.show(joining.answer_page)
        first.type_into(joining.answer_page.answer, str(answer))
        first.type_into(joining.answer_page.words, "arrow mango tulip wafer")
        first.go_on()
        assert message_for(ENDED) in first.words and joining.answer_page.primary.isEnabled()
        first.window.close()
        assert not first.window.isVisible()


def test_an_office_that_is_restored_says_so_and_its_window_can_be_closed(qtbot: QtBot) -> None:
    with walking(qtbot, Ended()) as first:
        restoring = first.window.restoring
        restoring.begin()
        first.go_on()
        first.choose(restoring.database_page.place.options[STAYS])
        first.go_on()
        assert first.page is restoring.restore_page
        first.go_on()
        assert message_for(ENDED) in first.words and restoring.restore_page.primary.isEnabled()
        first.window.close()
        assert not first.window.isVisible()
