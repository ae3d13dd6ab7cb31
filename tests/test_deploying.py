"""What a host copies is in step with the code: settings, paths, the time to stop."""

import re
import tomllib
from pathlib import Path

import pytest

import bot.__main__ as front_door
from bot.config import Settings

ROOT = Path(__file__).parent.parent
PAPERS = ["Dockerfile", "compose.yaml", "deploy/pitstop.service", "docs/officers.md", "README.md"]
SETTINGS = {f"PITSTOP_{name}".upper() for name in Settings.model_fields}


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("paper", PAPERS)
def test_every_setting_that_is_named_is_there(paper: str) -> None:
    named = set(re.findall(r"PITSTOP_[A-Z_]+[A-Z]", read(paper)))
    assert named
    assert named <= SETTINGS


@pytest.mark.parametrize("paper", PAPERS)
def test_every_command_that_is_named_is_there(paper: str) -> None:
    known = set(front_door.Pitstop.model_fields)
    named = set(re.findall(r"\bin/pitstop (\w+)", read(paper)))
    named |= set(re.findall(r"`(?:\S*/)?pitstop (\w+)", read(paper)))
    assert named <= known


@pytest.mark.parametrize("paper", ["compose.yaml", "deploy/pitstop.service"])
def test_whoever_stops_the_bot_waits_for_longer_than_it_takes(paper: str) -> None:
    [seconds] = re.findall(r"(?:stop_grace_period: |TimeoutStopSec=)(\d+)", read(paper))
    assert front_door.AT_MOST < 10 < int(seconds)


def test_the_image_has_the_packages_of_the_wheel_and_the_uv_of_the_makefile() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    for package in packages:
        assert f"COPY {package} {package}" in read("Dockerfile")
        assert f"!{package}" in read(".dockerignore").splitlines()
    assert re.findall(r"uv==[\d.]+", read("Dockerfile")) == re.findall(
        r"uv==[\d.]+", read("Makefile")
    )


@pytest.mark.parametrize("paper", PAPERS[:3])
def test_no_file_for_a_host_names_where_things_are_downloaded(paper: str) -> None:
    hosts = re.findall(r"https?://([\w.-]+)", read(paper))
    assert set(hosts) <= {"127.0.0.1"}
