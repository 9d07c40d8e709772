"""Someone signs in by the office's directory, a real slapd over TLS alone; the office's policy names its group."""

from __future__ import annotations

import shutil

from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from tests.lab import ceremony
from tests.lab.ceremony import ADMINISTRATOR
from tests.lab.story import DESK_3, OWN, Lab
from tests.support.slapd import BASE, PASSWORD, a_slapd, group_dn

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
    server = lab.machine.stack.enter_context(a_slapd(lab.machine.folder / "slapd"))
    server.add(NAME, Role.ADVISER)
    policy = server.folder / "directory.toml"
    policy.write_text(_POLICY.format(port=server.port, base=BASE), "utf-8")
    pc = lab.machine.pc(DESK_3)
    here = lab.machine.folder / "policies"  # of the PC's administrator: its account cannot change them
    here.mkdir(mode=0o755)
    for file in (policy, server.folder / "ca.pem"):
        shutil.copy(file, here)
    pc.account.reach(server.port, lab.machine.folder)
    pc.directory, lab.slapd = here / policy.name, server


def its_group_gets_a_role(lab: Lab) -> None:
    """Name the group in the office's policy at the back office; a supervisor adopts it at their own PC."""
    refused = lab.machine.pc(DESK_3).do("refused", name=NAME, password=PASSWORD, picture="in-no-group-of-the-policy")
    lab.account.claim("a group that nobody named gives no role", "none of the directory’s groups" in refused)
    group, before = group_dn(Role.ADVISER), len(lab.looks.of(EventKind.POLICY_ADOPTED))
    office = lab.sign_in(ADMINISTRATOR)
    office.do("name_directory_group", group=group, roles=["adviser"], password=ceremony.PASSWORD, picture="group")
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
    shown = pc.do("sign_in", name=NAME, password=PASSWORD)
    pc.do("sign_out")
    added = len(lab.looks.of(EventKind.PERSON_ADDED)) - before
    lab.account.claim("a person of the directory signs in by it", shown == "Demo Mallet" and added == 1)
    server.delete(NAME)
    said = pc.do("refused", name=NAME, password=PASSWORD, picture="left-the-directory")
    lab.account.claim("who has left the directory is not let in", said, directory_reads=said)
