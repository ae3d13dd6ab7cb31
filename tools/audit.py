"""Checks what `uv.lock` brings in: where it comes from, that it is pinned by hash, known weaknesses.

Run by `make check`. Weaknesses are asked of PyPI by pip-audit; a machine that can't ask is told so,
and checks the rest all the same.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parent.parent / "uv.lock"


def main() -> None:
    """Print what is wrong, and end with 1 if anything is."""
    packages = tomllib.loads(LOCK.read_text("utf-8"))["package"]
    wrong = [*badly_locked(packages)]
    known, unasked = weaknesses(packages)
    for sentence in (*wrong, *known):
        print(sentence)
    if unasked:
        print(f"PyPI was not asked for known weaknesses of {unasked} of {len(packages)} packages.")
    sys.exit(bool(wrong or known))


def badly_locked(packages: list[dict[str, Any]]) -> Iterator[str]:
    """Yield a sentence for each package that is not from PyPI, or has a file without its hash."""
    for package in packages:
        name, source = package["name"], package["source"]
        if source == {"editable": "."}:
            continue  # this project
        if set(source) != {"registry"} or not source["registry"].startswith("https://"):
            yield f"{name} comes from elsewhere than the package index: {source}."
        files = [*package.get("wheels", []), *filter(None, [package.get("sdist")])]
        if not files or not all(each.get("hash", "").startswith("sha256:") for each in files):
            yield f"{name} is not pinned by the hashes of its files."


def weaknesses(packages: list[dict[str, Any]]) -> tuple[list[str], int]:
    """Return a sentence for each known weakness, and how many packages could not be asked for."""
    pinned = [f"{each['name']}=={each['version']}" for each in packages if "version" in each]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as wanted:
        wanted.write("\n".join(pinned))
        wanted.flush()
        asked = subprocess.run(
            [sys.executable, "-m", "pip_audit", "-r", wanted.name, "--no-deps", "--disable-pip",
             "--format", "json", "--progress-spinner", "off"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    return told(asked.stdout, len(pinned))


def told(report: str, asked: int) -> tuple[list[str], int]:
    """Read pip-audit's report, which is empty when PyPI could not be reached; see `weaknesses`."""
    if not report.strip():
        return [], asked
    packages = json.loads(report)["dependencies"]
    known = [
        f"{each['name']} {each['version']} has {weakness['id']}; mended in "
        f"{', '.join(weakness['fix_versions']) or 'no version yet'}."
        for each in packages
        for weakness in each.get("vulns", [])
    ]
    return known, sum("skip_reason" in each for each in packages)


if __name__ == "__main__":
    main()
