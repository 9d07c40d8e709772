"""The office is looked after: a lost recovery key, an update at other PCs, and a server and a PC that are lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from desktop.domain.log.events import EventKind
from desktop.environment.office_file import read_office_file
from desktop.errors import DatabaseError, WrongStateError
from desktop.vault.keys import new_identity
from desktop.words.errors import message_for
from tests.lab.ceremony import ADMINISTRATOR, PASSWORD
from tests.lab.story import BACK_OFFICE, DESK_1, DESK_2, DESK_3, OWN, SECONDS, Lab
from tests.support import postgres

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
    _postgres(lab, "dropdb", "--force", name)
    shutil.rmtree(first.office)
    _postgres(lab, "createdb", f"--owner={postgres.OWNER}", "--encoding=UTF8", "--template=template0", name)
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


def _postgres(lab: Lab, program: str, *words: str) -> None:
    """Run a program of PostgreSQL's as the database administrator."""
    server = lab.machine.database.server
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    environment = {**os.environ, "PGPASSWORD": (server.folder / "password").read_text("utf-8").strip()}
    at = "--host", str(server.folder / "sockets"), "--port", str(server.port), "--username", "postgres"
    subprocess.run([binaries / program, *at, *words], env=environment, check=True, capture_output=True)
