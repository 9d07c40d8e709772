"""Preparing the copy that may be played: an original is opened, marks are saved, the copy is made from those shown.

- An original is opened with one's own password, each time; the event is committed before anything of it is opened.
- Whoever saves a draft names the version they began with: a newer one is never lost.
- `plan_copy`, `render_copy`, `keep_copy`: the long step touches no database. A failed copy leaves no sound behind; a
  stored one replaces those before, first their keys, then their files. Rebuilt audio is logged before it replaces any.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from desktop.application.office.signing_in import InPerson, acting_in_person
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, PasswordCheck
from desktop.application.ports.recordings import KeyInUse
from desktop.application.ports.sound import Prepared, Rebuilt, Strongroom, Watcher
from desktop.application.shared.commands import (
    Actor,
    Command,
    HandOver,
    acting,
    acting_here,
    carries_out,
    directly,
    event_of,
    idempotent,
    idempotent_open,
    nothing,
    policy_versions,
    the_copy,
)
from desktop.domain.copies.copy import ApprovedCopy, Recording, SealedKey, chapters_of
from desktop.domain.copies.marking import Draft, Removal, RemovedPart, Style, chapters_told, frames_of, in_order
from desktop.domain.copies.transcript import SealedTranscript, left_of
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.recordings.retention import month_of
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import CopyId, RecordingId, RequestId, RetentionKeyId, new_id
from desktop.domain.shared.spans import Span
from desktop.errors import AlreadySavedError, ExternalSystemError, InDoubtError, WrongStateError


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
            uow.commit(
                event_of(EventKind.WORKING_COPY_REBUILT, self.actor, self.clock, subjects, part=part, found=found)
            )


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


_KIND = "approved"


@dataclass(frozen=True)
class PrepareCopy:
    """The parts to remove (milliseconds, each with its reason); `guard_ms` pads each.

    `style`: the sound in their place. `version`: that of the draft with these parts; 0 where there was none.
    `chapters`: stretches without speech that the listener is shown, as (kind, start, end, channel) in frames.
    """

    actor: Actor
    request: RequestId
    removals: tuple[Removal, ...]
    guard_ms: int = 150
    style: Style = "silence"
    version: int = 0
    chapters: tuple[tuple[str, int, int, int | None], ...] = ()


@dataclass(frozen=True)
class CopyPlan:
    """A copy that may be rendered: from which original, without which parts, under which retention key.

    `transcript`: that of the original, as last saved.
    """

    command: PrepareCopy
    id: CopyId
    original: Recording
    parts: tuple[RemovedPart, ...]
    key: SealingKey
    transcript: SealedTranscript | None = None


@idempotent(the_copy)
def prepare_copy(
    command: PrepareCopy, watcher: Watcher | None = None, *, uow: UnitOfWork, clock: Clock, strongroom: Strongroom
) -> ApprovedCopy:
    """Render and store the copy; it waits for someone else's decision. Long work."""
    plan = plan_copy(command, uow=uow, strongroom=strongroom)
    rebuilt = LogRebuilt(command.actor, command.request, plan.original.id, lambda: uow, clock)
    prepared = render_copy(plan, strongroom=strongroom, watcher=watcher, rebuilt=rebuilt)
    return keep_copy(plan, prepared, uow=uow, clock=clock, strongroom=strongroom)


def plan_copy(command: PrepareCopy, *, uow: UnitOfWork, strongroom: Strongroom) -> CopyPlan:
    """Plan the copy, if it may be prepared. Raises NotAllowedError, WrongStateError. Changes nothing."""
    with uow:
        original = uow.recordings.get(_request_of(command, uow)[1])
        uow.proven.request(command.request)
        uow.proven.opens(original.key)
        month = month_of(original.call_at, uow.offices.get().zone)
        key = SealingKey.ready(_KIND, original.source, month, uow, strongroom)
        words = uow.transcripts.get(command.request)
    parts = removed_parts(command.removals, original, command.guard_ms)
    return CopyPlan(command, CopyId(new_id()), original, parts, key, words)


