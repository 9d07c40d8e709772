"""Fuzz one target, or all:  python -m tests.fuzzing.fuzz [NAME] [SECONDS] [--runs N] [--seed N] [--replay TEXT]

With `atheris` the inputs are guided by the coverage of `desktop`; without it, or with `--blind`, they are mutations of
the target's own samples, decided by the seed. What is found is printed with the input, in base64, for `--replay`.
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

from tests.fuzzing.mutating import mutated
from tests.fuzzing.targets import TARGETS, Target

SECONDS = 30
HANGS_SECONDS = 10


class HangsError(Exception):
    """It did not end."""


@dataclass
class Told:
    """What became of it: how many inputs, and of each finding the input and where it came about."""

    name: str
    inputs: int = 0
    found: dict[str, bytes] = field(default_factory=dict)

    def lines(self) -> list[str]:
        counted = TARGETS[self.name].tells()
        told = [f"{self.name}: {self.inputs:,} inputs, {len(self.found)} findings{counted and ' (' + counted + ')'}"]
        for what, data in self.found.items():
            told.append(f"  {what}\n    script/fuzz {self.name} --replay {base64.b64encode(data).decode()}")
        return told


def blindly(name: str, goes_on: Callable[[int], bool], seed: int) -> Told:
    """Try mutations of the target's samples for as long as it `goes_on`, which is told how many there were."""
    random, target, told = Random(seed), TARGETS[name], Told(name)
    seeds = [*target.seeds()]
    signal.signal(signal.SIGALRM, _hangs)
    while goes_on(told.inputs):
        data = mutated(random.choice(seeds), random, target.words)
        told.inputs += 1
        what = tried(target, data)
        if what:
            told.found.setdefault(what, data)
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

        told = blindly(name, goes_on, chosen.seed)
        print("\n".join(told.lines()), flush=True)
        wrong += len(told.found)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
