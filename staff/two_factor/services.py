"""Enrolling, proving and resetting the second factor."""

from typing import Final

import structlog
from django.conf import settings
from django.db import transaction
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from shop.limits.delays import Delay, Tries, seconds_to_wait, succeeded
from shop.models import User
from staff.audit.services import entry_add
from staff.errors import AlreadyEnrolled, TooManyCodes, WrongCode
from staff.two_factor import codes
from tracking.identity import account_subject

log = structlog.get_logger("security.two_factor")

# Whoever tries codes has the password already: nobody is kept out by a stranger, so it may grow long.
_DELAY: Final = Delay("two-factor", free=5, longest=900)
# 160 bits, as RFC 4226 (section 4, R6) recommends.
_KEY_BYTES: Final = 20


def is_required() -> bool:
    return bool(settings.STAFF_TWO_FACTOR == "required")


def device_of(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).first()


def new_key() -> str:
    """Return a new secret of an authenticator, as hexadecimal digits."""
    return str(random_hex(_KEY_BYTES))


def uri_of(user: User, key: str) -> str:
    """Return what an authenticator reads from the QR code."""
    return str(TOTPDevice(user=user, key=key).config_url)


def enrol(
    *, user: User, key: str, code: str, now: float, replace: bool = False
) -> tuple[TOTPDevice, list[str]]:
    """Let ``user`` prove themselves by the authenticator with ``key`` from now on, which made ``code``. Returns the
    device and ten backup codes. ``now`` is in seconds since 1970.

    Raises:
        WrongCode: the authenticator shows something else, or its clock is wrong.
        TooManyCodes: too many were tried.
        AlreadyEnrolled: there is one, and it is not to be replaced.
    """
    tries = _try(user, now)
    with transaction.atomic():
        # Two windows may enrol at the same time: the second one finds what the first one did.
        User.objects.select_for_update().get(pk=user.pk)
        if not replace and device_of(user):
            raise AlreadyEnrolled
        TOTPDevice.objects.filter(user=user).delete()
        device = TOTPDevice.objects.create(user=user, key=key, name="authenticator")
        if not _is_shown(device, code, now):
            raise WrongCode
        backup = codes.codes_renew(user=user)
        entry_add("two_factor_enrolled", actor=_name(user), subject=_name(user))
    succeeded(tries, forget=tries)
    log.info("two_factor_enrolled", account=_name(user))
    return device, backup


def prove(*, user: User, code: str, now: float) -> TOTPDevice:
    """Check a code of the authenticator, or a backup code, and use it up. Returns the device it speaks for.

    Raises:
        WrongCode: it is neither, or was used before.
        TooManyCodes: too many were tried.
    """
    tries = _try(user, now)
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        by_device = device is not None and _is_shown(device, code, now)
        by_backup = device is not None and not by_device and codes.code_use(user=user, code=code)
        if by_backup:
            entry_add("backup_code_used", actor=_name(user), subject=_name(user))
        elif by_device:
            entry_add("two_factor_passed", actor=_name(user), subject=_name(user))
        else:
            entry_add("two_factor_failed", actor=_name(user), subject=_name(user))
    if device is None or not (by_device or by_backup):
        log.warning("two_factor_failed", account=_name(user))
        raise WrongCode
    succeeded(tries, forget=tries)
    if by_backup:
        log.warning("backup_code_used", account=_name(user), left=codes.codes_left(user=user))
    return device


def codes_replace(*, user: User, code: str, now: float) -> list[str]:
    """Give ten new backup codes for a code.

    Raises:
        WrongCode, TooManyCodes: as ``prove``.
    """
    prove(user=user, code=code, now=now)
    with transaction.atomic():
        new = codes.codes_renew(user=user)
        entry_add("backup_codes_renewed", actor=_name(user), subject=_name(user))
    return new


@transaction.atomic
def two_factor_reset(*, user: User, by: str) -> None:
    """Forget the account's authenticator and codes, so that its owner enrols anew at the next log-in; sessions that
    were proved with it are proved no longer. ``by`` is who does it, as the audit log names them."""
    TOTPDevice.objects.filter(user=user).delete()
    user.backup_codes.all().delete()
    entry_add("two_factor_reset", actor=by, subject=_name(user))
    log.warning("two_factor_reset", account=_name(user), by=by)


def _is_shown(device: TOTPDevice, code: str, now: float) -> bool:
    """Whether the authenticator shows ``code`` within half a minute of ``now``; the same code counts once.

    django-otp's own ``verify_token`` would read the clock and keep books of failures, which ``_DELAY`` does here.
    """
    digits = "".join(code.split())
    if len(digits) != device.digits or not digits.isascii() or not digits.isdigit():
        return False
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = now
    if not totp.verify(int(digits), device.tolerance, device.last_t + 1):
        return False
    device.last_t, device.drift = totp.t(), totp.drift
    device.set_last_used_timestamp(commit=False)
    device.save()
    return True


def _try(user: User, now: float) -> list[Tries]:
    tries = [Tries(_DELAY, user.public_id)]
    if seconds := seconds_to_wait(tries, now=now):
        log.warning("two_factor_delayed", account=_name(user), seconds=seconds)
        raise TooManyCodes(seconds)
    return tries


def _name(user: User) -> str:
    return account_subject(user.public_id)
