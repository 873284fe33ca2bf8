"""Mails of views: when they are due, what they say, that they are sent once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import override_settings

from analytics.dashboard import keeping
from analytics.dashboard.due import next_due
from analytics.mails.drawing import png_of, svg_of
from analytics.mails.sending import mail_send, mails_due
from analytics.models import ViewMail
from analytics.rollups.refresh import refresh
from tests.analytics.dashboard.conftest import MARCH

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def wanted(boss, *, report="overview", query="last=7&compare=before", every="day"):
    view = keeping.view_save(user_id=boss.pk, name="How we do", report=report, query=query)
    keeping.mail_set(view=view, every=every, now=NOON)
    return ViewMail.objects.get()


def later(row):
    return row.due_at + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("every", "due"),
    [("day", "2026-03-05 07:00"), ("week", "2026-03-09 07:00"), ("month", "2026-04-01 07:00")],
)
def test_mails_are_due_at_seven(every, due):
    assert next_due(every, after=NOON) == datetime.fromisoformat(due).replace(tzinfo=UTC)


@override_settings(TIME_ZONE="Europe/Berlin")
def test_seven_stays_seven_when_clocks_change():
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 28, 7, 0, tzinfo=berlin)
    after = next_due("day", after=before)
    assert (after.astimezone(berlin).hour, after - before.astimezone(UTC)) == (7, timedelta(hours=23))


@pytest.mark.django_db
def test_a_mail_has_the_figures_and_a_chart(boss, march):
    refresh(rests=False)
    row = wanted(boss)
    assert mails_due(now=NOON) == []
    assert mails_due(now=later(row)) == [row.pk]

    assert mail_send(mail_id=row.pk, now=later(row))

    (message,) = mail.outbox
    assert message.to == ["boss@example.com"]
    assert message.subject == "How we do: 27 Feb 2026 to 5 Mar 2026"
    assert "(UTC). Amounts in EUR\n" in message.body
    assert "Revenue: 20.00" in message.body
    assert isinstance(message, EmailMultiAlternatives)
    html, _ = message.alternatives[0]
    assert 'src="cid:chart-days"' in html
    (picture,) = message.attachments
    assert picture["Content-ID"] == "<chart-days>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content().startswith(b"\x89PNG")
    assert "/dashboard/overview/?last=7" in message.body


@pytest.mark.django_db
def test_bars_are_rows_and_everything_is_escaped(boss, march):
    row = wanted(boss, report="searches", query=MARCH)
    mail_send(mail_id=row.pk, now=later(row))
    (message,) = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    html, _ = message.alternatives[0]
    assert "=kettle" in html
    assert 'width="100%"' in html


@pytest.mark.django_db
@pytest.mark.parametrize("report", ["funnel", "paths", "retention", "promotions", "live", "pipeline"])
def test_any_report_can_be_mailed(boss, march, report):
    row = wanted(boss, report=report, query="last=30")
    assert mail_send(mail_id=row.pk, now=later(row))


@pytest.mark.django_db
def test_a_path_says_its_step_and_where_it_ended(boss, march):
    row = wanted(boss, report="paths", query=MARCH)
    assert mail_send(mail_id=row.pk, now=later(row))
    assert "Step | From | To | Visits\n1 | /" in mail.outbox[0].body
    assert "| left the store |" in mail.outbox[0].body


@pytest.mark.django_db
def test_a_grid_has_a_row_each_cohort_and_lift_says_how_sure_it_is(boss, march):
    row = wanted(boss, report="retention", query="from=2026-02-01&to=2026-03-31&unit=month")
    assert mail_send(mail_id=row.pk, now=later(row))
    row = wanted(boss, report="promotions", query=MARCH)
    assert mail_send(mail_id=row.pk, now=later(row))

    retention, promotions = mail.outbox
    assert "Began | People | +1\n1 Feb 2026 | 1 | 100.0 %\n1 Mar 2026 | 1 | \n" in retention.body
    assert "Not enough data: each group needs 100 people" in promotions.body
    assert "Measure | Gain | At least | At most" in promotions.body


@pytest.mark.django_db
def test_a_mail_is_sent_once_and_again_when_it_is_due_again(boss, march):
    row = wanted(boss)
    assert mail_send(mail_id=row.pk, now=later(row))
    assert not mail_send(mail_id=row.pk, now=later(row))

    row.refresh_from_db()
    assert row.due_at == datetime(2026, 3, 6, 7, tzinfo=UTC)
    # The server slept for a week: one mail, not seven.
    assert mail_send(mail_id=row.pk, now=row.due_at + timedelta(days=7))
    assert len(mail.outbox) == 2
    assert mails_due(now=row.due_at + timedelta(days=7)) == []


@pytest.mark.django_db
def test_a_mail_server_that_is_away_leaves_the_mail_due(boss, march, monkeypatch):
    row = wanted(boss)

    def away(self, **options):
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailMultiAlternatives, "send", away)
    with pytest.raises(ConnectionRefusedError):
        mail_send(mail_id=row.pk, now=later(row))
    assert mails_due(now=later(row)) == [row.pk]


@pytest.mark.django_db
def test_who_left_the_staff_gets_none(boss, march):
    row = wanted(boss)
    type(boss).objects.update(is_staff=False)
    assert not mail_send(mail_id=row.pk, now=later(row))
    assert mail.outbox == []
    assert mails_due(now=later(row)) == []


@pytest.mark.django_db
def test_a_mail_is_ended(boss):
    row = wanted(boss)
    keeping.mail_set(view=row.view, every="", now=NOON)
    assert not ViewMail.objects.exists()


def test_a_line_has_a_gap_where_nothing_is_known(figure_of_days):
    svg = svg_of(figure_of_days(1.0, 2.0, None, 3.0, 1.0))
    assert svg.count('stroke="#3b3fbd"') == 2
    assert png_of(figure_of_days(0.0, 0.0)).startswith(b"\x89PNG")
    assert png_of(figure_of_days(-5.0)).startswith(b"\x89PNG")
