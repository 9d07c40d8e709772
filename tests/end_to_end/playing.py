"""The front desk with its real sound: the vault, libvlc, and libvlc's output; and the listener's heard-map."""

from __future__ import annotations

import io
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import numpy.typing as npt

from desktop.application.ports.sound import PlayState
from desktop.application.sessions import listening
from desktop.bootstrap.keys import identity_of
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.shared.ids import SessionId
from desktop.domain.shared.spans import HeardTracker, subtract
from desktop.media.sandbox.decoding import decode
from desktop.media.waveform import waveform_of
from desktop.playback.libvlc import LibVlc
from desktop.playback.player import Player, VaultSound
from desktop.showcase.capture import Capture
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.keys import open_key
from tests.playback.copies import until
from tests.support.machine.patience import PATIENCE
from tests.support.offices.builders import Office, a_call

Samples = npt.NDArray[np.int16]


@dataclass
class SoundingDesk:
    """One front desk whose player is libvlc, captured."""

    office: Office
    capture: Capture
    player: Player
    trackers: dict[SessionId, HeardTracker] = field(default_factory=dict)

    def samples(self) -> Samples:
        """Return all of libvlc's output so far."""
        return np.frombuffer(self.capture.samples(), "<i2")

    def play(self, id: SessionId, past: int | None = None) -> None:
        """Play to the end, or until past a frame and pause; save what was heard, as a desk does."""
        copy = self.office.copy(self.office.session(id).copy)
        tracker = self.trackers.setdefault(id, HeardTracker(copy.rate))
        self._look(tracker, sounding=False)  # from where it begins, before it does
        listening.play(
            listening.PlaybackPosition(self.office.who(id), id, self.player.status().frame),
            uow=self.office.uow(),
            clock=self.office.clock,
            player=self.player,
        )
        until(lambda: self._arrived(tracker, past), 70 + PATIENCE)
        if past is not None:
            self.player.pause()
            until(lambda: self.player.status().state is PlayState.PAUSED)
            self._look(tracker)
        self.save(id, tracker)

    def seek(self, id: SessionId, frame: int) -> None:
        self.player.seek(frame)
        assert self.player.settle(PATIENCE)
        status = self.player.status()
        self.trackers[id].update(status.frame, False, time.monotonic(), status.rate)

    def save(self, id: SessionId, tracker: HeardTracker) -> None:
        new = subtract(tracker.heard, self.office.session(id).heard)
        self.office.do(listening.stopped, self.office.position(id, self.player.status().frame, *new))

    def _arrived(self, tracker: HeardTracker, past: int | None) -> bool:
        self._look(tracker)
        status = self.player.status()
        assert status.failure is None, status.failure
        return status.state is PlayState.ENDED or (past is not None and status.frame > past)

    def _look(self, tracker: HeardTracker, sounding: bool = True) -> None:
        status = self.player.status()
        sounds = sounding and (status.sounding or status.state in (PlayState.ENDED, PlayState.PAUSED))
        tracker.update(status.frame, sounds, time.monotonic(), status.rate)


@contextmanager
def sounding(office: Office) -> Iterator[SoundingDesk]:
    """Open the office's front desk with a player of its own, closed at the end."""
    capture = Capture()
    player = Player(lambda: LibVlc(capture))
    blobs = Blobs(office.parts.paths.vault)
    office.other_sound = VaultSound(
        player, blobs, lambda: identity_of(office.parts.store, office.front), waveform_of, a_call(0.5)
    )
    try:
        yield SoundingDesk(office, capture, player)
    finally:
        player.close()


def approved_samples(office: Office, copy: ApprovedCopy) -> Samples:
    """Return the approved copy's samples, read from the vault without the player: a row for each frame."""
    key = open_key(copy.key, identity_of(office.parts.store, office.front), copy.id)
    with Blobs(office.parts.paths.vault).open(BlobKind.APPROVED, copy.id, key) as reader:
        stored = io.BytesIO(reader.read(0, reader.size))
    with wave.open(stored) as wav:
        assert (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) == (copy.rate, copy.channels, 2)
        samples = np.frombuffer(wav.readframes(wav.getnframes()), "<i2").reshape(-1, copy.channels)
    assert len(samples) == copy.frames
    return cast(Samples, samples)


def original_samples(data: bytes) -> Samples:
    """Return a recording from outside, decoded: a row for each frame."""
    found = decode(data)
    return np.frombuffer(found.pcm, "<i2").reshape(-1, found.channels)


def kept_frames(copy: ApprovedCopy) -> npt.NDArray[np.bool_]:
    """Return which frames of a copy are outside every removed part (parts on all channels)."""
    kept = np.ones(copy.frames, dtype=np.bool_)
    for part in copy.removed:
        assert part.channel is None
        kept[part.start : part.end] = False
    return kept
