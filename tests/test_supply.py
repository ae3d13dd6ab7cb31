"""What `make check` says of the packages that are locked."""

import json
import tomllib
from pathlib import Path

from tools.audit import badly_locked, told

LOCK = Path(__file__).parent.parent / "uv.lock"
REGISTRY = {"registry": "https://an.index/simple"}
FILE = {"hash": "sha256:0123"}


def test_everything_comes_from_the_index_and_is_pinned_by_hash():
    assert list(badly_locked(tomllib.loads(LOCK.read_text())["package"])) == []


def test_what_comes_from_elsewhere_or_without_a_hash_is_named():
    packages = [
        {"name": "fine", "source": REGISTRY, "wheels": [FILE], "sdist": FILE},
        {"name": "forked", "source": {"git": "https://a.host/fork"}, "sdist": FILE},
        {"name": "plain", "source": {"registry": "http://an.index"}, "wheels": [FILE]},
        {"name": "loose", "source": REGISTRY, "wheels": [FILE, {"url": "x"}]},
        {"name": "empty", "source": REGISTRY},
    ]
    said = list(badly_locked(packages))
    assert [sentence.split()[0] for sentence in said] == ["forked", "plain", "loose", "empty"]


def test_a_known_weakness_is_named_with_the_version_that_mends_it():
    report = {
        "dependencies": [
            {"name": "fine", "version": "1", "vulns": []},
            {"name": "old", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]},
            {"name": "unknown", "skip_reason": "not there"},
        ]
    }
    assert told(json.dumps(report), 3) == (["old 2 has PYSEC-1; mended in 2.1."], 1)
    assert told("", 3) == ([], 3)
