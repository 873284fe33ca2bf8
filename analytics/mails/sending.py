"""Mails of views: who wanted one on Mondays gets it on Mondays, once."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from analytics.dashboard.due import next_due
from analytics.mails.content import Content, content_of
from analytics.models import ViewMail


def mails_due(*, now: datetime) -> list[int]:
    """Return the mails whose time has come, the oldest first."""
    return list(ViewMail.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True))


def mail_send(*, mail_id: int, now: datetime) -> bool:
    """Send a mail that is due and say when the next one is; return whether it was sent here.

    The figures are counted before the row is locked, which it stays while the mail leaves, so two workers never send
    the same. One that dies between sending and COMMIT makes the next send again, under the same Message-ID. A mail
    that several days were missed of is sent once. Whoever left the staff gets none.

    Raises:
        OSError: the mail server is away; the mail is still due.
    """
    mail = ViewMail.objects.select_related("view__user").filter(pk=mail_id, due_at__lte=now).first()
    if mail is None:
        return False
    user = mail.view.user
    is_wanted = user.is_active and user.is_staff
    message = _message(mail, content_of(mail.view, now=now)) if is_wanted else None
    with transaction.atomic():
        same = ViewMail.objects.select_for_update(skip_locked=True).filter(pk=mail.pk, due_at=mail.due_at)
        if same.first() is None:
            return False
        if message is not None:
            message.send()
        sent = {"sent_at": now} if is_wanted else {}
        ViewMail.objects.filter(pk=mail.pk).update(due_at=next_due(mail.every, after=now), **sent)
    return is_wanted


def _message(mail: ViewMail, content: Content) -> EmailMultiAlternatives:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    message = EmailMultiAlternatives(
        subject=" ".join(content.subject.split()),
        body=content.text,
        to=[mail.view.user.email],
        headers={"Message-ID": f"<{mail.pk}.{mail.due_at:%Y%m%d%H%M}.view@{host}>"},
    )
    message.attach_alternative(content.html, "text/html")
    for picture in content.pictures:
        message.attach(picture)
    return message
