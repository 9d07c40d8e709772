"""Stored sound, as every wing keeps it: the key that it comes under, rebuilt audio in the log, copies removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.recordings import KeyInUse
from desktop.application.ports.sound import Strongroom
from desktop.application.shared.commands import Actor, HandOver, directly
from desktop.domain.copies.copy import SealedKey
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.shared.ids import CopyId, RecordingId, RequestId, RetentionKeyId, new_id
from desktop.errors import ExternalSystemError

ORIGINAL, APPROVED = "original", "approved"
"""The kinds of stored sound, as keys and files are called by them."""


@dataclass(frozen=True)
class LogRebuilt:
    """The port `Rebuilt`, called by long work: commits where the database is used (`hand_over`)."""

    actor: Actor
    request: RequestId
    recording: RecordingId
    units: Callable[[], UnitOfWork]
    clock: Clock
    hand_over: HandOver = directly

    def __call__(self, part: str, found: str) -> None:
        """Log the rebuild. Raises DatabaseError."""
        self.hand_over(partial(self._commit, part, found))

    def _commit(self, part: str, found: str) -> None:
        subjects = {Subject.REQUEST: self.request, Subject.RECORDING: self.recording}
        with self.units() as uow:
            uow.commit(self.actor.event(EventKind.WORKING_COPY_REBUILT, self.clock, subjects, part=part, found=found))


@dataclass(frozen=True)
class SealingKey:
    """The retention key of a source and month, under which what comes is sealed: `original` or `approved`, its `kind`.

    One that is not `kept` yet is saved with the first under it. `recipients`: all that such a one is wrapped to.
    """

    kind: str
    source: str
    month: str
    id: RetentionKeyId
    wrapped: bytes
    kept: bool
    recipients: tuple[str, ...] = ()

    @classmethod
    def ready(cls, kind: str, source: str, month: str, uow: UnitOfWork, strongroom: Strongroom) -> SealingKey:
        """Return that of the source and month, or a new one. Changes nothing.

        Raises RowRefusedError where it is not as the log has it: someone else could open what comes under it.
        """
        found = uow.recordings.retention_key(source, month, kind)
        if found is not None:
            uow.proven.keys([KeyInUse(found[0], source, month, kind, found[1], ())], in_use=True)
            return cls(kind, source, month, *found, kept=True)
        recipients = tuple(uow.proven.recipients(kind))
        wrapped = strongroom.new_retention_key(recipients)
        return cls(kind, source, month, RetentionKeyId(new_id()), wrapped, False, recipients)

    def seal(self, id: str, data_key_wrapped: bytes, uow: UnitOfWork, strongroom: Strongroom) -> SealedKey:
        """Return the sealed key to save: under this key, or under another that was saved instead.

        Another may have been added meanwhile, or the nightly run destroyed this one: a destroyed key never comes back.
        Under a fresh one, too, where this is not kept yet and was wrapped to others than those of now: a PC that was
        withdrawn meanwhile opens nothing that comes afterwards.
        """
        sealed = SealedKey(data_key_wrapped, self.id, self.wrapped)
        saved = uow.recordings.retention_key(self.source, self.month, self.kind) is not None
        fits = not (saved or self.kept) and set(self.recipients) == set(uow.proven.recipients(self.kind))
        now = self if fits else SealingKey.ready(self.kind, self.source, self.month, uow, strongroom)
        if not now.kept:
            uow.recordings.add_retention_key(now.id, now.source, now.month, now.kind, now.wrapped)
        if now.id == self.id:
            return replace(sealed, wrapped_to=now.recipients)
        return SealedKey(strongroom.reseal(sealed, id, now.wrapped), now.id, now.wrapped, now.recipients)


def remove_copies(copies: Sequence[CopyId], strongroom: Strongroom) -> None:
    """Delete the files of copies whose keys are destroyed.

    A file that cannot be deleted now cannot be opened, and the next nightly run deletes it.
    """
    for id in copies:
        with suppress(ExternalSystemError):
            strongroom.remove(APPROVED, id)
