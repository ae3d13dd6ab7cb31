"""Tables of people from LinkedIn, Google, Outlook and anybody's spreadsheet."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.contacts.formats import Found, Reading, Skipped, UnreadableFile, read, write_csv
from bot.contacts.model import Fields

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> Reading:
    return read((SAMPLES / name).read_bytes(), name)


def table(*lines: str) -> Reading:
    return read("\n".join(lines).encode(), "people.csv")


def only(reading: Reading) -> Found:
    (found,) = reading.found
    return found


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


# What other programs export


def test_linkedin_connections_bring_credentials_pronouns_and_the_day() -> None:
    reading = sample("linkedin.csv")
    assert reading.source == "linkedin"
    ana, sam, jose, lee = reading.found
    assert ana == Found(
        5,
        Fields(
            name="Ana Rivera",
            credentials="OTR/L, CHT",
            role="Hand Therapist, Clinic Lead",
            organisation="Lakeside Hand Clinic",
            met_at=noon(2026, 10, 12),
            links=("https://www.linkedin.com/in/ana-rivera-example",),
        ),
    )
    assert (sam.fields.name, sam.fields.pronouns) == ("Sam Okafor", "he/him")
    assert (jose.fields.name, jose.fields.credentials) == ("José Núñez 🌱", "PhD, OTR")
    assert jose.fields.organisation == 'Harbor "Rehab" Center'
    assert jose.left_out == ("met_at",)  # there is no 30 February
    assert lee.fields.name == "Lee III"
    assert lee.left_out == ("email",)
    assert reading.skipped == (Skipped(8, "https://www.linkedin.com/in/nobody-example", "no_name"),)


def test_nobody_from_another_program_gets_a_reminder_or_another_seat() -> None:
    for name in ("linkedin.csv", "google_new.csv", "outlook.csv", "plain.csv", "v30.vcf"):
        assert {(each.fields.cadence, each.fields.seat) for each in sample(name).found} == {
            (None, "aboard")
        }


def test_old_google_contacts_keep_the_marked_address_and_only_the_students_groups() -> None:
    reading = sample("google_old.csv")
    assert reading.source == "google"
    ana, sam = reading.found
    assert ana.fields == Fields(
        name="Ana Rivera",
        credentials="OTR/L",
        role="Hand therapist",
        organisation="Lakeside Hand Clinic",
        how_met="Met at the fair\non Tuesday",
        email="ana@example.org",
        phone="+1 555 0100",
        links=("https://example.org/ana", "https://www.linkedin.com/in/ana-example"),
        tags=("friends",),
    )
    assert sam.fields == Fields(name="Sam T. Okafor Jr.")
    assert reading.skipped == (Skipped(4, "only@example.org", "no_name"),)


def test_new_google_contacts_are_read_by_their_other_headers() -> None:
    reading = sample("google_new.csv")
    assert reading.source == "google"
    ana, priya = (each.fields for each in reading.found)
    assert ana.role == "Hand therapist"
    assert ana.organisation == "Lakeside Hand Clinic"
    assert ana.email == "ana.home@example.org"
    assert ana.tags == ("friends", "ot")
    assert priya == Fields(name="Priya Shah")


def test_in_outlook_contacts_the_title_is_the_job_and_not_doctor() -> None:
    reading = sample("outlook.csv")
    assert reading.source == "outlook"
    ana, sam = (each.fields for each in reading.found)
    assert (ana.name, ana.credentials, ana.role) == (
        "Ana M. Rivera",
        "OTR/L, CHT",
        "Hand therapist",
    )
    assert ana.phone == "+1 555 0101"
    assert ana.tags == ("ot", "mentor")
    assert (sam.name, sam.email, sam.phone) == ("Sam Okafor III", "sam@example.org", "+1 555 0102")


def test_a_spreadsheet_of_ones_own_is_understood_and_what_is_broken_is_named() -> None:
    reading = sample("plain.csv")
    assert reading.source == "csv"
    ana, sam = reading.found
    assert ana.fields == Fields(
        name="Ana Rivera",
        pronouns="she/her",
        credentials="OTR/L",
        role="Hand therapist",
        organisation="Lakeside Hand Clinic",
        setting="hand_therapy",
        how_met="Career fair",
        email="ana@example.org",
        phone="555 0100",
        links=("https://linkedin.com/in/ana-example",),
        tags=("hands", "mentor"),
    )
    assert sam.fields == Fields(name="Sam Okafor", organisation="Westfield School District")
    assert set(sam.left_out) == {"email", "phone", "links", "setting"}


@pytest.mark.parametrize(
    ("header", "row", "field", "value"),
    [
        ("NAME,Organization", "Ana,Clinic", "organisation", "Clinic"),
        ("Full Name,Employer", "Ana,Clinic", "organisation", "Clinic"),
        ("First,Last,Job Title", "Ana,Rivera,OT", "role", "OT"),
        ("name,Title", "Ana,OT", "role", "OT"),
        ("name,E-Mail", "Ana,ana@example.org", "email", "ana@example.org"),
        ("name,Email", "Ana,Ana <ana@example.org>", "email", "ana@example.org"),
        ("name;Email", "Ana;ana@example.org / b@example.org", "email", "ana@example.org"),
        ("sep=,\nname,Title", "Ana,OT", "role", "OT"),
        ("name,Website", "Ana,example.org", "links", ("https://example.org",)),
        ("name,Notes,How met", "Ana,tall,fair", "how_met", "fair\ntall"),
        ("name,Connected On", "Ana,2026-10-12", "met_at", noon(2026, 10, 12)),
        ("name,Met on", 'Ana,"Oct 12, 2026"', "met_at", noon(2026, 10, 12)),
        ("name,Met on", "Ana,10/12/2026", "met_at", noon(2026, 10, 12)),
        ("name,Met on", "Ana,12.10.2026", "met_at", noon(2026, 10, 12)),
        ("name,Relationship", "Ana,fieldwork educator", "relationship", "fieldwork_educator"),
        ("name,Introduced by", "Ana,Sam", "met_through", "Sam"),
    ],
)
def test_any_sensible_header_will_do(header: str, row: str, field: str, value: object) -> None:
    assert getattr(only(table(header, row)).fields, field) == value


# Names


@pytest.mark.parametrize(
    ("written", "name", "credentials", "pronouns"),
    [
        ("Ana Rivera, OTR/L", "Ana Rivera", "OTR/L", None),
        ("Ana Rivera, MS, OTR/L, CLT-LANA", "Ana Rivera", "MS, OTR/L, CLT-LANA", None),
        ("Ana Rivera, Ph.D.", "Ana Rivera", "Ph.D.", None),
        ("Ana Rivera (she/they), OTD", "Ana Rivera", "OTD", "she/they"),
        ("Ana Rivera OTR/L", "Ana Rivera OTR/L", None, None),
        ("Sam Okafor, Jr.", "Sam Okafor, Jr.", None, None),
        ("Sam Okafor, III, OTR", "Sam Okafor, III", "OTR", None),
        ("RIVERA, ANA", "RIVERA, ANA", None, None),
        ("Rivera, Ana", "Rivera, Ana", None, None),
        ("Li (He) Na", "Li (He) Na", None, None),
        ("Ana Rivera, Lakeside", "Ana Rivera, Lakeside", None, None),
        ("👋 Ana Rivera", "👋 Ana Rivera", None, None),
    ],
)
def test_credentials_and_pronouns_are_taken_from_a_name_and_nothing_else_is(
    written: str, name: str, credentials: str | None, pronouns: str | None
) -> None:
    fields = only(table("Name,Company", f'"{written}",')).fields
    assert (fields.name, fields.credentials, fields.pronouns) == (name, credentials, pronouns)


def test_who_has_no_name_or_too_long_a_one_is_skipped_and_said_so() -> None:
    reading = table("Name,Email", ",ana@example.org", f"{'x' * 101},", "💀,", "Sam,")
    assert [each.fields.name for each in reading.found] == ["Sam"]
    assert reading.skipped == (
        Skipped(2, "ana@example.org", "no_name"),
        Skipped(3, "x" * 60, "too_long"),
        Skipped(4, "💀", "no_name"),
    )


def test_the_same_person_twice_in_a_file_comes_once() -> None:
    reading = table("Name,Company", "Ana,Clinic", "Ana,School", "ana,Clinic", "Ana, Clinic ")
    assert len(reading.found) == 3
    assert reading.skipped == (Skipped(5, "Ana", "twice"),)


# Too much of something


def test_of_a_long_note_the_beginning_is_kept() -> None:
    found = only(table("Name,Notes", f"Ana,{'x' * 1001}"))
    assert found.fields.how_met == "x" * 999 + "…"
    assert found.left_out == ("how_met",)
    assert only(table("Name,Notes", f"Ana,{'x' * 1000}")).left_out == ()


def test_of_many_tags_and_links_the_first_are_kept() -> None:
    tags = ";".join(f"tag {number}" for number in range(12))
    links = " ".join(f"example.org/{number}" for number in range(6))
    found = only(table("Name,Tags,Links,Role", f"Ana,{tags},{links},{'r' * 200}"))
    assert found.fields.tags == tuple(f"tag {number}" for number in range(10))
    assert found.fields.links == tuple(f"https://example.org/{number}" for number in range(5))
    assert found.fields.role == "r" * 99 + "…"
    assert set(found.left_out) == {"tags", "links", "role"}


# Encodings and separators


def test_a_german_spreadsheet_has_semicolons_and_umlauts() -> None:
    juergen, zoe = (each.fields for each in sample("german-semicolon.csv").found)
    assert juergen == Fields(
        name="Jürgen Müßig",
        role="Ergotherapeut",
        organisation="Praxis für Ergotherapie",
        how_met="Kennengelernt am 3. Mai; nett",
        email="juergen@example.org",
        phone="+49 555 0100",
    )
    assert zoe.name == "Zoë Özdemir"


def test_a_table_in_utf_16_with_tabs_is_read() -> None:
    zoe, lina = (each.fields for each in sample("utf16.csv").found)
    assert (zoe.name, zoe.organisation) == ("Zoë O'Brien", "Children’s Hospital")
    assert lina.name == "李娜"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_letters_lines_and_separators_of_every_kind_are_read(
    encoding: str, newline: str, separator: str
) -> None:
    rows = [["Company", "Name", "Notes"], ["", "Zoë Núñez", '"a, b; c"'], ["Clinic", "Sam", ""]]
    text = newline.join(separator.join(row) for row in rows)
    zoe, sam = read(text.encode(encoding), "").found
    assert (zoe.fields.name, zoe.fields.how_met) == ("Zoë Núñez", "a, b; c")
    assert (sam.fields.name, sam.fields.organisation, sam.where) == ("Sam", "Clinic", 3)


def test_the_line_of_a_person_is_where_they_start() -> None:
    reading = table("Name,Notes", '"Ana","two', 'lines"', "", "Sam,")
    assert [each.where for each in reading.found] == [2, 5]


# Our own, after somebody worked on it


def test_our_own_table_may_be_edited_by_hand() -> None:
    text = write_csv([Fields(name="Ana Rivera", phone="+1 555 0100")]).decode("utf-8-sig")
    edited = text.replace('"Aboard"', '"pit_stop"').replace('"Ana Rivera"', '"Ana Silva"')
    reading = read(edited.encode(), "")
    assert reading.source == "pitstop_csv"
    assert only(reading).fields == Fields(name="Ana Silva", phone="+1 555 0100", seat="pit_stop")


def test_what_makes_no_sense_in_our_own_table_is_left_out() -> None:
    reading = table(
        "Name,How we met,Seat,Reminder every,Discord,Archived,Earlier roles,Met on",
        "Ana,'hello,the boot,whenever,1.2E+17,perhaps,long ago | OT,soon",
    )
    found = only(reading)
    assert found.fields == Fields(name="Ana", how_met="'hello")
    assert set(found.left_out) == {
        "seat", "cadence", "discord_id", "archived", "past_roles", "met_at",
    }  # fmt: skip


def test_a_formula_in_somebody_elses_table_is_only_text() -> None:
    assert only(table("Name,Notes", "Ana,'=1+1")).fields.how_met == "'=1+1"


# Nothing to read


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \r\n\t\n", "empty"),
        ("Email,Company\nana@example.org,Clinic", "no_header"),
        ("Dear Ana,\nthank you for the chat", "no_header"),
        ("Name,Company", "no_people"),
        ("Name,Company\n,\n\n", "no_people"),
        ("Name\n" + "Ana\n" * 10_001, "too_many"),
        ('Name\n"' + "x" * 200_000, "broken"),
    ],
)
def test_a_table_without_people_says_why(text: str, reason: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(text.encode(), "people.csv")
    assert refusal.value.reason == reason
