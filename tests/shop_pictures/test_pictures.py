"""The product pictures: well-formed, small, safe to inline, steady, and each its own."""

import re
from itertools import product
from xml.etree import ElementTree

import pytest

from shop.pictures import objects, render
from shop.pictures.look import TONES
from shop.pictures.paint import Paint

MAX_BYTES = 6_144
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "defs", "g", "path", "rect", "ellipse", "linearGradient", "radialGradient", "stop"}


def specs(name):
    """Every form an object has, in every tone."""
    for style, tone in product(range(6), TONES):
        yield {"object": name, "hue": 40 * style, "tone": tone, "style": style, "variant": style * 7}


def test_there_are_at_least_seventy_objects():
    assert len(objects()) >= 70
    assert list(objects()) == sorted(set(objects()))


@pytest.mark.parametrize("name", objects())
def test_every_form_of_an_object_is_small_well_formed_and_square(name):
    for spec in specs(name):
        picture = render(spec)
        root = ElementTree.fromstring(picture)
        assert root.get("viewBox") == "0 0 240 240"
        assert len(picture.encode()) <= MAX_BYTES, spec


@pytest.mark.parametrize("name", objects())
def test_pictures_hold_shapes_only(name):
    """No script, style, text or link: a picture may be served or put into a page under the strict CSP."""
    for spec in specs(name):
        root = ElementTree.fromstring(render(spec))
        assert {node.tag.removeprefix(SVG) for node in root.iter()} <= SHAPES
        names = {key for node in root.iter() for key in node.attrib}
        assert not names & {"style", "href", "class"}
        assert not [key for key in names if key.startswith("on")]


@pytest.mark.parametrize("name", objects())
def test_every_fill_refers_to_a_gradient_of_its_own_picture(name):
    for spec in specs(name):
        picture = render(spec)
        assert set(re.findall(r"url\(#([^)]+)\)", picture)) <= set(re.findall(r'id="([^"]+)"', picture))
        assert not re.search(r"nan|inf\b", picture)


def test_the_same_spec_gives_the_same_picture():
    spec = {"object": "humidifier", "hue": 212, "tone": "light", "variant": 3}
    assert render(spec) == render(dict(reversed(spec.items())))


def test_two_pictures_on_a_page_share_no_gradient_names():
    first = render({"object": "kettle", "hue": 40, "tone": "vivid", "variant": 0})
    second = render({"object": "kettle", "hue": 40, "tone": "vivid", "variant": 3})
    assert not set(re.findall(r'id="([^"]+)"', first)) & set(re.findall(r'id="([^"]+)"', second))


@pytest.mark.parametrize("name", objects())
def test_variants_of_one_object_differ(name):
    pictures = {
        re.sub(
            r"p[0-9a-f]{6}-",
            "",
            render({"object": name, "hue": 200, "tone": "vivid", "style": 0, "variant": variant}),
        )
        for variant in range(40)
    }
    assert len(pictures) == 40


@pytest.mark.parametrize(
    "spec",
    [
        {},
        {"object": "flying carpet"},
        {"object": None, "hue": None, "tone": None, "variant": None},
        {"object": "<script>", "hue": "blue", "tone": ["x"], "variant": {}},
        {"object": "flying carpet", "hue": -5000, "variant": -3},
    ],
)
def test_what_cannot_be_drawn_becomes_a_gift_box(spec):
    picture = render(spec)
    assert ElementTree.fromstring(picture).tag == f"{SVG}svg"
    assert "script" not in picture


@pytest.mark.parametrize("spec", [{"object": "fan", "hue": "x", "tone": "loud", "variant": 1.5, "style": -1}])
def test_a_known_object_survives_a_spoiled_spec(spec):
    assert ElementTree.fromstring(render(spec)).tag == f"{SVG}svg"


def test_colours_match_published_values_of_oklch():
    # rebeccapurple is oklch(44.03% 0.1603 303.37), https://www.w3.org/TR/css-color-4/.
    assert Paint(0.4403, 0.1603, 303.37).hex == "#663399"
    assert Paint(1.0, 0.0, 0).hex == "#ffffff"
    assert Paint(0.0, 0.0, 0).hex == "#000000"


def test_a_colour_outside_srgb_gives_up_chroma_and_keeps_its_lightness():
    assert Paint(0.95, 0.3, 264).hex != Paint(0.95, 0.0, 264).hex
    assert re.fullmatch(r"#[ef][0-9a-f][ef][0-9a-f]ff", Paint(0.95, 0.3, 264).hex)
