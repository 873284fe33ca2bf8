"""The sentences that seeded reviews are made of, by mood. ``{thing}``, ``{brand}``, ``{fact}`` and ``{value}`` are
filled in from the product."""

from typing import Final

type Sentences = dict[str, tuple[str, ...]]

OPENINGS: Final[Sentences] = {
    "good": (
        "Exactly the {thing} I was looking for.",
        "I have had this for two months now and use it almost every day.",
        "Bought it after the old one gave up, and should have done so years ago.",
        "My sister has the same {thing}, which is why I ordered it. No regrets.",
        "A present for my father, who does not praise things lightly. He praises this.",
        "Better made than I expected at this price.",
        "I was sceptical about {brand}, and I was wrong.",
        "It does one thing and does it well.",
        "This is my second {thing} from {brand}; the first one still works and lives with my son.",
        "Arrived well packed and was ready within minutes.",
        "I compared five of them before I chose this {thing}, and I would choose it again.",
        "We moved in spring, and of everything we bought for the new flat this is what I like most.",
        "Looks even nicer than in the picture.",
        "Simple, solid, pleasant to use.",
    ),
    "middling": (
        "A decent {thing}, no more and no less.",
        "It works, but I expected a little more of {brand}.",
        "Good idea, average execution.",
        "I am in two minds about this {thing}.",
        "Does what it should, once you know its moods.",
        "Fine for occasional use.",
        "Not bad, though I have seen better for the same money.",
    ),
    "bad": (
        "I wanted to like this {thing}.",
        "Sadly it was not for me.",
        "Mine lasted five weeks.",
        "I am sending it back.",
        "For a {brand} this is a disappointment.",
        "I should have read more about this {thing} before I bought it.",
        "The second one I was sent had the same fault as the first.",
    ),
}

FACTS: Final[Sentences] = {
    "good": (
        "The {fact} ({value}) is just right for us.",
        "With “{value}” for {fact} it fits where the old one never did.",
        "I was not sure about the {fact}, but {value} turned out to be what I needed.",
        "As to the {fact}: {value}, as promised.",
        "What decided it for me was the {fact}: {value}.",
    ),
    "middling": (
        "The {fact} is given as {value}, which is a little optimistic.",
        "With {value} the {fact} is enough, though only just.",
        "I would have liked something other than {value} for the {fact}.",
        "The {fact} ({value}) is all right.",
    ),
    "bad": (
        "The {fact} says {value}. I doubt it.",
        "I had counted on the {fact} ({value}), and that is what let me down.",
        "With {value} for the {fact} it was wrong for our place, which the page could say more clearly.",
    ),
}

REMARKS: Final[Sentences] = {
    "good": (
        "Cleaning takes a minute.",
        "Even my teenage daughter puts it back where it belongs.",
        "The instructions are short and in plain words.",
        "The cat approves as well.",
        "It takes up less room than I feared.",
        "After a dozen weekends it still looks new.",
        "Nothing rattles, nothing creaks.",
        "I use it at home in the morning and take it along on Fridays.",
        "The small details show that somebody thought about them.",
        "Our guests keep asking where it is from.",
    ),
    "middling": (
        "The finish has a rough edge at the back.",
        "It took me two tries to put it together.",
        "The colour is a bit darker than on my screen.",
        "The packaging was twice as large as it had to be.",
        "It is heavier than I thought, which may be good or bad.",
        "The manual is not much help.",
    ),
    "bad": (
        "A part was loose out of the box.",
        "It smells of plastic even after a week of airing.",
        "The finish came off where one touches it most.",
        "The service was friendly and quick, I give them that.",
        "Putting it together cost me an evening and some temper.",
    ),
}

CLOSINGS: Final[Sentences] = {
    "good": (
        "Would buy again.",
        "Recommended without reservation.",
        "Worth every cent, more so with the deal I caught.",
        "If it breaks one day I will get the same one.",
        "One more for the summer house is on its way.",
        "Thank you, Larkspur.",
    ),
    "middling": (
        "I will keep it, but I would not buy it twice.",
        "Three stars, and that is fair.",
        "For the price one cannot complain much.",
        "Maybe the next version will be better.",
    ),
    "bad": (
        "Look elsewhere.",
        "I would not buy it again.",
        "The refund was quick, at least.",
        "A pity, because I liked the look of it.",
    ),
}

# What made somebody reject it, and what the author was told.
REASONS: Final[dict[str, str]] = {
    "Write to me and I sell you mine for half the price.": "Please no offers or contact details in reviews.",
    "My parcel came three days late, so one star less.": "This is about the delivery. Our service helps with that.",
    "Whoever gave this fewer stars must be a fool.": "Please stay friendly towards other customers.",
}
