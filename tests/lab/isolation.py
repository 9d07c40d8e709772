"""An account and a network namespace for each PC of a lab, where this machine lets root make them.

Each PC's programs run as an account of its own, in a namespace in which there is nothing but its lines to the servers
(`line`). The accounts have one group in common, as those of a share have. All of it is taken away at the end.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
TOOLS = ("groupadd", "useradd", "userdel", "setpriv", "ip")
_numbers = count()


@dataclass
class Account:
    """One PC's account and namespace; none of its own where `name` is empty."""

    name: str = ""
    group: str = ""
    lines: list[subprocess.Popen[str]] = field(default_factory=list)

    def __call__(self, folder: Path) -> Sequence[str]:
        """Give it that folder, and return the words by which a command runs as it, there."""
        if not self.name:
            return ()
        _run("chown", "-R", f"{self.name}:{self.name}", str(folder))
        return self.words

    @property
    def words(self) -> Sequence[str]:
        """The words before a command."""
        if not self.name:
            return ()
        who = "--reuid", self.name, "--regid", self.name, "--groups", self.group
        return (*_inside(self.name), "setpriv", *who, "--", "sh", "-c", 'umask 022; exec "$0" "$@"')

    def reach(self, port: int, folder: Path) -> None:
        """Lay a line to that port of this machine. `folder`: where its socket is, for root alone."""
        if self.name:
            socket = folder / f"{self.name}-{port}.line"
            lead = sys.executable, "-m", "tests.lab.line", "lead", str(socket), str(port)
            listen = *_inside(self.name), sys.executable, "-m", "tests.lab.line", "listen", str(port), str(socket)
            self.lines += [_answering(lead), _answering(listen)]

    def is_apart(self, port: int) -> bool:
        """Return whether nothing of this machine is reached but by its lines: not that port."""
        code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 5)"
        tried = subprocess.run([*self.words, sys.executable, "-c", code], capture_output=True, check=False)
        return tried.returncode != 0 and b"ConnectionRefusedError" in tried.stderr


class Accounts:
    """Makes them, for one lab."""

    def __init__(self, group: str) -> None:
        """`group`: the name of the common one; empty where there are none."""
        self.group = group

    @contextmanager
    def one(self) -> Iterator[Account]:
        """Make an account with a namespace, and take both away."""
        if not self.group:
            yield Account()
            return
        name = f"{self.group}-{next(_numbers)}"
        made = Account(name, self.group)
        home = "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"
        _run("useradd", "--system", "--user-group", "--groups", self.group, *home, name)
        try:
            _run("ip", "netns", "add", name)
            try:
                _run(*_inside(name), "ip", "link", "set", "lo", "up")
                yield made
            finally:
                for line in made.lines:
                    line.kill()
                    line.communicate()
                _run("ip", "netns", "delete", name)
        finally:
            _run("userdel", name)

    def share(self, folder: Path) -> None:
        """Let all accounts write in that folder, and in what is made in it."""
        if self.group:
            _run("chgrp", "-R", self.group, str(folder))
            for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
                place.chmod(0o2770)


@contextmanager
def accounts() -> Iterator[Accounts]:
    """Yield what makes accounts; where root cannot, PCs are processes of this account."""
    if not _can_be_made():
        yield Accounts("")
        return
    group = f"lab{os.getpid()}"
    _run("groupadd", "--system", group)
    try:
        yield Accounts(group)
    finally:
        _run("groupdel", group)


def _can_be_made() -> bool:
    """Return whether this is root, the tools are there, and an account may read the program from here."""
    if sys.platform != "linux" or os.geteuid() != 0 or not all(map(shutil.which, TOOLS)):
        return False
    probe = f"lab-probe-{os.getpid()}"
    nobody = "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"
    program = sys.executable, "-c", "import desktop, tests"
    if subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False).returncode != 0:
        return False
    try:
        tried = subprocess.run([*_inside(probe), *nobody, *program], cwd=HERE, capture_output=True, check=False)
    finally:
        _run("ip", "netns", "delete", probe)
    return tried.returncode == 0


def _inside(namespace: str) -> tuple[str, ...]:
    return "ip", "netns", "exec", namespace


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _answering(command: Sequence[str]) -> subprocess.Popen[str]:
    """Begin it, and wait until it says that it is there."""
    process = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    assert process.stdout.readline(), "a line was not laid"
    return process
