"""Views under names, links that end, notes in charts, and watches."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from analytics.dashboard import keeping
from analytics.models import Annotation, SavedView, ViewLink, Watch
from tests.analytics.dashboard.conftest import MARCH
from tests.analytics.dashboard.test_pages import figure
from tracking.privacy.people import Person
from tracking.privacy.registry import holdings

pytestmark = pytest.mark.django_db

KEPT = "/dashboard/kept/"


@pytest.fixture
def view(boss):
    return keeping.view_save(user_id=boss.pk, name="March", report="products", query=MARCH)


@pytest.fixture
def other(django_user_model):
    return django_user_model.objects.create(email="other@example.com", is_staff=True)


def test_a_view_is_saved_found_and_replaced_under_its_name(staff, boss):
    staff.post(KEPT + "views/", {"name": "Ours", "report": "pages", "query": MARCH})
    staff.post(KEPT + "views/", {"name": "Ours", "report": "products", "query": MARCH})

    (view,) = SavedView.objects.filter(user=boss)
    assert (view.report, view.query) == ("products", MARCH)
    assert f'href="/dashboard/products/?{MARCH.replace("&", "&amp;")}"' in staff.get(KEPT).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 61}, {"report": "nothing"}, {"query": "x" * 4001}]
)
def test_a_view_that_cant_be_kept_is_told(staff, wrong):
    page = staff.post(KEPT + "views/", {"name": "A", "report": "pages", "query": MARCH, **wrong}, follow=True)
    assert not SavedView.objects.exists()
    assert page.status_code == 200


def test_a_link_shows_one_view_to_anybody_until_it_ends(staff, client, view, march):
    page = staff.post(f"{KEPT}views/{view.pk}/share/", {"days": 7}).content.decode()
    path = re.findall(r"/dashboard/shared/[\w-]+/", page)[0]
    client.logout()

    shown = client.get(path)
    assert shown.status_code == 200
    assert "kettle" in shown.content.decode()
    assert shown["Referrer-Policy"] == "no-referrer"
    # Who has the link chooses neither other days nor other visits, and gets no way in.
    assert "kettle" in client.get(f"{path}?from=1990-01-01&to=1990-01-02&device=phone").content.decode()
    assert "/operations/" not in shown.content.decode()
    assert path.split("/")[3] not in str(ViewLink.objects.values())

    ViewLink.objects.update(expires_at=timezone.now())
    assert client.get(path).status_code == 404
    assert keeping.links_expired_delete(now=timezone.now()) == 1


def test_a_link_ends_when_it_is_taken_back_or_its_owner_leaves(staff, client, view, boss):
    now = timezone.now()
    first, second = (keeping.link_make(view=view, days=1, now=now) for _ in range(2))
    staff.post(f"{KEPT}links/{ViewLink.objects.order_by('pk').first().pk}/delete/")
    assert client.get(f"/dashboard/shared/{first}/").status_code == 404
    assert client.get(f"/dashboard/shared/{second}/").status_code == 200

    type(boss).objects.update(is_staff=False)
    assert client.get(f"/dashboard/shared/{second}/").status_code == 404
    assert client.get("/dashboard/shared/nothing/").status_code == 404


def test_nobody_touches_anothers_view(client, view, other):
    client.force_login(other)
    assert client.post(f"{KEPT}views/{view.pk}/share/", {"days": 7}).status_code == 404
    assert client.post(f"{KEPT}views/{view.pk}/mail/", {"every": "day"}).status_code == 404
    client.post(f"{KEPT}views/{view.pk}/delete/")
    assert SavedView.objects.filter(pk=view.pk).exists()
    assert "March" not in client.get(KEPT).content.decode()


def test_what_happened_stands_in_the_charts(staff, march):
    staff.post(KEPT + "notes/", {"day": "2026-03-02", "text": "Newsletter <b>"})

    assert figure(staff.get(f"/dashboard/?{MARCH}"), "days")["notes"] == [[1, "Newsletter <b>"]]
    note = Annotation.objects.get()
    assert (note.day, note.user.email) == (date(2026, 3, 2), "boss@example.com")
    staff.post(f"{KEPT}notes/{note.pk}/delete/")
    assert not Annotation.objects.exists()


def test_a_note_or_watch_that_makes_no_sense_is_told(staff):
    note = staff.post(KEPT + "notes/", {"day": "soon", "text": "Sale"})
    watch = staff.post(KEPT + "watches/", {"measure": "orders", "kind": "below", "limit": ""})

    assert note.status_code == watch.status_code == 422
    assert 'value="Sale"' in note.content.decode()
    assert "Say above or below what." in watch.content.decode()
    assert not Watch.objects.exists()


def test_erasing_a_person_takes_their_views_and_leaves_the_notes(boss, view):
    keeping.note_add(user_id=boss.pk, day=date(2026, 3, 2), text="Sale")
    person = Person(subjects=frozenset({f"u:{boss.public_id}"}))

    kept = [one for one in holdings() if one.table in {"analytics_saved_view", "analytics_annotation"}]
    assert [len(list(one.export(person))) for one in kept] == [1, 1]
    for one in kept:
        one.erase(person)

    assert not SavedView.objects.exists()
    assert Annotation.objects.get().user is None


def test_links_are_good_for_the_time_that_was_chosen(view):
    now = timezone.now()
    token = keeping.link_make(view=view, days=1, now=now)
    assert keeping.link_view(token=token, now=now + timedelta(hours=23)).view == view
