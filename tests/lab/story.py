"""The story of a lab: who works where, the chapters that conduct it and claim what is true, and the forms of a lab.

The customer of the session has one document. Desk 1 is killed after the ID step, and Desk 2 takes over and plays the
call to its end: until it may do that, a minute passes. Meanwhile someone leaves who is signed in there, and the rest of
the people are added. Someone signs in by the office's directory, a real slapd over TLS alone.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from desktop.application.sessions.day_list import ABANDONED_AFTER
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.people import Role
from desktop.environment.office_file import read_office_file
from desktop.errors import DatabaseError, WrongStateError
from desktop.vault.keys import new_identity
from desktop.words.errors import message_for
from tests.lab.machine import LabError, Machine, Pc, Steps, at_once
from tests.support.offices.stored_log import events_in
from tests.support.servers import postgres, slapd
from tests.support.servers.slapd import Slapd


@dataclass(frozen=True)
class ServerLooks:
    """Looks at the server, behind the backs of all PCs."""

    database: postgres.Database

    def events(self) -> list[Event]:
        """Return all events, in order."""
        return events_in(self.database.owner)

    def of(self, *kinds: EventKind) -> list[Event]:
        """Return the events of these kinds."""
        return [event for event in self.events() if event.kind in kinds]

    def encrypted(self) -> list[tuple[str, bool]]:
        """Return each login that is connected from outside, and whether by TLS."""
        query = (
            "SELECT a.usename, s.ssl FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid) "
            "WHERE a.datname = %s AND a.client_addr IS NOT NULL"
        )
        with self.database.server.superuser() as connection:
            return [(str(row[0]), bool(row[1])) for row in connection.execute(query, (self.database.name,)).fetchall()]

    def may_log_in(self, login: str) -> bool:
        """Return whether the server lets that login in, or still has a connection of it."""
        with self.database.server.superuser() as connection:
            may = connection.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", (login,)).fetchone()
            query = "SELECT count(*) FROM pg_stat_activity WHERE usename = %s"
            there = connection.execute(query, (login,)).fetchone()
        return bool(may and may[0]) or bool(there and there[0])


@dataclass
class Account:
    """The account. `truths`: each thing that has to be true, and whether it is."""

    form: str
    truths: dict[str, bool] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    failure: str = ""
    seconds: float = 0.0

    def claim(self, what: str, true: object, **facts: Any) -> None:
        """Put down whether that is true, with what it was told by."""
        self.truths[what] = bool(true)
        self.facts |= facts

    def all_true(self) -> bool:
        """Return whether the lab reached its end, and everything is true."""
        return not self.failure and bool(self.truths) and all(self.truths.values())

    def write(self, steps: Steps) -> Path:
        """Write `account.json` beside the pictures."""
        file = steps.out / "account.json"
        told = asdict(self) | {
            "all_true": self.all_true(),
            "steps": [asdict(step) for step in steps.done],
            "pictures": steps.pictures,
        }
        file.write_text(json.dumps(told, indent=1), encoding="utf-8")
        return file

    def in_words(self) -> str:
        """Return a short account for a person."""
        lines = [f"{'yes' if true else 'NO '}  {what}" for what, true in self.truths.items()]
        lines += [f"not here: {what}" for what in self.left_out]
        lines += [f"It stopped: {self.failure}"] if self.failure else []
        return "\n".join([*lines, f"{self.seconds:.0f} seconds."])


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


OWN = "a password for the lab"
"""Everybody's own, after the first one."""
SURNAME, BORN = "Customer Lab", [1971, 3, 11]
SECONDS = 20
"""Within which someone who has left, and a PC that was withdrawn, are out."""
BACK_OFFICE, DESK_1, DESK_2, DESK_3 = "back-office", "desk-1", "desk-2", "desk-3"


