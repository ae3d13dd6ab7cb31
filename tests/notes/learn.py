"""Learns the weights of words for the client-information screen: ``python -m tests.notes.learn``.

A logistic regression over the tuned sentences, see `bot.notes.likeness`; those kept aside are not
looked at. Run it whenever the sentences or the words of the rules change.
"""

import hashlib
import random
import sys
from collections import Counter
from collections.abc import Sequence
from math import exp
from pathlib import Path

from bot.notes import likeness
from bot.notes.given import with_capitals
from bot.notes.screen import sentences

SENTENCES = Path(__file__).with_name("sentences.tsv")
WEIGHTS = Path(likeness.__file__).with_name("weights.txt")
GOLDEN = Path(__file__).with_name("golden")
#: How many sentences of the bot's own wordings are learned from, as those of no client.
LETTERS = 300
#: How far a weight may go for what it explains; more overfits.
FREEDOM = 1
ROUNDS = 30
FOLDS = 8


def tuned() -> list[tuple[bool, str]]:
    """Return the sentences to learn from, and whether each is about a client."""
    lines = [line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines()[1:]]
    letters = {
        each.strip()
        for file in sorted(GOLDEN.glob("*.md"))
        for line in file.read_text("utf-8").splitlines()
        for each in sentences(line)
    }
    some = random.Random(1).sample(sorted(letters), LETTERS)
    own = [(label == "client", text) for label, part, text in lines if part == "tuned"]
    return [*own, *((False, text) for text in some)]


def digest(sentences: Sequence[tuple[bool, str]]) -> str:
    """Return what tells these sentences from others."""
    return hashlib.sha256(repr(sentences).encode()).hexdigest()[:16]


def learn(sentences: Sequence[tuple[bool, str]]) -> dict[str, float]:
    """Return the weights of features that are there at least twice, and of "" for all."""
    about = [label for label, _ in sentences]
    there: dict[str, list[int]] = {"": [*range(len(sentences))]}
    for row, (_, text) in enumerate(sentences):
        for each in sorted(likeness.features(with_capitals(text))):
            there.setdefault(each, []).append(row)
    there = {each: rows for each, rows in there.items() if len(rows) > 1}
    weights = dict.fromkeys(there, 0.0)
    scores = [0.0] * len(sentences)
    for _ in range(ROUNDS):  # one weight at a time, by Newton's step with the curve at its steepest
        for each, rows in there.items():
            held = weights[each] / FREEDOM if each else 0.0
            slope = sum(1 / (1 + exp(-scores[row])) - about[row] for row in rows) + held
            step = slope / (len(rows) / 4 + (1 / FREEDOM if each else 0))
            weights[each] -= step
            for row in rows:
                scores[row] -= step
    return weights


def written(weights: dict[str, float], source: str) -> str:
    """Return the file: tenths, what weighs nothing left out."""
    lines: dict[float, list[str]] = {}
    for feature, weight in weights.items():
        if abs(weight) >= 0.05 or not feature:
            lines.setdefault(round(weight, 1 if feature else 3), []).append(feature or "ALWAYS")
    rows = [f"{number:+g} {' '.join(sorted(some))}" for number, some in sorted(lines.items())]
    return "\n".join((f"# python -m tests.notes.learn: {source}", *rows, ""))


def main() -> None:
    """Write the weights, and print how well they do on folds that they have not seen."""
    sentences = tuned()
    mixed = random.Random(1).sample(sentences, len(sentences))
    right = Counter[tuple[bool, bool]]()
    for fold in range(FOLDS) if "--check" in sys.argv else ():
        weights = learn([each for at, each in enumerate(mixed) if at % FOLDS != fold])
        likeness.WEIGHTS = weights
        right.update(
            (label, likeness.weight(with_capitals(text)) > 0) for label, text in mixed[fold::FOLDS]
        )
    if right:
        recall = right[True, True] / (right[True, True] + right[True, False])
        precision = right[True, True] / (right[True, True] + right[False, True])
        sys.stdout.write(f"words alone, unseen: precision {precision:.3f}, recall {recall:.3f}\n")
    WEIGHTS.write_text(written(learn(sentences), digest(sentences)), "utf-8")


if __name__ == "__main__":
    main()
