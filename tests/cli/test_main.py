from __future__ import annotations

import gc
import io
import sys
import wave
from pathlib import Path

import pytest

from desktop import __main__
from desktop.cli import screens, terminal
from desktop.cli.main import parser
from desktop.lockdown import at_start
from desktop.media.sandbox.decoding import child_command, decode

ROOT = Path(__file__).resolve().parents[2]


def tone() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(range(200)) * 80)
    return file.getvalue()


def test_a_password_that_nobody_types_and_a_stop_are_told_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ended(by: type[BaseException]) -> int:
        def ask(prompt: str) -> str:
            raise by

        monkeypatch.setattr("getpass.getpass", ask)
        return __main__.main(["--office", str(tmp_path), "people", "list", "--administrator", "administrator"])

    assert ended(EOFError) == 2 and "Run it in a terminal." in capsys.readouterr().err
    assert ended(KeyboardInterrupt) == __main__.STOPPED and capsys.readouterr().err == ""


def test_without_a_console_windows_takes_a_secret_from_the_input_and_waits_for_no_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A scheduled task has none: `getpass` there would wait for ever."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("getpass.getpass", lambda prompt: pytest.fail("waited"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("a password\n"))
    assert terminal.secret("Password: ") == "a password"
    with pytest.raises(EOFError):
        terminal.secret("Password: ")
    monkeypatch.setattr(terminal, "_has_console", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda prompt: f"{prompt}typed")
    assert terminal.secret("Password: ") == "Password: typed"
    assert capsys.readouterr().out == ""


def test_what_it_prints_into_a_pipe_is_utf8_and_its_lines_end_as_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """`status` of a PC called Desg Llŷn ended in a traceback on Windows, whose pipes have another table of letters."""
    piped = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(piped, encoding="cp1252", newline="\r\n"))
    monkeypatch.setattr(sys, "stderr", None)  # a windowed program has none
    monkeypatch.setattr(at_start, "secure", lambda: None)
    monkeypatch.setattr(__main__, "main", lambda: print("Desg Llŷn") or 0)
    with pytest.raises(SystemExit):
        __main__.start()
    sys.stdout.flush()
    assert piped.getvalue() == "Desg Llŷn\n".encode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("people", "lend", "--from", "30/11/2026"), "30/11/2026 is no date: give it as in 2026-11-28"),
        (("policy", "holiday", "2027-13-10"), "2027-13-10 is no date: give it as in 2026-11-28"),
        (("pc", "join", "nowhere.age"), "there is no file or folder called nowhere.age"),
        (("--office", "--json"), "argument --office: expected one argument"),
    ],
)
def test_a_slip_in_a_date_or_the_name_of_a_file_is_said_as_what_it_is(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        __main__.main([*words])
    assert said in capsys.readouterr().err


def test_the_door_leads_to_the_decoding_child() -> None:
    decoded = decode(tone(), child_command=(sys.executable, "-m", "desktop", __main__.DECODE_CHILD))
    assert decoded.pcm == bytes(range(200)) * 80


def test_the_decoding_child_is_not_offered_to_people() -> None:
    assert __main__.DECODE_CHILD not in parser().format_help()


@pytest.mark.parametrize(
    ("words", "folder"), [([], None), (["--office", "a folder"], "a folder"), (["--office=folder"], "folder")]
)
def test_without_a_verb_the_screens_open(monkeypatch: pytest.MonkeyPatch, words: list[str], folder: str | None) -> None:
    opened: list[Path | None] = []

    def open_office(given: Path | None) -> int:
        opened.append(given)
        return 0

    monkeypatch.setattr(screens, "open_office", open_office)
    assert __main__.main(words) == 0
    assert opened == [folder and Path(folder)]
    assert vars(parser().parse_args(words)) == {"verb": None, "office": opened[0]}


def test_the_everyday_command_line_waits_for_no_verb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "open_office", lambda _given: 0)
    monkeypatch.setitem(sys.modules, "desktop.cli.main", None)
    assert __main__.main(["--office", "folder"]) == 0


def test_a_built_program_starts_its_child_through_its_own_door(monkeypatch: pytest.MonkeyPatch) -> None:
    assert child_command()[:2] == (sys.executable, "-c")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == (sys.executable, __main__.DECODE_CHILD)


def test_the_screens_start_without_collecting_and_load_qt_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    ahead: list[str] = []

    def open_screens(_folder: Path) -> int:
        seen.append(gc.isenabled())
        return 0

    monkeypatch.setattr(screens, "open_screens", open_screens)
    monkeypatch.setattr(screens, "load_ahead", lambda: ahead.append("loaded"))
    before = gc.isenabled()
    gc.enable()
    try:
        assert screens.open_office(Path("folder")) == 0
    finally:
        (gc.enable if before else gc.disable)()
    assert (seen, ahead) == ([False], ["loaded"])
