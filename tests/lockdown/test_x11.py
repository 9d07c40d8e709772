"""Holding off a Linux desktop's screen saver, over a real session bus of the test's own."""

from __future__ import annotations

import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
from jeepney.io.blocking import Proxy, open_dbus_connection  # type: ignore[import-untyped]

from desktop.errors import ExternalSystemError
from desktop.lockdown import x11
from desktop.lockdown.x11 import HoldOffScreenSaver
from tests.environment.keyring.session_bus import session_bus
from tests.support.refusals import error_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is a Linux desktop's")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with session_bus(tmp_path / "session") as surroundings:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", surroundings["DBUS_SESSION_BUS_ADDRESS"])
        yield surroundings


class ScreenSaver:
    """The desktop's own process, and the requests to it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def next_question(self) -> list[str]:
        assert self.process.stdout is not None
        assert select.select([self.process.stdout], [], [], 30)[0], "it was asked nothing"
        return self.process.stdout.readline().decode().strip().split("|")


@contextmanager
def screen_saver(manner: str, session: dict[str, str]) -> Iterator[ScreenSaver]:
    command = [sys.executable, "-m", "tests.lockdown.screen_saver", manner]
    with subprocess.Popen(command, cwd=ROOT, env=session, stdout=subprocess.PIPE, bufsize=0) as process:
        try:
            saver = ScreenSaver(process)
            assert saver.next_question() == ["ready"]
            yield saver
        finally:
            process.kill()


def is_connected(name: str) -> bool:
    with open_dbus_connection() as bus:
        return bool(Proxy(message_bus, bus).NameHasOwner(name)[0])


def code_of_apply() -> str:
    return error_of(ExternalSystemError, HoldOffScreenSaver().apply).code


def test_the_screen_saver_is_held_off_for_as_long_as_the_step_is_in_force(session: dict[str, str]) -> None:
    step = HoldOffScreenSaver()
    with screen_saver("obliging", session) as saver:
        step.apply()
        method, sender, *told = saver.next_question()
        assert (method, *told) == ("Inhibit", "Listening Room", "A customer is listening"), "nothing of the customer"
        assert is_connected(sender)
        step.undo()
        assert saver.next_question() == ["UnInhibit", sender, "7"]
        assert not is_connected(sender)
        step.undo()
        step.apply()
        assert saver.next_question()[0] == "Inhibit", "undoing again asks nothing more"
    step.undo()  # it went away, and nothing is left to undo


def test_a_screen_saver_that_refuses_is_told(session: dict[str, str]) -> None:
    with screen_saver("refusing", session):
        assert code_of_apply() == "screen_saver_refused"


def test_a_screen_saver_that_does_not_answer_strands_nobody(
    session: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x11, "ANSWER_SECONDS", 0.05)
    with screen_saver("silent", session):
        assert code_of_apply() == "screen_saver_silent"


def test_a_session_that_ended_meanwhile_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = HoldOffScreenSaver()
    with session_bus(tmp_path / "session") as surroundings:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", surroundings["DBUS_SESSION_BUS_ADDRESS"])
        with screen_saver("obliging", surroundings):
            step.apply()
    assert error_of(ExternalSystemError, step.undo).code == "screen_saver_silent"
    step.undo()


def test_a_desktop_without_a_screen_saver_or_a_session_bus_has_nothing_to_hold_off(
    session: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    step = HoldOffScreenSaver()
    for address in (None, "", "nonsense", "unix:path=/nowhere/bus", "tcp:host=localhost,port=1"):
        step.apply()
        step.undo()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address or "")
        if address is None:
            monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    step.apply()
    step.undo()


def test_a_system_without_the_package_for_d_bus_has_no_desktop_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jeepney.io.blocking", None)
    HoldOffScreenSaver().apply()
