"""Work that takes long or may never end, in a process of its own. It knows no settings and no clock."""

import asyncio
import os
import sys

#: All that such a process gets of our environment: what the system itself needs to start a program
#: and to find a folder for its own files. Our settings are not among it, so neither is the token.
PASSED_ON = ("HOME", "PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "USERPROFILE")


class TookTooLong(Exception):
    """It was given up."""


class EndedBadly(Exception):
    """It ended with another ``code`` than 0."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


async def work_aside(module: str, *arguments: str, data: bytes, patience: float) -> bytes:
    """Run a module of ours in a process of its own, which ends with whoever waits for it.

    Args:
        module: its name; it reads the standard input to the end and writes to the standard output.
        arguments: after the name.
        data: its standard input.
        patience: seconds until it is given up.

    Returns:
        What it has written.

    Raises:
        TookTooLong: it was not done in time.
        EndedBadly: it ended with an error.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ},  # noqa: TID251 - no setting of ours
    )
    try:
        async with asyncio.timeout(patience):
            said, _ = await process.communicate(data)
    except TimeoutError:
        raise TookTooLong from None
    finally:  # also when whoever waits is called off
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise EndedBadly(process.returncode)
    return said
