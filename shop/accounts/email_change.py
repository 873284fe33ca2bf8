"""Changing the e-mail address: a signed link to the new address proves that it is the person's."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shop.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LIFETIME: Final = timedelta(days=1)
_SALT: Final = "shop.email-change"


@dataclass(frozen=True, slots=True)
class EmailChange:
    """A change that was asked for, by the account that may still make it."""

    user: User
    email: str


def link_for(*, user: User, email: str) -> str:
    """Return the address that makes ``email`` the account's. It names the old address as well, so that it works once
    and only as long as nothing else changed."""
    token = signing.dumps({"user": user.public_id, "from": user.email, "to": email.lower()}, salt=_SALT)
    return f"{settings.SITE_URL.rstrip('/')}{reverse('shop:email-confirm', args=[token])}"


def change_of(token: str) -> EmailChange | None:
    """Return what the link ``token`` is about; None when it is not ours, too old, or used."""
    try:
        content = signing.loads(token, salt=_SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    user = User.objects.filter(public_id=content["user"], email=content["from"], is_active=True).first()
    return EmailChange(user, content["to"]) if user else None


def send_link(*, user: User, email: str) -> None:
    """Send the link to the new address, and a word to the old one: whoever asked may not be its owner.

    Raises:
        OSError: the mail server doesn't answer, or refuses (``smtplib.SMTPException`` is one).
    """
    with translation.override(user.language):
        words = {"user": user, "email": email, "link": link_for(user=user, email=email)}
        _send(_("Confirm your new e-mail address"), "email_change", words, to=email)
        _send(_("Your e-mail address is about to change"), "email_change_note", words, to=user.email)


def _send(subject: "StrPromise", template: str, words: dict[str, object], *, to: str) -> None:
    send_mail(str(subject), render_to_string(f"shop/mail/{template}.txt", words), None, [to])