def render_copy(
    plan: CopyPlan, watcher: Watcher | None = None, rebuilt: Rebuilt | None = None, *, strongroom: Strongroom
) -> Prepared:
    """Render and encrypt the copy. Long work: touches no database."""
    style = plan.command.style
    prepared = strongroom.render(plan.id, plan.original, plan.parts, plan.key.wrapped, style, watcher, rebuilt)
    try:
        return replace(prepared, transcript=_transcript(plan, prepared, strongroom))
    except Exception:
        with contextlib.suppress(ExternalSystemError):  # then no row names it, and the nightly run quarantines it
            strongroom.remove(_KIND, plan.id)
        raise


def _transcript(plan: CopyPlan, prepared: Prepared, strongroom: Strongroom) -> SealedTranscript | None:
    """Return what the copy has of the transcript, under its own key: no words of a removed part; None without lines."""
    if plan.transcript is None:
        return None
    whole = strongroom.read_transcript(plan.original, plan.transcript)
    left = left_of(whole, plan.parts, plan.original.rate)
    if not any(line.words for line in left.lines):
        return None
    key = SealedKey(prepared.data_key_wrapped, plan.key.id, plan.key.wrapped)
    return strongroom.seal_transcript(key, plan.id, left, plan.transcript.version)


@idempotent(the_copy)
def keep_copy(
    plan: CopyPlan, prepared: Prepared, *, uow: UnitOfWork, clock: Clock, strongroom: Strongroom
) -> ApprovedCopy:
    """Give the request its copy. Raises WrongStateError where the request has moved on; then the copy is deleted."""
    try:
        with uow:
            request, recording = _request_of(plan.command, uow, goes_on=True)
            if recording != plan.original.id or uow.keeping.kept_one(recording) is None:
                raise WrongStateError("recording_changed")
            before = tuple(uow.keeping.destroy_copies(request.id, clock.now()))
            key = plan.key.seal(plan.id, prepared.data_key_wrapped, uow, strongroom)
            copy = _copy(plan, prepared, key, clock)
            uow.recordings.add_copy(copy)
            if prepared.transcript is not None:
                uow.transcripts.add_to_copy(copy.id, prepared.transcript)
            uow.requests.save(replace(request, copy=copy.id, status=Status.PREPARED))
            subjects = {Subject.REQUEST: request.id, Subject.RECORDING: plan.original.id, Subject.COPY: copy.id}
            facts: Facts = {**_facts(plan, copy), **_facts_of_words(prepared), "replaces": before}
            uow.commit(event_of(EventKind.COPY_PREPARED, plan.command.actor, clock, subjects, **facts))
    except (InDoubtError, AlreadySavedError):
        raise  # the request may have this copy, or has it
    except Exception:
        strongroom.remove(_KIND, plan.id)
        raise
    remove_copies(before, strongroom)
    return copy


def remove_copies(copies: Sequence[CopyId], strongroom: Strongroom) -> None:
    """Delete the files of copies whose keys are destroyed.

    A file that cannot be deleted now cannot be opened, and the next nightly run deletes it.
    """
    for id in copies:
        with contextlib.suppress(ExternalSystemError):
            strongroom.remove(_KIND, id)


def _request_of(command: PrepareCopy, uow: UnitOfWork, *, goes_on: bool = False) -> tuple[Request, RecordingId]:
    acting(command.actor, Permission.PREPARE_COPY, uow, goes_on=goes_on)
    request = uow.requests.get(command.request)
    request.must_be(Status.LINKED, Status.PREPARED)
    assert request.recording is not None
    return request, request.recording


def _facts(plan: CopyPlan, copy: ApprovedCopy) -> Facts:
    """Return the facts of its event: whatever its rows say, and the key that it is under."""
    fresh: Facts = {"wrapped_to": copy.key.wrapped_to} if copy.key.wrapped_to else {}
    return fresh | {
        "sha256": copy.digest,
        "frames": copy.frames,
        "rate": copy.rate,
        "channels": copy.channels,
        "removed": [[part.start, part.end] for part in copy.removed],
        "removed_channels": [-1 if part.channel is None else part.channel for part in copy.removed],
        "removed_reasons": [part.reason.value for part in copy.removed],
        "chapters": [[chapter.start, chapter.end, chapter.kind.value] for chapter in copy.chapters],
        "version": copy.version,
        "style": copy.style,
        "gain_cdb": copy.gain_cdb,
        "true_peak_cdb": "" if copy.true_peak_cdb is None else copy.true_peak_cdb,
        "loudness_cdb": "" if copy.loudness_cdb is None else copy.loudness_cdb,
        "key": copy.key.retention_key,
        "key_month": plan.key.month,
        "key_sha256": copy.key.retention_key_digest,
        "source": plan.original.source,
    }


