"""Backup codes: made, shown once, and kept as hashes."""

import hashlib
import secrets
from typing import Final

from django.db import transaction
from django.utils import timezone

from shop.models import User
from staff.models import BackupCode

# Without 0, 1, i, l and o, which look alike on paper. Sixteen of them are 79 random bits: too many to try out even for
# whoever has the hashes, so that no slow hash is needed.
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS: Final = 4
_OF_A_GROUP: Final = 4
CODES: Final = 10


@transaction.atomic
def codes_renew(*, user: User) -> list[str]:
    """Give ``user`` ten new codes in the place of the old ones, and return them: nobody can read them later."""
    codes = [_new() for _ in range(CODES)]
    BackupCode.objects.filter(user=user).delete()
    BackupCode.objects.bulk_create([BackupCode(user=user, code_hash=_hash(user, code)) for code in codes])
    return codes


def code_use(*, user: User, code: str) -> bool:
    """Use a code up; return whether it was one that is still good. Of two at the same time one gets it."""
    unused = BackupCode.objects.filter(user=user, code_hash=_hash(user, code), used_at=None)
    return unused.update(used_at=timezone.now()) == 1


def codes_left(*, user: User) -> int:
    return BackupCode.objects.filter(user=user, used_at=None).count()


def _new() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_OF_A_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _hash(user: User, code: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(f"{user.public_id} {plain}".encode()).hexdigest()
