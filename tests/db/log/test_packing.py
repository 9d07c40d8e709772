"""The bytes of an event as a PC's copy keeps them: the same again, and fewer."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from db.log.packing import packed, plain, whole
from desktop.domain.log.merkle import leaf_hash
from tests.support.offices.builders import Office, an_office

digits = st.integers(0, 70).map(lambda length: (b"0123456789abcdef" * 5)[:length])
base64 = st.binary(max_size=70).map(b64encode)
not_canonical = st.sampled_from([b"A" * 42 + b"B=", b"A" * 85 + b"B=="])
quoted = (digits | base64 | not_canonical).map(lambda text: b'"%s"' % text)
marks = st.sampled_from([b"\0", b"\1", b"\2", b"\3", b"\4", b"\0\0\0", b'"', b"{", b"ABCDEF" * 6])
anything = st.lists(quoted | marks | st.binary(max_size=20), max_size=8).map(b"".join)


@given(anything)
@example(b"")
@example(bytes(1 << 24))
def test_whatever_it_is_comes_back_to_the_byte(body: bytes) -> None:
    assert plain(packed(body)) == plain(whole(body)) == body


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = an_office(tmp_path_factory.mktemp("office"))
    office.closed()
    return office


def test_events_of_a_session_are_half_as_long(office: Office) -> None:
    events = [body for body in office.bodies() if b'"session":"' in body]
    assert len(events) > 5 and all(plain(packed(body)) == body for body in events)
    assert sum(map(len, map(packed, events))) < 0.55 * sum(map(len, events))


def test_the_copy_has_every_event_in_the_bytes_that_were_verified(office: Office) -> None:
    with office.parts.uow(office.front).read_only() as uow:
        known = dict(uow.known.all_events())
        sessions = uow.known.events.exec_driver_sql("SELECT DISTINCT typeof(session) FROM known_event").scalars().all()
    assert list(map(leaf_hash, known.values())) == list(map(leaf_hash, office.bodies()))
    assert set(sessions) == {"blob", "null"}
