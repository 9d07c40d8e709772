"""The transcript of an original, while its copy is prepared: read from a file, corrected, saved; and read again.

Rules:
- It belongs to a request's recording, and is sealed under the key of that. Whoever works on it has the original open
  (`preparing.open_preparation`), which is logged.
- A file is refused whole. Each name in it is said to be one of the speakers, before anything is saved; no name is.
- Whoever saves it names the version they began with. If someone else has saved one meanwhile, it is refused.
- The log holds how many lines it has and the digest of its ciphertext; no word of it.
- The key of its recording is compared with the log before words are sealed under it: whoever can write to the database
  could have put one of their own there.
- A copy has it as it was when the copy was made: a later change is in the next copy.
- Whoever may hear a copy before it is decided may read what the copy has of it. That is logged first.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop.application.copies.preparing import original_of
from desktop.application.copies.staff_listening import waiting_copy
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, SoundDesk
from desktop.application.ports.sound import Strongroom
from desktop.application.shared.commands import Actor, Command, carries_out, event_of, idempotent_open
from desktop.domain.copies.copy import Recording
from desktop.domain.copies.transcript import (
    Captions,
    Cue,
    Transcript,
    captions_of,
    ended,
    must_be_in_order,
    problem_of_topic,
    problem_of_words,
    unrolled,
)
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.shared.ids import RequestId
from desktop.errors import AlreadySavedError, FieldsError, MediaRefusedError, WrongStateError


@dataclass(frozen=True)
class Transcribed:
    """A transcript as last saved, and its version; 0 where none ever was."""

    transcript: Transcript
    version: int


@dataclass(frozen=True)
class SaveTranscript(Command[Transcribed]):
    """The transcript as it is now, without lines where it is taken away; `version`: the one it began with."""

    actor: Actor
    request: RequestId
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


@carries_out(SaveTranscript)
def save_transcript(command: SaveTranscript, *, uow: UnitOfWork, clock: Clock, strongroom: Strongroom) -> Transcribed:
    """Save it as the next version. Raises FieldsError, WrongStateError (`transcript_is_newer`)."""
    transcript, version = command.transcript, command.version + 1
    with suppress(AlreadySavedError), uow:
        _, original = original_of(command.actor, command.request, uow, goes_on=True)
        _check(transcript, _total_ms(original))
        uow.proven.opens(original.key)
        sealed = strongroom.seal_transcript(original.key, original.id, transcript, version)
        if not uow.transcripts.save(command.request, sealed, command.actor.by, clock.now()):
            raise WrongStateError("transcript_is_newer").of(request=command.request)
        subjects = {Subject.REQUEST: command.request, Subject.RECORDING: original.id}
        facts: Facts = {"version": version, "lines": sealed.lines, "sha256": sealed.digest}
        uow.commit(event_of(EventKind.TRANSCRIPT_SAVED, command.actor, clock, subjects, **facts))
    return Transcribed(transcript, version)


@idempotent_open
def read_copy_transcript(actor: Actor, id: RequestId, *, uow: UnitOfWork, clock: Clock, sound: SoundDesk) -> Captions:
    """Return the words of a copy that waits for a decision, with its removed parts in their places.

    Raises NotAllowedError, WrongStateError, VaultDamagedError.
    """
    with uow:
        _, copy, _ = waiting_copy(actor, id, uow)
        sealed = uow.transcripts.of_copy(copy.id)
        if sealed is None:
            raise WrongStateError("no_transcript")
        subjects = {Subject.REQUEST: id, Subject.COPY: copy.id}
        facts: Facts = {"sha256": sealed.digest, "lines": sealed.lines}
        uow.commit(event_of(EventKind.TRANSCRIPT_OPENED, actor, clock, subjects, **facts))
    return captions_of(sound.read_transcript(copy, sealed), copy.removed, copy.rate)


def _check(transcript: Transcript, total_ms: int) -> None:
    """Raise FieldsError where the words of a line cannot be; WrongStateError for times that fit another recording."""
    try:
        must_be_in_order(transcript.lines, total_ms)
    except MediaRefusedError:
        raise WrongStateError("recording_changed") from None
    for line in transcript.lines:
        if (problem := problem_of_words(line.words)) is not None:
            raise FieldsError({"line_words": problem})
        if (problem := problem_of_topic(line.topic)) is not None:
            raise FieldsError({"line_topic": problem})


def _total_ms(original: Recording) -> int:
    return -(-original.frames * 1000 // original.rate)
