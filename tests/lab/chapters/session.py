"""The appointment: a lesser check; Desk 1 is killed after the ID step; Desk 2 takes over and plays it to the end.

Until Desk 2 may do that, a minute passes. Meanwhile someone leaves who is signed in at Desk 2, and the rest of the
people are added.
"""

from __future__ import annotations

import time

from desktop.application.sessions.day_list import ABANDONED_AFTER
from desktop.domain.log.events import EventKind
from tests.lab.ceremony import ADMINISTRATOR, PASSWORD
from tests.lab.story import DESK_1, DESK_2, OWN, PEOPLE, SECONDS, Lab


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
