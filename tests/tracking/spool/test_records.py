"""What a crash or a bad disk leaves of a file: the torn is known, the rest is kept."""

import random

from tests.tracking.spool.messages import message
from tracking.spool.records import encode, scan

RECORDS = [message(number, filler=number * 7) for number in range(4)]
FILE = b"".join(map(encode, RECORDS))


def readable(content):
    return [frame.record for frame in scan(content) if frame.record]


def test_what_was_written_is_read():
    assert readable(FILE) == RECORDS


def test_a_last_record_torn_at_any_byte_costs_that_record_only():
    whole = len(FILE) - len(encode(RECORDS[-1]))
    for length in range(whole + 1, len(FILE)):
        frames = list(scan(FILE[:length]))
        assert [frame.record for frame in frames] == [*RECORDS[:-1], None], length


def test_any_flipped_bit_costs_one_record_and_never_yields_a_wrong_one():
    for at in range(len(FILE)):
        flipped = bytearray(FILE)
        flipped[at] ^= 1 << (at % 8)
        found = readable(bytes(flipped))
        assert len(found) == len(RECORDS) - 1, at
        assert all(record in RECORDS for record in found), at


def test_what_is_appended_behind_a_torn_record_is_found():
    torn = FILE[: len(FILE) - 5]
    assert readable(torn + encode(message(9))) == [*RECORDS[:-1], message(9)]


def test_anything_at_all_can_be_scanned_and_put_together_again():
    chance = random.Random("anything")
    for _ in range(200):
        content = chance.randbytes(chance.randrange(300)) + FILE[: chance.randrange(len(FILE))]
        assert b"".join(frame.raw for frame in scan(content)) == content
