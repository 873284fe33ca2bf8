"""What browsers, search engines and other sites read of the store beside its pages."""

import json
import re

import pytest

from tests.shop.conftest import found

SITE = "http://127.0.0.1:8000"


def locations(answer):
    return re.findall(r"<loc>([^<]+)</loc>", answer.content.decode())


@pytest.fixture
def store(make_product, fans):
    make_product("Mistral fan", fans, slug="mistral")
    make_product("Gone", fans, slug="gone", is_active=False)


def test_the_sitemap_names_everything_once(visitor, sent, store, make_promotion):
    promotion = make_promotion("A fifth off fans", percent="20", categories=["fans"])

    index = visitor.get("/sitemap.xml", headers={"host": "localhost"})
    listed = [
        address for part in locations(index) for address in locations(visitor.get(part.removeprefix(SITE)))
    ]

    assert sorted(listed) == sorted(
        SITE + language + path
        for language in ("", "/de")
        for path in (
            "/products/mistral/",
            "/categories/air-comfort/",
            "/categories/fans/",
            "/",
            "/deals/",
            f"/deals/?deal={promotion.pk}",
        )
    )
    assert "public" in index.headers["Cache-Control"]
    assert list(sent) == []


@pytest.mark.parametrize("path", ["/sitemap-nothing.xml", "/sitemap-products.xml?p=99"])
def test_a_part_that_is_not_there_is_not_found(path, visitor, store):
    assert visitor.get(path).status_code == 404


def test_robots_names_the_sitemap(visitor):
    assert visitor.get("/robots.txt").content.decode().endswith(f"\nSitemap: {SITE}/sitemap.xml\n")


def test_the_manifest_names_icons_that_are_there(visitor):
    answer = visitor.get("/site.webmanifest")

    manifest = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/categories/fans/", "/categories/fans/"),
        ("/categories/fans/?brand=Norrvik&sort=price-up", "/categories/fans/"),
        ("/categories/fans/?utm_source=x", "/categories/fans/"),
        ("/products/mistral/?variant=x", "/products/mistral/"),
    ],
)
def test_a_filtered_page_is_the_same_page(path, canonical, visitor, store):
    content = visitor.get(path).content.decode()

    assert found(r'<link rel="canonical" href="([^"]+)"', content) == SITE + canonical


def test_a_further_page_is_its_own(visitor, make_product, fans):
    for number in range(30):
        make_product(f"Fan {number}", fans)

    content = visitor.get("/categories/fans/?page=2").content.decode()

    assert found(r'<link rel="canonical" href="([^"]+)"', content) == f"{SITE}/categories/fans/?page=2"


def test_a_product_shows_itself_where_it_is_shared(visitor, store):
    content = visitor.get("/products/mistral/").content.decode()

    assert '<meta property="og:title" content="Mistral fan">' in content
    assert f'<meta property="og:url" content="{SITE}/products/mistral/">' in content
    assert re.search(rf'<meta property="og:image" content="{SITE}/pictures/mistral\.png\?v=\w+">', content)
    assert content.count('property="og:title"') == 1


def test_every_page_has_its_icons(visitor, db):
    content = visitor.get("/").content.decode()

    for icon in ("icons/mark.svg", "icons/mark-32.png", "icons/mark-180.png"):
        assert icon in content
