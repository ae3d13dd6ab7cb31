"""How a note addresses somebody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.notes.names import greeting, has_title


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ana Rivera", "Ana"),
        ("  Ana   Rivera ", "Ana"),
        ("Cher", "Cher"),
        ("José Núñez", "José"),
        ("Sean O'Brien", "Sean"),
        ("D'Angelo Smith", "D'Angelo"),
        ("Jean-Luc Moreau", "Jean-Luc"),
        ("Ada Smith-Jones", "Ada"),
        ("Ana María Rivera", "Ana"),
        ("Mary Ann Jones", "Mary"),
        ("Ana M. Rivera", "Ana"),
        ("Kaʻiulani Brown", "Kaʻiulani"),
        ("", ""),
        (",", ","),
    ],
)
def test_the_given_name(name: str, said: str) -> None:
    assert greeting(name) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Dr. Grace Osei", "Dr. Osei"),
        ("dr grace osei", "Dr. Osei"),
        ("Dr.Osei", "Dr. Osei"),
        ("DR. OSEI", "Dr. Osei"),
        ("Prof Tom Adeyemi", "Prof. Adeyemi"),
        ("professor adeyemi", "Prof. Adeyemi"),
        ("Prof. Dr. Weber", "Prof. Weber"),
        ("Dr. Grace Osei, PhD, OTR/L", "Dr. Osei"),
        ("Dr. Martin King III", "Dr. King"),
        ('Dr. Elizabeth "Liz" Hart', "Dr. Hart"),
        ("Dr. Ada Smith-Jones", "Dr. Smith-Jones"),
        ("Rivera, Dr. Ana", "Dr. Rivera"),
        ("Dr. WANG Li", "Dr. Wang"),
        ("Prof. 王丽", "Prof. 王丽"),
        ("Ms. Park", "Ms. Park"),
        ("Ms Park", "Ms Park"),
        ("ms park", "Ms. Park"),
        ("Mr. Tom Park, OTR/L", "Mr. Park"),
        ("Prof.", "Prof."),
    ],
)
def test_a_title_that_was_typed_stays_with_the_family_name(name: str, said: str) -> None:
    assert greeting(name) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ana Rivera, OTR/L, CHT", "Ana"),
        ("Ana Rivera, PhD, OTR/L", "Ana"),
        ("Ana Rivera OTR/L", "Ana"),
        ("Ana Rivera, Ph.D.", "Ana"),
        ("Ana Rivera Ph.D.", "Ana"),
        ("Ana Rivera, she/her", "Ana"),
        ("Ana Rivera (she/her)", "Ana"),
        ("Jo Park, MS", "Jo"),
        ("Martin King Jr.", "Martin"),
        ("Martin King, Jr., OTR/L", "Martin"),
    ],
)
def test_no_credentials_no_suffix_no_pronouns_and_no_title_made_of_them(
    name: str, said: str
) -> None:
    assert greeting(name) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Rivera, Ana", "Ana"),
        ("Rivera, Ana, OTR/L", "Ana"),
        ("RIVERA, ANA", "Ana"),
        ("Lin, Y.", "Y. Lin"),
        ("de la Cruz, Maria", "Maria"),
        ("WANG Li", "Li"),
        ("LI Wei", "Wei"),
        ("OKAFOR-SMITH Ada", "Ada"),
        ("MAYA CHEN", "Maya"),
        ("maya chen", "Maya"),
    ],
)
def test_the_family_name_may_stand_first(name: str, said: str) -> None:
    assert greeting(name) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Jan van der Berg", "Jan"),
        ("Dr. Jan van der Berg", "Dr. van der Berg"),
        ("dr. jan van der berg", "Dr. van der Berg"),
        ("Dr. Van der Berg", "Dr. Van der Berg"),
        ("van der Berg", "van der Berg"),
        ("Dr. Maria da Silva", "Dr. da Silva"),
        ("Dr. Fatima al-Sayed", "Dr. al-Sayed"),
        ("Ahmed bin Rashid", "Ahmed"),
        ("Van Nguyen", "Van"),
        ("Dr. Van Nguyen", "Dr. Nguyen"),
        ("Al Gore", "Al"),
    ],
)
def test_particles_belong_to_the_family_name(name: str, said: str) -> None:
    assert greeting(name) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("J. K. Park", "J. K. Park"),
        ("J.K. Park", "J.K. Park"),
        ("B. Lee", "B. Lee"),
        ("J. Kim Park", "Kim"),
        ("AJ Lee", "AJ"),
        ("Dr. J. K. Park", "Dr. Park"),
    ],
)
def test_initials_alone_greet_nobody(name: str, said: str) -> None:
    assert greeting(name) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ('Elizabeth "Liz" Hart', "Liz"),
        ("Elizabeth “Liz” Hart", "Liz"),
        ("Elizabeth 'Liz' Hart", "Liz"),
        ("Elizabeth (Liz) Hart, OTR/L", "Liz"),
        ("Rivera, Ana (Annie)", "Annie"),
        ("王丽 (Lily)", "Lily"),
        ("Li Wang (王丽)", "Li"),
        ("Ana Rivera (Lakeside Hand Clinic)", "Ana"),
        ("Ana Rivera (née Lopez)", "Ana"),
    ],
)
def test_a_nickname_is_what_they_like_to_be_called(name: str, said: str) -> None:
    assert greeting(name) == said


@pytest.mark.parametrize("name", ["王丽", "Юлия Иванова", "محمد علي"])
def test_other_scripts_stay_whole(name: str) -> None:
    assert greeting(name) == name
    assert greeting(f"{name}, OTR/L") == name


@pytest.mark.parametrize(
    ("said", "titled"),
    [("Dr. Osei", True), ("Prof. Adeyemi", True), ("Drew", False), ("Dr", False), ("", False)],
)
def test_a_title_is_seen(said: str, titled: bool) -> None:
    assert has_title(said) is titled


@given(st.text(st.sampled_from("AaBbJ. ,-'\"()王éDrof/"), max_size=25))
def test_whatever_is_typed_there_is_somebody_to_greet(name: str) -> None:
    said = greeting(name)
    assert bool(said.strip()) == bool(name.strip())
    assert said == said.strip()
