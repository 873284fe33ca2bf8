"""What is packed counts as if it were lists and sets."""

import random
import statistics
import struct

import pytest
from django.db import connection

from analytics.packed import WHOLE_NUMBERS, how_many, how_many_of_both, people, quantile, values, whole_values


def packed(numbers, kind="q"):
    return struct.pack(f">{len(numbers)}{kind}", *numbers)


@pytest.mark.parametrize("seed", range(20))
def test_people_of_several_days_count_once(seed):
    chance = random.Random(seed)
    everybody = [chance.randrange(-(2**63), 2**63) for _ in range(chance.randrange(1, 60))]
    days = [sorted(chance.sample(everybody, chance.randrange(len(everybody) + 1))) for _ in range(5)]
    others = chance.sample(everybody, chance.randrange(len(everybody) + 1))
    mine = [person for day in days for person in day]

    assert how_many(b"".join(map(packed, days))) == len(set(mine))
    assert how_many_of_both(packed(mine), packed(others)) == len(set(mine) & set(others))


def test_nobody_is_nobody():
    someone = packed([7])

    assert how_many(None) == how_many(b"") == 0
    assert how_many_of_both(None, someone) == how_many_of_both(someone, b"") == 0
    assert quantile(None, 0.75) is None


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 101])
def test_a_quantile_lies_between_its_neighbours_as_postgresql_has_it(db, count):
    chance = random.Random(count)
    numbers = [chance.choice([chance.random(), float(chance.randrange(3000))]) for _ in range(count)]

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT percentile_cont(0.75) WITHIN GROUP (ORDER BY n) FROM unnest(%s) AS n", [numbers]
        )
        assert quantile(packed(numbers, "d"), 0.75) == pytest.approx(cursor.fetchone()[0], rel=1e-12)
    assert quantile(packed(numbers, "d"), 0.5) == pytest.approx(statistics.median(numbers))


def test_whole_numbers_are_kept_in_half_the_bytes_and_none_is_too_large(db):
    rows = "(VALUES (900), (2500), (NULL), (100), (1e12), (-7)) AS felt (ms)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {whole_values('ms::float8', 'true')} FROM {rows}")
        [found] = map(bytes, cursor.fetchone())

    assert sorted(struct.unpack(">5i", found)) == [0, 100, 900, 2500, 2**31 - 1]
    assert quantile(found, 0.25, kind=WHOLE_NUMBERS) == 100
    assert quantile(packed([1, 2, 3, 2**31 - 1, 0, 0], "i"), 0.7, kind=WHOLE_NUMBERS) == 2.5


def test_postgresql_packs_each_person_once_and_every_value_that_is_known(db):
    rows = "(VALUES (int8send(5), 1.5), (int8send(-1), NULL), (int8send(5), 2.5), (NULL, 1.5)) AS day (person, n)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {people('true')}, {people('n > 9')}, {values('n::float8', 'true')} FROM {rows}"
        )
        everybody, nobody, numbers = map(bytes, cursor.fetchone())

    assert everybody == packed([5, -1])
    assert nobody == b""
    assert sorted(struct.unpack(">3d", numbers)) == [1.5, 1.5, 2.5]
