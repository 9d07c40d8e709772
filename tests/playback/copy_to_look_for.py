"""A process that opens, plays and closes its parent's approved copy, while the parent reads its memory."""

from __future__ import annotations

import gc
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from desktop.domain.copies.copy import ApprovedCopy, SealedKey
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId
from desktop.lockdown import at_start
from desktop.media.waveform import waveform_of
from desktop.playback.libvlc import LibVlc
from desktop.playback.player import Player, VaultSound
from desktop.vault.blobs import Blobs
from tests.playback.copies import until
from tests.playback.outputs import Through
from tests.support.machine.patience import PATIENCE

RATE = 8000


def main() -> None:
    """Print `open` while it plays, `shut` afterwards, and wait for a line after each."""
    told = json.loads(sys.stdin.readline())
    at_start.wipe_what_is_freed()
    sealed = SealedKey(bytes.fromhex(told["data_key"]), RetentionKeyId("k"), bytes.fromhex(told["retention_key"]))
    copy = ApprovedCopy(
        CopyId(told["id"]), RequestId("r"), RecordingId("o"), PersonId("p"), datetime(2026, 11, 24, tzinfo=UTC),
        RATE, 1, told["frames"], told["digest"], sealed,
    )  # fmt: skip
    player = Player(lambda: LibVlc(ways=Through("--aout=adummy")))
    folder = Path(told["folder"])
    sound = VaultSound(player, Blobs(folder / "vault"), (folder / "identity").read_text, waveform_of, b"")
    sound.open(copy)
    for at in range(0, copy.frames, copy.frames // 4):
        player.seek(at)
        player.play()
        until(lambda at=at: player.status().sounding and player.status().frame > at + RATE // 2)  # type: ignore[misc]
    say("open")
    sound.shut()
    assert player.settle(PATIENCE)
    gc.collect()
    say("shut")
    player.close()


def say(word: str) -> None:
    print(word, flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main()
