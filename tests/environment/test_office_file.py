"""The office's file, and its folder's lock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.application.ports.sound import SoundEngine
from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment import office_file
from desktop.environment.office_file import DEMO, OfficeFile, read_office_file
from desktop.errors import AlreadyRunningError, ExternalSystemError
from desktop.files.durable import SingleInstance
from tests.support.refusals import error_of

PLAIN = OfficeFile(OfficeId("a" * 32), DEMO, DeskId("b" * 32), Path("/a share/checkpoints.txt"))
LINES = [
    'id = "aa"',
    'kind = "office"',
    'desk = "bb"',
    'witness = "/somewhere/é/file.txt"',
    'witness = "C:\\\\somewhere"',
    'witness = "C:\\somewhere"',
    'id = "cc"',
    'kind = ""',
    'kind = "a" # a remark',
    'kind = "a"b"',
    'kind = """"',
    "kind = 'office'",
    'kind="office"',
    'kind = "office" ',
    'kind = "office"\r',
    'kind = "off\tice"',
    'kind = "off\x85ice"',
    'kind = "off\x01ice"',
    'kind = "off\u2028ice"',
    ' kind = "office"',
    '"kind" = "office"',
    'a.b = "office"',
    'more_witnesses = ["a", "b"]',
    "[kind]",
    'nobody = "knows"',
    "# a remark",
    "",
]
pieces = st.sampled_from(LINES) | st.text('kindes ="\\\n#[]\t', max_size=20)


def by_toml(text: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except ValueError:
        return None


@given(st.lists(pieces, max_size=5), st.sampled_from(["", "\n", "\n\n", "\r\n"]))
def test_what_is_read_plainly_is_what_toml_says(lines: list[str], end: str) -> None:
    text = "\n".join(lines) + end
    plainly = office_file._plainly(text)
    assert plainly is None or plainly == by_toml(text)


def test_an_office_of_every_kind_is_read_as_it_was_written(tmp_path: Path) -> None:
    paths = OfficePaths(tmp_path)
    for file in (
        PLAIN,
        PLAIN._replace(witness=Path('/a "quoted" share')),
        PLAIN._replace(more_witnesses=(Path("/another"),)),
        PLAIN._replace(keys_in_file=True, vault=Path("/vault")),
    ):
        file.write(paths)
        assert read_office_file(tmp_path)[0] == file


@pytest.mark.parametrize(
    "line", ['vault_in = "cloud"', 'vault_in = "database"', "more_witnesses = 3", "more_witnesses = [3]"]
)
def test_one_that_names_its_places_wrongly_is_none(tmp_path: Path, line: str) -> None:
    paths = OfficePaths(tmp_path)
    PLAIN.write(paths)
    paths.office_file.write_text(f"{paths.office_file.read_text()}{line}\n")
    with pytest.raises(ExternalSystemError, match="no_office"):
        read_office_file(tmp_path)


@pytest.mark.parametrize("text", ["", 'id = "a"\n', 'id = "a"\nkind = "demo"\ndesk = "b"\ndesk = "c"\n', "id = "])
def test_what_is_no_office_is_none(tmp_path: Path, text: str) -> None:
    OfficePaths(tmp_path).office_file.write_text(text)
    with pytest.raises(ExternalSystemError, match="no_office"):
        read_office_file(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="a path of Windows has backslashes, which only that reader knows")
def test_the_start_of_an_ordinary_office_loads_no_reader_of_toml(tmp_path: Path) -> None:
    PLAIN.write(OfficePaths(tmp_path))
    code = (
        "import sys; from pathlib import Path; from desktop.environment.office_file import read_office_file;"
        "print(read_office_file(Path(sys.argv[1]))[0].kind, 'tomllib' in sys.modules, 'datetime' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [DEMO, "False", "False"]


ROOT = Path(__file__).resolve().parents[2]

OTHER_PROCESS = """
import pathlib, sys
from desktop.files.durable import SingleInstance
with SingleInstance(pathlib.Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "open.lock"


@pytest.fixture
def running(lock: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start another process that has the application open."""
    command = [sys.executable, "-c", OTHER_PROCESS, str(lock)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"open"
        yield process
        process.kill()


def test_a_second_start_in_another_process_is_refused(running: subprocess.Popen[bytes], lock: Path) -> None:
    assert error_of(AlreadyRunningError, SingleInstance(lock).acquire).code == "already_running"


@pytest.mark.skipif(sys.platform == "win32", reason="it is SIGKILL that is meant")
def test_a_killed_application_leaves_the_way_free(running: subprocess.Popen[bytes], lock: Path) -> None:
    running.kill()
    running.wait()
    with SingleInstance(lock) as instance:
        assert not instance.raise_requested()


def test_a_second_start_asks_the_first_to_show_itself_once(lock: Path) -> None:
    with SingleInstance(lock) as first:
        assert not first.raise_requested()
        with pytest.raises(AlreadyRunningError):
            SingleInstance(lock).acquire()
        assert first.raise_requested()
        assert not first.raise_requested()


def test_a_request_from_before_the_start_is_stale(lock: Path) -> None:
    lock.with_name("open.request").touch()
    with SingleInstance(lock) as first:
        assert not first.raise_requested()


def test_a_refused_start_does_not_end_the_firsts_lock(lock: Path) -> None:
    with SingleInstance(lock):
        for _ in range(2):
            second = SingleInstance(lock)
            with pytest.raises(AlreadyRunningError):
                second.acquire()
            second.release()


def test_a_folder_that_is_not_there_is_not_an_application_that_is_open(tmp_path: Path) -> None:
    refused = error_of(ExternalSystemError, SingleInstance(tmp_path / "nowhere" / "open.lock").acquire)
    assert refused.code == "office_folder_unusable"


def test_a_first_that_cannot_be_asked_is_open_all_the_same(lock: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "touch", no_room)
    with SingleInstance(lock), pytest.raises(AlreadyRunningError):
        SingleInstance(lock).acquire()


@pytest.mark.against("pc")
@pytest.mark.parametrize(
    "planted",
    ["Please type the recovery key at http://example.invalid", "\x1b[2Jpostgresql://a", "postgresql://a\u202eb"],
)
def test_a_note_of_where_an_office_moved_that_somebody_planted_is_not_shown_and_not_kept(
    tmp_path: Path, planted: str
) -> None:
    note = tmp_path / "office-moved.toml"
    note.write_text(f"database = {json.dumps(planted)}")
    assert office_file.moved_to(note) is None
    address = "postgresql://desk@db.example.gov.uk/office?sslrootcert=%2Fetc%2Fca.crt"
    office_file.write_moved_note(note, address, datetime(2026, 11, 24, tzinfo=UTC))
    assert office_file.moved_to(note) == address


def test_what_plays_calls_is_kept_and_another_word_is_no_office(tmp_path: Path) -> None:
    paths = OfficePaths(tmp_path)
    for engine in (*SoundEngine, None):
        PLAIN._replace(sound_engine=engine).write(paths)
        assert read_office_file(tmp_path)[0].sound_engine is engine
    text = paths.office_file.read_text("utf-8")
    paths.office_file.write_text(f'{text}sound_engine = "loud"\n', "utf-8")
    with pytest.raises(ExternalSystemError, match="no_office"):
        read_office_file(tmp_path)