@dataclass(frozen=True)
class Plan:
    """The PCs of a lab (their names and kinds; the first makes the office), and who sits where.

    `seats`: the PC of a sign-in name; whoever is not in it sits at the first one. `left_out`: what a lab of this form
    does not have, as its account says. `vault_in_database`: where the recordings lie; otherwise in a shared folder.
    """

    form: str
    pcs: Mapping[str, tuple[str, str]]
    seats: Mapping[str, str]
    chapters: tuple[Callable[[Lab], None], ...]
    left_out: tuple[str, ...] = ()
    vault_in_database: bool = False

    @property
    def names(self) -> dict[str, str]:
        return {key: name for key, (name, _) in self.pcs.items()}


PEOPLE = {
    "officer": ("Lab officer", "information_officer"),
    "approver": ("Lab approver", "approver"),
    "duty": ("Lab duty supervisor", "supervisor"),
    "supervisor": ("Lab supervisor", "supervisor"),
    "first": ("Lab adviser one", "adviser"),
    "second": ("Lab adviser two", "adviser"),
    "leaver": ("Lab leaver", "adviser"),
}


@dataclass
class Lab:
    """A lab in progress."""

    plan: Plan
    machine: Machine
    account: Account
    reference: str = ""
    first_passwords: dict[str, str] = field(default_factory=dict)
    recovery: tuple[tuple[str, str], ...] = ()
    """Both recovery keys: identity and recipient."""
    slapd: Slapd | None = None
    """The directory, where the lab has one."""

    def __post_init__(self) -> None:
        self.looks = ServerLooks(self.machine.database)

    def go(self) -> None:
        """Conduct it, chapter by chapter. Each claims what is true after it."""
        for chapter in self.plan.chapters:
            chapter(self)

    def recordings_in_folders(self) -> list[Path]:
        """Return the files of recordings on the share, and in the folders of all PCs."""
        folders = [self.machine.share, *(pc.office for pc in self.machine.pcs.values())]
        return [path for folder in folders for path in (folder / "vault").rglob("*") if path.is_file()]

    def seat(self, name: str) -> Pc:
        """Return the PC at which someone works."""
        return self.machine.pc(self.plan.seats.get(name, BACK_OFFICE))

    def sign_in(self, name: str) -> Pc:
        """Sign someone in where they work; with their first password, if they have not been here before."""
        pc = self.seat(name)
        self.begin_sign_in(name)
        pc.end()
        return pc

    def begin_sign_in(self, name: str) -> None:
        """The same, without waiting for it."""
        first = self.first_passwords.pop(name, "")
        if first:
            self.seat(name).begin("sign_in_first", name=name, first=first, password=OWN)
        else:
            self.seat(name).begin("sign_in", name=name, password=PASSWORD if name == ADMINISTRATOR else OWN)

    def add_people(self, *names: str) -> None:
        """Add them, in the window of the administrator who is signed in."""
        pc = self.seat(ADMINISTRATOR)
        for name in names:
            shown, role = PEOPLE[name]
            picture = "first-password" if name == "officer" else ""
            added = {"name": name, "shown": shown, "roles": [role], "password": PASSWORD, "picture": picture}
            self.first_passwords[name] = pc.do("add_person", **added)


NO_ACCOUNTS = "an account and a network namespace for each PC: only root makes them, where the machine lets it"


def an_office_of_several_pcs(lab: Lab) -> None:
    """Make the office at the first PC; the others ask, and are let in."""
    machine, first = lab.machine, lab.machine.pc(BACK_OFFICE)
    others = [pc for pc in machine.pcs.values() if pc is not first]
    lab.recovery = new_identity(), new_identity()
    recovery, in_database = (lab.recovery[0][1], lab.recovery[1][1]), lab.plan.vault_in_database
    make = partial(make_office, machine, first, recovery, in_database=in_database)
    _, *words = at_once(make, *(partial(ask, machine, pc) for pc in others))
    first.open_windows()
    lab.sign_in(ADMINISTRATOR)
    for pc, said in zip(others, words, strict=True):
        picture = "grant" if pc is others[0] else ""
        grant(machine, first, pc, said, lab.plan.pcs[pc.key][1], picture)


