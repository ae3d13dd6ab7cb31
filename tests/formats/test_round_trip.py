"""What goes out comes back the same, whatever a student wrote."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.contacts.formats import (
    Reading,
    UnreadableFile,
    read,
    write_csv,
    write_json,
    write_vcard,
)
from bot.contacts.model import (
    ADVICE,
    CHANNELS,
    INTERACTIONS,
    RELATIONSHIPS,
    SEATS,
    SETTINGS,
    Fields,
    Interaction,
    PastRole,
    cleaned,
)
from bot.contacts.words import (
    TooMany,
    UnusableAddress,
    UnusableText,
    clean,
    clean_email,
    clean_link,
    clean_phone,
    clean_tag,
)

NASTY = [
    "=cmd|' /C calc'!A0", "'=x", "''=x", "'hello", "+1 555 0100", "-x", "@sum", "＝1＋1", "a,=1",
    'x;"=cmd()', "\t=1", "a\n-b\n=c", "a\\", "\\", "\\n", "a\\,b", "a;b", "a | b", '"', '""', "a\"b",
    "شكرا", "\u202eabc", "👩🏽‍⚕️", "e\u200b\u0301", "a \u200b b", "# #tag", "#", "İstanbul", "ΑΣ",
    "\ufeffx", "a\x00b", "\u2028", "\x85", "BEGIN:VCARD", "END:VCARD", "{", "[", "Name", "sep=,",
    "Ana Rivera, OTR/L", "Ana (she/her)", "\U000f0000", "x" * 99, "é" * 80, "=0D=0A=", "a=", " ",
    "tel:tel:555 0100", "\u200btel:5550100", "mailto: ana@example.org", "ΐ", "ſ", "\u0344", "'",
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(NASTY),
    st.lists(st.sampled_from(NASTY), max_size=4).map("".join),
    st.text(max_size=60),
    st.text(alphabet="=+-@'\",;|\\\t\n\r a#:＝\u200b\u0301", max_size=30),
)
maybe = st.none() | texts
emails = st.sampled_from(
    ["ana@example.org", "=1+1@example.org", "+a@example.org", "'-a@example.org"]
)
phones = st.sampled_from(
    ["+1 555 0100", "(555) 0100;ext=3", "=555", "'+555", "tel:555-0100", "٥٥٥"]
)
links = st.sampled_from(
    ["example.org/a,b;c=1", "https://www.linkedin.com/in/ana", "http://example.org/?q=%20&r=ü#x"]
) | st.text(alphabet="abc;,=+-@|%/", max_size=20).map("https://example.org/{}".format)
zones = st.sampled_from([UTC, timezone(timedelta(hours=-7)), timezone(timedelta(seconds=19_815))])
noons = st.just(datetime(2026, 10, 12, 12, tzinfo=UTC))
spans = st.timedeltas(timedelta(0), timedelta(days=100_000))
moments = noons | st.builds(
    lambda span, zone: (datetime(1900, 1, 1, tzinfo=UTC) + span).astimezone(zone), spans, zones
)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
words = st.builds(
    Fields,
    name=texts,
    pronouns=maybe,
    credentials=maybe,
    role=maybe,
    organisation=maybe,
    setting=st.none() | st.sampled_from([*SETTINGS]),
    relationship=st.none() | st.sampled_from([*RELATIONSHIPS]),
    how_met=maybe,
    met_through=maybe,
    met_at=st.none() | moments,
    email=st.none() | emails,
    phone=st.none() | phones,
    links=st.lists(links, max_size=5).map(tuple),
    channel=st.none() | st.sampled_from([*CHANNELS]),
    boundaries=maybe,
    tags=st.lists(texts, max_size=4).map(tuple),
    pointers=st.lists(texts, max_size=4).map(tuple),
    purpose=maybe,
    seat=st.sampled_from([*SEATS]),
    cadence=st.none() | st.sampled_from(["6 weeks", "1 day", "18 months"]),
    discord_id=st.none() | st.integers(1, 2**63 - 1),
    past_roles=st.lists(st.builds(PastRole, maybe, maybe, days), max_size=3).map(tuple),
    archived=st.booleans(),
)


def kept(said: Fields) -> Fields:
    try:
        return cleaned(said)
    except (UnusableText, UnusableAddress, TooMany):
        assume(False)
        raise


fields = words.map(kept)
notes = maybe.map(lambda text: clean(text, "note", 1000))


@st.composite
def interactions(draw: st.DrawFn) -> Interaction:
    advice = draw(notes)
    return Interaction(
        id=0,
        contact_id=0,
        kind=draw(st.sampled_from([*INTERACTIONS])),
        happened_at=draw(moments),
        note=draw(notes),
        advice=advice,
        advice_state=draw(st.sampled_from([*ADVICE])) if advice else None,
        promise=draw(notes),
        promise_due=draw(st.none() | days),
        promise_kept_at=draw(st.none() | moments),
    )


def people_of(reading: Reading) -> list[Fields]:
    assert not reading.skipped
    assert not any(each.left_out for each in reading.found)
    return [each.fields for each in reading.found]


@given(words)
def test_what_is_kept_of_what_was_kept_is_the_same(said: Fields) -> None:
    once = kept(said)
    assert cleaned(once) == once


@pytest.mark.parametrize("clean_one", [clean_tag, clean_phone, clean_email, clean_link])
@given(text=texts)
def test_a_tag_and_an_address_stay_as_they_are_kept(clean_one, text: str) -> None:
    try:
        once = clean_one(text)
    except (UnusableText, UnusableAddress):
        return
    assert once is None or clean_one(once) == once


@given(fields)
def test_a_person_comes_back_from_a_table(person: Fields) -> None:
    assert people_of(read(write_csv([person]), "people.csv")) == [person]


@given(fields)
def test_a_person_comes_back_from_a_card(person: Fields) -> None:
    assert people_of(read(write_vcard([person]), "people.vcf")) == [person]


@given(fields, st.lists(interactions(), max_size=3))
def test_a_person_comes_back_from_json_with_every_time_in_touch(
    person: Fields, times: list[Interaction]
) -> None:
    reading = read(write_json([(person, times)]), "people.json")
    assert people_of(reading) == [person]
    assert list(reading.found[0].interactions) == times


@given(st.lists(fields, min_size=2, max_size=3, unique=True))
@settings(max_examples=20)
def test_several_people_come_back_in_their_order(people: list[Fields]) -> None:
    assert people_of(read(write_csv(people), "")) == people
    assert people_of(read(write_vcard(people), "")) == people
    assert people_of(read(write_json([(each, ()) for each in people]), "")) == people


@given(fields)
def test_a_table_that_a_spreadsheet_in_another_country_saved_comes_back(person: Fields) -> None:
    rows = csv.reader(io.StringIO(write_csv([person]).decode("utf-8-sig"), newline=""))
    saved = io.StringIO(newline="")
    csv.writer(saved, delimiter=";").writerows(rows)
    assert people_of(read(saved.getvalue().encode("utf-16"), "people.csv")) == [person]


@given(fields)
def test_no_cell_of_a_table_is_a_formula_however_a_spreadsheet_cuts_it(person: Fields) -> None:
    text = write_csv([person]).decode("utf-8-sig")
    for separator in ",;\t|":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            assert not [cell for cell in row if re.match(r"[=+\-@\t\r＝＋－＠]", cell)]


@given(fields)
def test_a_card_is_folded_as_the_standard_has_it(person: Fields) -> None:
    card = write_vcard([person])
    assert card.startswith(b"BEGIN:VCARD\r\nVERSION:4.0\r\n")
    assert card.endswith(b"\r\nEND:VCARD\r\n")
    lines = card.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is cut in two
        assert b"\n" not in line
        assert b"\r" not in line


def test_an_address_book_finds_the_usual_properties_on_a_card() -> None:
    ana = Fields(
        name="Ana María Rivera",
        pronouns="she/her",
        credentials="OTR/L, CHT",
        role="Hand therapist",
        organisation="Lakeside; Hand Clinic",
        how_met="At the fair,\nby the door",
        email="ana@example.org",
        phone="+1 555 0100",
        links=("https://www.linkedin.com/in/ana",),
        tags=("hand therapy", "a,b"),
        seat="pit_stop",
    )
    assert write_vcard([cleaned(ana)]).decode().split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "PRODID:-//Pitstop//Contacts//EN",
        "FN:Ana María Rivera",
        "N:Rivera;Ana María;;;OTR/L\\, CHT",
        "PRONOUNS:she/her",
        "TITLE:Hand therapist",
        "ORG:Lakeside\\; Hand Clinic",
        "EMAIL:ana@example.org",
        "TEL:+1 555 0100",
        "NOTE:At the fair\\,\\nby the door",
        "URL:https://www.linkedin.com/in/ana",
        "CATEGORIES:hand therapy,a\\,b",
        "X-PITSTOP-SEAT:pit_stop",
        "END:VCARD",
        "",
    ]


def test_a_table_reads_well_in_a_spreadsheet() -> None:
    ana = Fields(
        name="Ana Rivera",
        setting="hand_therapy",
        relationship="fieldwork_educator",
        met_at=datetime(2026, 10, 12, 12, tzinfo=UTC),
        phone="+1 555 0100",
        tags=("hands", "a,b"),
        discord_id=123456789012345678,
        past_roles=(PastRole("OT", None, date(2026, 3, 1)),),
    )
    table = write_csv([cleaned(ana)])
    assert table.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    assert {head: cell for head, cell in row.items() if cell} == {
        "Name": "Ana Rivera",
        "Setting": "Hand therapy",
        "Relationship": "Fieldwork educator",
        "Met on": "2026-10-12",
        "Phone": "'+1 555 0100",
        "Tags": "hands, a\\,b",
        "Seat": "Aboard",
        "Discord": "<@123456789012345678>",
        "Earlier roles": "2026-03-01 | OT | ",
    }


@pytest.mark.parametrize("write", [write_csv, write_vcard, write_json])
def test_nobody_goes_out_and_nobody_comes_back(write) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(write([]), "")
    assert refusal.value.reason in {"no_people", "empty"}
