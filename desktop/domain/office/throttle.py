"""How long to wait before the next attempt to sign in.

Rules:
- Attempts are counted twice: for the name that was typed (known or not), and for the desk where it was typed.
- The first `free` attempts need no wait. After that each failure doubles it, from `base_seconds` to `cap_seconds`.
- Signing in clears the name's count. It does not clear the desk's: otherwise one good password would pay for trying
  everybody else's. A desk's count falls by one for each whole `decay_seconds` without a failure.
- Waiting out the cap earns back no more than the one failure that follows it (`decay_seconds` is not below the cap), so
  guessing never gets faster than one attempt in `cap_seconds`.
- A wait is measured by this PC's uptime (`up`, in seconds), whatever its clock is set to. If the PC was restarted since
  the failure, only the time since then has passed for certain.
- Where the time is a server's, whose clock nobody sets here, that counts. A failure further ahead of it than the cap
  was written under a wrong clock: it costs no wait, since nobody may be locked out until a mistaken date comes round.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from desktop.domain.office.policies import Setting, less, more, sooner
from desktop.errors import ContradictionError


@dataclass(frozen=True)
class Tries:
    """Failures in a row (or not yet decayed), and the time of the last (aware, UTC).

    `up`: the PC's uptime then, in seconds; None where the time is a server's, or it was not stored.
    """

    failures: int = 0
    last_failure: datetime | None = None
    up: int | None = None


NONE = Tries()


@dataclass(frozen=True)
class Moment:
    """The present: the time (aware, UTC), and this PC's uptime in seconds. `up` None: a server's time."""

    at: datetime
    up: float | None = None


def moment_of(server: datetime | None, now: datetime, up: float) -> Moment:
    """Return the server's time where there is one, since all desks' attempts are counted there; else this PC's."""
    return Moment(now, up) if server is None else Moment(server)


@dataclass(frozen=True)
class ThrottleRules:
    """The rules of a throttle: `free` attempts without a wait, then seconds, doubling from base to cap.

    `decay_seconds` 0 is never.
    """

    free: Annotated[int, Setting(more, 0, 20)] = 5
    base_seconds: Annotated[int, Setting(less, 1, 3600)] = 30
    cap_seconds: Annotated[int, Setting(less, 60, 86_400)] = 900
    decay_seconds: Annotated[int, Setting(sooner, 0, 604_800)] = 0

    def __post_init__(self) -> None:
        if self.free < 0 or self.base_seconds < 1 or self.cap_seconds < self.base_seconds:
            raise ContradictionError("waits_do_not_grow")
        if self.decay_seconds != 0 and self.decay_seconds < self.cap_seconds:
            raise ContradictionError("decay_below_cap")


ACCOUNT_RULES = ThrottleRules()
DESK_RULES = ThrottleRules(free=10, decay_seconds=900)


def wait_after(tries: Tries, now: Moment, rules: ThrottleRules = ACCOUNT_RULES) -> int:
    """Return the whole seconds until the next attempt is allowed, rounded up; 0 when it is allowed now."""
    due = _due(tries.failures, rules)
    if tries.last_failure is None or due == 0:
        return 0
    since = _since(tries, tries.last_failure, now)
    if since < -timedelta(seconds=rules.cap_seconds):
        return 0
    left = timedelta(seconds=due) - since
    return max(0, min(due, -(-left // timedelta(seconds=1))))


def after_failure(tries: Tries, now: Moment, rules: ThrottleRules = ACCOUNT_RULES) -> Tries:
    """Return the count with one more failure, at `now`; decayed failures are subtracted first."""
    up = None if now.up is None else int(now.up)
    return Tries(tries.failures - _decayed(tries, now, rules) + 1, now.at, up)


def after_success() -> Tries:
    """Return the account's count after signing in. The desk's is unchanged."""
    return NONE


def _due(failures: int, rules: ThrottleRules) -> int:
    over = failures - rules.free
    if over < 0:
        return 0
    doublings = min(over, rules.cap_seconds.bit_length())  # so many reach the cap from any base, and stay small
    return min(rules.cap_seconds, rules.base_seconds << doublings)


def _decayed(tries: Tries, now: Moment, rules: ThrottleRules) -> int:
    if rules.decay_seconds == 0 or tries.last_failure is None:
        return 0
    since = _since(tries, tries.last_failure, now)
    quiet = max(timedelta(0), since) // timedelta(seconds=rules.decay_seconds)
    return min(tries.failures, quiet)


def _since(tries: Tries, failed: datetime, now: Moment) -> timedelta:
    """Return the time certain to have passed since the last failure. Negative only by a server's clock."""
    by_clock = now.at - failed
    if now.up is None:
        return by_clock
    up = timedelta(seconds=int(now.up))
    if tries.up is None:  # counted before uptime was stored, or on a server
        return min(by_clock, up) if by_clock >= timedelta(0) else up
    then = timedelta(seconds=tries.up)
    return up - then if up >= then else up
