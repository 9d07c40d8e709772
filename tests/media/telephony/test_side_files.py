"""Side files as the systems write them, and as an attacker might."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.media.telephony import facts
from desktop.media.telephony.amazon_connect import amazon_json, amazon_records
from desktop.media.telephony.asterisk_cdr import COLUMNS, master_csv
from desktop.media.telephony.facts import CallFacts, EndedBecause
from desktop.media.telephony.verba import verba_xml
from tests.media.telephony.clocks import LONDON, refusal, utc

NUMBER = "01632960001"
UNIQUE = "1784122198.4711"
CONTACT = "e81b7b4d-20ac-472d-8aad-0d848ce7c9b4"


def cdr_row(**changed: str) -> str:
    told = {
        "accountcode": "",
        "src": NUMBER,
        "dst": "2001",
        "dcontext": "from-internal",
        "clid": f'"" <{NUMBER}>',
        "channel": "PJSIP/trunk-00000001",
        "dstchannel": "PJSIP/2001-00000002",
        "lastapp": "Dial",
        "lastdata": "x",
        "start": "2026-07-15 14:30:00",
        "answer": "2026-07-15 14:30:05",
        "end": "2026-07-15 14:32:05",
        "duration": "125",
        "billsec": "120",
        "disposition": "ANSWERED",
        "amaflags": "DOCUMENTATION",
        "uniqueid": UNIQUE,
        "userfield": "",
    } | changed
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([told[column] for column in COLUMNS])
    return line.getvalue()


def cdr(*rows: str) -> bytes:
    return "".join(rows).encode()


def call(**changed: str) -> CallFacts:
    return master_csv(cdr(cdr_row(**changed)), LONDON).calls[UNIQUE]


def test_asterisk_columns_are_the_eighteen_of_its_source_and_a_call_is_found_by_its_unique_id() -> None:
    assert (len(COLUMNS), COLUMNS.index("uniqueid")) == (18, 16)
    assert call() == CallFacts(utc(2026, 7, 15, 13, 30), NUMBER, False, unique_id=UNIQUE)


TYPED = {"dst": "960123456", "dstchannel": "", "dcontext": "accounts"}
"""An account number that somebody dialled in a menu."""
PARTIES: list[tuple[dict[str, str], str | None, bool | None]] = [
    ({"src": "2001", "dst": NUMBER}, NUMBER, True),
    # The channels say it where the numbers do not.
    ({"dst": "01632960999"}, NUMBER, False),
    ({"src": "anonymous"}, None, False),
    ({"src": "01632960999", "dst": NUMBER, "channel": "SIP/2001-1a", "dstchannel": ""}, NUMBER, True),
    ({"src": "2002"}, None, None),
    # A menu or a queue took it, and some ended in a choice; others were put through.
    *(({"dst": called, "dstchannel": ""}, NUMBER, False) for called in ("s", "t", "benefits-queue")),
    *(({"dst": choice, "dstchannel": ""}, NUMBER, False) for choice in ("1", "9", "0", "*98", "1#", "i")),
    *(({"dst": choice}, NUMBER, False) for choice in ("1", "*98", "i")),
    # What was dialled in a menu is no outside party.
    *(({**TYPED, "lastapp": app}, NUMBER, False) for app in ("BackGround", "WaitExten", "Read")),
    ({**TYPED, "lastapp": "Read", "src": "anonymous", "clid": "anonymous"}, None, False),
    ({**TYPED, "lastapp": "Read", "src": "2001"}, None, None),
    ({"dst": "07700900123", "dcontext": "ivr-3", "dstchannel": "PJSIP/trunk-00000002"}, NUMBER, False),
    ({"dst": "960123456", "dcontext": "ivr-3"}, NUMBER, False),
    # The number may be beside the caller's name; one that cannot be read was not withheld.
    *(
        ({"src": source, "clid": f'"Mrs Example" <{NUMBER}>'}, NUMBER, False)
        for source in ("Mrs Example", "", f'"Mrs Example" <{NUMBER}>')
    ),
    ({"src": "Mrs Example", "clid": "Mrs Example"}, UNREADABLE, False),
]


def test_asterisk_tells_who_called_whom() -> None:
    for told, *who in PARTIES:
        found = call(**told)
        assert [found.number, found.outbound] == who, told


def test_asterisk_rows_of_one_call_are_one_call_that_was_transferred() -> None:
    second = cdr_row(start="2026-07-15 14:32:05", lastapp="Transfer", dstchannel="PJSIP/2002-00000003")
    both = master_csv(cdr(second, cdr_row()), LONDON).calls[UNIQUE]
    assert both == replace(call(), ended_because=EndedBecause.TRANSFER)


def test_asterisk_rows_that_cannot_be_read_are_told_and_passed() -> None:
    other = "1784122199.1"
    broken = [cdr_row(start="yesterday"), "a,b,c\n", cdr_row(start="2026-03-29 01:30:00"), '"never ends\n']
    table = master_csv(cdr(*broken, "\n", cdr_row(uniqueid=other)), LONDON)
    assert list(table.calls) == [other]
    codes = ["side_time_not_read", "side_not_as_expected", "side_time_left_out", "side_not_as_expected"]
    assert table.problems == tuple(enumerate(codes, 1))


def test_asterisk_callers_names_may_be_in_any_encoding_within_one_table() -> None:
    other = "1784122199.1"
    western, polish = cdr_row(clid="Zoë"), cdr_row(clid="Łukasz", uniqueid=other)
    assert set(master_csv(western.encode("cp1252") + polish.encode(), LONDON).calls) == {UNIQUE, other}


def test_asterisk_unique_ids_tell_the_two_hours_of_october_apart() -> None:
    for at in (utc(2026, 10, 25, 0, 40), utc(2026, 10, 25, 1, 40)):
        unique = f"{int(at.timestamp()) - 20}.1"
        found = master_csv(cdr(cdr_row(start="2026-10-25 01:40:00", uniqueid=unique)), LONDON).calls[unique]
        assert found.started_at == at


def test_asterisk_calls_without_unique_ids_are_refused() -> None:
    assert refusal(lambda: master_csv(cdr(",".join(["x"] * 16)), LONDON)) == "side_not_as_expected"
    assert master_csv(b"", LONDON).calls == {}


def contact_record(**changed: object) -> dict[str, Any]:
    return {
        "ContactId": CONTACT,
        "Channel": "VOICE",
        "InitiationMethod": "INBOUND",
        "InitiationTimestamp": "2026-07-15T14:29:00Z",
        "ConnectedToSystemTimestamp": "2026-07-15T14:29:10Z",
        "DisconnectTimestamp": "2026-07-15T14:32:05Z",
        "CustomerEndpoint": {"Address": "+441632960001", "Type": "TELEPHONE_NUMBER"},
        "Agent": {"ConnectedToAgentTimestamp": "2026-07-15T14:30:00Z", "Username": "agent"},
        "Recordings": [
            {
                "Location": f"b/connect/x/CallRecordings/2026/07/15/{CONTACT}_20260715T14:30_UTC.wav",
                "Status": "AVAILABLE",
            }
        ],
        "TransferCompletedTimestamp": None,
        "NextContactId": None,
    } | changed


def as_json(record: object) -> bytes:
    return json.dumps(record).encode()


def amazon(**changed: object) -> CallFacts:
    return amazon_json(as_json(contact_record(**changed))).facts


def test_an_amazon_contact_record_tells_the_call() -> None:
    side = amazon_json(as_json(contact_record()))
    at = utc(2026, 7, 15, 14, 30)
    assert side.facts == CallFacts(at, "+441632960001", False, agent_channel=1, unique_id=CONTACT)
    assert side.media == (f"{CONTACT}_20260715T14:30_UTC.wav",)
    own = amazon(Recordings=[{"Location": "b/a.wav", "StartTimestamp": "2026-07-15T14:30:07Z"}])
    assert own.started_at == at.replace(second=7), "the sound's own time comes first"
    for told in ({"TransferCompletedTimestamp": "2026-07-15T14:32:05Z"}, {"NextContactId": CONTACT}):
        assert amazon(**told).ended_because is EndedBecause.TRANSFER
    for method, outbound in (("OUTBOUND", True), ("CALLBACK", True), ("TRANSFER", None), (7, None)):
        assert amazon(InitiationMethod=method).outbound is outbound


def test_an_amazon_address_that_is_no_number_is_not_a_withheld_one() -> None:
    numbers: list[tuple[str, object, str | None]] = [
        ("VOIP", "441632960001", UNREADABLE),
        ("TELEPHONE_NUMBER", "Mrs Example", UNREADABLE),
        ("TELEPHONE_NUMBER", "anonymous", None),
        ("VOIP", "anonymous", None),
        ("VOIP", 7, None),
    ]
    found = [amazon(CustomerEndpoint={"Type": kind, "Address": address}).number for kind, address, _ in numbers]
    assert found == [number for _, _, number in numbers]


def described(**changed: object) -> dict[str, Any]:
    """Return the answer of `describe-contact`, in which times are seconds since 1970."""
    contact = {
        "Arn": "arn:aws:connect:eu-west-2:111122223333:instance/x/contact/y",
        "Id": CONTACT,
        "InitiationMethod": "INBOUND",
        "Channel": "VOICE",
        "AgentInfo": {"Id": "x", "ConnectedToAgentTimestamp": 1784125800.25},
        "InitiationTimestamp": 1784125740.0,
        "DisconnectTimestamp": 1784125925,
        "CustomerEndpoint": {"Type": "TELEPHONE_NUMBER", "Address": "+441632960001"},
    }
    return {"Contact": contact | changed}


def test_an_amazon_contact_that_was_described_tells_its_times_in_seconds() -> None:
    at = utc(2026, 7, 15, 14, 30, 0, 250_000)
    expected = CallFacts(at, "+441632960001", False, agent_channel=1, unique_id=CONTACT)
    assert amazon_json(as_json(described())).facts == expected
    waiting = described(AgentInfo=None, ConnectedToSystemTimestamp=None, DisconnectTimestamp=None)
    assert amazon_json(as_json(waiting)).facts.started_at == utc(2026, 7, 15, 14, 29)


@pytest.mark.parametrize("seconds", ["true", "1e300", "-1e300", "NaN", "9" * 400, "-5", "[1]"])
def test_seconds_that_are_no_time_of_a_call_are_refused(seconds: str) -> None:
    record = as_json(described(AgentInfo=None, InitiationTimestamp="@")).replace(b'"@"', seconds.encode())
    assert refusal(lambda: amazon_json(record)) == "side_time_not_read"


def test_of_contact_lens_the_name_of_the_sound_tells_the_start() -> None:
    lens = {
        "Channel": "VOICE",
        "CustomerMetadata": {
            "ContactId": CONTACT,
            "InputS3Uri": f"s3://b/CallRecordings/{CONTACT}_20260715T14:30_UTC.wav",
        },
        "ConversationCharacteristics": {"TotalConversationDurationMillis": 32110},
    }
    found = amazon_json(as_json(lens)).facts
    assert (found.started_at, found.unique_id) == (utc(2026, 7, 15, 14, 30), CONTACT)


@pytest.mark.parametrize(
    "record",
    [
        *([], {}, "text", 3, {"ContactId": CONTACT}, contact_record(Channel="CHAT"), contact_record(ContactId=7)),
        described(Channel="CHAT"),
    ],
)
def test_json_that_is_no_record_of_a_call_is_refused(record: object) -> None:
    assert refusal(lambda: amazon_json(as_json(record))) in {"side_not_as_expected", "side_time_not_read"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a":' * 100_000, "side_not_as_expected"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "side_too_deep"),
        (b"\xff\xfe{\0}", "side_not_text"),
        (b" " * (facts.LARGEST_DOCUMENT + 1), "side_too_large"),
        (as_json(contact_record())[:-9], "side_not_as_expected"),
    ],
    ids=["deepest", "deep", "utf-16", "large", "cut"],
)
def test_json_that_means_harm_is_refused(data: bytes, code: str) -> None:
    assert refusal(lambda: amazon_json(data)) == code


@pytest.mark.parametrize("between", ["", "\n", ", ", "\r\n\r\n"])
def test_contact_records_are_read_one_behind_the_other(between: str) -> None:
    texts = [as_json(contact_record(ContactId=f"{n}")).decode() for n in range(3)]
    read = amazon_records(between.join(texts).encode())
    assert [side.facts.unique_id for side in read.found] == ["0", "1", "2"] and read.whole
    assert amazon_records(f"[{','.join(texts)}]".encode()) == read
    for harm in ('{"cut', "nonsense" + texts[0], '{"ContactId": ' + "9" * 5000 + "}"):
        assert amazon_records((between.join(texts) + between + harm).encode()) == replace(read, whole=False)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"[" * 100_000, b"1 2 3", b'{"ContactId": {}}', b"\xff\xfe{\0"])
def test_what_holds_no_contact_record_is_refused(data: bytes) -> None:
    assert refusal(lambda: amazon_records(data)) in {"side_not_as_expected", "side_not_text"}


def test_a_contact_record_that_is_nested_too_deeply_costs_itself_alone() -> None:
    deep = b'{"ContactId": "deep", "InitiationTimestamp": "2026-07-15T14:32:05Z", "x": ' + b"[" * 40 + b"]" * 40 + b"}"
    assert len(amazon_records(deep + as_json(contact_record())).found) == 1


def verba(**fields: str) -> bytes:
    told = {
        "id": "4a9d5ec0-7a40-11e4-8271-001cc092f276",
        "modality_id": "voice",
        "native_call_id": "d53f17c6",
        "source_caller_id": NUMBER,
        "source_name": "x",
        "destination_caller_id": "2001",
        "start_time": "2026-07-15 14:30:00",
        "end_time": "2026-07-15 14:32:05",
    } | fields
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in told.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><call><head>{inner}</head></call>'.encode()


def test_verba_tells_the_call() -> None:
    at = utc(2026, 7, 15, 13, 30)
    assert verba_xml(verba(), LONDON).facts == CallFacts(at, NUMBER, False, unique_id="d53f17c6")
    told = {"source_caller_id": "agent@example.com", "destination_caller_id": NUMBER, "direction": "Outgoing"}
    told |= {"end_cause": "Transferred", "media_file": "E:\\media\\a.wav"}
    side = verba_xml(verba(**told), LONDON)
    expected = CallFacts(at, NUMBER, True, EndedBecause.TRANSFER, unique_id="d53f17c6")
    assert (side.facts, side.media) == (expected, ("a.wav",))
    theirs, ours = f"tel:{NUMBER}", escape('"Agent" <sip:agent@example.com;gruu>')
    going = verba_xml(verba(source_caller_id=ours, destination_caller_id=theirs), LONDON).facts
    assert (going.number, going.outbound) == (NUMBER, True)


def test_verba_of_a_message_or_of_something_else_is_refused() -> None:
    assert refusal(lambda: verba_xml(verba(modality_id="im"), LONDON)) == "side_not_as_expected"
    assert refusal(lambda: verba_xml(b"<html><body/></html>", LONDON)) == "side_not_as_expected"
    assert refusal(lambda: verba_xml(verba(start_time=""), LONDON)) == "side_time_not_read"


LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a><source_caller_id>&c;</source_caller_id></a>'
FILE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a><source_caller_id>&b;</source_caller_id></a>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (LAUGHS, "side_doctype"),
        (FILE, "side_doctype"),
        (b'<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a/>', "side_doctype"),
        (b"<a>" * 17, "side_too_deep"),
        (b"<a>" + b"<b/>" * 5_000 + b"</a>", "side_too_large"),
        (b" " * ((1 << 20) + 1), "side_too_large"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', "side_not_as_expected"),
        (verba()[:-5], "side_not_as_expected"),
        (b"<a>&b;</a>", "side_not_as_expected"),
        (b"", "side_not_as_expected"),
        (verba(media_file="COM1"), "side_media_name"),
    ],
)
def test_xml_that_means_harm_is_refused(data: bytes, code: str) -> None:
    assert refusal(lambda: verba_xml(data, LONDON)) == code


def test_text_without_end_in_an_element_is_cut() -> None:
    assert verba_xml(verba(id="x", native_call_id="y" * 100_000), LONDON).facts.unique_id is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(contact_record())), inner),
    max_leaves=12,
)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from([*sorted(contact_record()), "Contact", "CustomerMetadata"]), JSON))
def test_amazon_records_with_anything_anywhere_are_read_or_refused(changed: dict[str, Any]) -> None:
    refusal(lambda: amazon_json(as_json(contact_record() | changed)))


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=20)))
def test_asterisk_rows_with_anything_anywhere_are_read_or_refused(changed: dict[str, str]) -> None:
    refusal(lambda: master_csv(cdr_row(**changed).encode("utf-8", "replace"), LONDON))


@given(st.binary(max_size=300), st.integers(0, 400))
def test_garbage_is_refused_and_nothing_else(garbage: bytes, at: int) -> None:
    for whole, read in ((verba(), lambda data: verba_xml(data, LONDON)), (as_json(contact_record()), amazon_json)):
        refusal(lambda read=read: read(garbage))  # type: ignore[misc]
        refusal(lambda read=read, whole=whole: read(whole[:at] + garbage + whole[at:]))  # type: ignore[misc]
    refusal(lambda: master_csv(garbage, LONDON))
