"""Preparing the copy that may be played: an original is opened, marked and transcribed, and the copy is made of it.

- An original is opened with one's own password, each time; the event is committed before anything of it is opened.
- Whoever saves a draft or a transcript names the version they began with: a newer one is never lost.
- `plan_copy`, `render_copy`, `keep_copy`: the long step touches no database. A failed copy leaves no sound behind; a
  stored one replaces those before, first their keys, then their files. Rebuilt audio is logged before it replaces any.
- A transcript belongs to a request's recording, and is sealed under the key of that, which is compared with the log
  before. A file is refused whole. Each name in it is said to be one of the speakers before anything is saved; no name
  is. The log holds how many lines it has and the digest of its ciphertext; no word of it.
- A copy has the transcript as it was when the copy was made: a later change is in the next copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from desktop import errors
from desktop.application.office.signing_in import InPerson, acting_in_person
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import PasswordCheck
from desktop.application.ports.sound import Prepared, Rebuilt, Strongroom, Watcher
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, policy_versions
from desktop.application.shared.stored_sound import APPROVED, LogRebuilt, SealingKey, remove_copies
from desktop.domain.copies.copy import ApprovedCopy, Recording, SealedKey, chapters_of
from desktop.domain.copies.marking import Draft, Removal, RemovedPart, Style, chapters_told, frames_of, in_order
from desktop.domain.copies.transcript import (
    Cue,
    SealedTranscript,
    Transcript,
    ended,
    left_of,
    must_be_in_order,
    problem_of_topic,
    problem_of_words,
    unrolled,
)
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.recordings.retention import month_of
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import CopyId, RecordingId, RequestId, new_id
from desktop.domain.shared.spans import Span


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


@commands.carries_out(again=commands.the_copy)
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
        key = SealingKey.ready(APPROVED, original.source, month, uow, strongroom)
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
        with suppress(errors.ExternalSystemError):  # then no row names it, and the nightly run quarantines it
            strongroom.remove(APPROVED, plan.id)
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


@commands.carries_out(again=commands.the_copy)
def keep_copy(
    plan: CopyPlan, prepared: Prepared, *, uow: UnitOfWork, clock: Clock, strongroom: Strongroom
) -> ApprovedCopy:
    """Give the request its copy. Raises WrongStateError where the request has moved on; then the copy is deleted."""
    try:
        with uow:
            request, recording = _request_of(plan.command, uow, goes_on=True)
            if recording != plan.original.id or uow.keeping.kept_one(recording) is None:
                raise errors.WrongStateError("recording_changed")
            before = tuple(uow.keeping.destroy_copies(request.id, clock.now()))
            key = plan.key.seal(plan.id, prepared.data_key_wrapped, uow, strongroom)
            copy = _copy(plan, prepared, key, clock)
            uow.recordings.add_copy(copy)
            if prepared.transcript is not None:
                uow.transcripts.add_to_copy(copy.id, prepared.transcript)
            uow.requests.save(replace(request, copy=copy.id, status=Status.PREPARED))
            subjects = {Subject.REQUEST: request.id, Subject.RECORDING: plan.original.id, Subject.COPY: copy.id}
            facts: Facts = {**_facts(plan, copy), **_facts_of_words(prepared), "replaces": before}
            uow.commit(plan.command.actor.event(EventKind.COPY_PREPARED, clock, subjects, **facts))
    except (errors.InDoubtError, errors.AlreadySavedError):
        raise  # the request may have this copy, or has it
    except Exception:
        strongroom.remove(APPROVED, plan.id)
        raise
    remove_copies(before, strongroom)
    return copy


def _request_of(command: PrepareCopy, uow: UnitOfWork, *, goes_on: bool = False) -> tuple[Request, RecordingId]:
    command.actor.acting(Permission.PREPARE_COPY, uow, goes_on=goes_on)
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


class SaveDraft(commands.RequestCommand[Draft]):
    """The draft as it is now; its `version` is the one it began with."""

    draft: Draft


@dataclass(frozen=True)
class MakeCopy:
    """Make the copy from this version of the draft."""

    actor: Actor
    request: RequestId
    version: int
    guard_ms: int


@commands.idempotent_open
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
        uow.commit(by.actor.event(EventKind.ORIGINAL_OPENED, clock, subjects, **policy_versions(uow, check.policy)))
    call = request.call
    return Preparation(id, request.reference, call.at, call.outbound, original, draft, guard_ms)


@commands.carries_out(SaveDraft)
def save_draft(command: SaveDraft, *, uow: UnitOfWork, clock: Clock) -> Draft:
    """Save it as the next version and return that. Raises WrongStateError (`draft_is_newer`)."""
    saved = replace(command.draft, version=command.draft.version + 1)
    with suppress(errors.AlreadySavedError), uow:
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
        uow.commit(command.actor.event(EventKind.DRAFT_SAVED, clock, {Subject.REQUEST: command.request}, **facts))
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


@commands.carries_out(again=commands.nothing)
def lockdown_degraded(actor: Actor, id: RequestId, codes: Sequence[str], *, uow: UnitOfWork, clock: Clock) -> None:
    """Record restrictions of the PC that were not in force while the original was open."""
    with uow:
        actor.acting(Permission.PREPARE_COPY, uow)
        subjects = {Subject.REQUEST: id}
        uow.commit(actor.event(EventKind.LOCKDOWN_DEGRADED, clock, subjects, codes=list(codes)))


def newer(id: RequestId) -> errors.WrongStateError:
    """Return the error for a draft that someone else has saved."""
    return errors.WrongStateError("draft_is_newer").of(request=id)


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
    actor.acting(Permission.PREPARE_COPY, uow, goes_on=goes_on)
    request = uow.requests.get(id)
    request.must_be(Status.LINKED, Status.PREPARED)
    assert request.recording is not None
    return request, uow.recordings.get(request.recording)


@commands.carries_out(again=commands.nothing)
def flag_security_code(actor: Actor, id: RequestId, *, uow: UnitOfWork, clock: Clock) -> None:
    """Log that the recording of a request holds one. Raises NotAllowedError, WrongStateError where it has none."""
    with uow:
        actor.acting_here(Permission.PREPARE_COPY, uow)
        recording = uow.requests.get(id).recording
        if recording is None:
            raise errors.WrongStateError("request_moved_on")
        subjects = {Subject.REQUEST: id, Subject.RECORDING: recording}
        uow.commit(actor.event(EventKind.SECURITY_CODE_FLAGGED, clock, subjects))


@dataclass(frozen=True)
class Transcribed:
    """A transcript as last saved, and its version; 0 where none ever was."""

    transcript: Transcript
    version: int


class SaveTranscript(commands.RequestCommand[Transcribed]):
    """The transcript as it is now, without lines where it is taken away; `version`: the one it began with."""

    transcript: Transcript
    version: int


def open_transcript(actor: Actor, id: RequestId, *, uow: UnitOfWork, strongroom: Strongroom) -> Transcribed:
    """Return the transcript of a request's recording, as last saved."""
    with uow:
        _, original = original_of(actor, id, uow)
        uow.proven.request(id)
        sealed, version = uow.transcripts.get(id), uow.transcripts.version(id)
    return Transcribed(Transcript() if sealed is None else strongroom.read_transcript(original, sealed), version)


