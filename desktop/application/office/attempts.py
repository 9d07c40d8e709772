"""Attempts to sign in, counted by account and by desk, in the database; a restart does not forget them.

Rule: what has been counted at this desk, and of an account at all PCs, is what refusals in the log say; a row is
believed where they do not. The event by which an account's count no more is in the transaction of what was then done.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import PasswordCheck
from desktop.domain.log import refusals
from desktop.domain.log.events import Event, EventKind, Facts, Subject, time_text
from desktop.domain.office.people import Person
from desktop.domain.office.throttle import Moment, Tries, after_failure, after_success, moment_of, wait_after
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.errors import SignInRefusedError


@dataclass(frozen=True)
class Tally:
    """The attempts of one account and of one desk, under the office's rules.

    `person`: whose account it is; None for an unknown name. `stored`: their password's stored hash.
    """

    person: Person | None
    stored: str
    account: str
    desk: DeskId
    uow: UnitOfWork
    check: PasswordCheck

    def now(self) -> Moment:
        """Return the server's time where there is one, since all desks' attempts are counted there; else this PC's."""
        clock = self.check.clock
        return moment_of(self.uow.times.server(), clock.now(), clock.monotonic())

    def must_not_wait(self, now: Moment) -> None:
        """Raise SignInRefusedError during a wait."""
        wait = self.wait(now)
        if wait > 0:
            raise refusal_after(wait)

    def wait(self, now: Moment) -> int:
        """Return the whole seconds until that name may be tried at that desk: the longer of the two waits."""
        for_account = wait_after(self._of_the_account(), now, self.check.policy.sign_in_account)
        return max(for_account, wait_after(self._at_the_desk(), now, self.check.policy.sign_in_desk))

    def fail(self, now: Moment) -> SignInRefusedError:
        """Count it in the same transaction as its event, and return the refusal, with the wait from now."""
        for_account = after_failure(self._of_the_account(), now, self.check.policy.sign_in_account)
        for_desk = after_failure(self._at_the_desk(), now, self.check.policy.sign_in_desk)
        self.uow.people.save_tries("account", self.account, for_account)
        self.uow.people.save_tries("desk", self.desk, for_desk)
        of_account, of_desk = self.check.policy.sign_in_account, self.check.policy.sign_in_desk
        wait = max(wait_after(for_account, now, of_account), wait_after(for_desk, now, of_desk))
        facts: Facts = {refusals.ACCOUNT_FAILURES: for_account.failures, refusals.DESK_FAILURES: for_desk.failures}
        facts[refusals.ACCOUNT] = refusals.account_mark(self._secret)
        facts |= {refusals.COUNTED: time_text(now.at)} | (
            {} if for_desk.up is None else {refusals.UP_THEN: for_desk.up}
        )
        self.uow.commit(Event(EventKind.SIGN_IN_REFUSED, self.check.clock.now(), self.desk, None, {}, facts))
        return refusal_after(wait)

    def _at_the_desk(self) -> Tries:
        told = self.uow.tries.at(self.desk)
        return self.uow.people.tries("desk", self.desk) if told is None else told

    def _of_the_account(self) -> Tries:
        told = None if self.person is None else self.uow.tries.of(self.person.id, self._secret)
        return self.uow.people.tries("account", self.account) if told is None else told

    @property
    def _secret(self) -> str:
        return "" if self.person is None else refusals.account_secret(self.stored, self.person.directory)

    def succeed(self, now: Moment) -> None:
        """Clear the account's attempts, but not the desk's. Where there are none, nothing is written."""
        none = after_success()
        if {self._of_the_account(), self.uow.people.tries("account", self.account)} == {none}:
            return
        if self.person is None:
            self.uow.people.save_tries("account", self.account, none)
        else:
            clear(self.person.id, self.desk, self.person.id, self.uow, self.check.clock.now())


def clear(id: PersonId, desk: DeskId, by: PersonId, uow: UnitOfWork, at: datetime) -> None:
    """Clear someone's attempts, in the transaction of what is done then."""
    uow.people.save_tries("account", id, after_success())
    uow.tries.clear(Event(EventKind.TRIES_CLEARED, at, desk, by, {Subject.PERSON: id}))


def refusal_after(wait: int) -> SignInRefusedError:
    """Return the refusal: it reads the same for every reason."""
    return SignInRefusedError("sign_in_refused", wait_seconds=wait)


def account_of(found: Person | None, typed: str) -> str:
    """Return the account that attempts are counted for: the person, or the bucket of an unknown name."""
    return found.id if found else hashlib.sha256(typed.strip().casefold().encode()).hexdigest()[:4]
