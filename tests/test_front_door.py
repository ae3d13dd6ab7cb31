"""The command line as an officer meets it: what can be mended is said in a sentence or two."""

import asyncio
import logging
import re
import shutil
import signal
import socket
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import structlog
from cryptography.fernet import Fernet
from discord.gateway import DiscordWebSocket
from discord.http import Route
from wire.discord_server import DiscordServer

import bot.opening
import bot.run
from bot.__main__ import main, read_settings
from bot.config import Settings
from bot.opening import open_database, read_or_make_key
from bot.problems import StartProblem
from bot.tables import REVISION

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "loopback-application.pitstop.not-a-secret-but-long-enough"
#: Variables that mean nothing here, though a setting or an option has such a name.
JUNK = {"RUN": "junk", "DEMO": "[", "DOCTOR": "{", "PORT": "99999999", "BROWSER": "?"}
Said = tuple[int, str, str]
Pitstop = Callable[..., Awaitable[Said]]


@pytest.fixture
def pitstop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Pitstop]:
    """Run the command line to its end, from its `main`: exit code, standard output, standard error.

    What a process leaves behind when it ends, its logs and Discord's addresses, is put back here.
    """
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PITSTOP_{name}".upper(), raising=False)
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    for module in (bot.opening, bot.run):  # they keep the logger that they used first
        monkeypatch.setattr(module, "log", structlog.get_logger())
    # A wide terminal, so that the help keeps its sentences in one piece.
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setenv("PITSTOP_LOG_FORMAT", "json")

    async def run(*words: str, folder: Path = tmp_path, **settings: str) -> Said:
        capfd.readouterr()
        with monkeypatch.context() as patch:
            patch.chdir(folder)
            patch.setattr(sys, "argv", ["pitstop", *words])
            for name, value in settings.items():
                patch.setenv(name, value)
            code = await asyncio.wait_for(asyncio.to_thread(exit_code), 20)
        return code, *capfd.readouterr()

    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield run
    structlog.configure(**before)
    logging.basicConfig(level=level, handlers=handlers, force=True)


def exit_code() -> int:
    try:
        main()
    except SystemExit as leaving:
        return int(leaving.code or 0)
    return 0


async def begin(folder: Path, *words: str, **settings: str) -> asyncio.subprocess.Process:
    """Start the command line as a process of its own."""
    env = {"PYTHONPATH": str(ROOT), "COLUMNS": "400", "PITSTOP_LOG_FORMAT": "json", **settings}
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "bot", *words)
    return await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=env, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
    )


async def as_process(folder: Path, *words: str, **settings: str) -> Said:
    """Run the command line to its end as a process of its own."""
    process = await begin(folder, *words, **settings)
    try:
        out, err = await asyncio.wait_for(process.communicate(), 20)
    except TimeoutError:
        process.kill()
        raise
    return process.returncode or 0, out.decode(), err.decode()


def refused(said: Said, *words: str) -> None:
    """See that one or two sentences on standard error say this, and nothing else is said."""
    code, out, err = said
    lines = [line for line in err.splitlines() if not line.startswith('{"')]  # its log
    assert (code, out, len(lines)) == (2, "", 1), said
    assert "Traceback" not in err
    assert lines[0].endswith((".", ".)", "?"))
    for word in words:
        assert word in lines[0]


def listed(said: Said, *words: str) -> None:
    """See that the table has a line to do that says this."""
    code, out, err = said
    assert (code, "Traceback" in out + err) == (2, False), said
    to_do = "\n".join(line for line in out.splitlines() if line.startswith("to do"))
    for word in words:
        assert word in to_do


def both(said: tuple[Said, Said], *words: str) -> None:
    refused(said[0], *words)
    listed(said[1], *words)


async def a_database(folder: Path) -> Path:
    """The data folder of a bot that has run before."""
    data = folder / "data"
    key = read_or_make_key(data)
    async with open_database(f"sqlite+aiosqlite:///{data / 'pitstop.db'}", [key], REVISION):
        return data


