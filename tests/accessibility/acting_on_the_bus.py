"""Does over the accessibility bus what an assistive technology does for someone: presses, focuses, types, asks.

It runs in the system's own Python, as `reading_the_bus.py` does. Each line it gets is an act, in JSON: the number of
the `process`, the `role` and the `name` of an object, what to `do`, and `given`. It answers with a line of JSON.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from gi.repository import GLib

from tests.accessibility.reading_the_bus import A11Y, MOST_LAYERS, Ask, Bus, Item, name_of

PROPERTIES = "org.freedesktop.DBus.Properties"
EVENTS = ("Object:StateChanged", "Object:TextChanged", "Object:PropertyChange", "Object:TextCaretMoved")
RELATIONS = {1: "label for", 2: "labelled by", 18: "described by"}
"""The numbers of these relations in the protocol (`AtspiRelationType`)."""


class Acting:
    """The acts. What the program tells of meanwhile is kept until it is asked for."""

    def __init__(self) -> None:
        self.bus = Bus()
        self.told: list[list[Any]] = []
        registry = Item("org.a11y.atspi.Registry", "/org/a11y/atspi/registry")
        for event in EVENTS:
            given = GLib.Variant("(sass)", (event, [], ""))
            self.bus.ask([Ask(registry, "org.a11y.atspi.Registry", "RegisterEvent", given)])
        self.bus.listen(A11Y + "Event.Object", self._hear)

    def _hear(self, member: str, parameters: Any) -> None:
        self.told.append([member, *parameters[:3], str(parameters[3])])

    def find(self, process: int, role: str, name: str) -> Item | None:
        """Return the first object of that role and name, from the windows down."""
        layer = self.bus.windows(process)
        for _ in range(MOST_LAYERS):
            roles = self.bus.accessible(layer, "GetRoleName")
            names = self.bus.ask(name_of(item) for item in layer)
            for item, its_role, its_name in zip(layer, roles, names, strict=True):
                if its_role == role and its_name == name:
                    return item
            layer = [Item(*child) for found in self.bus.accessible(layer, "GetChildren") for child in found or []]
        return None

    def do(self, item: Item, what: str, given: Any) -> Any:
        """Do one thing with an object, and return what it answers."""
        ask = self.bus.ask
        if what == "relations":
            found = self.bus.accessible([item], "GetRelationSet")[0] or []
            return {
                RELATIONS.get(kind, str(kind)): ask(name_of(Item(*each)) for each in targets) for kind, targets in found
            }
        if what == "actions":
            return [each[0] for each in ask([Ask(item, A11Y + "Action", "GetActions")])[0] or []]
        if what == "act":
            return ask([Ask(item, A11Y + "Action", "DoAction", GLib.Variant("(i)", (given,)))])[0]
        if what == "focus":
            return ask([Ask(item, A11Y + "Component", "GrabFocus")])[0]
        if what == "type":
            return ask([Ask(item, A11Y + "EditableText", "SetTextContents", GLib.Variant("(s)", (given,)))])[0]
        if what == "read":
            return ask([Ask(item, A11Y + "Text", "GetText", GLib.Variant("(ii)", (0, -1)))])[0]
        if what == "interfaces":
            return self.bus.accessible([item], "GetInterfaces")[0]
        if what == "attributes":
            return self.bus.accessible([item], "GetAttributes")[0]
        if what == "set":
            value = GLib.Variant("(ssv)", (A11Y + "Value", "CurrentValue", GLib.Variant("d", given)))
            return ask([Ask(item, PROPERTIES, "Set", value)])[0] is not None
        if what == "property":
            return ask([Ask(item, PROPERTIES, "Get", GLib.Variant("(ss)", (A11Y + given[0], given[1])))])[0]
        return None

    def answer(self, order: dict[str, Any]) -> Any:
        """Return whether there is such an object, and what it answers."""
        if order["do"] == "told":
            self.bus.settle()
            told, self.told = self.told, []
            return {"found": True, "said": told}
        item = self.find(order["process"], order["role"], order["name"])
        said = None if item is None else self.do(item, order["do"], order.get("given"))
        return {"found": item is not None, "said": said}


if __name__ == "__main__":
    ACTING = Acting()
    for line in sys.stdin:
        print(json.dumps(ACTING.answer(json.loads(line))), flush=True)
