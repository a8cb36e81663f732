"""Invented text for the tests: no two paragraphs have the same words in the same order."""

import random

SMALL = "the of and to in a that it was his her with as for had he she not at be on".split()
LARGE = (
    "lantern harbour ledger copper orchard winter carriage letter granite ribbon kettle meadow "
    "curtain violin anchor saddle pepper thunder bishop candle window barley mirror tunnel fiddle "
    "market pebble riddle cellar hammer walnut needle saffron turnip gallop thimble bramble"
).split()


def sentence(rng: random.Random) -> str:
    drawn = [rng.choice(SMALL if rng.random() < 0.4 else LARGE) for _ in range(rng.randint(5, 16))]
    return " ".join(drawn).capitalize() + "."


def paragraphs(seed: int, count: int = 40) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(sentence(rng) for _ in range(rng.randint(2, 6))) for _ in range(count)]


def story(seed: int, count: int = 40) -> str:
    return "\n\n".join(paragraphs(seed, count))