def they_join_and_people_are_added(lab: Lab) -> None:
    """Let the others open their answers, and add people meanwhile; then write the office's own address."""
    machine, first = lab.machine, lab.seat(ADMINISTRATOR)
    others = [pc for pc in machine.pcs.values() if pc is not first]
    with ThreadPoolExecutor(len(others)) as beside:
        joining = [beside.submit(_join, lab, pc) for pc in others]
        lab.add_people("officer", "approver", "first", "leaver", "duty")
        for each in joining:
            each.result()
    write_own_address(machine, first)
    rows = first.do("pcs", picture="all-pcs")
    lab.account.claim(f"{len(lab.plan.pcs)} PCs have joined by the ceremony", len(rows) == len(lab.plan.pcs), pcs=rows)
    first.do("sign_out")
    connected = lab.looks.encrypted()
    lab.account.claim("every connection to the server is by TLS", connected and all(tls for _, tls in connected))
    if machine.accounts.group:
        lab.account.claim("each PC is an account in a network of its own", machine.is_apart)
    else:
        lab.account.left_out.append(NO_ACCOUNTS)


def _join(lab: Lab, pc: Pc) -> None:
    join(lab.machine, pc)


def a_letter_is_taken(lab: Lab) -> None:
    """Take the request, import a folder, find the recording, prepare the copy."""
    for name in ("approver", "leaver"):  # meanwhile, where it is another PC
        if lab.seat(name) is not lab.seat("officer"):
            lab.begin_sign_in(name)
    pc = lab.sign_in("officer")
    lab.reference = pc.do("take_letter", surname=SURNAME, born=BORN, days_ago=5)
    pc.do("import_folder")
    pc.do("find", reference=lab.reference)
    marks = pc.do("prepare", reference=lab.reference, password=OWN)
    imported = len(lab.looks.of(EventKind.RECORDING_IMPORTED))
    lab.account.claim("the call in the letter was imported, and nobody else's", imported == 1, imported=imported)
    in_folders = lab.recordings_in_folders()
    where = "the database" if lab.plan.vault_in_database else "the shared folder"
    lab.account.claim(f"the recordings lie in {where}", bool(in_folders) is not lab.plan.vault_in_database)
    lab.account.claim("the part about somebody else was marked", marks == 1)


def it_is_decided(lab: Lab) -> None:
    """Let the approver hear the copy and decide: who is signed in at another PC, or takes the officer's place."""
    pc = lab.seat("approver")
    if shared := pc is lab.seat("officer"):
        pc.do("sign_out")
        lab.sign_in("approver")
    else:
        pc.end()
    said = pc.do("decide", reference=lab.reference, password=OWN)
    pc.do("sign_out")
    lab.begin_sign_in("first")  # at Desk 1, while the officer goes on
    if shared:
        lab.sign_in("officer")
    [prepared], [approved] = lab.looks.of(EventKind.COPY_PREPARED), lab.looks.of(EventKind.REQUEST_APPROVED)
    second = lab.reference in said and prepared.actor != approved.actor
    lab.account.claim("a second person decided", second)


def the_person_is_invited(lab: Lab) -> None:
    """Let the officer, who is still signed in, book an appointment at Desk 1 and save the invitation."""
    pc, letter = lab.seat("officer"), lab.machine.papers / "invitation.pdf"
    pc.do("invite", reference=lab.reference, desk="Desk 1", letter=str(letter))
    pc.do("sign_out")
    lab.account.claim("the invitation is a PDF", letter.read_bytes().startswith(b"%PDF"))


def desk_1_is_killed(lab: Lab) -> None:
    """Check in and identify at Desk 1; Desk 2 sees it by itself; then end Desk 1's program as a power cut does.

    The customer has one document. A supervisor, who looks at something else at their own PC, allows a lesser check.
    """
    one, two = lab.machine.pc(DESK_1), lab.machine.pc(DESK_2)
    duty = lab.sign_in("duty")
    one.end()  # they signed in long ago
    two.end()
    one.begin("check_in", reference=lab.reference)
    asked = duty.do("allow_lesser_check", password=OWN, seconds=60)
    shown = two.do("shows", reference=lab.reference, seconds=60, picture="today-by-itself")
    one.end()
    duty.do("sign_out")
    [allowed] = lab.looks.of(EventKind.LESSER_CHECK_ALLOWED)
    elsewhere = allowed.desk != lab.looks.of(EventKind.CHECKED_IN)[0].desk
    lab.account.claim("a lesser check was allowed at the supervisor's own PC", elsewhere, lesser_check=asked)
    lab.account.claim("Desk 2 shows the appointment without a press", shown)
    one.kill()
    lab.account.facts["killed_at"] = time.monotonic()


