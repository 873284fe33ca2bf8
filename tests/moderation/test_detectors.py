"""What each detector finds, where it says that it found it, and what it leaves alone."""

import pytest

from moderation.content import Circumstances, Twin
from moderation.detectors import DETECTORS
from moderation.detectors.base import Settings
from moderation.documents import built_in
from moderation.reading import Reading
from moderation.reasons import FOR_AUTHORS, reason_for
from tests.moderation.judging import built_in_policy, content, judged, marked

HOUR = 3_600_000


@pytest.mark.parametrize(
    ("text", "code", "pieces"),
    [
        ("What a piece of shit.", "profanity", ["shit"]),
        ("Total sh1t and a w@nker", "profanity_hidden", ["sh1t", "w@nker"]),
        ("it is ѕhit, plain", "profanity", ["ѕhit"]),
        ("so f u c k this lamp", "profanity_hidden", ["f u c k"]),
        ("Oh f​u​c​k, it leaks", "profanity", ["f​u​c​k"]),
        ("fuuuuuck, it leaks", "profanity_hidden", []),
        ("f**king thing", "profanity_hidden", ["f**king"]),
        ("a stupidfuckingthing", "profanity_hidden", ["stupidfuckingthing"]),
        ("what sh it", "profanity_hidden", ["sh it"]),
        ("The seller is a lying idiot", "insult", ["idiot"]),
        ("You stupid cow, answer me", "insult", ["stupid cow", "cow"]),
        ("Watch your back.", "threat", ["Watch your back"]),
        ("Look at shoes4less.example!", "link", ["shoes4less.example"]),
        (
            "go to hxxp://lamp-shop[.]example",
            "link_hidden",
            ["hxxp://lamp-shop[.]example", "lamp-shop[.]example"],
        ),
        ("MEGADEALZ dot example has it", "link_hidden", ["MEGADEALZ dot example"]),
        ("see l a m p . e x a m p l e now", "link_hidden", ["l a m p . e x a m p l e"]),
        ("Reach ben at mail.example via ben@mail.example", "email", ["ben@mail.example"]),
        ("call me on +49 151 555 0188 please", "phone", ["+49 151 555 0188"]),
        ("zero one seven six five five five one", "phone", ["zero one seven six five five five one"]),
        ("kik me: hotlena22", "account", ["kik me: hotlena22"]),
        ("Make 500 euros a day with it", "advertising", ["Make 500 euros a day"]),
        ("good good good good good lamp", "repetition", ["good"] * 5),
        ("ghfjdk slaqw bnvmcx", "gibberish", ["ghfjdk", "slaqw", "bnvmcx"]),
    ],
)
def test_what_is_found_is_marked_in_the_text_as_it_was_written(text, code, pieces):
    judgement = judged(text)

    assert code in judgement.reasons
    assert judgement.verdict != "approved"
    if pieces:
        assert marked(text, judgement, code) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "I drove to Scunthorpe and Penistone to collect it.",
        "Works with the a55 adapter, the A556 and the B00B5-A cartridge.",
        "WH-1000XM4 against WH-1000XM5: no difference on a train.",
        'My wife called it "a bloody disgrace" and she is right.',
        "This hit the spot. The pen is good, the hat sits tight.",
        "Stupid me, what idiot orders size 5 for a size 9 foot.",
        "Great tits and blue tits at the feeder within an hour.",
        "Our dog and the neighbour's pig share it. You will love the cow pattern.",
        "Signal: strong. Line: in and out.",
        "ISBN 978-3-16-148410-0 is the older one, serial number 20231145678.",
        "Works great.It is quiet.In short: buy.I like the colour.The shop was quick.",
        "It will burn your house down if you leave it on. They will pay for the return.",
        "On offer now, 20 % off, free shipping, great price. The code from the newsletter worked.",
        "WOW. Grrrreat! Sooooo soft. Brrr, it was cold without it.",
        "Rhythm, strengths, queue, weird, property: all fine words.",
        "Très chic, as my French aunt says. Gemütlich too.",
        "10/10 would buy again *****",
        "A.B.C. printed on it. S, M, L, X L and X X L.",
    ],
)
def test_what_only_looks_bad_is_left_alone(text):
    judgement = judged(text)

    assert judgement.verdict == "approved", judgement.signals


