"""The pages of the office's places in a test: their tables read."""

from __future__ import annotations

from desktop.ui.office.pcs_place import PcsPlace
from desktop.ui.office.people_place import PeoplePlace


def rows(place: PcsPlace | PeoplePlace) -> dict[str, list[str]]:
    """Return the cells of the list, by those of the first column."""
    model = place.list_page.table.view.model()
    told = [[str(model.index(row, at).data()) for at in range(model.columnCount())] for row in range(model.rowCount())]
    return {cells[0]: cells[1:] for cells in told}
