"""The things of a lab, made on this machine and taken away: PCs, each an account with a session; a server; a share.

Each PC is an account and a network namespace of its own, where this machine lets root make them: its programs run as
that account, in a namespace in which there is nothing but its lines to the servers (`line`). The accounts have one
group in common, as those of a share have.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import IO, Any

from desktop.environment.office_file import read_office_file
from tests.environment.keyring import session_bus
from tests.support.machine.display import a_display
from tests.support.servers import postgres


@dataclass(frozen=True)
class Step:
    """One act at one PC: how long it took, what a person would have read, its pictures."""

    pc: str
    act: str
    seconds: float
    result: Any = None
    pictures: tuple[str, ...] = ()


@dataclass
class Steps:
    """The account of what was done. `out`: the folder of the pictures and the account."""

    out: Path
    done: list[Step] = field(default_factory=list)
    _next: int = 1

    def next_act(self) -> int:
        """Return the number of the next act, by which its pictures are in order."""
        number, self._next = self._next, self._next + 1
        return number

    def note(self, step: Step) -> None:
        """Add a step, and say so to whoever waits."""
        self.done.append(step)
        print(f"{step.pc}: {step.act}, {step.seconds:.1f} s", file=sys.stderr, flush=True)

    def number_pictures(self) -> None:
        """Give all pictures their numbers, in the order of the acts: 01, 02 and so on."""
        taken = sorted(picture for step in self.done for picture in step.pictures)
        named = {old: f"{number:02}-{old.split('-', 2)[2]}" for number, old in enumerate(taken, 1)}
        for old, new in named.items():
            (self.out / old).rename(self.out / new)
        self.done = [replace(step, pictures=tuple(named[old] for old in step.pictures)) for step in self.done]

    @property
    def pictures(self) -> list[str]:
        return sorted(picture for step in self.done for picture in step.pictures)


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


@contextmanager
def a_session(folder: Path, account: Account) -> Iterator[dict[str, str]]:
    """Begin that account's session in that folder; yield the environment in which its programs run."""
    with (
        session_bus.secret_service(folder, account) as surroundings,
        a_display(folder, surroundings, words=account.words) as there,
    ):
        yield {**surroundings, **there, "XDG_SESSION_TYPE": "x11"}


PROGRAM = Path(sys.executable).with_name("listening-room")
PATIENCE = 240.0
MEMORY = Path("/dev/shm")


class LabError(Exception):
    """Something in the lab did not go as it has to."""


@dataclass
class Pc:
    """One PC: its account's folder and session, the windows that are open there."""

    key: str
    name: str
    folder: Path
    surroundings: dict[str, str]
    steps: Steps
    account: Account
    papers: Path
    """Where its pictures, and what it saves for people, are put."""
    directory: Path | None = None
    """The policy of the directory by which people sign in at its windows."""
    answer_words: str = ""
    """The four words of the answer by which it joins."""
    process: subprocess.Popen[str] | None = None
    _log: IO[str] | None = None
    _begun: tuple[str, float] = ("", 0.0)

    @property
    def office(self) -> Path:
        """The office's folder of this account, where the program looks for it."""
        return self.folder / "data" / "listening-room" / "office"

    @property
    def login(self) -> str:
        """The role by which this PC connects to the server."""
        from db.engines.server_address import read_address

        return read_address(read_office_file(self.office)[0].database or "").user

    def run(self, *words: str, typed: tuple[str, ...] = ()) -> tuple[int, str]:
        """Run a command of the program here; `typed` are the lines that are typed when it asks."""
        begun = time.monotonic()
        ran = subprocess.run(
            [*self.account.words, PROGRAM, *words],
            input="".join(f"{line}\n" for line in typed),
            capture_output=True,
            text=True,
            env=self.surroundings,
            cwd=self.folder,
            timeout=PATIENCE,
            start_new_session=True,  # without a terminal, passwords are read from the input
        )
        said = _without_prompts(ran.stdout + ran.stderr)
        verb = " ".join(word for word in words[:2] if not word.startswith(("-", "/")))
        self.steps.note(Step(self.name, verb, round(time.monotonic() - begun, 1), {"exit": ran.returncode}))
        return ran.returncode, said

    def must(self, *words: str, typed: tuple[str, ...] = ()) -> str:
        """Run a command that has to succeed; return what it printed."""
        code, said = self.run(*words, typed=typed)
        if code != 0:
            raise LabError(f"{self.name}: {words[:2]} ended with {code}: {said}")
        return said

    def open_windows(self) -> None:
        """Start the program's windows; `do` waits until they are there."""
        self._log = (self.folder / "windows.log").open("a", encoding="utf-8")
        self.process = subprocess.Popen(
            [
                *self.account.words,
                sys.executable,
                "-m",
                "tests.lab.pc",
                self.key,
                str(self.papers),
                str(self.directory or ""),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env={**self.surroundings, "PYTHONPATH": str(HERE)},
            cwd=HERE,
            start_new_session=True,
        )
        self._begun = ("open", time.monotonic())

    def begin(self, act: str, **arguments: Any) -> None:
        """Order an act; `end` has its result. Nothing else is ordered here meanwhile."""
        self._opened()
        assert self.process is not None and self.process.stdin is not None
        order = {"do": act, "with": arguments, "number": self.steps.next_act()}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        self._begun = (act, time.monotonic())

    def end(self) -> Any:
        """Wait until it is done, and return its result."""
        answer = self._answer()
        act, self._begun = self._begun[0], ("", 0.0)
        self.steps.note(Step(self.name, act, answer["seconds"], answer.get("result"), tuple(answer["pictures"])))
        if "error" in answer:
            raise LabError(f"{self.name}: {act}: {answer['error']}")
        return answer["result"]

    def do(self, act: str, **arguments: Any) -> Any:
        """Order an act, and wait for its result."""
        self.begin(act, **arguments)
        return self.end()

    def kill(self) -> None:
        """End its windows as a power cut does."""
        assert self.process is not None
        self.process.kill()
        self._gone()

    def close_windows(self) -> None:
        """End the orders, and so the program."""
        if self.process is None:
            return
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._gone()

    def _gone(self) -> None:
        assert self.process is not None
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self._log):
            if pipe is not None and not pipe.closed:
                pipe.close()
        self.process, self._begun = None, ("", 0.0)

    def _opened(self) -> None:
        if self._begun[0] == "open":
            begun = self._begun[1]
            self._answer()
            self.steps.note(Step(self.name, "open", round(time.monotonic() - begun, 1)))
            self._begun = ("", 0.0)

    def _answer(self) -> dict[str, Any]:
        assert self.process is not None and self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise LabError(
                f"{self.name}: its windows ended: {(self.folder / 'windows.log').read_text('utf-8')[-3000:]}"
            )
        answer: dict[str, Any] = json.loads(line)
        return answer


