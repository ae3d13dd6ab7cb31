"""Cards from phones and address books, of every version."""

from pathlib import Path

import pytest

from bot.contacts.formats import Found, Reading, Skipped, UnreadableFile, read
from bot.contacts.model import Fields

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> Reading:
    reading = read((SAMPLES / name).read_bytes(), name)
    assert reading.source == "vcard"
    return reading


def card(*lines: str) -> Found:
    whole = ("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD")
    (found,) = read("\r\n".join(whole).encode(), "").found
    return found


def test_a_card_of_an_old_phone_is_quoted_printable() -> None:
    jose, sam = sample("v21.vcf").found
    assert jose == Found(
        1,
        Fields(
            name="José Núñez",
            organisation="Klinik für Hände",
            how_met="Met at the fair,\nby the door; he was kind",
            email="jose@example.org",
            phone="+1 555 0100",
        ),
    )
    assert sam == Found(2, Fields(name="Sam T. Okafor Jr.", role="School OT"))


def test_a_card_of_version_3_is_unfolded_and_its_backslashes_are_read() -> None:
    (ana,) = sample("v30.vcf").found
    assert ana.fields == Fields(
        name="Dr. Ana María Rivera",
        credentials="OTR/L, CHT",
        role="Hand therapist",
        organisation="Lakeside; Hand Clinic",
        how_met="Met at the fair, by the door.\nTalked about splints and how to make them.",
        email="ana@example.org",
        phone="+1 555 0100",
        links=("https://example.org/ana",),
        tags=("ot", "hand therapy", "a,b"),
    )


def test_a_card_of_version_4_may_be_in_small_letters_and_a_group_is_nobody() -> None:
    reading = sample("v40.vcf")
    (ana,) = reading.found
    assert ana.fields == Fields(
        name="Ana Rivera",
        pronouns="she/her",
        role="Hand therapist",
        organisation="Lakeside Hand Clinic",
        email="ana@example.org",
        phone="+1-555-0100",
        links=("https://example.org/ana", "https://www.linkedin.com/in/ana-example"),
    )
    assert reading.skipped == (Skipped(2, "Everybody from the fair", "no_name"),)


def test_a_card_of_an_iphone_has_groups_and_profiles_and_companies() -> None:
    reading = sample("apple.vcf")
    (ana,) = reading.found
    assert ana.left_out == ()
    assert ana.fields == Fields(
        name="Ana Rivera",
        credentials="OTR/L",
        role="Hand therapist",
        organisation="Lakeside Hand Clinic",
        email="ana@example.org",
        phone="+1 (555) 010-0100",
        links=("https://example.org/ana", "http://www.linkedin.com/in/ana-example"),
    )
    assert reading.skipped == (Skipped(2, "desk@example.org", "no_name"),)


def test_a_birthday_is_not_taken_over() -> None:
    for name in ("v30.vcf", "apple.vcf"):
        assert "1980" not in repr(sample(name))


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("EMAIL:mailto:ana@example.org", "email", "ana@example.org"),
        ("TEL;VALUE=uri:tel:+1-555-0100", "phone", "+1-555-0100"),
        ("ORG:;Hands", "organisation", "Hands"),
        ("ORG:a\\\\;b", "organisation", "a\\"),
        ("ROLE:OT", "role", "OT"),
        ("NOTE;LANGUAGE=en:tall", "how_met", "tall"),
        ('NOTE;X="a;b:c":tall', "how_met", "tall"),
        ('NOTE;X="a:tall', "how_met", "tall"),
        ("NOTE:\\nC:\\\\new\\;x\\", "how_met", "C:\\new;x\\"),
        ("NOTE;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8E=52=83A", "how_met", "山ア"),
        ("NOTE;CHARSET=unicode_escape;ENCODING=QUOTED-PRINTABLE:=5Cq", "how_met", "\\q"),
        ("NOTE;CHARSET=ISO-8859-12;ENCODING=QUOTED-PRINTABLE:=E9", "how_met", "é"),
        ("NOTE;ENCODING=QUOTED-PRINTABLE:a=ZZ", "how_met", "a=ZZ"),
        ("X-PITSTOP-SEAT:dropped_off", "seat", "aboard"),
        ("X-PITSTOP-CADENCE:6 weeks", "cadence", None),
    ],
)
def test_a_line_is_read_as_programs_write_it(line: str, field: str, value: object) -> None:
    assert getattr(card("FN:Ana Rivera", line, "REV:20261012T000000Z").fields, field) == value


@pytest.mark.parametrize(
    ("lines", "name", "credentials"),
    [
        (["N:Rivera;Ana;María;Dr.;Jr."], "Ana María Rivera Jr.", None),
        (["N:Rivera;Ana", "FN:"], "Ana Rivera", None),
        (["N:Rivera", "FN:Dr. Ana"], "Dr. Ana", None),
        (["FN:Ana Rivera\\, OTR/L"], "Ana Rivera", "OTR/L"),
        (["N:Rivera\\, OTR/L;Ana"], "Ana Rivera", "OTR/L"),
        (["N:Rivera;Ana;;;OTR/L", "FN:Ana Rivera"], "Ana Rivera", "OTR/L"),
    ],
)
def test_a_name_is_as_shown_or_put_together(
    lines: list[str], name: str, credentials: str | None
) -> None:
    fields = card(*lines).fields
    assert (fields.name, fields.credentials) == (name, credentials)


def test_the_first_address_that_is_one_is_kept() -> None:
    found = card(
        "FN:Ana", "EMAIL:nothing", "EMAIL:ana@example.org", "TEL:12", "URL:ftp://x.example"
    )
    assert found.fields == Fields(name="Ana", email="ana@example.org")
    assert set(found.left_out) == {"phone", "links"}


def test_a_card_that_breaks_off_is_skipped_and_the_others_are_read() -> None:
    text = "BEGIN:VCARD\nFN:Ana\nBEGIN:VCARD\nFN:Sam\nEND:VCARD\n\nBEGIN:VCARD\nFN:Zoë\nnonsense"
    reading = read(text.encode(), "people.vcf")
    assert [(each.where, each.fields.name) for each in reading.found] == [(2, "Sam")]
    assert reading.skipped == (Skipped(1, "Ana", "unreadable"), Skipped(3, "Zoë", "unreadable"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Name,Company", "broken"),
        ("", "empty"),
        ("BEGIN:VCARD\n" * 10_001, "too_many"),
        ("BEGIN:VCARD\n" + "\n" * 600_000, "too_many"),
    ],
)
def test_a_file_of_cards_without_cards_says_why(text: str, reason: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(text.encode(), "people.vcf")
    assert refusal.value.reason == reason
