"""Recordings: imported, matched, decoded again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.holds import holds_of, put_on
from desktop.domain.log.replay.ledger import Ledger
from desktop.domain.log.replay.office import key_of
from desktop.domain.log.replay.requests import moved, of
from desktop.domain.log.replay.told import (
    NOT_SAID,
    About,
    Maybe,
    NotSaid,
    Replayed,
    Told,
    digest,
    flag,
    identifier,
    moment,
    number,
    or_none,
    several,
    text,
)
from desktop.domain.shared.ids import RecordingId


@dataclass(frozen=True, kw_only=True)
class Recording(Replayed):
    """An original. `digest`: the SHA-256 of its bytes; `has_key`: whether it can still be opened."""

    source: Maybe[str]
    call_at: Maybe[datetime]
    outbound: Maybe[bool]
    format: str
    rate: int
    channels: Maybe[int]
    frames: int
    digest: str
    retention_key: Maybe[str]
    imported_at: About
    agent_channel: Maybe[int | None]
    ended_because: Maybe[str | None]
    decoder: Maybe[int]
    destroyed_at: About | None = None
    has_key: bool = True
    number: Maybe[str | None] = NOT_SAID


def recording_came(told: Told, ledger: Ledger) -> None:
    """Follow an import: a new recording, or one that was there; and which holds have it now."""
    id, held = told.subject(Subject.RECORDING), told.said("requests", several(identifier))
    request = of(told, ledger) if told.names(Subject.REQUEST) else None
    changes = moved(told, request) if request else {}
    if told.kind is EventKind.RECORDING_IMPORTED:
        _add_recording(told, ledger, id)
    else:
        ledger.get(Recording, id)
    if request:
        ledger.change(told, request, recording=RecordingId(id), **changes)
    asking = {*([] if isinstance(held, NotSaid) else held), *([request.id] if request else [])}
    for each in sorted(asking):
        put_on(told, ledger, holds_of(ledger, each), [id])


def _add_recording(told: Told, ledger: Ledger, id: str) -> None:
    key, fresh = key_of(told, ledger, "original")
    recording = Recording(
        id=id,
        since=told.seq,
        source=told.said("source", text),
        call_at=told.said("called_at", moment),
        outbound=told.said("outbound", flag),
        format=told.fact("format", text),
        rate=told.fact("rate", number),
        channels=told.said("channels", number),
        frames=told.fact("frames", number),
        digest=told.fact("sha256", digest),
        retention_key=key,
        imported_at=told.about,
        agent_channel=told.said("agent_channel", or_none(number, -1)),
        ended_because=told.said("ended_because", or_none(text)),
        decoder=told.said("decoder", number),
    )
    ledger.add(recording, *fresh)


def working_copy_remade(told: Told, ledger: Ledger) -> None:
    """Follow a length measured again by a later decoder."""
    if told.says("frames"):
        recording = ledger.get(Recording, told.subject(Subject.RECORDING))
        ledger.change(told, recording, frames=told.fact("frames", number), decoder=told.said("decoder", number))
