"""How fast a person can turn pages. Pure."""

from tracking.pace import MOST_VIEWS, WINDOW_MS, Pace


def turn(pace, times, *, every, visitor="anna", start=0):
    return [pace.is_inhuman(visitor, now=start + number * every) for number in range(times)]


def test_a_page_a_second_for_a_minute_and_more_is_no_person():
    found = turn(Pace(), 61, every=900)
    assert (found[:MOST_VIEWS], found[MOST_VIEWS:]) == ([False] * MOST_VIEWS, [True])


def test_a_slower_reader_never_is_however_long():
    assert not any(turn(Pace(), 500, every=1_100))


def test_many_tabs_at_once_are_no_crime():
    pace = Pace()
    assert not any(turn(pace, 40, every=1))
    assert not any(turn(pace, 40, every=1, start=WINDOW_MS))


def test_each_visitor_is_counted_alone():
    pace = Pace()
    turn(pace, 61, every=1)
    assert not pace.is_inhuman("bert", now=100)


def test_only_the_latest_visitors_are_remembered():
    pace = Pace(remembered=2)
    turn(pace, MOST_VIEWS, every=1)
    for other in ("bert", "cleo"):
        pace.is_inhuman(other, now=100)
    assert not pace.is_inhuman("anna", now=101)
