"""The office's policies: read, previewed, changed, proposed, adopted, dropped.

Rules:
- The rules of `accounts` hold here too: the person's own password again, what is changed is what was shown, every act
  is anchored at once.
- A change that weakens no check is in force at once. One that does waits, with a reason, until someone else adopts it:
  another administrator, or a supervisor. What it weakens is decided here, from both texts, and the event says it.
- While one waits, that policy is not changed otherwise.
- An office begins its policies with the files of the PC on which it is made. From then on no PC's file counts.
- Every text is read before it is stored, as each PC will read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from desktop.application.office.signing_in import InPerson, acting_in_person
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import PasswordCheck
from desktop.application.ports.office import PolicyTexts
from desktop.application.shared.commands import Actor, Command, carries_out, note_of, nothing
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.office.policies import (
    Change,
    PolicyName,
    PolicyVersion,
    changes_between,
    newest_adopted,
    waiting,
    weakens,
)
from desktop.domain.recordings.retention import Going, KeepingPolicy, going
from desktop.domain.sessions.id_policy import IdPolicy, identity_changes
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.errors import FieldsError, WrongStateError

if TYPE_CHECKING:
    from desktop.application.ports.office import AnyPolicy


class ChangePolicy(Command[None]):
    """Another text for a policy. `seen`: the number of the version that was in force when it was written. `reason`: for
    the second person, where it weakens a check."""

    by: InPerson
    name: PolicyName
    content: str
    seen: int
    reason: str = ""


@dataclass(frozen=True)
class DecideOnPolicy:
    """A version that waits, as it was shown: to adopt it, or to drop it."""

    by: InPerson
    seen: PolicyVersion


class AdoptPolicy(DecideOnPolicy, Command[None]):
    """Put it in force."""


class DropPolicy(DecideOnPolicy, Command[None]):
    """Drop it."""


@dataclass(frozen=True)
class Preview:
    """The changes that a text would make. `going`: for the keeping policy, how many recordings go, and when."""

    name: PolicyName
    seen: int
    content: str
    changes: tuple[Change, ...]
    going: tuple[Going, ...] = ()

    @property
    def weaker(self) -> bool:
        """Whether a second person is needed."""
        return weakens(self.changes)


@dataclass(frozen=True)
class PolicyState:
    """One policy. `content`: the text in force; of this PC's file where it was not begun (`version` 0).

    `waiting`: the version that waits for a second person, and `preview` what it changes. `history`: the newest first.
    """

    name: PolicyName
    version: int
    content: str
    policy: AnyPolicy
    waiting: PolicyVersion | None = None
    preview: Preview | None = None
    history: tuple[PolicyVersion, ...] = ()


@dataclass(frozen=True)
class PoliciesView:
    """All of them. `people`: the shown names of those in the history."""

    states: tuple[PolicyState, ...]
    people: dict[PersonId, str]

    def state(self, name: PolicyName) -> PolicyState:
        """Return the state of one policy."""
        return next(state for state in self.states if state.name is name)


def policies(actor: Actor, *, uow: UnitOfWork, clock: Clock, texts: PolicyTexts) -> PoliciesView:
    """Return all policies. Raises NotAllowedError, RowRefusedError."""
    with uow.read_only():
        uow.ahead("policies", actor.by)
        actor.acting(Permission.ADOPT_POLICY, uow)
        uow.proven.policies()
        versions = uow.policies.versions()
        files = {} if versions else texts.files()
        states = tuple(_state(name, versions, files.get(name, ""), uow, clock, texts) for name in PolicyName)
        people = {id: person.shown_name for id, person in uow.reading.people().items()}
    return PoliciesView(states, people)


def preview_policy(
    actor: Actor, name: PolicyName, content: str, *, uow: UnitOfWork, clock: Clock, texts: PolicyTexts
) -> Preview:
    """Return what that text would change. Changes nothing. Raises NotAllowedError, PolicyRefusedError,
    WrongStateError (`policies_not_begun`, `policy_same`).
    """
    becomes = texts.read(name, content)
    with uow.read_only():
        actor.acting(Permission.ADMINISTER, uow)
        uow.proven.policies()
        present = _in_force(uow, name)
        _must_differ(present, content)
        return _preview(present, content, texts.read(name, present.content), becomes, uow, clock)


def first_policies(desk: DeskId, *, uow: UnitOfWork, clock: Clock, texts: PolicyTexts) -> None:
    """Begin them in a new office, in which nobody can sign in yet: store the first version of each."""
    files = texts.files()
    with uow:
        now = clock.now()
        first = [PolicyVersion(name, 1, files[name], None, now, now) for name in PolicyName]
        for version in first:
            uow.policies.add(version)
        facts: Facts = {"policies": [[version.name.value, version.said.digest] for version in first]}
        uow.commit(Event(EventKind.POLICIES_BEGUN, now, desk, None, {}, facts))


@carries_out(ChangePolicy, again=nothing)
def change_policy(
    command: ChangePolicy, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck, texts: PolicyTexts
) -> None:
    """Put it in force; or propose it, where it weakens a check.

    Raises PolicyRefusedError, FieldsError, SignInRefusedError, NotAllowedError, RowRefusedError, WrongStateError.
    """
    becomes, note = texts.read(command.name, command.content), note_of(command.reason, "reason")
    with uow:
        acting_in_person(command.by, Permission.ADMINISTER, uow=uow, check=check)
        uow.proven.policies()
        present = _in_force(uow, command.name)
        if present.version != command.seen:
            raise WrongStateError("policy_changed_meanwhile").of(policy=command.name.value)
        _must_differ(present, command.content)
        versions = [each for each in uow.policies.versions() if each.name is command.name]
        if any(each.waits for each in versions):
            raise WrongStateError("policy_waits_already").of(policy=command.name.value)
        weaker = [change for change in changes_of(texts.read(command.name, present.content), becomes) if change.weaker]
        reason = note if weaker else None
        if weaker and reason is None:
            raise FieldsError({"reason": "policy_reason_missing"})
        now, number = clock.now(), max(each.version for each in versions) + 1
        adopted = None if weaker else now
        new = PolicyVersion(command.name, number, command.content, command.by.actor.by, now, adopted, reason=reason)
        uow.policies.add(new)
        kind = EventKind.POLICY_PROPOSED if weaker else EventKind.POLICY_CHANGED
        facts = _said(new) | {"weaker": sorted({change.setting for change in weaker})}
        subjects: dict[Subject, str] = {}
        if reason is not None:
            subjects, facts = {Subject.NOTE: reason.id}, facts | {"reason": reason.digest}
        uow.commit(command.by.actor.event(kind, clock, subjects, **facts), checkpoint=True)


@carries_out(AdoptPolicy, again=nothing)
def adopt_policy(command: AdoptPolicy, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> None:
    """Put a version in force that waited, as someone other than who proposed it.

    Raises FieldsError, SignInRefusedError, NotAllowedError, RowRefusedError, WrongStateError.
    """
    with uow:
        person = acting_in_person(command.by, Permission.ADOPT_POLICY, uow=uow, check=check)
        version = _as_seen(command.seen, uow)
        person.must_not_be(frozenset({version.changed_by} if version.changed_by else ()))
        uow.policies.adopt(version, person.id, clock.now())
        uow.commit(command.by.actor.event(EventKind.POLICY_ADOPTED, clock, {}, **_said(version)), checkpoint=True)


@carries_out(DropPolicy, again=nothing)
def drop_policy(command: DropPolicy, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> None:
    """Drop a version that waited. Whoever proposed it may, too. Raises as `adopt_policy` does."""
    with uow:
        acting_in_person(command.by, Permission.ADOPT_POLICY, uow=uow, check=check)
        version = _as_seen(command.seen, uow)
        uow.policies.drop(version, clock.now())
        uow.commit(command.by.actor.event(EventKind.POLICY_DROPPED, clock, {}, **_said(version)), checkpoint=True)


def changes_of(old: AnyPolicy, new: AnyPolicy) -> tuple[Change, ...]:
    """Return how two versions of one policy differ."""
    if isinstance(old, IdPolicy) and isinstance(new, IdPolicy):
        return identity_changes(old, new)
    return changes_between(old, new)


def _said(version: PolicyVersion) -> Facts:
    return {"policy": version.name.value, "version": version.version, "digest": version.said.digest}


def _in_force(uow: UnitOfWork, name: PolicyName) -> PolicyVersion:
    present = newest_adopted(uow.policies.versions(), name)
    if present is None:
        raise WrongStateError("policies_not_begun")
    return present


def _must_differ(present: PolicyVersion, content: str) -> None:
    if present.content == content:
        raise WrongStateError("policy_same")


def _as_seen(seen: PolicyVersion, uow: UnitOfWork) -> PolicyVersion:
    """Return the version that was shown, if it still waits as it was. Raises RowRefusedError, WrongStateError."""
    uow.proven.policies()
    if not seen.waits or seen not in uow.policies.versions():
        raise WrongStateError("policy_changed_meanwhile").of(policy=seen.name.value)
    return seen


def _state(
    name: PolicyName,
    versions: tuple[PolicyVersion, ...],
    file: str,
    uow: UnitOfWork,
    clock: Clock,
    texts: PolicyTexts,
) -> PolicyState:
    present, waits = newest_adopted(versions, name), waiting(versions, name)
    if present is None:
        return PolicyState(name, 0, file, texts.read(name, file))
    policy, preview = texts.read(name, present.content), None
    if waits is not None:
        preview = _preview(present, waits.content, policy, texts.read(name, waits.content), uow, clock)
    history = tuple(each for each in reversed(versions) if each.name is name)
    return PolicyState(name, present.version, present.content, policy, waits, preview, history)


def _preview(
    present: PolicyVersion, content: str, old: AnyPolicy, new: AnyPolicy, uow: UnitOfWork, clock: Clock
) -> Preview:
    gone: tuple[Going, ...] = ()
    if isinstance(old, KeepingPolicy) and isinstance(new, KeepingPolicy):
        gone = tuple(_going(old, new, uow, clock))
    return Preview(present.name, present.version, content, changes_of(old, new), gone)


def _going(old: KeepingPolicy, new: KeepingPolicy, uow: UnitOfWork, clock: Clock) -> Iterator[Going]:
    """Count what goes of each source whose recordings are kept for another time."""
    for name in uow.keeping.sources():
        was, becomes = old.source(name), new.source(name)
        if was is not None and becomes is not None and (was.period, was.zone) == (becomes.period, becomes.zone):
            continue
        zone = next((source.zone for source in (becomes, was) if source is not None), UTC)
        now = clock.now()
        yield going(name, uow.keeping.kept(name, now + timedelta(days=1)), old, new, now.astimezone(zone).date())
