"""Letters, and files for the police, that leave the office as the log says: by a row alone none goes anywhere."""

from __future__ import annotations

import pytest

from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Purpose
from tests.application.requests.test_disclosing import approved_for_police, disclose
from tests.application.requests.test_letters import invited, make
from tests.attacks.test_rows import edit, refused
from tests.builders import Office


@pytest.mark.parametrize("column", ["address", "surname", "representative"])
def test_no_letter_goes_to_whom_a_row_alone_names(place: Office, column: str) -> None:
    request = invited(place)
    edit(place, f"UPDATE asker SET {column} = 'Spy' WHERE request = {{id}}", id=request)
    refused(place, lambda: make(place, request, LetterKind.INVITATION), "asker", "given_names")


def test_no_file_is_disclosed_of_a_request_that_a_row_alone_approves(place: Office) -> None:
    request = approved_for_police(place, Purpose.TRAINING)
    edit(place, "UPDATE request SET purpose = 'police' WHERE id = {id}", id=request)
    refused(place, lambda: disclose(place, request), "request", "purpose")