def _facts_of_words(prepared: Prepared) -> Facts:
    words = prepared.transcript
    if words is None:
        return {}
    return {
        "transcript_sha256": words.digest,
        "transcript_version": words.version,
        "transcript_lines": words.lines,
    }


def removed_parts(removals: tuple[Removal, ...], original: Recording, guard_ms: int) -> tuple[RemovedPart, ...]:
    """Return each removal as frames, padded and rounded outwards, with its own reason."""
    parts = []
    for removal in removals:
        for found in frames_of((removal,), original.rate, original.frames, guard_ms):
            parts.append(RemovedPart(found.start, found.end, found.channel, removal.reason))
    return tuple(sorted(parts, key=lambda part: (part.start, part.end)))


def _copy(plan: CopyPlan, prepared: Prepared, key: SealedKey, clock: Clock) -> ApprovedCopy:
    gone = [Span(part.start, part.end) for part in plan.parts]
    return ApprovedCopy(
        id=prepared.id,
        request=plan.command.request,
        recording=plan.original.id,
        prepared_by=plan.command.actor.by,
        prepared_at=clock.now(),
        rate=prepared.rate,
        channels=prepared.channels,
        frames=prepared.frames,
        digest=prepared.digest,
        key=key,
        removed=plan.parts,
        version=plan.command.version,
        style=plan.command.style,
        gain_cdb=prepared.gain_cdb,
        true_peak_cdb=prepared.true_peak_cdb,
        loudness_cdb=prepared.loudness_cdb,
        chapters=chapters_of(plan.command.chapters, gone, plan.original.rate),
    )


