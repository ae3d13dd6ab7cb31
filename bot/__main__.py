"""The front door: ``pitstop run``, ``demo``, ``doctor``, ``backup``, ``restore``."""

import asyncio
import os
import sys
import threading
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    CliApp,
    CliPositionalArg,
    CliSubCommand,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.config import Settings
from bot.problems import StartProblem


class Run(BaseModel):
    """Run the bot on Discord until it is stopped."""

    def cli_cmd(self) -> None:
        """Run until Ctrl+C or SIGTERM."""
        settings = read_settings()  # first: a mistake in them is said at once
        from bot.run import run

        asyncio.run(run(settings, end_in_time))


class Demo(BaseModel):
    """Try the bot in a local chat page, with no account and no token."""

    port: int = Field(0, ge=0, le=65535, description="port of the page, any free one by default")
    browser: bool = Field(default=True, description="open the page in the browser")
    headless_script: Path | None = Field(
        None, description="read the terminal's commands from this file instead of the keyboard"
    )

    def cli_cmd(self) -> None:
        """Open the page and read commands until `q`."""
        try:
            from demo.console import demo
        except ModuleNotFoundError as error:
            raise StartProblem(
                f"The demo's parts are not installed ({error.name} is missing). "
                "Run `make demo`, or `uv sync` and then this again."
            ) from error
        try:
            script = self.headless_script and self.headless_script.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise StartProblem(f"The script {self.headless_script} can't be read.") from error
        asyncio.run(demo(self.port, browser=self.browser, script=script))


class Doctor(BaseModel):
    """Check everything that `run` needs, and say what to do."""

    def cli_cmd(self) -> None:
        """Print the table; exit with 2 when something is wrong."""
        settings = read_settings()
        from bot.doctor import examine

        findings = asyncio.run(examine(settings))
        print(*findings, sep="\n")  # noqa: T201 - this is for the terminal
        if not all(finding.fine for finding in findings):
            sys.exit(2)


class Backup(BaseModel):
    """Make a backup now, also while the bot runs. The bot makes one every night by itself."""

    file: CliPositionalArg[Path | None] = Field(
        None, description="the file to make, or a folder for it; by default beside the nightly ones"
    )

    def cli_cmd(self) -> None:
        """Make it, and say where it is."""
        settings = read_settings()
        from bot.backups.commands import back_up
        from bot.clock import system_clock

        print(back_up(settings, self.file, system_clock()))  # noqa: T201 - this is for the terminal


class Restore(BaseModel):
    """Put a backup in the database's place. The bot has to be stopped; the old one is kept."""

    file: CliPositionalArg[Path] = Field(description="the backup")

    def cli_cmd(self) -> None:
        """Restore it, and say what is next."""
        settings = read_settings()
        from bot.backups.commands import restore
        from bot.clock import system_clock

        print(restore(settings, self.file, system_clock()))  # noqa: T201 - likewise


class Rotate(BaseModel):
    """Encrypt everything anew with a new key. The bot may run meanwhile."""

    def cli_cmd(self) -> None:
        """Do it, and say what to keep."""
        settings = read_settings()
        from bot.keys import rotate

        print(asyncio.run(rotate(settings)))  # noqa: T201 - this is for the terminal


class Keys(BaseModel):
    """The keys that encrypt notes at rest."""

    rotate: CliSubCommand[Rotate] = Field(description="encrypt everything anew with a new key")

    def cli_cmd(self) -> None:
        """Run the command that was named."""
        CliApp.run_subcommand(self)


class Pitstop(BaseSettings):
    """Keeps OT students' professional networks alive."""

    model_config = SettingsConfigDict(
        cli_prog_name="pitstop",
        cli_kebab_case=True,
        cli_implicit_flags=True,
        cli_hide_none_type=True,
        cli_avoid_json=True,
    )

    run: CliSubCommand[Run] = Field(description="run the bot on Discord")
    demo: CliSubCommand[Demo] = Field(description="try it in a local chat page, without an account")
    doctor: CliSubCommand[Doctor] = Field(description="check what `run` needs, and say what to do")
    backup: CliSubCommand[Backup] = Field(description="make a backup now")
    restore: CliSubCommand[Restore] = Field(description="put a backup in the database's place")
    keys: CliSubCommand[Keys] = Field(description="change the key that encrypts")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the command line alone: a variable called RUN or DEMO means nothing here."""
        return (init_settings,)

    def cli_cmd(self) -> None:
        """Run the command that was named."""
        CliApp.run_subcommand(self)


#: Seconds from being told to stop to the end, whatever hangs: a disk, a picture that is being drawn.
AT_MOST = 9.5


def end_in_time(seconds: float = AT_MOST) -> None:
    """Let the process end by then, if it has not by itself.

    What is cut off by it is taken up at the next start, as after a power cut.
    """
    timer = threading.Timer(seconds, os._exit, (0,))
    timer.daemon = True
    timer.start()


def read_settings() -> Settings:
    """Read the settings from the environment and ``.env``.

    Raises:
        StartProblem: one of them is unknown or can't be used.
    """
    known = {f"PITSTOP_{name}".upper() for name in Settings.model_fields}
    for name in os.environ:  # noqa: TID251 - pydantic-settings finds misspelt names only in `.env`
        if name.upper().startswith("PITSTOP_") and name.upper() not in known:
            raise StartProblem(_unknown_setting(name, known, "the environment"))
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]).upper()
        if first["type"] == "extra_forbidden":
            raise StartProblem(_unknown_setting(field, known, "`.env`")) from None
        reason = first["msg"].removeprefix("Value error, ")
        reason = reason[0].lower() + reason[1:]
        raise StartProblem(
            f"`PITSTOP_{field}` can't be used: {reason}. See `.env.example`."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise StartProblem("The file `.env` can't be read. Save it as plain UTF-8 text.") from None


def _unknown_setting(name: str, known: Collection[str], where: str) -> str:
    near = get_close_matches(name.upper(), known, n=1, cutoff=0.5)
    hint = f"Did you mean `{near[0]}`?" if near else "`.env.example` lists every setting."
    return f"`{name.upper()}` in {where} is not a setting. {hint}"


def main() -> None:
    """Run the command line; what an officer can mend ends with one sentence and exit code 2."""
    try:
        CliApp.run(Pitstop)
    except StartProblem as problem:
        print(problem, file=sys.stderr)  # noqa: T201 - this is for the terminal
        sys.exit(2)
    except ValidationError as error:
        first = error.errors()[0]
        option = str(first["loc"][-1]).replace("_", "-")
        print(f"--{option}: {first['msg']}.", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except SystemExit as leaving:
        if isinstance(leaving.code, str):  # how pydantic-settings ends on a bad command line
            print(leaving.code, file=sys.stderr)  # noqa: T201
            sys.exit(2)
        raise
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
