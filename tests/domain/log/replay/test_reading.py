"""Reading an event out of its bytes: what is written in any other way than the program's is none."""

from __future__ import annotations

from desktop.domain.log.events import Event
from desktop.domain.log.replay.ledger import Finding
from desktop.domain.log.replay.replaying import read
from desktop.domain.log.sealing import with_mac, with_signature
from tests.domain.log.replay.story import a_story

BODIES = [body for _, body in a_story().bodies]
SEALED = [with_mac(body, bytes(range(16))) for body in BODIES]
SIGNED = [with_signature(body, bytes(range(64))) for body in SEALED]
EVENTS = [*enumerate(BODIES), *enumerate(SEALED), *enumerate(SIGNED)]
FACT = b'"facts":{'
BIG = str(1 << 64).encode()


def test_every_kind_of_event_is_read() -> None:
    assert [each for each in EVENTS if not isinstance(read(*each), Event)] == []


WRONG = {
    "a key twice": (b'},"kind":"', b'},"kind":"heard","kind":"'),
    "a fact twice": (FACT, FACT + b'"zz":1,"zz":1,'),
    "facts out of order": (FACT, FACT + b'"zz":1,'),
    "NaN": (FACT, FACT + b'"a":NaN,'),
    "infinity": (FACT, FACT + b'"a":Infinity,'),
    "a fraction": (FACT, FACT + b'"a":1.5,'),
    "a fraction that is whole": (FACT, FACT + b'"a":1.0,'),
    "an exponent": (FACT, FACT + b'"a":1e2,'),
    "minus nothing": (FACT, FACT + b'"a":-0,'),
    "a leading nought": (FACT, FACT + b'"a":01,'),
    "nothing": (FACT, FACT + b'"a":null,'),
    "an object": (FACT, FACT + b'"a":{"b":1},'),
    "an empty object": (FACT, FACT + b'"a":{},'),
    "a space": (FACT, b'"facts": {'),
    "a line": (FACT, b'"facts":{\n'),
    "a deletion, raw": (FACT, FACT + b'"a":"\x7f",'),
    "a control, raw": (FACT, FACT + b'"a":"\x01",'),
    "a letter, raw": (FACT, FACT + '"a":"é",'.encode()),
    "a surrogate": (FACT, FACT + b'"a":"\xed\xa0\x80",'),
    "a slash, escaped": (FACT, FACT + b'"a":"\\/",'),
    "deep": (FACT, FACT + b'"a":' + b"[" * 3000 + b"]" * 3000 + b","),
    "another version": (b'"v":1}', b'"v":2}'),
    "a version that is true": (b'"v":1}', b'"v":true}'),
    "more after it": (b'"v":1}', b'"v":1}\n'),
    "one field more": (b'"v":1}', b'"v":1,"w":1}'),
    "no desk": (b'"desk":"', b'"dusk":"'),
    "a place without end": (b'"n":', b'"n":Infinity,"o":'),
    "a desk that is a number": (b'"desk":"', b'"desk":5,"dusk":"'),
    "no kind": (b'},"kind":"', b'},"kin":"'),
    "an unknown kind": (b'},"kind":"', b'},"kind":"un'),
    "a subject of no kind": (b'"subjects":{', b'"subjects":{"about":"x",'),
    "a subject that is a number": (b'"subjects":{"', b'"subjects":{"appointment":1,"'),
    "another day": (b'"at":"2026-11-2', b'"at":"2026-02-3'),
    "midnight, twice": (b"T09:", b"T24:"),
    "an hour too many": (b"T09:", b"T25:"),
    "a minute too many": (b"T09:", b"T09:6"),
    "another zone": (b'Z","desk"', b'+00:00","desk"'),
    "no zone": (b'Z","desk"', b'","desk"'),
    "a MAC that is written otherwise": (b'"mac":"AAECAwQFBgcICQoLDA0ODw"', b'"mac":"AAECAwQFBgcICQoLDA0ODx"'),
    "a signature that is written otherwise": (b'Pw=="', b'Px=="'),
}


def test_what_is_written_otherwise_is_a_finding() -> None:
    changed = [(name, seq, body, body.replace(*how, 1)) for name, how in WRONG.items() for seq, body in EVENTS]
    spoilt = [(name, seq, body) for name, seq, before, body in changed if body != before]
    assert {name for name, _, _ in spoilt} == set(WRONG)
    assert [each for each in spoilt if not isinstance(read(*each[1:]), Finding)] == []


FACTS = [b'"A":' + BIG, b'"A":-' + BIG, b'"A":18446744073709551615', b'"A":-9223372036854775808']
FACTS += [b'"A":[]', b'"A":[[],[1,"x",true]]', b'"A":"}"', b'"A":"{"', b'"A":"\\u00e9"', b'"A":"\\u007f"', b'"A":"\\""']


def test_facts_of_every_kind_are_read() -> None:
    ends = [(seq, body, b"" if b'"facts":{}' in body else b",") for seq, body in EVENTS]
    more = [(fact, seq, body.replace(FACT, FACT + fact + end, 1)) for fact in FACTS for seq, body, end in ends]
    assert [each for each in more if not isinstance(read(*each[1:]), Event)] == []


def test_an_event_in_another_place_is_not_canonical() -> None:
    assert [each for each in EVENTS if read(each[0] + 1, each[1]) != Finding(each[0] + 1, "not_canonical")] == []
