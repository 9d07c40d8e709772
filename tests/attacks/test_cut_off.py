"""The newest events of the log taken away before a witness has them: their PC knows its own last one."""

from __future__ import annotations

import pytest

from db.schema.audit_tables import audit_event, audit_head, checkpoint
from desktop.application.office.signing_in import SignIn, sign_in
from desktop.domain.log.events import EventKind
from desktop.domain.log.merkle import Frontier, leaf_hash
from desktop.errors import RowRefusedError
from tests.attacks.test_events import _guards, findings
from tests.attacks.test_rows import edit, listen
from tests.builders import PASSWORD, Office
from tests.places import owners


def cut(place: Office, size: int) -> None:
    """Leave that many events."""
    with owners(place) as engine, engine.begin() as connection:
        for statement in _guards(connection):
            connection.exec_driver_sql(statement)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE audit_head DISABLE TRIGGER ALL")
        connection.execute(audit_event.delete().where(audit_event.c.seq >= size))
        tree = Frontier()
        for body in connection.execute(audit_event.select().order_by(audit_event.c.seq)).mappings():
            tree = tree.append(leaf_hash(bytes(body["body"])))
        head = {"size": tree.size, "frontier": tree.to_bytes(), "root": tree.root()}
        connection.execute(audit_head.update(), head)
        assert connection.execute(checkpoint.select().where(checkpoint.c.size > size)).first() is None, "not anchored"


def heard_and_cut(place: Office) -> int:
    """Let somebody hear a copy, and take away every trace of it; return the number of the PC's last event."""
    session = place.briefed()
    size = len(place.events())
    listen(place, session)()
    last = len(place.events()) - 1
    cut(place, size)
    edit(place, "UPDATE session SET state = 'briefed' WHERE id = {id}", id=session)
    assert not findings(place), "nothing shows it"
    return last


def test_the_next_act_at_that_pc_is_refused_and_the_log_says_so(place: Office) -> None:
    last = heard_and_cut(place)
    with pytest.raises(RowRefusedError) as found:
        place.do(sign_in, SignIn(place.front, "adviser", PASSWORD))
    assert (found.value.table, found.value.key) == ("audit_event", str(last))
    refused = place.events()[-1]
    assert refused.kind is EventKind.ROW_REFUSED and refused.facts["key"] == str(last)


def test_also_where_another_pc_has_written_in_their_place(place: Office) -> None:
    heard_and_cut(place)
    for _ in range(3):
        place.do(sign_in, SignIn(place.back, "officer", PASSWORD), desk=place.back)
    with pytest.raises(RowRefusedError):
        place.do(sign_in, SignIn(place.front, "adviser", PASSWORD))


def test_it_is_said_once_and_the_pc_goes_on(place: Office) -> None:
    heard_and_cut(place)
    with pytest.raises(RowRefusedError):
        place.do(sign_in, SignIn(place.front, "adviser", PASSWORD))
    place.do(sign_in, SignIn(place.front, "adviser", PASSWORD))
    assert not findings(place)
