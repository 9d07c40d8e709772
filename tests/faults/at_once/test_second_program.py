"""The program is started a second time while it is open: it says so and ends, and the first comes to the front.

Where the lock file was removed, the database itself lets no second one in.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.wiring import open_desk
from desktop.errors import AlreadyRunningError
from desktop.files.durable import SingleInstance
from desktop.ui.shell.app import Screens
from desktop.words.errors import message_for
from tests.support.fixtures import made_in_each
from tests.support.offices.builders import Office, an_office
from tests.support.offices.places import PLACES
from tests.support.refusals import error_of

ROOT = Path(__file__).resolve().parents[3]
OPEN = """
import sys
from pathlib import Path
from desktop.bootstrap.wiring import open_desk
from desktop.bootstrap.opening import open_parts
from desktop.environment.office_file import read_office_file
from desktop.words.errors import message_for
from desktop.files.durable import SingleInstance
folder = Path(sys.argv[1])
with SingleInstance(read_office_file(folder)[1].lock):
    desk = open_desk(folder, alone=True)
    print("open", flush=True)
    for line in sys.stdin:
        with desk.uow() as uow:
            print(uow.people.tries("desk", "one").failures, flush=True)
    desk.close()
"""


office = made_in_each(PLACES)


@pytest.fixture
def first(office: Office) -> Iterator[subprocess.Popen[str]]:
    """Start the program, open in a process of its own."""
    office.parts.engine.dispose()
    command = [sys.executable, "-c", OPEN, str(office.parts.paths.folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "open\n"
        yield process
        process.kill()


def start(office: Office) -> None:
    open_desk(office.parts.paths.folder, alone=True).close()


def test_a_second_program_is_refused_though_the_lock_file_is_gone(office: Office, first: subprocess.Popen[str]) -> None:
    office.parts.paths.lock.unlink()
    for _ in range(2):
        refused = error_of(AlreadyRunningError, start, office)
        assert message_for(refused) == "Listening Room is open already at this desk."
    assert first.stdin is not None and first.stdout is not None
    first.stdin.write("still there?\n")
    first.stdin.flush()
    assert first.stdout.readline() == "0\n", "the first works on"
    other_work(office)


def other_work(office: Office) -> None:
    """Check that work beside an open program, such as the night's run and a back-up, is still possible."""
    parts = open_parts(office.parts.paths.folder)
    with parts.uow(parts.file.desk).read_only() as uow:
        assert uow.offices.get().name == "Test Council"
    parts.engine.dispose()


@pytest.mark.parametrize("how", ["killed", "closed"])
def test_when_the_first_has_ended_the_next_one_opens(office: Office, first: subprocess.Popen[str], how: str) -> None:
    if how == "killed":
        first.kill()
    assert first.stdin is not None
    first.stdin.close()
    first.wait()
    for _ in range(2):
        start(office)


def test_the_program_asks_for_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from desktop.__main__ import main
    from desktop.ui.shell import app

    office.parts.engine.dispose()
    tried = []

    def screens(open_desk: object, *_: object, **__: object) -> int:
        assert callable(open_desk)
        first = open_desk()
        office.parts.paths.lock.unlink()
        try:
            with pytest.raises(AlreadyRunningError):
                start(office)
            tried.append(first.name)
        finally:
            first.close()
        return 0

    monkeypatch.setattr(app, "run_screens", screens)
    assert main(["--office", str(office.parts.paths.folder)]) == 0
    assert tried == ["Desk 2"]


def test_a_second_start_ends_with_a_sentence_and_the_first_comes_to_the_front(tmp_path: Path, qtbot: QtBot) -> None:
    office = an_office(tmp_path)
    before = office.bodies()
    office.parts.engine.dispose()
    with SingleInstance(office.parts.paths.lock) as first:
        screens = Screens(lambda: (_ for _ in ()).throw(AssertionError("not to be opened")), first.raise_requested)
        screens._closing = True  # its office stays shut: only its window matters here
        shell = screens.shell
        shell.showMinimized()
        qtbot.waitUntil(shell.isMinimized)
        command = [sys.executable, "-m", "desktop", "--office", str(office.parts.paths.folder)]
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        said = "listening-room: Listening Room is open already at this desk. [already_running]\n"
        assert (second.returncode, second.stderr) == (2, said)
        qtbot.waitUntil(lambda: not shell.isMinimized() and shell.isActiveWindow(), timeout=15_000)
        shell.close()
        screens.close()
    assert office.bodies() == before
    office.parts.engine.dispose()
