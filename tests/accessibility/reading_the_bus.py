"""Reads what a program shows over the accessibility bus, as a screen reader does: a line of JSON for each line it gets.

It runs in the system's own Python, which has the library of GNOME's buses (`gi`, which comes with Orca), and not in the
program's. A line is the number of a process. The answer lists, window by window, what that process shows, in the order
of the tree; its keys are those of `Shown` in `on_the_bus.py`. Of a table only the headings and the first row are
read. A whole layer of the tree is asked for at once: an answer waits for the program's window, a layer for one turn.
"""

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from gi.repository import Gio, GLib

A11Y = "org.a11y.atspi."
ROOT = "/org/a11y/atspi/accessible/root"
FOCUSABLE, ENABLED, SHOWING, CHECKABLE = 11, 8, 25, 41
"""The numbers of these states in the protocol (`AtspiStateType`)."""
LABELLED_BY = 2
"""The number of this relation (`AtspiRelationType`)."""
CLOSED = {"table", "tree table", "combo box"}
"""Roles whose inside is not walked: cells, and what drops down."""
MOST_LAYERS = 60


class Item(NamedTuple):
    """An object on the bus: whose it is, and its path there."""

    bus: str
    path: str


class Ask(NamedTuple):
    """A question to an object: the interface, the method and the arguments."""

    item: Item
    interface: str
    method: str
    arguments: Any = None


def name_of(item: Item) -> Ask:
    return Ask(item, "org.freedesktop.DBus.Properties", "Get", GLib.Variant("(ss)", (A11Y + "Accessible", "Name")))


class Bus:
    """The accessibility bus of this session."""

    def __init__(self) -> None:
        session = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        found = session.call_sync(
            "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1, None
        )
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self._bus = Gio.DBusConnection.new_for_address_sync(found.unpack()[0], flags, None, None)

    def ask(self, asks: Iterable[Ask]) -> list[Any]:
        """Ask everything at once; return the answers in the same order, None for what is refused or gone."""
        listed = list(asks)
        answers: list[Any] = [None] * len(listed)
        left = len(listed)

        def come(bus: Any, result: Any, at: int) -> None:
            nonlocal left
            left -= 1
            try:
                given = bus.call_finish(result).unpack()
                answers[at] = given[0] if len(given) == 1 else given
            except GLib.Error:
                pass

        for at, ask in enumerate(listed):
            self._bus.call(
                ask.item.bus, ask.item.path, ask.interface, ask.method, ask.arguments, None, 0, 20_000, None, come, at
            )
        while left:
            GLib.MainContext.default().iteration(True)
        return answers

    def listen(self, interface: str, hear: Callable[[str, Any], None]) -> None:
        """Have every signal of that interface heard: its name, and what it carries."""

        def come(_bus: Any, _sender: str, _path: str, _of: str, member: str, parameters: Any, _given: Any) -> None:
            hear(member, parameters.unpack())

        self._bus.signal_subscribe(None, interface, None, None, None, 0, come, None)

    def settle(self) -> None:
        """Take in what has already come."""
        while GLib.MainContext.default().iteration(False):
            pass

    def accessible(self, items: Iterable[Item], method: str) -> list[Any]:
        return self.ask(Ask(item, A11Y + "Accessible", method) for item in items)

    def windows(self, process: int) -> list[Item]:
        """Return the windows of that process."""
        registry = Item("org.a11y.atspi.Registry", ROOT)
        programs = [Item(*each) for each in self.accessible([registry], "GetChildren")[0] or []]
        bus = Item("org.freedesktop.DBus", "/org/freedesktop/DBus")
        whose = self.ask(
            Ask(bus, bus.bus, "GetConnectionUnixProcessID", GLib.Variant("(s)", (each.bus,))) for each in programs
        )
        ours = [program for program, number in zip(programs, whose, strict=True) if number == process]
        return [Item(*each) for windows in self.accessible(ours, "GetChildren") for each in windows or []]


