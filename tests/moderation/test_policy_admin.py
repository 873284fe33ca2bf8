"""Policies in the admin: tried, copied, edited, made live."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from moderation import policies
from moderation.documents import built_in
from moderation.models import PolicyVersion
from moderation.versions import policy_draft
from shop.models import User

pytestmark = pytest.mark.django_db

TRY = "admin:moderation_policyversion_try_out"
LIST = "admin:moderation_policyversion_changelist"


@pytest.fixture
def staff(client):
    policies.forget()
    client.force_login(User.objects.create_superuser(email="staff@example.com", password="made-up-password"))
    yield client
    policies.forget()


def attempt(staff, **given):
    version = policies.live_policy().version
    return staff.post(reverse(TRY), {"policy": version, "rating": 3, "text": "", **given})


def test_a_text_is_judged_and_what_matched_is_marked_safely(staff):
    page = unescape(attempt(staff, text="<b>What</b> a piece of sh1t").content.decode())

    assert 'data-verdict="reject"' in page
    assert ">sh1t</mark>" in page
    assert "hides swearing by its spelling" in page
    assert "<b>What</b>" not in attempt(staff, text="<b>What</b> a piece of sh1t").content.decode()


def test_a_file_is_judged_line_by_line(staff):
    lines = b'{"text": "Boils fast.", "rating": 5, "label": "approve"}\nnonsense\n'

    page = attempt(staff, file=SimpleUploadedFile("reviews.jsonl", lines)).content.decode()

    assert page.count('data-verdict="approve"') == 1
    assert "line 2: " in page


@pytest.mark.parametrize("given", [{}, {"text": "x", "stored": "on"}, {"text": "x", "rating": 9}])
def test_what_cannot_be_tried_is_said(staff, given):
    answer = attempt(staff, **given)

    assert answer.status_code == 422
    assert "data-verdict" not in answer.content.decode()


def test_a_copy_is_edited_and_made_live(staff):
    source = PolicyVersion.objects.get(version=policies.live_policy().version)
    answer = staff.post(reverse(LIST), {"action": "copy", "_selected_action": [source.pk]})
    draft = PolicyVersion.objects.exclude(pk=source.pk).get()
    form = staff.get(answer.url).context["adminform"].form
    given = {name: form.initial.get(name, "") for name in form.fields}
    given = {name: value for name, value in given.items() if value is not False}

    staff.post(answer.url, {**given, "profanity__words__mild": "loose\nshaky", "note": "Loose talk."})
    draft.refresh_from_db()
    assert draft.document["detectors"]["profanity"]["words"]["mild"] == ["loose", "shaky"]
    assert draft.document["detectors"]["noise"] == source.document["detectors"]["noise"]

    staff.post(reverse(LIST), {"action": "make_live", "_selected_action": [draft.pk]})
    policies.forget()
    assert policies.live_policy().version == draft.version


def test_a_bad_pattern_is_refused_and_nothing_is_changed(staff):
    draft = policy_draft(document=built_in())
    url = reverse("admin:moderation_policyversion_change", args=[draft.pk])
    form = staff.get(url).context["adminform"].form
    given = {name: form.initial.get(name, "") for name in form.fields}

    answer = staff.post(url, {**given, "noise__patterns__filler": "(oops"})

    assert "(oops" in answer.content.decode()
    assert "no regular expression" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.document["detectors"]["noise"]["patterns"]["filler"] != ["(oops"]


def test_what_ran_is_shown_and_not_editable(staff):
    live = PolicyVersion.objects.get(version=policies.live_policy().version)
    url = reverse("admin:moderation_policyversion_change", args=[live.pk])

    page = staff.get(url)

    assert "What it says" in page.content.decode()
    assert "profanity__words__mild" not in page.content.decode()
    assert staff.post(reverse(LIST), {"action": "retire", "_selected_action": [live.pk]}).status_code == 302
    live.refresh_from_db()
    assert live.state == "live"
