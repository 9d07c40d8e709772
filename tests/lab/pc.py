"""One PC of the lab: the program's own windows, and hands that carry out orders.

`python -m tests.lab.pc NAME OUT [DIRECTORY.toml]`. Each line of standard input is an order in JSON: `do` (the name of
an act), `with` (its arguments), `number` (of the act). Each line of standard output answers one: `result` or `error`,
`pictures`, `seconds`. It opens this account's own office, alone, as the program's everyday start does; only libvlc's
output is captured, since the machine of a lab has no loudspeaker. At the end of the orders it closes its window.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Slot

from desktop.application.ports.desk import Desk
from desktop.bootstrap.wiring import open_desk
from desktop.cli.screens import data_folder
from desktop.environment.ldap.directory import LdapDirectory, load_directory_policy
from desktop.environment.office_file import read_office_file
from desktop.environment.own_log import own_log
from desktop.environment.passwords import Passwords
from desktop.files.durable import SingleInstance
from desktop.lockdown.at_start import keep_memory_to_itself
from desktop.showcase.capture import Capture
from desktop.ui.shell.app import Screens, application, show_within_screen
from tests.lab import acts
from tests.lab.hands import LabHands


class Orders(QObject):
    """Takes orders from standard input, one at a time, on the GUI thread."""

    def __init__(self, hands: LabHands) -> None:
        super().__init__()
        self._hands = hands
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._come)

    @Slot()
    def _come(self) -> None:
        line = sys.stdin.buffer.readline()
        if not line:
            self._notifier.setEnabled(False)
            application().quit()
            return
        self._notifier.setEnabled(False)
        QTimer.singleShot(0, lambda: self._carry_out(json.loads(line)))

    def _carry_out(self, order: dict[str, Any]) -> None:
        hands, begun = self._hands, time.monotonic()
        hands.act, hands.pictures = order["number"], []
        answer: dict[str, Any] = {"do": order["do"]}
        try:
            answer["result"] = getattr(acts, order["do"])(hands, **order["with"])
        except Exception:  # the lab's account says what failed at which PC
            answer["error"] = traceback.format_exc()
            hands.picture("failed")
        answer |= {"pictures": hands.pictures, "seconds": round(time.monotonic() - begun, 1)}
        print(json.dumps(answer), flush=True)
        self._notifier.setEnabled(True)


def opened(folder: Path, capture: Capture, directory: str) -> Desk:
    """Open the office, with that directory, which an administrator would name in the PC's own policies."""
    desk = open_desk(folder, outlet=capture, alone=True)
    if not directory:
        return desk
    asked = LdapDirectory(load_directory_policy(Path(directory)))

    def close() -> None:
        asked.close()
        desk.close()

    return replace(desk, passwords=Passwords(directory=asked), close=close)


def main(name: str, out: str, directory: str = "") -> int:
    """Open this account's office and its window; carry out orders until there are no more."""
    keep_memory_to_itself()
    gc.disable()  # as `desktop.cli.screens.open_office`
    folder, capture = data_folder() / "office", Capture()
    _, paths = read_office_file(folder)
    instance = SingleInstance(paths.lock)
    instance.acquire()
    try:
        app = application()
        screens = Screens(lambda: opened(folder, capture, directory), instance.raise_requested, own_log("screens").done)
        show_within_screen(screens.shell)
        orders = Orders(LabHands(screens, Path(out), name, capture))
        print(json.dumps({"do": "open"}), flush=True)
        app.exec()
        orders.deleteLater()
        screens.shell.close()
        screens.close()
    finally:
        instance.release()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