@dataclass(frozen=True)
class Preparation:
    """An original open for marking, with the marks so far.

    `guard_ms`: the margin removed beside each mark. `call_at` (aware) and `outbound` are of the recorded call.
    """

    request: RequestId
    reference: str
    call_at: datetime
    outbound: bool
    recording: Recording
    draft: Draft
    guard_ms: int

    @property
    def subjects(self) -> dict[Subject, str]:
        """The subjects of its original's events."""
        return {Subject.REQUEST: self.request, Subject.RECORDING: self.recording.id}

    @property
    def total_ms(self) -> int:
        """The recording's length, rounded up: the last frame can be marked."""
        return -(-self.recording.frames * 1000 // self.recording.rate)


@dataclass(frozen=True)
class SaveDraft(Command[Draft]):
    """The draft as it is now; its `version` is the one it began with."""

    actor: Actor
    request: RequestId
    draft: Draft


@dataclass(frozen=True)
class MakeCopy:
    """Make the copy from this version of the draft."""

    actor: Actor
    request: RequestId
    version: int
    guard_ms: int


@idempotent_open
def open_preparation(
    by: InPerson, id: RequestId, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck
) -> Preparation:
    """Open the original of a request. Raises FieldsError, SignInRefusedError, NotAllowedError, WrongStateError."""
    guard_ms = check.policy.guard_ms
    with uow:
        acting_in_person(by, Permission.PREPARE_COPY, uow=uow, check=check)
        request, original = original_of(by.actor, id, uow)
        uow.proven.request(id)
        uow.proven.opens(original.key)
        draft = uow.drafts.get(id)
        if not draft.version and request.copy is not None:
            draft = replace(draft, marks=marks_of(uow.recordings.copy(request.copy), original, guard_ms))
        subjects = {Subject.REQUEST: id, Subject.RECORDING: original.id}
        uow.commit(event_of(EventKind.ORIGINAL_OPENED, by.actor, clock, subjects, **policy_versions(uow, check.policy)))
    call = request.call
    return Preparation(id, request.reference, call.at, call.outbound, original, draft, guard_ms)


@carries_out(SaveDraft)
def save_draft(command: SaveDraft, *, uow: UnitOfWork, clock: Clock) -> Draft:
    """Save it as the next version and return that. Raises WrongStateError (`draft_is_newer`)."""
    saved = replace(command.draft, version=command.draft.version + 1)
    with suppress(AlreadySavedError), uow:
        original_of(command.actor, command.request, uow, goes_on=True)
        if not uow.drafts.save(command.request, saved, command.actor.by, clock.now()):
            raise newer(command.request)
        facts: Facts = {
            "version": saved.version,
            "spans": [[mark.start_ms, mark.end_ms] for mark in saved.marks],
            "reasons": [mark.reason.value for mark in saved.marks],
            "style": saved.style,
            "chapters": len(saved.chapters),
            "sha256": saved.digest,
        }
        uow.commit(event_of(EventKind.DRAFT_SAVED, command.actor, clock, {Subject.REQUEST: command.request}, **facts))
    return saved


def read_draft(actor: Actor, id: RequestId, *, uow: UnitOfWork) -> Draft:
    """Return the draft as last saved."""
    with uow.read_only():
        original_of(actor, id, uow)
        return uow.drafts.get(id)


def plan_from_draft(command: MakeCopy, *, uow: UnitOfWork, strongroom: Strongroom) -> CopyPlan:
    """Return the plan of the draft's copy. Raises WrongStateError where it is not the newest version any more."""
    with uow:
        _, original = original_of(command.actor, command.request, uow)
        draft = uow.drafts.get(command.request)
    if draft.version != command.version:
        raise newer(command.request)
    told = chapters_told(draft, original.rate)
    more = (draft.style, draft.version, told)
    wanted = PrepareCopy(command.actor, command.request, draft.marks, command.guard_ms, *more)
    return plan_copy(wanted, uow=uow, strongroom=strongroom)


@idempotent(nothing)
def lockdown_degraded(actor: Actor, id: RequestId, codes: Sequence[str], *, uow: UnitOfWork, clock: Clock) -> None:
    """Record restrictions of the PC that were not in force while the original was open."""
    with uow:
        acting(actor, Permission.PREPARE_COPY, uow)
        subjects = {Subject.REQUEST: id}
        uow.commit(event_of(EventKind.LOCKDOWN_DEGRADED, actor, clock, subjects, codes=list(codes)))


def newer(id: RequestId) -> WrongStateError:
    """Return the error for a draft that someone else has saved."""
    return WrongStateError("draft_is_newer").of(request=id)


def marks_of(copy: ApprovedCopy, original: Recording, guard_ms: int) -> tuple[Removal, ...]:
    """Return the removed parts of a copy without a draft as marks that remove the same again, and no less."""
    return in_order(_mark_of(part, original, guard_ms) for part in copy.removed)


def _mark_of(part: RemovedPart, original: Recording, guard_ms: int) -> Removal:
    start, end = part.start * 1000 // original.rate, -(-part.end * 1000 // original.rate)
    inner_start = start + guard_ms if part.start else start
    inner_end = end - guard_ms if part.end < original.frames else end
    if inner_start < inner_end:
        start, end = inner_start, inner_end
    return Removal(start, end, part.channel, part.reason)


def original_of(actor: Actor, id: RequestId, uow: UnitOfWork, *, goes_on: bool = False) -> tuple[Request, Recording]:
    """Return a request whose copy may be prepared, and its recording. Raises NotAllowedError, WrongStateError."""
    acting(actor, Permission.PREPARE_COPY, uow, goes_on=goes_on)
    request = uow.requests.get(id)
    request.must_be(Status.LINKED, Status.PREPARED)
    assert request.recording is not None
    return request, uow.recordings.get(request.recording)


@idempotent(nothing)
def flag_security_code(actor: Actor, id: RequestId, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that the recording of a request holds one. Raises NotAllowedError, WrongStateError where it has none."""
    with uow:
        acting_here(actor, Permission.PREPARE_COPY, uow)
        recording = uow.requests.get(id).recording
        if recording is None:
            raise WrongStateError("request_moved_on")
        subjects = {Subject.REQUEST: id, Subject.RECORDING: recording}
        uow.commit(event_of(EventKind.SECURITY_CODE_FLAGGED, actor, clock, subjects))
