"""What the papers say is there is there: settings, commands, links, decisions."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.config import Settings

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DECISIONS = ROOT / "docs" / "decisions"

PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NOTES = sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")

SETTINGS = {f"PITSTOP_{name}".upper(): field for name, field in Settings.model_fields.items()}


@dataclass(frozen=True)
class Example:
    value: str
    is_commented_out: bool
    comment: str


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def read(path: Path) -> str:
    return path.read_text("utf-8")


def example_settings() -> dict[str, Example]:
    """What ``.env.example`` says of each setting; blocks have a blank line between them."""
    found: dict[str, Example] = {}
    for block in re.split(r"\n\s*\n", read(ROOT / ".env.example").strip()):
        *comment, setting = block.splitlines()
        if match := re.fullmatch(r"(#?)(\w+)=(.*)", setting):
            said = " ".join(line.removeprefix("#").strip() for line in comment)
            found[match[2]] = Example(match[3], bool(match[1]), said)
    return found


def without_code(text: str) -> str:
    text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`\n]*`", "", text)


def code_in(text: str) -> str:
    """Only what stands in code blocks and between backticks, a piece a line."""
    block = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
    return "\n".join([*block.findall(text), *re.findall(r"`([^`\n]+)`", block.sub("", text))])


def links_in(text: str) -> list[str]:
    found = re.findall(r"\[[^\]]*\]\(<?([^)\s>]+)>?[^)]*\)", without_code(text))
    found += re.findall(r"^\[[^\]]+\]: *(\S+)", without_code(text), re.MULTILINE)
    found += re.findall(r"""<(?:img|a|source)[^>]*?(?:src|href|srcset)=["']([^"']+)""", text)
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def headings_in(text: str) -> set[str]:
    """The anchors that GitHub makes of the headings."""
    plain = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    titles = re.findall(r"^#{1,6} +(.+?) *#*$", plain, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def make_targets() -> set[str]:
    targets = re.search(r"^\.PHONY: (.+)$", read(ROOT / "Makefile"), re.MULTILINE)
    assert targets is not None
    return set(targets[1].split())


#: What is named in backticks as a file or a folder of the project.
A_PATH = re.compile(
    r"`((?:bot|cogs|tests|docs|demo|bench|tools|migrations|deploy)/[\w./-]*"
    r"|[\w./-]+\.(?:py|toml|tsv|md|yaml|service))`"
)
#: A name to be filled in.
TO_FILL_IN = {"migrations/versions/000N_what_it_does.py"}


@cache
def file_names() -> frozenset[str]:
    tops = (top for top in ROOT.iterdir() if top.name not in {".git", ".tools", ".venv"})
    return frozenset(each.name for top in tops for each in (top, *top.rglob("*")))


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_file_that_is_named_is_there(paper: Path) -> None:
    named = set(A_PATH.findall(read(paper))) - TO_FILL_IN
    there = {each for each in named if (ROOT / each).exists() or each in file_names()}
    assert named - there == set()


def test_the_readme_shows_every_room_of_the_house_and_none_that_is_not_there() -> None:
    [house] = re.findall(r"^bot/\n(.+?)^cogs/", read(README), re.MULTILINE | re.DOTALL)
    shown = re.findall(r"^  (\w+)(?:/|\.py) ", house, re.MULTILINE)
    there = {each.stem for each in (ROOT / "bot").iterdir()} - {"__init__", "__pycache__"}
    assert sorted(shown) == sorted(there)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_readme_has_every_setting_in_its_table(name: str) -> None:
    rows = [line for line in read(README).splitlines() if line.lstrip().startswith("|")]
    assert any(f"`{name}`" in row for row in rows)


def test_the_readme_names_no_setting_that_is_not_there() -> None:
    assert set(re.findall(r"PITSTOP_[A-Z_]+[A-Z]", read(README))) <= set(SETTINGS)


def test_the_readme_has_the_chapter_that_the_terminal_points_to() -> None:
    code = "\n".join(read(path) for path in (ROOT / "bot").rglob("*.py"))
    chapters = re.findall(r"README, “([^”]+)”", code)
    assert chapters
    for chapter in chapters:
        assert re.search(rf"^#+ {re.escape(chapter)}$", read(README), re.MULTILINE), chapter


def test_the_example_has_every_setting_and_no_other() -> None:
    assert set(example_settings()) == set(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_example_shows_the_default_of_a_setting(name: str) -> None:
    default = SETTINGS[name].default
    assert not isinstance(default, SecretStr)
    assert example_settings()[name].value == ("" if default in (None, []) else str(default))


@pytest.mark.parametrize("name", SETTINGS)
def test_the_example_says_what_a_setting_is_for(name: str) -> None:
    description = SETTINGS[name].description
    assert description
    assert description in example_settings()[name].comment


def test_only_the_token_waits_to_be_filled_in() -> None:
    waiting = [name for name, each in example_settings().items() if not each.is_commented_out]
    assert waiting == ["PITSTOP_TOKEN"]


def test_a_copy_of_the_example_is_the_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    copied = Settings(_env_file=ROOT / ".env.example")  # type: ignore[call-arg]
    assert copied == Settings.model_construct()


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_a_make_command_in_a_paper_can_be_run(paper: Path) -> None:
    named = set(
        re.findall(r"(?:^|[\s;&(])make +([a-z]+)\b(?!=)", code_in(read(paper)), re.MULTILINE)
    )
    assert named <= make_targets()


def test_every_target_of_the_makefile_that_is_no_file_says_so() -> None:
    rules = re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), re.MULTILINE)
    assert set(rules) == make_targets()


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_link_in_a_paper_leads_somewhere(paper: Path) -> None:
    for link in links_in(read(paper)):
        path, _, heading = link.partition("#")
        target = (paper.parent / path).resolve() if path else paper
        assert target.exists(), link
        if heading and target.suffix == ".md":
            assert heading in headings_in(read(target)), link


def test_the_changelog_has_this_version_or_one_to_come() -> None:
    version = tomllib.loads(read(ROOT / "pyproject.toml"))["project"]["version"]
    titles = re.findall(r"^## \[?([^\]\s]+)", read(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert titles[0] in {version, "Unreleased"}


def test_every_decision_is_listed_once_by_its_title() -> None:
    listed = re.findall(r"^- \[(.+)\]\((.+)\)$", read(DECISIONS / "README.md"), re.MULTILINE)
    titles = [read(note).splitlines()[0].removeprefix("# ") for note in NOTES]
    assert sorted(listed) == sorted(zip(titles, (note.name for note in NOTES), strict=True))


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [note.name[:5] for note in NOTES] == [f"{n:04}-" for n in range(1, len(NOTES) + 1)]


@pytest.mark.parametrize("note", NOTES, ids=name_of)
def test_a_decision_has_its_four_parts_and_stays_short(note: Path) -> None:
    lines = read(note).splitlines()
    assert lines[0].startswith(f"# {note.name[:4]} ")
    assert [line for line in lines if line.startswith("## ")] == [
        "## Decided", "## Why", "## Passed by", "## We would change our mind if",
    ]  # fmt: skip
    assert len(lines) <= 25
