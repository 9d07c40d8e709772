from __future__ import annotations

import pytest

from tests.application.office.by_policies import begin
from tests.support.builders import Office


@pytest.fixture
def begun(office: Office) -> Office:
    """The office, which goes by policies of its own."""
    begin(office)
    return office