@pytest.mark.parametrize(
    ("known", "code", "verdict"),
    [
        (Circumstances(twins=(Twin("7", "bob", "fan", 0.9),)), "duplicate", "rejected"),
        (Circumstances(twins=(Twin("7", "bob", "fan", 0.5),)), "duplicate", "person"),
        (Circumstances(twins=(Twin("7", "bob", "fan", 0.4),)), None, "approved"),
        (Circumstances(author_recent=4), "burst_author", "person"),
        (Circumstances(author_reviews=4, author_rejections=3), "rejected_before", "approved"),
        (Circumstances(author_first_seen=1_700_000_000_000 - HOUR), "new_account", "approved"),
        (
            Circumstances(
                description="This quiet kettle boils a litre in two minutes and keeps it warm for an hour."
            ),
            "copied_description",
            "person",
        ),
    ],
)
def test_the_company_a_review_keeps_counts(known, code, verdict):
    judgement = judged("This quiet kettle boils a litre in two minutes and keeps it warm for an hour.", known)

    assert (judgement.verdict, judgement.reasons) == (verdict, (code,) if code else ())


def test_short_praise_after_short_praise_is_a_burst_and_after_real_reviews_is_not():
    praise = ("Great product", "Love it!", "Super item, five stars", "Best kettle")
    real = (
        "The lid closes tightly and the handle stays cool.",
        "Boils fast, though the lamp is too bright at night.",
    )

    burst = judged("Very good kettle", Circumstances(product_recent=4, product_recent_texts=praise), rating=5)
    calm = judged("Very good kettle", Circumstances(product_recent=2, product_recent_texts=real), rating=5)
    usual = Circumstances(product_recent=4, product_recent_texts=praise, product_usual=3.0)

    assert (burst.verdict, burst.reasons) == ("rejected", ("burst_product",))
    assert calm.verdict == "approved"
    assert judged("Very good kettle", usual, rating=5).verdict == "approved"


@pytest.mark.parametrize(
    "text",
    [
        "Sehr leise, die Verpackung war schön, und nach zwei Wochen läuft das Gerät noch wie am ersten Tag.",
        "Das ist der letzte Dreck, ihr Betrüger solltet euch schämen, so etwas zu verkaufen!",
    ],
)
def test_german_which_the_store_speaks_and_no_list_knows_goes_to_a_person(text):
    judgement = judged(text)
    assert (judgement.verdict, judgement.reasons) == ("person", ("unread_language",))


def test_weak_signals_alone_are_never_enough():
    weak = Circumstances(author_reviews=1, author_first_seen=1_700_000_000_000 - HOUR)

    judgement = judged("Terrible, useless junk.", weak, rating=5, verified_purchase=False)

    assert set(judgement.reasons) == {"unverified", "new_account", "rating_mismatch"}
    assert judgement.verdict == "approved"


@pytest.mark.parametrize("name", DETECTORS)
def test_every_detector_is_whole_and_survives_any_text(name):
    detector = DETECTORS[name]
    check = detector.build(built_in().detectors[name])

    assert detector.name == name
    assert detector.about.endswith(".")
    for text in (
        "",
        " ",
        "\n\0\ud800",
        "𝒻" * 300,
        "()[]{}*+?\\",
        "a" * 5000,
        "👍🏽" * 50,
        "１２３ ٣٤٥",
        "'" * 50,
    ):
        for signal in check(Reading(content(text)), Circumstances()):
            assert signal.detector == name
            assert 0 <= signal.severity <= 1
            assert signal.why
            assert all(0 <= start < end <= len(text) for start, end in signal.spans)


def test_a_detector_that_is_switched_off_says_nothing():
    document = built_in()
    off = {
        name: Settings(0.0, False, each.options, each.words, each.patterns)
        for name, each in document.detectors.items()
    }
    policy = type(built_in_policy())("off", off, built_in_policy().thresholds)

    assert judged("What a piece of shit.", policy=policy).signals == ()


def test_the_author_is_told_the_most_severe_reason_they_can_do_something_about():
    assert reason_for(judged("What a piece of shit, see lamps.example").reasons) == FOR_AUTHORS["profanity"]
    assert reason_for(["rejected_before", "phone"]) == FOR_AUTHORS["phone"]
    assert reason_for(["rejected_before"]) == "It needs a closer look."
    assert reason_for([]) == ""
