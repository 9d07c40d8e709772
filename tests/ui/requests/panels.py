"""The fields of an open panel, by what a test knows of them: their names."""

from __future__ import annotations

from typing import Any

from desktop.ui.kit.date_field import DateField
from desktop.ui.kit.fields import Field
from desktop.ui.requests.panels import Panel


def field(panel: Panel | None, name: str) -> Any:
    """Return the panel's field of that name, whatever its kind."""
    assert panel is not None
    return next(found for found in panel.findChildren(Field) if found.name == name)


def day_of(panel: Panel | None) -> DateField:
    """Return the panel's field of a day."""
    assert panel is not None
    return next(found for found in panel.findChildren(Field) if isinstance(found, DateField))
