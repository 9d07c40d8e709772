"""Fuzz one target, or all:  python -m tests.fuzzing.fuzz [NAME] [SECONDS] [--runs N] [--seed N] [--replay TEXT]

Inputs are mutations of the target's own samples, and of every input that reached a line of the program that none before
had (`coverage`); with `--blind`, of the samples alone. The seed decides everything. What is found is printed with its
input, in base64, for `--replay`.
"""

from __future__ import annotations

import argparse
import base64
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from types import FrameType

from tests.fuzzing.coverage import Lines
from tests.fuzzing.mutating import mutated
from tests.fuzzing.targets import TARGETS, Target

SECONDS = 30
HANGS_SECONDS = 10


class HangsError(Exception):
    """It did not end."""


@dataclass
class Told:
    """The outcome: how many inputs, and of each finding the input and where it came about."""

    name: str
    inputs: int = 0
    lines: int = 0
    found: dict[str, bytes] = field(default_factory=dict)

    def words(self) -> list[str]:
        counted = TARGETS[self.name].tells()
        reached = f"{self.lines:,} lines reached" + (f"; {counted}" if counted else "")
        told = [f"{self.name}: {self.inputs:,} inputs, {len(self.found)} findings ({reached})"]
        for what, data in self.found.items():
            told.append(f"  {what}\n    script/fuzz {self.name} --replay {base64.b64encode(data).decode()}")
        return told


def fuzzed(name: str, goes_on: Callable[[int], bool], seed: int, *, blind: bool = False) -> Told:
    """Try inputs for as long as it `goes_on`, which is told how many there were."""
    random, target, told, lines = Random(seed), TARGETS[name], Told(name), Lines()
    inputs = [*target.seeds()]
    samples = len(inputs)
    signal.signal(signal.SIGALRM, _hangs)
    lines.begin()
    for data in inputs:
        tried(target, data)
    lines.new()
    while goes_on(told.inputs):
        few = len(inputs) > samples and random.random() < 0.5
        data = mutated(random.choice(inputs[samples:] if few else inputs[:samples]), random, target.words)
        told.inputs += 1
        what = tried(target, data)
        if what:
            told.found.setdefault(what, data)
        if lines.new() and not blind:
            inputs.append(data)
    lines.end()
    told.lines = lines.seen
    return told


def tried(target: Target, data: bytes) -> str:
    """Return what is wrong with one input, and where; empty where nothing is."""
    signal.setitimer(signal.ITIMER_REAL, HANGS_SECONDS)
    try:
        target.run(data)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} at {place.filename.rpartition('/')[2]}:{place.lineno}: {str(error)[:100]}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return ""


def _hush() -> None:
    """Let no library write of its own accord: the decoder's says something of every broken frame."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _hangs(number: int, frame: FrameType | None) -> None:
    raise HangsError


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", choices=[*TARGETS, "all"], default="all")
    parser.add_argument("seconds", nargs="?", type=float, default=SECONDS)
    parser.add_argument("--runs", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--blind", action="store_true")
    parser.add_argument("--replay")
    chosen = parser.parse_args(words)
    if chosen.replay:
        print(tried(TARGETS[chosen.name], base64.b64decode(chosen.replay)) or "nothing wrong")
        return 0
    _hush()
    wrong = 0
    for name in TARGETS if chosen.name == "all" else (chosen.name,):
        end = time.monotonic() + chosen.seconds

        def goes_on(inputs: int, end: float = end) -> bool:
            return inputs < chosen.runs if chosen.runs else time.monotonic() < end

        told = fuzzed(name, goes_on, chosen.seed, blind=chosen.blind)
        print("\n".join(told.words()), flush=True)
        wrong += len(told.found)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
