"""The demonstration's command-line verbs. Heavy imports are inside them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop.words import tr
from desktop.words.codes import or_list

if TYPE_CHECKING:
    from desktop.application.ports.first_start import DemoMade


class OpenScreens(Protocol):
    """Opens the screens of the office in that folder; returns the exit code once they are closed."""

    def __call__(self, folder: Path, *, demo_is_new: bool = ...) -> int: ...


def demo(arguments: argparse.Namespace, data_folder: Path, open_screens: OpenScreens) -> int:
    """Open the demo office, or conduct a whole session in one. `data_folder`: this account's, for the program."""
    if arguments.guided is not None:
        return guided(arguments)
    from desktop.showcase.demo_day import ready_demo
    from desktop.showcase.demo_people import DEMO_PASSWORD, SIGN_IN_NAMES

    folder = arguments.folder or data_folder / "demo-office"
    passed = ready_demo(folder, fresh=arguments.fresh)
    names = or_list(list(SIGN_IN_NAMES))
    said = tr("Sign in as {names}. Each has the same password: {password}")
    print(said.format(names=names, password=DEMO_PASSWORD))
    return open_screens(folder, demo_is_new=passed)


def made(folder: Path) -> DemoMade:
    """Ensure a demo office of today in that folder, for the windows of a first start."""
    from desktop.application.ports.first_start import DemoMade
    from desktop.showcase.demo_day import ready_demo
    from desktop.showcase.demo_people import DEMO_PASSWORD, SIGN_IN_NAMES

    passed = ready_demo(folder, tell=lambda line: None)
    return DemoMade(tuple(SIGN_IN_NAMES), DEMO_PASSWORD, passed)


def guided(arguments: argparse.Namespace) -> int:
    """Conduct one whole session through the real windows; exit 0 only if all of it is true."""
    from desktop.showcase.guided import conduct

    account = conduct(arguments.guided, from_intake=arguments.from_intake)
    if arguments.json:
        print(json.dumps(account.as_json()))
    else:
        print(account.in_words())
    return 0 if account.all_true() else 1
