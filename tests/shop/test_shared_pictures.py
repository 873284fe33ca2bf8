"""The pictures that other sites show beside a link: pixels, of the size the page says."""

import struct
from pathlib import Path

import pytest

from shop.catalogue.pictures import SHARED_HEIGHT, SHARED_WIDTH
from tests.shop.conftest import found

ICONS = Path(__file__).parents[2] / "frontend" / "icons"


def size_of(png):
    """Return width and height out of a PNG's first chunk: https://www.w3.org/TR/png-3/#11IHDR"""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


@pytest.fixture
def kettle(make_product, fans):
    return make_product("Kettle", fans, slug="kettle", picture={"object": "kettle", "hue": 20})


def test_a_product_page_names_a_png_that_is_kept_for_good(visitor, kettle, settings):
    content = visitor.get("/products/kettle/").content.decode()
    address = found(
        rf'property="og:image" content="{settings.SITE_URL}(/pictures/kettle\.png\?v=\w+)"', content
    )

    picture = visitor.get(address)

    assert picture.headers["Content-Type"] == "image/png"
    assert size_of(picture.content) == (SHARED_WIDTH, SHARED_HEIGHT) == (1200, 630)
    assert picture.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert f'property="og:image:width" content="{SHARED_WIDTH}"' in content
    assert f'property="og:image:height" content="{SHARED_HEIGHT}"' in content
    assert 'name="twitter:card" content="summary_large_image"' in content


def test_its_address_changes_with_the_drawing(visitor, kettle):
    def version():
        return found(r"kettle\.png\?v=(\w+)", visitor.get("/products/kettle/").content.decode())

    before = version()
    kettle.picture = {"object": "kettle", "hue": 200}
    kettle.save()

    assert version() != before
    assert visitor.get(f"/pictures/kettle.png?v={before}").headers["Cache-Control"] == "public, max-age=300"


def test_it_is_drawn_once(visitor, kettle, monkeypatch):
    first = visitor.get("/pictures/kettle.png").content
    monkeypatch.setattr("shop.catalogue.pictures.render", None)

    assert visitor.get("/pictures/kettle.png").content == first


def test_a_product_that_never_was_has_none(visitor, db):
    assert visitor.get("/pictures/none.png").status_code == 404


def test_the_page_itself_loads_the_drawing_only(visitor, kettle):
    content = visitor.get("/products/kettle/").content.decode()

    assert 'src="/pictures/kettle.png' not in content
    assert 'src="/pictures/kettle.svg' in content


def test_other_pages_show_the_store(visitor, db):
    content = visitor.get("/").content.decode()

    assert 'property="og:image" content="http://127.0.0.1:8000/static/icons/social.png"' in content
    assert size_of((ICONS / "social.png").read_bytes()) == (SHARED_WIDTH, SHARED_HEIGHT)