def somebody_leaves(lab: Lab) -> None:
    """End the access of whoever is signed in at Desk 2, whose window closes everything."""
    administrator, two = lab.sign_in(ADMINISTRATOR), lab.machine.pc(DESK_2)
    administrator.do("has_left", shown=PEOPLE["leaver"][0], password=PASSWORD, picture="leaver")
    left = time.monotonic()
    said = two.do("is_put_out", picture="leaver-put-out")
    seconds = round(time.monotonic() - left, 1)
    lab.account.claim("whoever has left is out within seconds", said and seconds < SECONDS, leaver_out_after=seconds)
    two.begin("refused", name="leaver", password=OWN, picture="leaver-refused")
    lab.add_people("supervisor", "second")
    again = two.end()
    signed_in = lab.looks.of(EventKind.SIGN_IN_REFUSED)
    lab.account.claim("whoever has left is not let in again", signed_in, leaver_reads=[said, again])
    administrator.do("sign_out")


def desk_2_takes_over(lab: Lab) -> None:
    """Wait until the session is offered at Desk 2, take it over, play it, close it."""
    lab.sign_in("second")
    two, patience = lab.machine.pc(DESK_2), ABANDONED_AFTER.total_seconds() + 60
    two.begin("may_take_over", reference=lab.reference, seconds=patience, picture="session-offered")
    lab.sign_in("supervisor").do("verify")
    readiness = two.end()
    waited = round(time.monotonic() - lab.account.facts.pop("killed_at"), 1)
    lab.account.claim("Desk 2 was offered the session of Desk 1", readiness == "abandoned", offered_after=waited)
    two.do("take_over", reference=lab.reference)
    lab.machine.pc(DESK_1).open_windows()  # it comes back meanwhile
    _claim_heard(lab, two.do("listen"))


def _claim_heard(lab: Lab, heard: dict[str, object]) -> None:
    taken, closed = lab.looks.of(EventKind.SESSION_TAKEN_OVER), lab.looks.of(EventKind.SESSION_CLOSED)
    told = {event.kind.value: dict(event.facts) for event in (*taken, *closed)}
    lab.account.claim("the session was taken over once", len(taken) == 1, heard=heard, session=told)
    outcomes = [event.facts.get("outcome") for event in closed]
    lab.account.claim("the customer heard all of it", outcomes == ["heard_in_full"])
    lab.account.claim("the removed part was silent", heard["silent"] and heard["removed"])


NAME = "mallet"
_POLICY = """address = "ldaps://localhost:{port}"
authority = "ca.pem"
base = "{base}"
bind = "uid={{name}},ou=people,{base}"
people = "(objectClass=inetOrgPerson)"
sign_in_name = "uid"
shown_name = "cn"
identifier = "entryUUID"
disabled = ["shadow_expire", "locked_time"]
member = "member"
nested = false
offline_minutes = 30
"""


def a_directory_is_there(lab: Lab) -> None:
    """Start it, with one person, and name it in the policies of Desk 3, before its windows open."""
    server = lab.machine.stack.enter_context(slapd.a_slapd(lab.machine.folder / "slapd"))
    server.add(NAME, Role.ADVISER)
    policy = server.folder / "directory.toml"
    policy.write_text(_POLICY.format(port=server.port, base=slapd.BASE), "utf-8")
    pc = lab.machine.pc(DESK_3)
    here = lab.machine.folder / "policies"  # of the PC's administrator: its account cannot change them
    here.mkdir(mode=0o755)
    for file in (policy, server.folder / "ca.pem"):
        shutil.copy(file, here)
    pc.account.reach(server.port, lab.machine.folder)
    pc.directory, lab.slapd = here / policy.name, server


