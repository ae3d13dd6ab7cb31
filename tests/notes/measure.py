"""Measures the client-information screen on a file: ``python -m tests.notes.measure FILE``.

Each line has a label, ``client`` or ``fine``, a tab, a sentence, and whatever else behind another tab.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.notes.screen import screen


def measure(
    sentences: Iterable[tuple[str, str]], asks: Callable[[str], object] = screen
) -> tuple[float, float, list[tuple[str, str]]]:
    """Return precision, recall, and the sentences that were judged wrongly with their label."""
    asked = [(label, text, bool(asks(text))) for label, text in sentences]
    right = sum(yes for label, _, yes in asked if label == "client")
    wrong = [(label, text) for label, text, yes in asked if yes != (label == "client")]
    precision = right / max(1, sum(yes for *_, yes in asked))
    recall = right / max(1, sum(label == "client" for label, *_ in asked))
    return precision, recall, wrong


def main(file: str) -> None:
    """Print what was judged wrongly, then precision and recall."""
    lines = [line.split("\t") for line in Path(file).read_text("utf-8").splitlines()]
    sentences = [(line[0], line[1]) for line in lines if line[0] in ("client", "fine")]
    precision, recall, wrong = measure(sentences)
    for label, text in sorted(wrong):
        sys.stdout.write(f"{'missed' if label == 'client' else 'asked '}  {text}\n")
    sys.stdout.write(
        f"{len(sentences)} sentences: precision {precision:.3f}, recall {recall:.3f}\n"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
