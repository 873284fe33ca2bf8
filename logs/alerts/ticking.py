"""What the clock brings: absence, calm, repetition and escalation; every few seconds, by Celery beat.

Calm and absence are judged only while the pipeline keeps up. When the consumer lags, is paused or stopped, or lines
still wait in a spool, that no line came means nothing.
"""

from collections.abc import Callable
from datetime import datetime

from confluent_kafka import KafkaException
from django.db import transaction

from consumers.status import consumer_statuses, topic_ends
from logs.alerts import notices, selectors, services, windows
from logs.alerts.counting import ALL, Series, alert_labels, digest
from logs.alerts.rules import Finding, RuleSpec, evaluate, evaluate_absence
from logs.models import Alert, Rule
from tracking.production import production
from tracking.topics import WEB_LOGS

# A consumer that keeps up has read everything but the last moment's lines.
_MOST_LAG = 500


def pipeline_is_current(*, now: datetime) -> bool:
    """Whether everything that was logged until about now has been counted."""
    if any(row.topic == WEB_LOGS.name and row.waiting for row in production().topics):
        return False
    try:
        ends = topic_ends()
    except KafkaException:
        return False
    status = next(
        status for status in consumer_statuses(now=now, ends=ends) if status.name == selectors.CONSUMER
    )
    return status.state == "running" and status.lag is not None and status.lag <= _MOST_LAG


def alerts_tick(*, now: datetime, is_current: Callable[..., bool] = pipeline_is_current) -> None:
    """Judge what no line brings about, then write what is to be told by now."""
    rules = {rule.id: rule for rule in selectors.rule_specs()}
    has_work = Alert.objects.exclude(state=Alert.State.RESOLVED).exists() or any(
        rule.kind == "absence" for rule in rules.values()
    )
    judges = has_work and is_current(now=now)
    with transaction.atomic():
        windows.lock()
        if judges:
            _judge_open(rules, now=now)
            _judge_absence([rule for rule in rules.values() if rule.kind == "absence"], now=now)
        notices.notices_write(now=now)
        notices.repeats_write(now=now)
        notices.escalations_write(now=now)


def _judge_open(rules: dict[int, RuleSpec], *, now: datetime) -> None:
    """Look at every open alert as of now; one whose rule was switched off is over."""
    alerts = list(Alert.objects.exclude(state=Alert.State.RESOLVED).exclude(rule__kind=Rule.Kind.ABSENCE))
    asked = {
        Series(alert.rule_id, alert.series): rules[alert.rule_id]
        for alert in alerts
        if alert.rule_id in rules
    }
    ends = {series: rule.bucket_of(int(now.timestamp() * 1000)) for series, rule in asked.items()}
    starts = {series: ends[series] - rule.span for series, rule in asked.items()}
    counts = windows.counts_of(asked, since=starts)
    for alert in alerts:
        series = Series(alert.rule_id, alert.series)
        rule = asked.get(series)
        if rule is None:
            finding = Finding(0.0, breached=False, clear=True, summary="the rule was switched off")
            services.alert_move(alert, finding, rule=selectors.rule_spec(alert.rule), now=now, fields={})
            continue
        coverage = counts.get(Series(rule.id, ALL), {})
        finding = evaluate(rule, counts[series], at=ends[series], coverage=coverage)
        services.alert_move(alert, finding, rule=rule, now=now, fields={})


def _judge_absence(rules: list[RuleSpec], *, now: datetime) -> None:
    last = windows.last_matched(rule.id for rule in rules)
    since = dict(Rule.objects.filter(pk__in=[rule.id for rule in rules]).values_list("pk", "updated_at"))
    for rule in rules:
        # A rule made or changed just now waits for its whole window.
        latest = max(last.get(rule.id, 0), since[rule.id].timestamp())
        finding = evaluate_absence(rule, silent_for=now.timestamp() - latest)
        alert = services.alert_latest(Series(rule.id, digest(())))
        fields = {"series": digest(()), "labels": alert_labels(rule, {}, None)}
        services.alert_move(alert, finding, rule=rule, now=now, fields=fields)