def add_details(bus: Bus, layer: list[tuple[Item, dict[str, Any]]]) -> None:
    """Add what only some objects have: a size, a value, a heading's level, a table's headings and first cells."""
    in_focus = [(item, one) for item, one in layer if one["focusable"]]
    on_screen = GLib.Variant("(u)", (0,))
    places = bus.ask(Ask(item, A11Y + "Component", "GetExtents", on_screen) for item, _ in in_focus)
    interfaces = bus.accessible((item for item, _ in in_focus), "GetInterfaces")
    for (_, one), place, has in zip(in_focus, places, interfaces, strict=True):
        one |= {"size": list(place[2:]) if place else [], "valued": A11Y + "Value" in (has or [])}
    _add_labels(bus, [(item, one) for item, one in in_focus if one["role"] == "combo box"])
    headings = [(item, one) for item, one in layer if one["role"] == "heading"]
    levels = bus.accessible((item for item, _ in headings), "GetAttributes")
    for (_, one), level in zip(headings, levels, strict=True):
        one["level"] = (level or {}).get("level", "")
    for item, one in layer:
        if one["role"] == "table":
            one |= _table(bus, item)


def _add_labels(bus: Bus, layer: list[tuple[Item, dict[str, Any]]]) -> None:
    """Give lists that drop down the name of their label: on this bus their own name is what is chosen."""
    for (_, one), relations in zip(layer, bus.accessible((item for item, _ in layer), "GetRelationSet"), strict=True):
        labels = [Item(*label) for kind, targets in relations or [] if kind == LABELLED_BY for label in targets]
        one["name"] = " ".join(name or "" for name in bus.ask(name_of(label) for label in labels))


def _table(bus: Bus, item: Item) -> dict[str, Any]:
    of = A11Y + "Table"
    count = GLib.Variant("(ss)", (of, "NColumns"))
    columns = bus.ask([Ask(item, "org.freedesktop.DBus.Properties", "Get", count)])[0] or 0
    heads = bus.ask(Ask(item, of, "GetColumnHeader", GLib.Variant("(i)", (at,))) for at in range(columns))
    cells = bus.ask(Ask(item, of, "GetAccessibleAt", GLib.Variant("(ii)", (0, at))) for at in range(columns))
    named = [bus.ask(name_of(Item(*each)) for each in part if each) for part in (heads, cells)]
    return {"headers": [name or "" for name in named[0]], "cells": [name or "" for name in named[1]]}


def _object(role: str | None, name: str | None, bits: int, groups: list[str]) -> dict[str, Any]:
    states = {"focusable": FOCUSABLE, "enabled": ENABLED, "checkable": CHECKABLE}
    return {"role": role or "", "name": name or "", "groups": groups} | {
        state: bool(bits >> number & 1) for state, number in states.items()
    }


def shown(bus: Bus, window: Item) -> list[dict[str, Any]]:
    """Return what that window shows, in the order of the tree."""
    layer: list[tuple[Item, list[int], list[str]]] = [(window, [], [])]
    found: list[tuple[list[int], dict[str, Any]]] = []
    for _ in range(MOST_LAYERS):
        states = [each or [0, 0] for each in bus.accessible((item for item, _, _ in layer), "GetState")]
        bits = [low | high << 32 for low, high in states]
        layer = [each for each, bit in zip(layer, bits, strict=True) if bit >> SHOWING & 1]
        bits = [bit for bit in bits if bit >> SHOWING & 1]
        if not layer:
            break
        items = [item for item, _, _ in layer]
        roles = bus.accessible(items, "GetRoleName")
        names = bus.ask(name_of(item) for item in items)
        children = bus.accessible(items, "GetChildren")
        made = [_object(*each) for each in zip(roles, names, bits, (groups for _, _, groups in layer), strict=True)]
        add_details(bus, list(zip(items, made, strict=True)))
        below = []
        for (_, at, groups), one, inside in zip(layer, made, children, strict=True):
            found.append((at, one))
            if one["role"] not in CLOSED:
                around = [*groups, one["name"]] if one["name"] else groups
                below += [(Item(*child), [*at, i], around) for i, child in enumerate(inside or [])]
        layer = below
    return [one for _, one in sorted(found, key=lambda each: each[0])]


if __name__ == "__main__":
    BUS = Bus()
    for line in sys.stdin:
        print(json.dumps([shown(BUS, window) for window in BUS.windows(int(line))]), flush=True)