def _without_prompts(said: str) -> str:
    """Leave out what `getpass` says where there is no terminal."""
    lines = said.splitlines()
    return "\n".join(line for line in lines if "getpass" not in line.lower() and "assword" not in line[:40])


@dataclass
class Machine:
    """All of it."""

    folder: Path
    steps: Steps
    database: postgres.Database
    stack: ExitStack
    """Takes away, at the end, what a chapter makes."""
    accounts: Accounts
    share: Path
    """The folder that every PC reaches: the recordings, the witness file, requests to join and their answers."""
    pcs: dict[str, Pc] = field(default_factory=dict)

    @property
    def papers(self) -> Path:
        """The folder of pictures and of what is saved for people: each account can write there."""
        return self.folder / "papers"

    def take_papers(self) -> None:
        """Bring them to where the lab was told to leave them."""
        for path in self.papers.iterdir():
            shutil.move(path, self.steps.out / path.name)

    def pc(self, key: str) -> Pc:
        return self.pcs[key]

    def add_pc(self, key: str, name: str) -> Pc:
        """Make another PC, which has no office yet."""
        folder = self.folder / key
        folder.mkdir(mode=0o700)
        account = self.stack.enter_context(self.accounts.one())
        account.reach(self.database.server.port, self.folder)
        pc = Pc(
            key, name, folder, self.stack.enter_context(a_session(folder, account)), self.steps, account, self.papers
        )
        self.stack.callback(pc.close_windows)
        return pc

    @property
    def is_apart(self) -> bool:
        """Whether each PC is an account in a namespace of its own, from which nothing but the servers is reached."""
        with socket.create_server(("127.0.0.1", 0)) as elsewhere:
            port = elsewhere.getsockname()[1]
            return bool(self.accounts.group) and all(pc.account.is_apart(port) for pc in self.pcs.values())

    def hand_over(self, thing: Path, pc: Pc) -> Path:
        """Bring a file or folder to that PC, as an administrator carries it; return where it is there."""
        target = pc.folder / thing.name
        shutil.move(thing, target)
        pc.account(target)
        return target


@contextmanager
def a_machine(names: dict[str, str], steps: Steps) -> Iterator[Machine]:
    """Make PCs of these names, a server over TLS, and a share; take all of it away at the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="listening-room-lab-")))
        folder.chmod(0o711)
        made = stack.enter_context(accounts())
        share = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="listening-room-share-", dir=_elsewhere())))
        share.chmod(0o711)
        machine = Machine(folder, steps, stack.enter_context(_server()), stack, made, share / "share")
        (machine.share / "vault").mkdir(parents=True)
        made.share(machine.share)
        machine.papers.mkdir()
        made.share(machine.papers)
        stack.callback(machine.take_papers)
        for key, name in names.items():
            machine.pcs[key] = machine.add_pc(key, name)
        yield machine


def _elsewhere() -> Path | None:
    """Return memory, where there is some: a disk that is no PC's own, as a share is."""
    return MEMORY if os.access(MEMORY, os.W_OK) else None


def at_once(*calls: Any) -> list[Any]:
    """Make several calls at the same time; return their results in order."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [begun.result() for begun in [pool.submit(call) for call in calls]]


@contextmanager
def _server() -> Iterator[postgres.Database]:
    """Make a database whose owner may make the PCs' logins; drop both, and the logins, at the end."""
    with postgres.a_database() as database, database.server.owner_makes_logins():
        yield database
    database.server.drop_logins()