def nowhere() -> str:
    """An address where nobody answers, as good as any for what is not about Discord."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listening.getsockname()[1]}/api/v10"


async def run_and_doctor(pitstop: Pitstop, **settings: Any) -> tuple[Said, Said]:
    return await pitstop("run", **settings), await pitstop("doctor", **settings)


async def test_a_missing_and_a_malformed_token_are_said_with_where_to_get_one(
    pitstop: Pitstop,
) -> None:
    missing = await run_and_doctor(pitstop, **JUNK)
    malformed = await run_and_doctor(pitstop, PITSTOP_TOKEN="my-secret")
    both(missing, "`PITSTOP_TOKEN` is missing", "developer portal")
    both(malformed, "doesn't look like a bot token", "client secret")
    assert "my-secret" not in "".join(map(str, malformed))


async def test_a_token_that_discord_refuses_and_a_discord_out_of_reach_are_told_apart(
    pitstop: Pitstop,
) -> None:
    async with DiscordServer(token="another token") as discord:
        here = discord.api_url
        refused_token = await run_and_doctor(
            pitstop, PITSTOP_TOKEN=TOKEN, PITSTOP_DISCORD_API_URL=here
        )
    unreachable = await run_and_doctor(
        pitstop, PITSTOP_TOKEN=TOKEN, PITSTOP_DISCORD_API_URL=nowhere()
    )
    both(refused_token, "Discord refuses the token", "Take a new one")
    both(unreachable, "Discord can't be reached", "PITSTOP_DISCORD_API_URL")


async def test_what_is_wrong_is_said_by_a_process_of_its_own_too(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    settings = {
        "PITSTOP_TOKEN": TOKEN,
        "PITSTOP_DATA_DIR": "file/data",
        "PITSTOP_DISCORD_API_URL": nowhere(),
    }
    run, doctor = await asyncio.gather(
        as_process(tmp_path, "run", **settings), as_process(tmp_path, "doctor", **settings)
    )
    both((run, doctor), "The data folder file/data can't be written", "PITSTOP_DATA_DIR")


async def test_a_newer_database_and_another_ones_key_are_said(
    tmp_path: Path, pitstop: Pitstop
) -> None:
    fine = await a_database(tmp_path / "fine")
    folders = [tmp_path / name for name in ("newer", "locked")]
    newer, locked = (shutil.copytree(fine, each / "data") for each in folders)
    with closing(sqlite3.connect(newer / "pitstop.db")) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    (locked / "pitstop.key").write_bytes(Fernet.generate_key())
    settings = {"PITSTOP_TOKEN": TOKEN, "PITSTOP_DISCORD_API_URL": nowhere()}
    said = [await run_and_doctor(pitstop, folder=each, **settings) for each in folders]
    both(said[0], "newer Pitstop", "git pull")
    both(said[1], "encrypted with another key", "pitstop.key")


async def test_a_misspelt_setting_and_a_bad_value_are_named(
    tmp_path: Path, pitstop: Pitstop
) -> None:
    (tmp_path / "other").mkdir()
    bad = await pitstop("run", folder=tmp_path / "other", PITSTOP_LOG_LEVEL="loud")
    (tmp_path / ".env").write_text("PITSTOP_TOKN=abc\n")
    for said in await run_and_doctor(pitstop):
        refused(said, "`PITSTOP_TOKN`", "Did you mean `PITSTOP_TOKEN`?")
    refused(bad, "`PITSTOP_LOG_LEVEL`", ".env.example")


def test_a_bad_value_is_answered_with_values_that_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PITSTOP_LOG_LEVEL", "loud")
    with pytest.raises(StartProblem) as problem:
        read_settings()
    for offered in re.findall(r"'(\w+)'", str(problem.value)):
        monkeypatch.setenv("PITSTOP_LOG_LEVEL", offered)
        assert read_settings().log_level == offered.upper()


@pytest.mark.parametrize("port", ["x", "0", "70000", "-3", "8 642"])
def test_a_port_that_is_none_is_answered_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PITSTOP_HEALTH_PORT", port)
    with pytest.raises(StartProblem, match="it should be a number from 1 to 65535"):
        read_settings()
    monkeypatch.setenv("PITSTOP_HEALTH_PORT", " 8642 ")
    assert read_settings().health_port == 8642


async def test_doctor_finds_everything_fine_and_prints_the_invite_link(pitstop: Pitstop) -> None:
    async with DiscordServer(token=TOKEN) as discord:
        code, out, err = await pitstop(
            "doctor", PITSTOP_TOKEN=TOKEN, PITSTOP_DISCORD_API_URL=discord.api_url
        )
        link = f"https://discord.com/oauth2/authorize?client_id={discord.application_id}"
    assert code == 0, err
    assert [line[:4] for line in out.splitlines()] == ["fine"] * 5
    assert link in out
    assert "scope=bot+applications.commands" in out


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM to send")
async def test_run_ends_with_0_when_it_is_told_to_stop(tmp_path: Path) -> None:
    async with DiscordServer(token=TOKEN) as discord:
        urls = {
            "PITSTOP_DISCORD_API_URL": discord.api_url,
            "PITSTOP_DISCORD_GATEWAY_URL": discord.gateway_url,
        }
        process = await begin(tmp_path, "run", PITSTOP_TOKEN=TOKEN, **urls)
        try:
            await discord.ready()
            process.send_signal(signal.SIGTERM)
            out, err = await asyncio.wait_for(process.communicate(), 10)
        finally:
            if process.returncode is None:
                process.kill()
    assert (process.returncode, out) == (0, b""), err
    assert b'"stopped"' in err
    assert b"Traceback" not in err
    assert TOKEN.encode() not in err


async def test_help_and_bad_options_are_plain_whatever_the_environment_says(
    tmp_path: Path, pitstop: Pitstop
) -> None:
    help_ = await as_process(tmp_path, "--help", **JUNK)
    port = await pitstop("demo", "--port", "99999", **JUNK)
    script = await pitstop("demo", "--headless-script", "nowhere.txt", **JUNK)
    assert help_[0] == 0
    assert all(word in help_[1] for word in ("run", "demo", "doctor"))
    refused(port, "--port", "65535")
    refused(script, "nowhere.txt", "can't be read")
