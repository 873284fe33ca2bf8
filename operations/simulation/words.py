"""What made-up shoppers type into the search box: popular words often, rare ones now and then, some of it wrong."""

import random
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

# The most wanted first: the place in this list is the rank in Zipf's law.
POPULAR: Final[tuple[str, ...]] = tuple(
    word.strip()
    for word in """
    humidifier, headphones, desk lamp, coffee grinder, air purifier, office chair, kettle, fan, keyboard, backpack,
    air fryer, vacuum cleaner, yoga mat, speaker, garden hose, blender, monitor, towels, dog bed, water bottle,
    heater, earbuds, floor lamp, knife, notebook, suitcase, toaster, mouse, bookshelf, hair dryer,
    dehumidifier, usb hub, frying pan, string lights, watering can, dumbbells, puzzle, cat tree, pillow, pen,
    webcam, espresso machine, lantern, fountain pen, lawn mower, bath mat, board game, side table, scale, microphone,
    bedside lamp, cutting board, laptop stand, plant pot, turntable, shower head, running belt, wooden blocks,
    travel adapter, electric toothbrush, saucepan, mop, charger, pruning shears, soundbar, resistance bands,
    candle, thermos, diffuser, drying rack, desk organiser, wall clock, mixer, bird feeder, packing cubes, shaver,
    storage box, whisk, light bulb, jump rope, scratching post, planner, mirror, thermometer, teapot, grill, gift card
    """.replace("\n", " ").split(",")
)

# Slips that people make again and again; others are made at random.
FAMILIAR_SLIPS: Final[dict[str, tuple[str, ...]]] = {
    "humidifier": ("humidifer", "humidfier", "humidifyer"),
    "headphones": ("headfones", "hedphones"),
    "vacuum cleaner": ("vaccum cleaner", "vacum cleaner"),
    "dehumidifier": ("dehumidifer",),
    "espresso machine": ("expresso machine",),
    "air purifier": ("air purifer",),
    "kettle": ("kettel",),
    "keyboard": ("keybord",),
}
_QUALITIES: Final = ("small", "quiet", "white", "black", "cheap", "best", "large", "wireless", "portable")

_PLAIN: Final = 0.70
_PLURAL: Final = 0.80
_QUALIFIED: Final = 0.92
_SHORTEST_SLIP: Final = 5


class Vocabulary:
    """Draws searches. ``chance`` decides alone, so the same seed types the same words."""

    def __init__(self, words: Sequence[str] = POPULAR) -> None:
        self._words = tuple(words)
        # Zipf's law with exponent 1: the word of rank r is typed in proportion to 1/r.
        self._reach = tuple(accumulate(1 / rank for rank in range(1, len(self._words) + 1)))

    def word(self, chance: random.Random) -> str:
        """Return one of the plain words, the popular ones more often."""
        return self._words[bisect_left(self._reach, chance.random() * self._reach[-1])]

    def search(self, chance: random.Random) -> str:
        """Return what somebody types: mostly a plain word, else its plural, with a quality, or misspelled."""
        word, way = self.word(chance), chance.random()
        if way < _PLAIN:
            return word
        if way < _PLURAL:
            return word if word.endswith("s") else f"{word}s"
        if way < _QUALIFIED:
            return f"{chance.choice(_QUALITIES)} {word}"
        return misspelled(word, chance)


def misspelled(word: str, chance: random.Random) -> str:
    """Return ``word`` as a hurried hand types it: one letter left out, doubled, or swapped with the next."""
    if slips := FAMILIAR_SLIPS.get(word):
        return chance.choice(slips)
    if len(word) < _SHORTEST_SLIP:
        return word
    # The first letter and the last are what people get right.
    place = chance.randrange(1, len(word) - 2)
    one, next_one = word[place], word[place + 1]
    slip = chance.choice((next_one, one + one + next_one, next_one + one))
    return word[:place] + slip + word[place + 2 :]
