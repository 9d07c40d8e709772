"""The session is signed off, a PC is stolen, the log is verified."""

from __future__ import annotations

import json
import time
from functools import partial

from desktop.domain.log.events import EventKind
from tests.lab import ceremony
from tests.lab.ceremony import ADMINISTRATOR, OWNER, PASSWORD
from tests.lab.machine import at_once
from tests.lab.story import BACK_OFFICE, DESK_1, OWN, SECONDS, Lab


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
    words = ceremony.ask(machine, pc)
    lab.sign_in(ADMINISTRATOR)
    ceremony.grant(machine, first, pc, words, "counter")
    ceremony.join(machine, pc)
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
