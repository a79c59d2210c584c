"""`python -m bench.train_intents`: train the weights that read a mail where no phrase speaks.

Taught by the developing mails of the house and by lines that ask for nothing of the kind
(intent_noise.txt); never by a held-out mail, nor by what people ask their bank. Prints what folds say
that were left out, a whole voice at a time. Needs scikit-learn (the `training` extra); the product
does not.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from cashwright.areas.messaging.policies.inbox import SUGGESTED_FROM, Intent
from cashwright.areas.messaging.rules.inbox.intents import Reader
from cashwright.areas.messaging.rules.inbox.quoting import reply_of
from cashwright.areas.messaging.rules.inbox.weighing import TOGETHER, Weights
from cashwright.surfaces.cli.evaluation.intents import WRITTEN_ON, labelled

TARGET = Path("src/cashwright/areas/messaging/data/intent_weights.json")
NOISE = Path("bench/intent_noise.txt")
_READ = [intent for intent in Intent if intent is not Intent.OTHER]
_SEEN_MIN = 3
_FOLDS = 8
_SMALLEST = 15  # thousandths that make no difference


@dataclass(frozen=True, slots=True)
class Taught:
    """One mail: the features of its sentences, what it asks for, and who is left out with it."""

    sentences: tuple[frozenset[str], ...]
    intents: frozenset[Intent]
    fold: int


def main() -> None:
    """Train, say what left-out folds say, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strength", type=float, default=1.0, help="less holds weights smaller")
    parser.add_argument("--into", type=Path, default=TARGET)
    asked = parser.parse_args()
    mails = _mails()
    _tell(mails, asked.strength)
    told = {
        "source": "bench/train_intents.py on the developing mails of the house",
        "mails": len(mails),
        "intents": _trained(mails, asked.strength),
    }
    asked.into.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n")


def _mails() -> list[Taught]:
    reader = Reader(on=WRITTEN_ON)
    rows: list[tuple[str, frozenset[Intent], str]] = [
        (reply_of(mail.text), mail.intents, mail.voice or f"developing-{number % 40}")
        for part in ("developing", "voices")
        for number, mail in enumerate(labelled(part))
    ]
    lines = NOISE.read_text("utf-8").splitlines()
    rows += [(line, frozenset([Intent.OTHER]), f"noise-{n % 8}") for n, line in enumerate(lines)]
    voices = {voice: number for number, voice in enumerate(dict.fromkeys(row[2] for row in rows))}
    return [
        Taught(tuple(reader.features(text)), intents, voices[voice] % _FOLDS)
        for text, intents, voice in rows
    ]


def _columns(mails: list[Taught]) -> list[str]:
    counted = Counter(one for mail in mails for one in frozenset().union(*mail.sentences))
    return sorted(one for one, count in counted.items() if count >= _SEEN_MIN)


def _trained(mails: list[Taught], strength: float) -> dict[str, Any]:
    columns = _columns(mails)
    at = {name: number for number, name in enumerate(columns)}
    table = np.zeros((len(mails), len(columns)))
    for row, mail in enumerate(mails):
        for one in frozenset().union(*mail.sentences[:TOGETHER]):
            if one in at:
                table[row, at[one]] = 1
    told: dict[str, Any] = {}
    for intent in _READ:
        right = np.array([intent in mail.intents for mail in mails])
        model = LogisticRegression(C=strength, solver="lbfgs", max_iter=5_000, tol=1e-8)
        model.fit(table, right)
        rounded = {name: round(1000 * float(w)) for name, w in zip(columns, model.coef_[0], strict=True)}  # fmt: skip
        told[str(intent)] = {
            "bias": round(1000 * float(model.intercept_[0])),
            "weights": {name: w for name, w in rounded.items() if abs(w) >= _SMALLEST},
        }
    return told


def _weights(told: dict[str, Any]) -> Weights:
    return Weights(
        {Intent(name): one["bias"] for name, one in told.items()},
        {Intent(name): one["weights"] for name, one in told.items()},
    )


def _tell(mails: list[Taught], strength: float) -> None:
    right, wrong, missed = Counter[Intent](), Counter[Intent](), Counter[Intent]()
    for fold in range(_FOLDS):
        weights = _weights(_trained([one for one in mails if one.fold != fold], strength))
        for mail in (one for one in mails if one.fold == fold):
            best = weights.best(mail.sentences)
            found = {i for i, (share, _) in best.items() if share >= SUGGESTED_FROM}
            right.update(found & mail.intents)
            wrong.update(found - mail.intents)
            missed.update(mail.intents - found - {Intent.OTHER})
    for intent in _READ:
        read, there = right[intent] + wrong[intent], right[intent] + missed[intent]
        print(f"{intent:15} right {right[intent]} of {read} read, of {there} there")


if __name__ == "__main__":
    main()
