"""Notifications by the store's own mail."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from logs.errors import NotDelivered


def post(address: str, *, subject: str, text: str, key: str) -> None:
    """Send a mail whose Message-ID is made of ``key``: sent twice, mail programs show it once.

    Raises:
        NotDelivered: the mail server didn't take it.
    """
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = EmailMessage(
        subject=" ".join(subject.split()),
        body=text,
        to=[address],
        headers={"Message-ID": f"<{key}.alert@{host}>"},
    )
    try:
        message.send()
    except OSError as error:  # smtplib's errors are such
        raise NotDelivered(f"the mail server: {error}") from error
