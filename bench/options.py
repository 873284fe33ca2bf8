"""What the caller chose, for all cases."""

from dataclasses import dataclass
from typing import Final

# A page takes tens of milliseconds of a core; what is measured is a store with room, not one that is full.
DEFAULT_RATE: Final = 10.0


@dataclass(frozen=True, slots=True)
class Options:
    """``quick`` makes every case tiny: it shows that it works, its figures mean nothing. ``rate`` is in
    searches/s; ``events`` is how many the warehouse is loaded with, and how many reviews are looked back at; None for
    the case's own number."""

    quick: bool = False
    rate: float = DEFAULT_RATE
    events: int | None = None
