"""Side files as the systems write them, and as an attacker might."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.media.telephony import facts as side_text
from desktop.media.telephony.amazon_connect import amazon_json, amazon_records
from desktop.media.telephony.asterisk_cdr import COLUMNS, master_csv
from desktop.media.telephony.facts import EndedBecause
from desktop.media.telephony.names import freepbx_name
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


def test_the_asterisk_columns_are_the_eighteen_of_its_source() -> None:
    assert len(COLUMNS) == 18
    assert COLUMNS.index("uniqueid") == 16


def test_asterisk_cdr_is_found_by_unique_id() -> None:
    call = master_csv(cdr(cdr_row()), LONDON).calls[UNIQUE]
    assert call.started_at == utc(2026, 7, 15, 13, 30)
    assert (call.number, call.extension, call.outbound, call.length_seconds) == (NUMBER, "2001", False, 120)


def test_asterisk_cdr_of_a_call_that_went_out() -> None:
    call = master_csv(cdr(cdr_row(src="2001", dst=NUMBER)), LONDON).calls[UNIQUE]
    assert (call.number, call.extension, call.outbound) == (NUMBER, "2001", True)


@pytest.mark.parametrize(
    ("told", "number", "extension", "outbound"),
    [
        ({"dst": "01632960999"}, NUMBER, "2001", False),
        ({"src": "anonymous"}, None, "2001", False),
        ({"src": "01632960999", "dst": NUMBER, "channel": "SIP/2001-1a", "dstchannel": ""}, NUMBER, "2001", True),
        ({"src": "2002"}, None, None, None),
    ],
)
def test_asterisk_channels_tell_the_direction_where_the_numbers_do_not(
    told: dict[str, str], number: str | None, extension: str | None, outbound: bool | None
) -> None:
    call = master_csv(cdr(cdr_row(**told)), LONDON).calls[UNIQUE]
    assert (call.number, call.extension, call.outbound) == (number, extension, outbound)


@pytest.mark.parametrize("called", ["s", "t", "benefits-queue"])
def test_asterisk_calls_that_a_menu_or_a_queue_took_came_from_outside(called: str) -> None:
    call = master_csv(cdr(cdr_row(dst=called, dstchannel="")), LONDON).calls[UNIQUE]
    assert (call.number, call.extension, call.outbound) == (NUMBER, None, False)


@pytest.mark.parametrize("choice", ["1", "9", "0", "*98", "1#", "i"])
def test_asterisk_callers_who_ended_in_a_choice_keep_number_and_direction(choice: str) -> None:
    call = master_csv(cdr(cdr_row(dst=choice, dstchannel="")), LONDON).calls[UNIQUE]
    assert (call.number, call.extension, call.outbound) == (NUMBER, None, False)
    put_through = master_csv(cdr(cdr_row(dst=choice)), LONDON).calls[UNIQUE]
    assert (put_through.number, put_through.extension, put_through.outbound) == (NUMBER, "2001", False)


@pytest.mark.parametrize("app", ["BackGround", "WaitExten", "Read"])
def test_an_account_number_that_asterisk_callers_dialled_in_a_menu_is_not_an_outside_party(app: str) -> None:
    typed = {"dst": "960123456", "dstchannel": "", "lastapp": app, "dcontext": "accounts"}
    call = master_csv(cdr(cdr_row(**typed)), LONDON).calls[UNIQUE]
    assert (call.number, call.extension, call.outbound) == (NUMBER, None, False)
    withheld = master_csv(cdr(cdr_row(**typed, src="anonymous", clid="anonymous")), LONDON).calls[UNIQUE]
    assert (withheld.number, withheld.outbound) == (None, False)
    inside = master_csv(cdr(cdr_row(**typed, src="2001")), LONDON).calls[UNIQUE]
    assert (inside.number, inside.extension, inside.outbound) == (None, "2001", None)


def test_asterisk_callers_in_a_menu_of_freepbx_came_from_outside_wherever_it_led() -> None:
    led = {"dst": "07700900123", "dcontext": "ivr-3", "dstchannel": "PJSIP/trunk-00000002"}
    call = master_csv(cdr(cdr_row(**led)), LONDON).calls[UNIQUE]
    assert (call.number, call.extension, call.outbound) == (NUMBER, None, False)
    answered = master_csv(cdr(cdr_row(dst="960123456", dcontext="ivr-3")), LONDON).calls[UNIQUE]
    assert (answered.number, answered.extension, answered.outbound) == (NUMBER, "2001", False)


@pytest.mark.parametrize("source", ["Mrs Example", "", f'"Mrs Example" <{NUMBER}>'])
def test_asterisk_tells_the_number_beside_the_callers_name(source: str) -> None:
    call = master_csv(cdr(cdr_row(src=source, clid=f'"Mrs Example" <{NUMBER}>')), LONDON).calls[UNIQUE]
    assert (call.number, call.outbound) == (NUMBER, False)


def test_asterisk_callers_whose_number_cannot_be_read_did_not_withhold_it() -> None:
    call = master_csv(cdr(cdr_row(src="Mrs Example", clid="Mrs Example")), LONDON).calls[UNIQUE]
    assert (call.number, call.outbound) == (UNREADABLE, False)


def test_asterisk_rows_of_one_call_are_one_call_that_was_transferred() -> None:
    second = cdr_row(start="2026-07-15 14:32:05", billsec="30", lastapp="Transfer", dstchannel="PJSIP/2002-00000003")
    call = master_csv(cdr(second, cdr_row()), LONDON).calls[UNIQUE]
    assert call.started_at == utc(2026, 7, 15, 13, 30)
    assert (call.length_seconds, call.ended_because, call.extension) == (150, EndedBecause.TRANSFER, "2001")


def test_asterisk_rows_that_cannot_be_read_are_told_and_passed() -> None:
    other = "1784122199.1"
    broken = [cdr_row(start="yesterday"), "a,b,c\n", cdr_row(start="2026-03-29 01:30:00"), '"never ends\n']
    table = master_csv(cdr(*broken, "\n", cdr_row(uniqueid=other)), LONDON)
    assert list(table.calls) == [other]
    assert table.unread == 4
    codes = ["side_time_not_read", "side_not_as_expected", "side_time_left_out", "side_not_as_expected"]
    assert table.problems == tuple(enumerate(codes, 1))


def test_asterisk_callers_names_may_be_in_any_encoding_within_one_table() -> None:
    other = "1784122199.1"
    western, polish = cdr_row(clid="Zoë"), cdr_row(clid="Łukasz", uniqueid=other)
    assert set(master_csv(western.encode("cp1252") + polish.encode(), LONDON).calls) == {UNIQUE, other}


@pytest.mark.parametrize(("hour", "at"), [(0, utc(2026, 10, 25, 0, 40)), (1, utc(2026, 10, 25, 1, 40))])
def test_asterisk_unique_ids_tell_the_two_hours_of_october_apart(hour: int, at: datetime) -> None:
    unique = f"{int(at.timestamp()) - 20}.{hour}"
    call = master_csv(cdr(cdr_row(start="2026-10-25 01:40:00", uniqueid=unique)), LONDON).calls[unique]
    named = freepbx_name(f"external-2001-{NUMBER}-20261025-014000-pbx1-{unique}.wav", LONDON)
    for told in (call, named):
        assert (told.started_at, told.ambiguous) == (at, False)


def test_asterisk_calls_that_are_not_wanted_are_not_kept() -> None:
    table = master_csv(cdr(cdr_row(), cdr_row(uniqueid="1784122199.1")), LONDON, wanted={"1784122199.1"})
    assert list(table.calls) == ["1784122199.1"]


def test_asterisk_without_unique_ids_cannot_be_joined_and_is_refused() -> None:
    row = ",".join(["x"] * 16) + "\n"
    assert refusal(lambda: master_csv(cdr(row), LONDON)) == "side_not_as_expected"
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


def test_an_amazon_contact_record_tells_the_call() -> None:
    side = amazon_json(as_json(contact_record()))
    assert side.facts.started_at == utc(2026, 7, 15, 14, 30)
    assert (side.facts.number, side.facts.outbound, side.facts.length_seconds) == ("+441632960001", False, 125)
    assert (side.facts.unique_id, side.facts.agent_channel, side.facts.ended_because) == (CONTACT, 1, None)
    assert side.media == (f"{CONTACT}_20260715T14:30_UTC.wav",)


def test_an_amazon_recording_begins_where_it_says_rather_than_where_the_call_does() -> None:
    sound = {"Location": "b/a.wav", "StartTimestamp": "2026-07-15T14:30:07Z", "StopTimestamp": "2026-07-15T14:31:07.5Z"}
    side = amazon_json(as_json(contact_record(Recordings=[sound])))
    assert (side.facts.started_at, side.facts.length_seconds) == (utc(2026, 7, 15, 14, 30, 7), 61)


@pytest.mark.parametrize("told", [{"TransferCompletedTimestamp": "2026-07-15T14:32:05Z"}, {"NextContactId": CONTACT}])
def test_an_amazon_call_that_was_passed_on_ends_because_of_it(told: dict[str, str]) -> None:
    assert amazon_json(as_json(contact_record(**told))).facts.ended_because is EndedBecause.TRANSFER


@pytest.mark.parametrize(
    ("method", "outbound"), [("OUTBOUND", True), ("CALLBACK", True), ("TRANSFER", None), (7, None)]
)
def test_an_amazon_contact_is_outbound_only_where_that_is_told(method: object, outbound: bool | None) -> None:
    assert amazon_json(as_json(contact_record(InitiationMethod=method))).facts.outbound is outbound


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
    facts = amazon_json(as_json(described())).facts
    assert (facts.started_at, facts.length_seconds) == (utc(2026, 7, 15, 14, 30, 0, 250_000), 125)
    assert (facts.number, facts.outbound, facts.unique_id) == ("+441632960001", False, CONTACT)
    waiting = described(AgentInfo=None, ConnectedToSystemTimestamp=None, DisconnectTimestamp=None)
    assert amazon_json(as_json(waiting)).facts.started_at == utc(2026, 7, 15, 14, 29)


@pytest.mark.parametrize("seconds", ["true", "1e300", "-1e300", "NaN", "9" * 400, "-5", "[1]"])
def test_seconds_that_are_no_time_of_a_call_are_refused(seconds: str) -> None:
    record = as_json(described(AgentInfo=None, InitiationTimestamp="@")).replace(b'"@"', seconds.encode())
    assert refusal(lambda: amazon_json(record)) == "side_time_not_read"


def test_an_amazon_chat_that_was_described_is_no_call() -> None:
    assert refusal(lambda: amazon_json(as_json(described(Channel="CHAT")))) == "side_not_as_expected"


@pytest.mark.parametrize(
    ("endpoint", "number"),
    [
        ({"Type": "VOIP", "Address": "441632960001"}, UNREADABLE),
        ({"Type": "TELEPHONE_NUMBER", "Address": "Mrs Example"}, UNREADABLE),
        ({"Type": "TELEPHONE_NUMBER", "Address": "anonymous"}, None),
        ({"Type": "VOIP", "Address": "anonymous"}, None),
        ({"Type": "VOIP", "Address": 7}, None),
    ],
)
def test_an_amazon_address_that_is_no_number_is_not_a_withheld_one(endpoint: object, number: str | None) -> None:
    assert amazon_json(as_json(contact_record(CustomerEndpoint=endpoint))).facts.number == number


def test_contact_lens_tells_the_length_and_the_name_of_the_sound_tells_the_start() -> None:
    lens = {
        "Channel": "VOICE",
        "CustomerMetadata": {
            "ContactId": CONTACT,
            "InputS3Uri": f"s3://b/CallRecordings/{CONTACT}_20260715T14:30_UTC.wav",
        },
        "ConversationCharacteristics": {"TotalConversationDurationMillis": 32110},
    }
    facts = amazon_json(as_json(lens)).facts
    assert (facts.started_at, facts.length_seconds, facts.unique_id) == (utc(2026, 7, 15, 14, 30), 33, CONTACT)


@pytest.mark.parametrize(
    "record", [[], {}, {"ContactId": CONTACT}, contact_record(Channel="CHAT"), contact_record(ContactId=7), "text", 3]
)
def test_json_that_is_no_record_of_a_call_is_refused(record: object) -> None:
    assert refusal(lambda: amazon_json(as_json(record))) in {"side_not_as_expected", "side_time_not_read"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a":' * 100_000, "side_not_as_expected"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "side_too_deep"),
        (b"\xff\xfe{\0}", "side_not_text"),
        (b" " * (side_text.LARGEST_DOCUMENT + 1), "side_too_large"),
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


@pytest.mark.parametrize("length", ["NaN", "Infinity", "-5", "1e999", "9" * 4000, "true", '"x"', "null"])
def test_a_length_that_cannot_be_is_not_known(length: str) -> None:
    record = as_json(contact_record(DisconnectTimestamp=None, ConversationCharacteristics="@")).replace(
        b'"@"', b'{"TotalConversationDurationMillis": %s}' % length.encode()
    )
    assert amazon_json(record).facts.length_seconds in (None, 1)


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
    facts = verba_xml(verba(), LONDON).facts
    assert facts.started_at == utc(2026, 7, 15, 13, 30)
    assert (facts.number, facts.extension, facts.outbound) == (NUMBER, "2001", False)
    assert (facts.length_seconds, facts.unique_id) == (125, "d53f17c6")


def test_verba_tells_direction_end_length_and_the_name_of_the_sound() -> None:
    side = verba_xml(
        verba(
            source_caller_id="agent@example.com",
            destination_caller_id=NUMBER,
            direction="Outgoing",
            duration="00:01:30",
            end_cause="Transferred",
            media_file="E:\\media\\a.wav",
        ),
        LONDON,
    )
    assert (side.facts.number, side.facts.extension, side.facts.outbound) == (NUMBER, "agent@example.com", True)
    assert (side.facts.length_seconds, side.facts.ended_because) == (90, EndedBecause.TRANSFER)
    assert side.media == ("a.wav",)


@pytest.mark.parametrize("ours", ["agent@example.com", "sip:agent@example.com", '"Agent" <sip:agent@example.com;gruu>'])
@pytest.mark.parametrize(
    "theirs", [NUMBER, f"{NUMBER}@192.0.2.1", f"sip:{NUMBER}@example.com;user=phone", f"tel:{NUMBER}"]
)
def test_verba_of_an_address_to_a_number_and_back_tells_the_direction(ours: str, theirs: str) -> None:
    for told, outbound in (((ours, theirs), True), ((theirs, ours), False)):
        facts = verba_xml(verba(source_caller_id=escape(told[0]), destination_caller_id=escape(told[1])), LONDON).facts
        assert (facts.number, facts.outbound) == (NUMBER, outbound)
    inside = verba_xml(verba(source_caller_id=escape(ours), destination_caller_id="other@example.com"), LONDON).facts
    assert (inside.number, inside.outbound) == (None, None)


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