def its_group_gets_a_role(lab: Lab) -> None:
    """Name the group in the office's policy at the back office; a supervisor adopts it at their own PC."""
    refused = lab.machine.pc(DESK_3).do(
        "refused", name=NAME, password=slapd.PASSWORD, picture="in-no-group-of-the-policy"
    )
    lab.account.claim("a group that nobody named gives no role", "none of the directory’s groups" in refused)
    group, before = slapd.group_dn(Role.ADVISER), len(lab.looks.of(EventKind.POLICY_ADOPTED))
    office = lab.sign_in(ADMINISTRATOR)
    office.do("name_directory_group", group=group, roles=["adviser"], password=PASSWORD, picture="group")
    office.do("sign_out")
    reviews = lab.sign_in("supervisor")
    said = reviews.do("adopt_change", password=OWN, picture="group-adopted")
    reviews.do("sign_out")
    adopted = len(lab.looks.of(EventKind.POLICY_ADOPTED)) - before
    lab.account.claim("somebody else adopts which role a group gives", adopted == 1, policy_reads=said)


def its_person_comes_and_goes(lab: Lab) -> None:
    """Sign its person in at Desk 3 with the directory's own password, and not any more once they have left it."""
    pc, server = lab.machine.pc(DESK_3), lab.slapd
    assert server is not None
    before = len(lab.looks.of(EventKind.PERSON_ADDED))
    shown = pc.do("sign_in", name=NAME, password=slapd.PASSWORD)
    pc.do("sign_out")
    added = len(lab.looks.of(EventKind.PERSON_ADDED)) - before
    lab.account.claim("a person of the directory signs in by it", shown == "Demo Mallet" and added == 1)
    server.delete(NAME)
    said = pc.do("refused", name=NAME, password=slapd.PASSWORD, picture="left-the-directory")
    lab.account.claim("who has left the directory is not let in", said, directory_reads=said)


NEWER = "r9999_of_tomorrow"


def a_recovery_key_is_lost(lab: Lab) -> None:
    """Replace the first recovery key."""
    pc, lost, new = lab.machine.pc(BACK_OFFICE), lab.recovery[0][1], new_identity()
    administrator = "--administrator", ADMINISTRATOR
    said = pc.must("keys", "replace", "--lost", lost, "--new", new[1], *administrator, typed=(PASSWORD,))
    shown = pc.must("keys", "show", *administrator, typed=(PASSWORD,))
    lab.recovery = new, lab.recovery[1]
    replaced = lab.looks.of(EventKind.RECOVERY_KEY_REPLACED)
    in_force = new[1] in shown and lab.recovery[1][1] in shown and lost not in shown
    lab.account.claim("the lost recovery key is replaced", in_force and len(replaced) == 1, key_replaced=said)


def other_pcs_are_updated(lab: Lab) -> None:
    """Let the database be one of a newer program's: this older one says so in words, and changes nothing."""
    two, server, name = lab.machine.pc(DESK_2), lab.machine.database.server, lab.machine.database.name
    three, outdated = lab.machine.pc(DESK_3), message_for(WrongStateError("program_outdated"))
    three.do("sign_in", name="second", password=OWN)
    two.close_windows()
    with server.superuser(name) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        connection.execute("UPDATE alembic_version SET version_num = %s", (NEWER,))
    before, newer = len(lab.looks.events()), message_for(DatabaseError("database_newer"))
    try:
        code, said = two.run("status")
        two.open_windows()
        window = two.do("cannot_open", picture="older-program")
        two.close_windows()
        open_one = three.do("reads", words=outdated, seconds=SECONDS, picture="older-program-open")
    finally:
        assert row is not None
        with server.superuser(name) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", row)
    three.do("sign_out")
    told = code == 2 and newer in said and window == newer
    after = lab.looks.events()[before:]
    unchanged = [event.kind for event in after] == [EventKind.SIGNED_OUT]
    lab.account.claim("an older program that is open says so, and goes on to its end", open_one == outdated)
    lab.account.claim("an older program says that it has to be updated", told and unchanged, older_reads=window)