def read_file(actor: Actor, id: RequestId, file: Path, *, uow: UnitOfWork, strongroom: Strongroom) -> tuple[Cue, ...]:
    """Return the lines of a file, if it can be a transcript of that recording. Raises MediaRefusedError."""
    with uow.read_only():
        _, original = original_of(actor, id, uow)
    total_ms = _total_ms(original)
    cues = ended(strongroom.read_subtitles(file), total_ms)
    must_be_in_order(cues, total_ms)
    return unrolled(cues)


@commands.carries_out(SaveTranscript)
def save_transcript(command: SaveTranscript, *, uow: UnitOfWork, clock: Clock, strongroom: Strongroom) -> Transcribed:
    """Save it as the next version. Raises FieldsError, WrongStateError (`transcript_is_newer`)."""
    transcript, version = command.transcript, command.version + 1
    with suppress(errors.AlreadySavedError), uow:
        _, original = original_of(command.actor, command.request, uow, goes_on=True)
        _check_lines(transcript, _total_ms(original))
        uow.proven.opens(original.key)
        sealed = strongroom.seal_transcript(original.key, original.id, transcript, version)
        if not uow.transcripts.save(command.request, sealed, command.actor.by, clock.now()):
            raise errors.WrongStateError("transcript_is_newer").of(request=command.request)
        subjects = {Subject.REQUEST: command.request, Subject.RECORDING: original.id}
        facts: Facts = {"version": version, "lines": sealed.lines, "sha256": sealed.digest}
        uow.commit(command.actor.event(EventKind.TRANSCRIPT_SAVED, clock, subjects, **facts))
    return Transcribed(transcript, version)


def _check_lines(transcript: Transcript, total_ms: int) -> None:
    """Raise FieldsError where the words of a line cannot be; WrongStateError for times that fit another recording."""
    with errors.in_place_of(errors.MediaRefusedError, errors.WrongStateError("recording_changed")):
        must_be_in_order(transcript.lines, total_ms)
    for line in transcript.lines:
        if (problem := problem_of_words(line.words)) is not None:
            raise errors.FieldsError({"line_words": problem})
        if (problem := problem_of_topic(line.topic)) is not None:
            raise errors.FieldsError({"line_topic": problem})


def _total_ms(original: Recording) -> int:
    return -(-original.frames * 1000 // original.rate)
