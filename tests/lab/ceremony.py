"""An office is made at its first PC, and others join it by the ceremony."""

from __future__ import annotations

from tests.lab.machine import LabError, Machine, Pc
from tests.support import postgres

ADMINISTRATOR = "administrator"
PASSWORD = "an administrator of the lab"
OWNER = [postgres.OWNER, postgres.OWNER_PASSWORD]


def make_office(machine: Machine, pc: Pc, recovery: tuple[str, str], *, in_database: bool) -> None:
    """Make the office at that PC, which opens originals; its witness lies on the share.

    Its recordings lie there, too, or `in_database`.
    """
    share = machine.share
    keys = "--recovery", recovery[0], "--recovery", recovery[1]
    vault = ("--vault-in", "database") if in_database else ("--vault", str(share / "vault"))
    files = "--witness", str(share / "witness.txt"), *vault
    server = "--database", machine.database.address, "--database-owner", postgres.OWNER
    named = "--name", "Riverside Council", "--place", "Riverside House", "--desk", pc.name, "--opens-originals"
    typed = postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD, PASSWORD, PASSWORD
    pc.must("office", "create", *named, *keys, *files, *server, typed=typed)


def ask(machine: Machine, pc: Pc) -> str:
    """Let a new PC ask to join; return its four words, as its screen shows them."""
    said = pc.must("pc", "ask", str(machine.share / f"{pc.key}-request.txt"), "--name", pc.name)
    lines = [line for line in said.splitlines() if line.startswith("The four words of")]
    if len(lines) != 1:
        raise LabError(f"{pc.name} showed no four words: {said}")
    return lines[0].partition(": ")[2]


def grant(machine: Machine, by: Pc, pc: Pc, words: str, kind: str, picture: str = "") -> None:
    """Let it join, in the windows of an administrator who is signed in at `by`, who notes the words of the answer."""
    request, answer = (str(machine.share / f"{pc.key}-{name}") for name in ("request.txt", "answer.age"))
    given = {"request": request, "answer": answer, "words": words, "kind": kind, "owner": OWNER}
    pc.answer_words = str(by.do("grant", **given, password=PASSWORD, picture=picture))


def join(machine: Machine, pc: Pc) -> None:
    """Open the answer at the new PC, and open its windows."""
    pc.must("pc", "join", str(machine.share / f"{pc.key}-answer.age"), typed=(pc.answer_words,))
    pc.open_windows()


def write_own_address(machine: Machine, pc: Pc) -> None:
    """Put the office's own address in force, without which it writes no letter: its policy goes out and in as TOML."""
    file = pc.folder / "office.toml"
    pc.must("policy", "export", "--sign-in", ADMINISTRATOR, "office", str(file), typed=(PASSWORD,))
    lines = file.read_text("utf-8").splitlines()
    written = [line for line in lines if not line.startswith("made_up")]
    if len(written) != len(lines) - 1:
        raise LabError("the shipped policy's address is no example any more")
    file.write_text("\n".join([*written, ""]), "utf-8")  # it stays the account's own
    pc.must("policy", "import", "--sign-in", ADMINISTRATOR, "office", str(file), typed=(PASSWORD,))
