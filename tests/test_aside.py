"""Work in a process of its own: what it is told, and that it ends."""

import asyncio
import json
from pathlib import Path

import psutil
import pytest

from bot.aside import EndedBadly, TookTooLong, work_aside

TELLS = """
import json, os, sys
said = sys.stdin.read()
if said == "stay":
    import time
    time.sleep(60)
if said == "fail":
    sys.exit(3)
print(json.dumps([said, sys.argv[1:], dict(os.environ)]))
"""


@pytest.fixture(autouse=True)
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tells.py").write_text(TELLS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PITSTOP_TOKEN", "a-secret")
    monkeypatch.setenv("PITSTOP_DATA_KEYS", "another-secret")


async def test_it_hears_what_is_said_to_it_and_knows_no_secret() -> None:
    said = await work_aside("tells", "one", "two", data=b"hello", patience=30)
    heard, arguments, environment = json.loads(said)
    assert (heard, arguments) == ("hello", ["one", "two"])
    assert not [name for name in environment if name.startswith("PITSTOP")]
    assert b"secret" not in said


async def test_what_takes_too_long_or_fails_or_is_called_off_is_over() -> None:
    with pytest.raises(TookTooLong):
        await work_aside("tells", data=b"stay", patience=0.2)
    with pytest.raises(EndedBadly) as failed:
        await work_aside("tells", data=b"fail", patience=30)
    assert failed.value.code == 3
    waiting = asyncio.create_task(work_aside("tells", data=b"stay", patience=30))
    while not _running():  # noqa: ASYNC110 - another process has no event of ours to set
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not _running()


def _running() -> list[int]:
    children = psutil.Process().children()
    return [each.pid for each in children if "tells" in " ".join(each.cmdline())]
