"""A seeded simulation of two desks:  python -m tests.faults.simulation.simulate [--seeds N] [--from SEED] [--seed SEED]

One seed decides everything: who presses what at which desk, and what goes wrong there. After each step the invariants
are looked at (`invariants`). `--seed SEED` replays one, and says each step.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from desktop.errors import CheckpointNotStoredError, InDoubtError, ListeningRoomError, RefusedError
from tests.faults.simulation.invariants import BUG, Invariants
from tests.faults.simulation.presses import ACTS
from tests.faults.simulation.world import Desk, Press, World, a_world
from tests.support.machine.own_folder import own_folder_in_memory

STEPS = 40
BAD = 0.25
"""How often something goes wrong with a press."""


@dataclass
class Told:
    """How a simulation went: `wrong` is empty where every invariant held."""

    seed: int
    wrong: str = ""
    steps: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def replay(self) -> str:
        """Return how to see it again."""
        return f"seed {self.seed}, step {len(self.steps)}: {self.wrong}\n  script/faults --simulate {self.seed}"


def simulate(seed: int, folder: Path, say: Callable[[str], None] = lambda line: None, steps: int = STEPS) -> Told:
    """Run one seed in a folder of its own. Fewer steps are the first ones of more."""
    random, told = Random(seed), Told(seed)
    with a_world(folder) as world:
        invariants = Invariants(world)
        for number in range(steps):
            line, outcome = _step(world, random)
            told.steps.append(f"{number} {line}: {outcome}")
            told.outcomes[outcome.split(" ")[0]] += 1
            say(told.steps[-1])
            wrong = next(invariants.broken(outcome), None)
            if wrong is not None:
                told.wrong = wrong
                return told
        told.wrong = next(invariants.broken_at_the_end(), "")
        told.kinds.update(event.kind.value for event in world.desks[0].events())
    return told


def _step(world: World, random: Random) -> tuple[str, str]:
    """Make one press, in some weather; return what and how it ended."""
    desk = random.choice(world.desks)
    _time_passes(world, desk, random)
    press = None
    while press is None:  # there may be nothing yet to press that on
        press = random.choices(list(ACTS), list(ACTS.values()))[0](world, desk, random)
    bad = _weather(desk, random)
    name = getattr(getattr(press, "func", press), "__name__", "")
    outcome = _pressed(desk, press)
    desk.weather.loses, desk.weather.locked = "", False
    return f"{desk.name} {name}{bad}", outcome


def _time_passes(world: World, desk: Desk, random: Random) -> None:
    for each in world.desks:
        each.weather.without_witness = max(0, each.weather.without_witness - 1)
    world.pass_by(seconds=random.choice([1, 5, 60, 600]))
    if random.random() < 0.02:
        world.pass_by(days=1)
    if random.random() < 0.05:
        desk.clock.pass_by(minutes=random.choice([-40, -5, 3]))


def _weather(desk: Desk, random: Random) -> str:
    """Let something go wrong with the next press at that desk, or nothing."""
    if random.random() >= BAD:
        return ""
    kind = random.choice(["answer", "question", "answer, and stays away", "question, and stays away", "key", "witness"])
    weather = desk.weather
    if kind == "key":
        weather.locked = True
    elif kind == "witness":
        weather.without_witness = random.randrange(1, 6)
    else:
        weather.loses, weather.stays_away = kind.split(",")[0], "," in kind
    return f" (lost: {kind})"


def _pressed(desk: Desk, press: Press) -> str:
    try:
        press()
    except InDoubtError:
        desk.weather.away = False
        again = _pressed(desk, press)
        return f"in-doubt, then {again}"
    except CheckpointNotStoredError:
        return "unwitnessed"
    except RefusedError as error:
        return f"refused {error.code}"
    except ListeningRoomError as error:
        return f"failed {type(error).__name__} {error.code}"
    except Exception as error:
        return f"{BUG} {type(error).__name__}"
    return "done"


def simulations(seeds: range, say: Callable[[str], None] = lambda line: None, steps: int = STEPS) -> Iterator[Told]:
    """Run each seed; yield how it went."""
    base = own_folder_in_memory()
    try:
        for seed in seeds:
            folder = base / str(seed)
            folder.mkdir()
            yield simulate(seed, folder, say, steps)
            shutil.rmtree(folder)
    finally:
        shutil.rmtree(base, ignore_errors=True)


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--seed", type=int)
    chosen = parser.parse_args(words)
    one = chosen.seed is not None
    seeds = range(chosen.seed, chosen.seed + 1) if one else range(chosen.first, chosen.first + chosen.seeds)
    wrong, steps, outcomes, kinds = 0, 0, Counter[str](), Counter[str]()
    for done, told in enumerate(simulations(seeds, print if one else lambda line: None), 1):
        steps += len(told.steps)
        outcomes += told.outcomes
        kinds += told.kinds
        if told.wrong:
            wrong += 1
            print(told.replay(), flush=True)
        if done % 100 == 0:
            print(f"{done} of {len(seeds)} seeds, {wrong} wrong", flush=True)
    print(f"{len(seeds)} seeds, {steps} steps, {wrong} wrong")
    print("ended as: " + ", ".join(f"{name} {number}" for name, number in outcomes.most_common()))
    print("events: " + ", ".join(f"{name} {number}" for name, number in kinds.most_common()))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
