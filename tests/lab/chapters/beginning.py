"""The office is made, its PCs join, its first people are added."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from desktop.vault.keys import new_identity
from tests.lab import ceremony
from tests.lab.ceremony import ADMINISTRATOR
from tests.lab.machine import Pc, at_once
from tests.lab.story import BACK_OFFICE, Lab

NO_ACCOUNTS = "an account and a network namespace for each PC: only root makes them, where the machine lets it"


def an_office_of_several_pcs(lab: Lab) -> None:
    """Make the office at the first PC; the others ask, and are let in."""
    machine, first = lab.machine, lab.machine.pc(BACK_OFFICE)
    others = [pc for pc in machine.pcs.values() if pc is not first]
    lab.recovery = new_identity(), new_identity()
    recovery, in_database = (lab.recovery[0][1], lab.recovery[1][1]), lab.plan.vault_in_database
    make = partial(ceremony.make_office, machine, first, recovery, in_database=in_database)
    _, *words = at_once(make, *(partial(ceremony.ask, machine, pc) for pc in others))
    first.open_windows()
    lab.sign_in(ADMINISTRATOR)
    for pc, said in zip(others, words, strict=True):
        picture = "grant" if pc is others[0] else ""
        ceremony.grant(machine, first, pc, said, lab.plan.pcs[pc.key][1], picture)


def they_join_and_people_are_added(lab: Lab) -> None:
    """Let the others open their answers, and add people meanwhile; then write the office's own address."""
    machine, first = lab.machine, lab.seat(ADMINISTRATOR)
    others = [pc for pc in machine.pcs.values() if pc is not first]
    with ThreadPoolExecutor(len(others)) as beside:
        joining = [beside.submit(_join, lab, pc) for pc in others]
        lab.add_people("officer", "approver", "first", "leaver", "duty")
        for each in joining:
            each.result()
    ceremony.write_own_address(machine, first)
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
    ceremony.join(lab.machine, pc)
