"""The start of the program, by its real entry point, in an environment that an account has altered."""

from __future__ import annotations

import ast
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.lifecycle import status
from desktop.lockdown import at_start
from desktop.lockdown.at_start import bending

linux = pytest.mark.skipif(sys.platform != "linux", reason="the loader, ptrace and cores of Linux")
ROOT = Path(__file__).resolve().parents[2]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LD_", "COV"))}
NOBODY = 65534


def doctored(bent: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `listening-room doctor`, started as a person would, in an altered environment."""
    command = [sys.executable, "-m", "desktop", "doctor"]
    return subprocess.run(command, cwd=ROOT, env=CLEAN | bent, capture_output=True, text=True, timeout=120, check=False)


def line(ran: subprocess.CompletedProcess[str], name: str) -> str:
    [found] = [each for each in ran.stdout.splitlines() if each[8:].startswith(f"{name}: ")]
    return found


BEND = {
    *("LD_PRELOAD", "LD_LIBRARY_PATH", "LD_AUDIT", "GLIBC_TUNABLES"),
    *("PYTHONPATH", "PYTHONHOME", "PYTHON_VLC_LIB_PATH"),
    *("QT_QPA_PLATFORM", "QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH"),
    *("VLC_PLUGIN_PATH", "ALSA_CONFIG_PATH", "PULSE_SERVER", "OPENSSL_CONF"),
    *("AT_SPI_BUS_ADDRESS", "CUPS_SERVER", "IBUS_ADDRESS", "IBUS_ADDRESS_FILE"),
    *("PGHOSTADDR", "PGSERVICEFILE", "HOSTALIASES"),
    *("FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT"),
}
STAY = {
    *("QT_SCALE_FACTOR", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "QT_IM_MODULE"),
    *("HOME", "PATH", "DISPLAY", "XDG_RUNTIME_DIR", "LANG"),
}


@pytest.mark.against("adviser")
def test_what_bends_is_dropped_and_what_a_person_needs_stays() -> None:
    assert {*bending(dict.fromkeys(BEND | STAY, "/somewhere"), None)} == BEND


@pytest.mark.against("adviser")
def test_a_bus_is_reached_by_a_socket_of_this_pc_alone() -> None:
    """Whoever serves it is asked for keys, and reads what a screen reader reads."""
    addresses = {
        "unix:path=/run/user/1000/bus": False,
        "unix:abstract=/tmp/dbus-1,guid=1;unix:path=/run/bus": False,
        "": False,
        "tcp:host=elsewhere,port=1": True,
        "unix:path=/run/user/1000/bus;tcp:host=elsewhere,port=1": True,
        "unixexec:path=/tmp/anything": True,
        "autolaunch:": True,
    }
    buses = ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS")
    found = {each: bending(dict.fromkeys(buses, each), None) for each in addresses}
    assert found == {each: buses if bends else () for each, bends in addresses.items()}


def test_what_the_built_program_set_itself_stays(tmp_path: Path) -> None:
    own = {"VLC_PLUGIN_PATH": f"{tmp_path}/vlc/plugins", "LD_LIBRARY_PATH": str(tmp_path)}
    assert bending(own, tmp_path) == ()
    for more in (os.pathsep, f"{os.pathsep}/elsewhere"):
        assert bending(own | {"LD_LIBRARY_PATH": f"{tmp_path}{more}"}, tmp_path) == ("LD_LIBRARY_PATH",)
    assert bending(own, None) == tuple(sorted(own))


def test_what_it_set_itself_on_windows_stays_although_a_drive_has_a_colon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "pathsep", ";")
    own = tmp_path / "C:" / "listening-room"
    assert bending({"QT_PLUGIN_PATH": f"{own}/plugins;{own}"}, own) == ()
    assert bending({"QT_PLUGIN_PATH": f"{own}/plugins;/elsewhere"}, own) == ("QT_PLUGIN_PATH",)


RESTARTED = """
import sys
sys.platform = sys.argv.pop(1)
from desktop.lockdown import at_start
at_start.secure()
print("not restarted")
"""


@pytest.mark.parametrize("on", [sys.platform, "win32"])
def test_whoever_waits_for_it_has_the_exit_code_of_the_process_that_took_its_place(on: str) -> None:
    """Windows has no `execve`: the C runtime's begins another process, and ends this one at once, with 0."""
    command = [sys.executable, "-c", RESTARTED, on, "no such verb"]
    bent = {"PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=CLEAN | bent, capture_output=True, text=True, timeout=120, check=False)
    assert (ran.returncode, ran.stdout) == (2, "") and "no such verb" in ran.stderr


@pytest.mark.against("adviser")
@linux
def test_a_library_that_was_preloaded_is_gone_before_anything_else_is_loaded(tmp_path: Path) -> None:
    preloaded = shutil.copy(library("libm.so.6"), tmp_path / "preloaded.so")
    ran = doctored({"LD_PRELOAD": str(preloaded)})
    assert "preloaded.so" not in line(ran, "libraries") and line(ran, "libraries").startswith("ok ")
    assert "LD_PRELOAD" in line(ran, "variables")


@linux
def test_the_doctor_tells_of_code_that_cannot_be_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A preloaded library that hid its variable; and one that root has loaded into every program."""
    preloaded = shutil.copy(library("libm.so.6"), tmp_path / "preloaded.so")
    code = "import os; del os.environ['LD_PRELOAD']; from desktop.__main__ import start; start()"
    command = [sys.executable, "-c", code, "doctor"]
    hidden = CLEAN | {"LD_PRELOAD": str(preloaded)}
    ran = subprocess.run(command, cwd=ROOT, env=hidden, capture_output=True, text=True, timeout=120, check=False)
    assert line(ran, "libraries") == (
        f"LOOK    libraries: Other code is loaded into the program, and cannot be removed: {preloaded}."
    )
    monkeypatch.setattr(status, "PRELOAD", tmp_path / "ld.so.preload")
    (tmp_path / "ld.so.preload").write_text("/usr/lib/watching.so\n")
    found = [check for check in status.checks() if check.name == "preloading"]
    assert [(check.ok, check.words) for check in found] == [
        (False, f"{tmp_path / 'ld.so.preload'} loads code into every program: /usr/lib/watching.so.")
    ]


@pytest.mark.against("adviser")
def test_modules_and_libraries_of_the_accounts_are_not_loaded(tmp_path: Path) -> None:
    for module in ("vlc", "numpy", "cryptography"):
        (tmp_path / f"{module}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n")
    bent = {
        "PYTHONPATH": str(tmp_path),
        "PYTHON_VLC_LIB_PATH": str(tmp_path / "libvlc.so"),
        "PYTHON_VLC_MODULE_PATH": str(tmp_path),
        "VLC_PLUGIN_PATH": str(tmp_path),
    }
    ran = doctored(bent)
    assert line(ran, "player").startswith("ok ") and not (tmp_path / "ran").exists(), ran.stderr
    assert all(name in line(ran, "variables") for name in bent)


@linux
def test_who_brings_the_variables_back_does_not_start_it(tmp_path: Path) -> None:
    ran = doctored({"LD_PRELOAD": library("libm.so.6"), at_start.DROPPED: "LD_PRELOAD"})
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == f"listening-room: {at_start.COME_BACK} LD_PRELOAD. [variables]\n"


SHOWN = """
import socket, sys, time
from desktop.lockdown import at_start
if sys.argv[2] == "secured":
    at_start.secure()
from PySide6.QtWidgets import QApplication, QWidget
app, window, until = QApplication([]), QWidget(), time.monotonic() + 60
window.show()
listens = False
while not listens and (app.platformName() == "vnc" or not window.isActiveWindow()) and time.monotonic() < until:
    app.processEvents()
    with socket.socket() as line:
        listens = line.connect_ex(("127.0.0.1", int(sys.argv[1]))) == 0
print(app.platformName(), listens)
"""


@pytest.mark.against("adviser")
@linux
@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a display: script/test has one")
@pytest.mark.parametrize(("start", "shown"), [("secured", "xcb False\n"), ("as before", "vnc True\n")])
def test_the_windows_are_shown_by_no_server(start: str, shown: str) -> None:
    """Qt's VNC platform listens on every interface, without a password. Also tried unprotected, to see that it does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    bent = CLEAN | {"QT_QPA_PLATFORM": f"vnc:port={port}"}
    command = [sys.executable, "-c", SHOWN, port, start]
    ran = subprocess.run(command, cwd=ROOT, env=bent, capture_output=True, text=True, timeout=120, check=False)
    assert ran.stdout == shown, ran.stderr


TELLING = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
from desktop.ui.shell.app import application
app = application() if sys.argv[1] == "ours" else QApplication([])
QLabel("Zebra Zero").grab()
"""


@pytest.mark.against("adviser")
@pytest.mark.skipif(not os.environ.get("DISPLAY"), reason="needs a display: script/test has one")
@pytest.mark.skipif(sys.platform != "linux", reason="where Qt looks for such a file is another place elsewhere")
@pytest.mark.parametrize("made", ["ours", "as Qt does"])
def test_no_file_of_the_accounts_has_qt_tell_what_is_shown(tmp_path: Path, made: str) -> None:
    """With rules of logging Qt tells each letter that it shows. Also tried unprotected, to see that it does."""
    rules = tmp_path / "QtProject" / "qtlogging.ini"
    rules.parent.mkdir()
    rules.write_text("[Rules]\n*.debug=true\n*.info=true\nqt.text.emojisegmenter.debug=true\n")
    command = [sys.executable, "-c", TELLING, made]
    bent = CLEAN | {"XDG_CONFIG_HOME": str(tmp_path)}
    ran = subprocess.run(command, cwd=ROOT, env=bent, capture_output=True, text=True, timeout=120, check=True)
    assert ("'Z'" in ran.stderr) == (made != "ours")
    assert made != "ours" or "qt." not in ran.stderr


# No other program of the account looks into the memory

WAITING = """
import os, resource, signal, sys
from desktop.lockdown import at_start
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
if sys.argv[1] == "closed":
    at_start.keep_memory_to_itself()
print(os.getpid(), flush=True)
sys.stdin.read()
os.kill(os.getpid(), signal.SIGSEGV)
"""
LOOKING = "import sys; open(f'/proc/{sys.argv[1]}/mem', 'rb').close()"


@pytest.mark.against("adviser")
@linux
@pytest.mark.parametrize("memory", ["closed", "open"])
def test_no_other_program_of_the_account_opens_its_memory_and_no_crash_leaves_it(memory: str, tmp_path: Path) -> None:
    account = {"user": NOBODY, "group": NOBODY} if os.getuid() == 0 else {}
    tmp_path.chmod(0o777)
    command = [sys.executable, "-c", WAITING, memory]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env={"PYTHONPATH": str(ROOT)}, cwd=tmp_path, **pipes, **account) as waiting:  # type: ignore[call-overload]
        pid = waiting.stdout.readline().decode().strip()
        look = [sys.executable, "-c", LOOKING, pid]
        seen = subprocess.run(look, cwd=tmp_path, capture_output=True, text=True, check=False, **account)  # type: ignore[call-overload]
        waiting.stdin.close()
        _, status = os.waitpid(waiting.pid, 0)
        waiting.returncode = os.waitstatus_to_exitcode(status)
    assert ("PermissionError" in seen.stderr, seen.returncode == 0) == (memory == "closed", memory == "open")
    if memory == "closed":
        assert os.WIFSIGNALED(status) and not os.WCOREDUMP(status)


# The door of the tests is not an office's


def test_nothing_but_calling_main_leads_past_the_start() -> None:
    """No variable and no argument: all variables that the program reads are counted."""
    tree = ast.parse((ROOT / "desktop" / "__main__.py").read_text("utf-8"))
    [last] = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) != "TYPE_CHECKING"]
    assert ast.unparse(last) == "if __name__ == '__main__':\n    start()"
    assert 'listening-room = "desktop.__main__:start"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'str(HERE / "desktop" / "__main__.py")' in (ROOT / "build_installer.spec").read_text("utf-8")
    readers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("desktop", "db")
        for path in (ROOT / folder).rglob("*.py")
        if "os.environ" in path.read_text("utf-8") or "getenv" in path.read_text("utf-8")
    }
    assert readers == {
        "desktop/cli/screens.py",  # reads whether there is a display for the first start's window
        "desktop/environment/mail_program.py",  # hands all but the program's own to the account's mail program
        "desktop/lockdown/at_start.py",  # drops
        "desktop/playback/ways_out.py",  # drops
    }


def library(name: str) -> str:
    """Return where the loader finds a library of the system's."""
    told = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    return next(each.rpartition(" => ")[2] for each in told.splitlines() if each.split()[:1] == [name])
