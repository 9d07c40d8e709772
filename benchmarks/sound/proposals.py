"""Proposals: how many parts of a call are found, how many findings are right, and how fast.

`python -m benchmarks.sound.proposals` prints the quality, for `CALLS` made-up calls of about two minutes for each codec
and each signal-to-noise ratio. `run` compares the speed with that of `peaks_of`, the other pass over a recording's PCM.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.measure import Result, side_by_side
from benchmarks.sound.made_up_calls import CODECS, RATE, Call, Truth, make_call, prompts
from desktop.application.ports.sound import Proposed
from desktop.media.formats.formats import BLOCK_FRAMES
from desktop.media.proposals.proposals import Kind, find_proposals
from desktop.media.waveform import peaks_of

CALLS = 12
FIRST_SEED = 1_000
"""Other calls than those that the thresholds were chosen with (0 to 11)."""
SNRS = (30, 20, 10, 5)
AGENT_CHANNEL = 1
_HALF = 0.5
_FRAME_BYTES = 4


@dataclass(frozen=True)
class Score:
    """For one kind: the parts there, those found, the proposals, and those right."""

    there: int
    found: int
    said: int
    right: int

    @property
    def recall(self) -> float:
        return self.found / self.there if self.there else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 1.0


def blocks_of(pcm: bytes, frames: int = BLOCK_FRAMES) -> list[bytes]:
    """Return blocks of two channels, as from the decoder."""
    size = frames * _FRAME_BYTES
    return [pcm[at : at + size] for at in range(0, len(pcm), size)]


def proposals_for(call: Call) -> tuple[Proposed, ...]:
    """Return the proposals for a made-up call."""
    return find_proposals(blocks_of(call.pcm), RATE, 2, AGENT_CHANNEL)


def scores(calls: Iterable[Call]) -> dict[Kind, Score]:
    """Return the score of each kind. Half of a span must be covered for it to count as found, or as right."""
    there, found, said, right = (Counter[Kind]() for _ in range(4))
    for call in calls:
        proposals = proposals_for(call)
        for truth in call.truths:
            there[truth.kind] += 1
            found[truth.kind] += any(_is_found(truth, proposal) for proposal in proposals)
        for proposal in proposals:
            said[kind := Kind(proposal.kind)] += 1
            right[kind] += _is_right(proposal, call)
    return {kind: Score(there[kind], found[kind], said[kind], right[kind]) for kind in Kind}


def run(name: str) -> Result:
    """Run ten minutes of two channels, in milliseconds."""
    spoken = prompts()
    pcm = b"".join(make_call(seed, 20, "pcm", spoken).pcm for seed in range(6))
    blocks = blocks_of(pcm[: 600 * RATE * _FRAME_BYTES])
    return side_by_side(
        name,
        lambda: find_proposals(blocks, RATE, 2, AGENT_CHANNEL),
        lambda: peaks_of(blocks, 2),
        rounds=5,
        limit=30.0,
    )


def main() -> int:
    """Print a row for each codec and noise: recall and precision of each kind."""
    spoken = prompts()
    print(f"{'codec':<8}{'SNR dB':>7}" + "".join(f"{kind.value:>22}" for kind in Kind))
    seconds = taken = 0.0
    for codec in CODECS:
        for snr in SNRS:
            calls = [make_call(seed, snr, codec, spoken) for seed in range(FIRST_SEED, FIRST_SEED + CALLS)]
            began = time.perf_counter()
            result = scores(calls)
            taken += time.perf_counter() - began
            seconds += sum(len(call.pcm) for call in calls) / _FRAME_BYTES / RATE
            cells = (f"{result[kind].recall:.2f} / {result[kind].precision:.2f}" for kind in Kind)
            print(f"{codec:<8}{snr:>7}" + "".join(f"{cell:>22}" for cell in cells))
    print(f"(recall / precision; {CALLS} calls a row; {seconds / taken:.0f} times as fast as the call)")
    return 0


def _is_found(truth: Truth, proposal: Proposed) -> bool:
    same = proposal.kind == truth.kind and (proposal.channel == truth.channel)
    return same and _shared(truth, proposal) >= _HALF * (truth.end - truth.start)


def _is_right(proposal: Proposed, call: Call) -> bool:
    if proposal.kind is Kind.SILENCE:
        # A party who listens is silent too, though nobody put that in.
        part = call.silent[:, proposal.start : proposal.end]
        silent = part.all(axis=0) if proposal.channel is None else part[proposal.channel]
        return bool(silent.mean() >= 1 - _HALF / 5)
    length = proposal.end - proposal.start
    return any(
        truth.kind == proposal.kind and truth.channel == proposal.channel and _shared(truth, proposal) >= _HALF * length
        for truth in call.truths
    )


def _shared(truth: Truth, proposal: Proposed) -> int:
    return max(0, min(truth.end, proposal.end) - max(truth.start, proposal.start))


if __name__ == "__main__":
    sys.exit(main())
