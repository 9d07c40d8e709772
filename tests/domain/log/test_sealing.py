from __future__ import annotations

import hmac
import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log.events import Event, EventKind, Facts, Subject, canonical, from_canonical
from desktop.domain.log.sealing import (
    AUTHORITY,
    apart,
    gives_authority,
    is_own,
    signed_message,
    with_mac,
    with_signature,
)
from tests.domain.log.test_events import an_event

SIGNATURE = bytes(range(64))


def the_mac(data: bytes, secret: bytes = b"a desk's own") -> bytes:
    return hmac.new(secret, data, sha256).digest()[:16]


def test_seals_stand_where_canonical_order_has_them_and_the_event_reads_as_before() -> None:
    plain = canonical(an_event({"frame": 3}), 7)
    body = with_signature(with_mac(plain, the_mac(plain)), SIGNATURE)
    assert json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode() == body
    assert from_canonical(body) == from_canonical(plain)


@given(st.text(), st.integers(0, 10**12), st.binary(min_size=16, max_size=16), st.binary(min_size=64, max_size=64))
def test_what_was_put_in_is_taken_out_again_whatever_the_event_says(
    said: str, seq: int, mac: bytes, signature: bytes
) -> None:
    facts: Facts = {"said": said, "mac": said, "signature": f'","mac":"{said}","n":{seq},"subjects":{{}},"v":1}}'}
    event = Event(EventKind.HEARD, an_event({}).at, an_event({}).desk, None, {Subject.NOTE: said}, facts)
    plain = canonical(event, seq)
    body = with_signature(with_mac(plain, mac), signature)
    found = apart(body)
    assert (found.plain, found.mac, found.signed, found.signature) == (plain, mac, with_mac(plain, mac), signature)
    assert apart(plain).mac is None
    assert apart(plain).signature is None


def test_a_desk_recognises_its_own_events_and_no_other() -> None:
    plain = canonical(an_event({"frame": 3}), 7)
    body = with_mac(plain, the_mac(plain))
    assert is_own(body, the_mac)
    assert is_own(with_signature(body, SIGNATURE), the_mac)
    assert not is_own(plain, the_mac), "it has no MAC at all"
    assert not is_own(body, lambda data: the_mac(data, b"another's"))
    assert not is_own(body.replace(b'"n":7', b'"n":8'), the_mac), "moved to another place in the log"
    assert not is_own(body.replace(b'"frame":3', b'"frame":4'), the_mac)
    assert not is_own(b"no event", the_mac)


def test_a_mac_that_is_written_in_another_way_is_none() -> None:
    """Twenty-two letters hold 132 bits, four more than a MAC: one value could be written in sixteen ways."""
    plain = canonical(an_event({}), 0)
    body = with_mac(plain, bytes(16))
    with pytest.raises(ValueError, match="not as it is written"):
        apart(body.replace(b'"mac":"' + 22 * b"A", b'"mac":"' + 21 * b"A" + b"B"))


def test_an_event_is_signed_for_its_own_log() -> None:
    body = canonical(an_event({}), 0)
    assert signed_message("here", body) != signed_message("there", body)
    assert signed_message("here", body).endswith(body)


@pytest.mark.parametrize(("kind", "signed"), [(EventKind.REQUEST_APPROVED, True), (EventKind.SIGNED_IN, False)])
def test_what_gives_authority_is_signed(kind: EventKind, signed: bool) -> None:
    event = an_event({})
    assert gives_authority(Event(kind, event.at, event.desk)) is signed


def test_whatever_needs_a_role_is_signed_but_for_hearing_what_waits_for_a_decision() -> None:
    assert {kind for kind in EventKind if kind.by} - AUTHORITY == {EventKind.ORIGINAL_OPENED, EventKind.COPY_OPENED}