def server_and_pc_are_lost(lab: Lab) -> None:
    """Back up while PCs work, lose the server and the first PC, restore both elsewhere, verify at every PC."""
    machine, first = lab.machine, lab.machine.pc(BACK_OFFICE)
    backup, name = first.folder / "backup", machine.database.name
    events = len(lab.looks.events())
    told = first.must("backup", str(backup))
    for pc in machine.pcs.values():
        pc.close_windows()
    machine.database.engine.dispose()
    machine.database.owner.dispose()
    machine.database.server.run("dropdb", "--force", name)
    shutil.rmtree(first.office)
    owner = f"--owner={postgres.OWNER}"
    machine.database.server.run("createdb", owner, "--encoding=UTF8", "--template=template0", name)
    elsewhere = machine.add_pc("elsewhere", "Back office, elsewhere")
    backup, recovery = machine.hand_over(backup, elsewhere), elsewhere.folder / "recovery.txt"
    recovery.write_text(f"{lab.recovery[0][0]}\n", "ascii")
    elsewhere.account(recovery)
    where = "--database", machine.database.address, "--database-owner", postgres.OWNER
    typed = postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD
    code, said = elsewhere.run("restore", str(backup), "--recovery", str(recovery), "--yes", *where, typed=typed)
    lab.account.claim("a back-up is restored on another PC", code == 0, backed_up=told, restored=said)
    same = read_office_file(elsewhere.office)[1].vault == machine.share / "vault"
    lab.account.claim("the restored PC goes on with the shared folder", same)
    elsewhere.open_windows()
    elsewhere.do("sign_in", name=ADMINISTRATOR, password=PASSWORD)
    rows = elsewhere.do("pcs", picture="restored-elsewhere")
    elsewhere.do("sign_out")
    pcs = [elsewhere, *(pc for pc in machine.pcs.values() if pc.key not in (BACK_OFFICE, DESK_1))]
    codes = {pc.name: pc.run("verify")[0] for pc in pcs}
    whole = not any(codes.values()) and len(rows) == len(machine.pcs) and len(lab.looks.events()) >= events
    lab.account.claim("after the restore the log is whole at every PC", whole, after_restore=codes)


def it_is_signed_off(lab: Lab) -> None:
    """Let the supervisor, who is signed in, review and sign off the session."""
    pc, receipt = lab.seat("supervisor"), lab.machine.papers / "receipt.pdf"
    lab.begin_sign_in("first")  # meanwhile, at Desk 1
    pc.do("sign_off", reference=lab.reference, receipt=str(receipt))
    pc.do("sign_out")
    [signed], [closed] = lab.looks.of(EventKind.REVIEW_SIGNED_OFF), lab.looks.of(EventKind.SESSION_CLOSED)
    lab.account.claim("somebody else signed it off", signed.actor != closed.actor and receipt.exists())


def a_pc_is_stolen(lab: Lab) -> None:
    """Withdraw Desk 1, at which someone is signed in."""
    one, pc = lab.machine.pc(DESK_1), lab.sign_in(ADMINISTRATOR)
    one.end()
    login = one.login
    before = lab.looks.may_log_in(login)
    pc.do("withdraw", name=one.name, why="stolen", owner=OWNER, password=PASSWORD, picture="stolen")
    withdrawn, after = time.monotonic(), lab.looks.may_log_in(login)
    lab.account.claim("the stolen PC's login has ended at the server", before and not after)
    said = one.do("is_put_out", picture="stolen-put-out")
    seconds = round(time.monotonic() - withdrawn, 1)
    lab.account.claim("its window is empty within seconds", said and seconds < SECONDS, stolen_out_after=seconds)
    again = one.do("refused", name="first", password=OWN, picture="stolen-refused")
    lab.account.claim("nobody signs in at the stolen PC", again)
    code, printed = one.run("verify")
    lab.account.claim("the stolen PC reads nothing any more", code == 2, thief_reads=[said, again, printed])
    pc.do("pcs", picture="pcs-at-the-end")
    pc.do("sign_out")


def a_new_pc_takes_its_place(lab: Lab) -> None:
    """Let another PC join under the stolen one's name; someone works there at once."""
    machine, first = lab.machine, lab.seat(ADMINISTRATOR)
    pc = machine.pcs["desk-1-again"] = machine.add_pc("desk-1-again", machine.pc(DESK_1).name)
    words = ask(machine, pc)
    lab.sign_in(ADMINISTRATOR)
    grant(machine, first, pc, words, "counter")
    join(machine, pc)
    rows = first.do("pcs", picture="pc-replaced")
    first.do("sign_out")
    pc.do("sign_in", name="first", password=OWN)
    shown = pc.do("shows", reference=lab.reference, seconds=30, picture="today-at-the-new-pc")
    pc.do("sign_out")
    named = [row for row in rows if row.startswith(f"{pc.name}, ")]
    lab.account.claim("a new PC has the stolen one's name and is at work", len(named) == 2 and shown, renewed=named)


def the_log_is_whole(lab: Lab) -> None:
    """Verify it at every PC that is still one of the office's, by the command."""
    pcs = [pc for pc in lab.machine.pcs.values() if pc.key != DESK_1]
    ran = at_once(*(partial(pc.run, "verify") for pc in pcs))
    said = {pc.name: said for pc, (_, said) in zip(pcs, ran, strict=True)}
    lab.account.claim("the log is whole at every PC", all(code == 0 for code, _ in ran), verified=said)
    _, told = lab.machine.pc(BACK_OFFICE).run("status", "--json")
    lacks = {pc["name"]: (pc["reported"] or {}).get("lacks", []) for pc in json.loads(told.splitlines()[-1])["pcs"]}
    lab.account.claim(
        "no PC's witness is on its own disk",
        bool(lacks) and not any("witness_elsewhere" in each for each in lacks.values()),
        lacks=lacks,
    )
    lab.account.facts["events"] = len(lab.looks.events())


_FROM_LETTER_TO_SIGN_OFF = (
    an_office_of_several_pcs,
    they_join_and_people_are_added,
    a_letter_is_taken,
    it_is_decided,
    the_person_is_invited,
    desk_1_is_killed,
    somebody_leaves,
    desk_2_takes_over,
    it_is_signed_off,
)

SHORT = Plan(
    form="short",
    pcs={
        BACK_OFFICE: ("Back office", "back_office"),
        DESK_1: ("Desk 1", "counter"),
        DESK_2: ("Desk 2", "counter"),
    },
    seats={"first": DESK_1, "leaver": DESK_2, "second": DESK_2},
    chapters=(*_FROM_LETTER_TO_SIGN_OFF, a_pc_is_stolen, the_log_is_whole),
    left_out=(
        "PCs for decisions and for reviews: approver and supervisors sit at the back office",
        "a directory; a lost recovery key; an update; a restore",
        "a shared folder of recordings: they lie in the database",
    ),
    vault_in_database=True,
)

FULL = Plan(
    form="full",
    pcs={
        BACK_OFFICE: ("Back office", "back_office"),
        "decisions": ("Approver's PC", "decision"),
        "reviews": ("Supervisor's PC", "review"),
        DESK_1: ("Desk 1", "counter"),
        DESK_2: ("Desk 2", "counter"),
        DESK_3: ("Desk 3", "counter"),
    },
    seats={
        "approver": "decisions",
        "duty": "reviews",
        "supervisor": "reviews",
        "first": DESK_1,
        "leaver": DESK_2,
        "second": DESK_2,
    },
    chapters=(
        a_directory_is_there,
        *_FROM_LETTER_TO_SIGN_OFF,
        its_group_gets_a_role,
        its_person_comes_and_goes,
        a_pc_is_stolen,
        a_new_pc_takes_its_place,
        a_recovery_key_is_lost,
        other_pcs_are_updated,
        the_log_is_whole,
        server_and_pc_are_lost,
    ),
    left_out=("the recordings in the database: they lie on a shared folder",),
)
