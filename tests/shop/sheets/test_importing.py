"""Importing: what changes, what is refused with its line, and that nothing is lost by a refusal."""

import io
import tracemalloc
from decimal import Decimal
from threading import Thread

import pytest
from django.db import connections, transaction
from django.utils import timezone

from shop.models import PriceHistory, Product, User, Variant
from shop.sheets.errors import SheetRefused, SheetUnreadable
from shop.sheets.services import sheet_check, sheet_import
from shop.sheets.writing import sheet_lines
from tests.shop.carts import sku_of

NOW = timezone.now()


@pytest.fixture
def mistral(make_product, humidifiers):
    return make_product(
        "Mistral", humidifiers, slug="mistral", price="40.00", attributes={"Tank": "4 l", "Größe": "=1+1"},
        description="-Quiet; \"very\",\r\nand '=so on'.", search_terms="=HYPERLINK(\"http://x\")",
    )  # fmt: skip


def sheet(*lines, encoding="utf-8", end="\n"):
    return io.BytesIO(end.join([*lines, ""]).encode(encoding))


def run(*lines, **options):
    return sheet_import(sheet(*lines, **options), now=NOW)


def refused(*lines):
    with pytest.raises(SheetRefused) as caught:
        run(*lines)
    return [str(problem) for problem in caught.value.problems]


def everything():
    products = Product.objects.order_by("pk").values(
        *[f.name for f in Product._meta.fields if f.name != "document"]
    )
    return list(products), list(Variant.objects.order_by("pk").values())


@pytest.mark.parametrize("semicolons", [False, True])
def test_what_was_exported_changes_nothing_and_is_the_same_again(mistral, make_product, fans, semicolons):
    make_product("Zephyr", fans, slug="zephyr", price="1234.50")
    Product.objects.filter(slug="zephyr").update(is_active=False)
    before, text = everything(), "".join(sheet_lines(semicolons=semicolons))

    outcome = sheet_import(io.BytesIO(text.encode()), now=NOW)

    assert (outcome.counts, outcome.changes) == ({"unchanged": 2}, 0)
    assert everything() == before
    Product.objects.all().update(description="gone", search_terms="", attributes={})
    sheet_import(io.BytesIO(text.encode()), now=NOW)
    assert everything() == before
    assert "".join(sheet_lines(semicolons=semicolons)) == text
    assert "\n=" not in text.replace(",=", "\n=").replace(";=", "\n="), "no cell begins with a formula"


def test_columns_that_are_not_there_change_nothing(mistral):
    outcome = run("sku,stock", f"{sku_of(mistral)},3")

    mistral.refresh_from_db()
    assert (mistral.name, mistral.variants.get().stock) == ("Mistral", 3)
    assert outcome.counts == {"changed stocks": 1, "changed variants": 1}


def test_new_products_with_their_variants(humidifiers):
    outcome = run(
        "sku,product,name,brand,category,description,variant,price,stock",
        "N-1,nimbus,Nimbus,Norrvik,humidifiers,Soft.,small,19.90,4",
        "N-2,nimbus,Nimbus,Norrvik,humidifiers,Soft.,large,29.90,0",
    )

    nimbus = Product.objects.get(slug="nimbus")
    assert (nimbus.name, nimbus.category, nimbus.is_active) == ("Nimbus", humidifiers, True)
    assert list(nimbus.variants.values_list("sku", "price", "stock", "currency")) == [
        ("N-1", Decimal("19.90"), 4, "EUR"),
        ("N-2", Decimal("29.90"), 0, "EUR"),
    ]
    assert PriceHistory.objects.filter(variant__product=nimbus).count() == 2
    assert outcome.counts == {"new products": 1, "new variants": 2}


def test_excel_in_german(mistral):
    lines = ["sep=;", "SKU;Price;Variant", f'{sku_of(mistral)};1.299,90;"groß; ""sehr"""']

    run(*lines, encoding="utf-8-sig", end="\r\n")

    variant = mistral.variants.get()
    assert (variant.price, variant.name) == (Decimal("1299.90"), 'groß; "sehr"')


def test_a_change_of_price_is_remembered_with_what_it_was(mistral):
    editor, now = User.objects.create_user("editor@example.com"), timezone.now()
    sheet_import(sheet("sku\tprice", f"{sku_of(mistral)}\t35"), now=now, by=editor)

    rows = PriceHistory.objects.order_by("since").values_list("price", "since", "changed_by")
    assert list(rows) == [
        (Decimal("40.00"), mistral.created_at, None),
        (Decimal("35.00"), now, editor.pk),
    ]


def test_what_was_sold_meanwhile_stays_sold(mistral):
    lines = ["sku,stock,stock_before", f"{sku_of(mistral)},15,10"]
    Variant.objects.update(stock=8)

    run(*lines)

    assert mistral.variants.get().stock == 13, "five more than there were"


def test_a_look_says_what_would_change_and_changes_nothing(mistral):
    before = everything()

    outcome = sheet_check(sheet("sku,price,stock,name", f"{sku_of(mistral)},35,10,Mistral II"))

    assert everything() == before
    assert outcome.counts == {"changed products": 1, "changed prices": 1, "changed variants": 1}
    assert [(s.line, s.column, s.before, s.after) for s in outcome.samples] == [
        (2, "name", "Mistral", "Mistral II"),
        (2, "price", "40.00 EUR", "35.00 EUR"),
    ]


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        ("sku,price", "{sku},free", "Line 3, price: “free” is no price; write 1234.50 or 1234,50"),
        ("sku,stock", "{sku},-1", "Line 3, stock: “-1” is no whole number"),
        ("sku,active", "{sku},perhaps", "Line 3, active: “perhaps” is neither yes nor no"),
        ("sku,name", "{sku},", "Line 3, name: this must not be empty"),
        ("sku,name", "{sku}," + "x" * 141, "Line 3, name: this is 141 characters long; 140 is the most"),
        ("sku,category", "{sku},nowhere", "Line 3, category: there is no category nowhere"),
        ("sku,currency", "{sku},Euro", "Line 3, currency: write three capitals, as EUR"),
        ("sku,position", "{sku},40000", "Line 3, position: 32767 is the most"),
        ("sku,product", "{sku},other", "a variant does not move to another"),
        ("sku,stock", "NEW,1", "Line 3, product: NEW is new: say of which product"),
        ("sku,product,price", "NEW,nimbus,5", "Line 3, name: this is new, and the sheet has no column name, brand"),
        ("sku,product", "NEW,mistral", "Line 3, price: this is new, and the sheet has no column price"),
        ("sku,stock", "{sku}", "Line 3: it has 2 cells, and the header 3"),
        ("sku,name", "{sku},a\0b", "Line 3, name: it holds a NUL character"),
        ("sku,attributes", "{sku},[]", "Line 3, attributes: this must be a JSON object"),
        ("sku", "", "Line 3, sku: a SKU has 1 to 40 characters"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_and_nothing_is_taken(mistral, make_product, fans, header, row, words):
    good = sku_of(make_product("Zephyr", fans, slug="zephyr"))
    fill = {
        "sku": good, "price": "9", "stock": "9", "active": "no", "name": "New", "category": "fans",
        "currency": "EUR", "position": "9", "product": "zephyr", "attributes": "{}", "search_terms": "new",
    }  # fmt: skip
    before = everything()

    said = refused(
        f"{header},search_terms",
        ",".join(fill[column] for column in [*header.split(","), "search_terms"]),
        f"{row.format(sku=sku_of(mistral))},x",
    )

    assert any(words in problem for problem in said), said
    assert everything() == before
    assert not PriceHistory.objects.exists()


def test_products_that_contradict_themselves_and_skus_that_come_twice(mistral):
    Variant.objects.create(product=mistral, sku="M-2", price=50)
    sku = mistral.variants.first().sku

    assert refused("sku,brand", f"{sku},One", "M-2,Other") == [
        "Line 3, product: the columns of mistral differ from those in line 2; they must say the same"
    ]
    assert refused("sku,stock", f"{sku},1", f"{sku},2") == [f"Line 3, sku: {sku} stands in line 2 already"]


def test_lines_are_counted_as_the_file_has_them(mistral):
    sku = sku_of(mistral)

    said = refused("sep=,", "sku,description,stock", "", f'"{sku}","two\nlines",1', "X,y,z")

    assert [problem.partition(",")[0] for problem in said] == ["Line 6"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "one of them must be sku"),
        (b"name,price\nx,1\n", "one of them must be sku"),
        (b"sku,colour\nx,1\n", "unknown columns: colour"),
        (b"sku,price,price\nx,1,2\n", "there twice: price"),
        (b"sku,name\nA,gr\xfcn\n", "not UTF-8"),
        ("sku,name\nA,b\n".encode("utf-16"), "not UTF-8"),
        (b'sku,name\nA,"never ends\n', "can't be read"),
        (b'sku,name\nA,"never ends' + b"x" * 200_000, "can't be read"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not UTF-8"),
    ],
)
def test_what_is_no_such_table_is_said_and_changes_nothing(mistral, content, words):
    before = everything()

    with pytest.raises(SheetUnreadable, match=words):
        sheet_import(io.BytesIO(content), now=NOW)
    with pytest.raises(SheetUnreadable, match=words):
        sheet_check(io.BytesIO(content))

    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_what_is_sold_while_the_sheet_is_taken_stays_sold(mistral):
    sku, outcomes = sku_of(mistral), []

    def import_it():
        try:
            outcomes.append(run("sku,stock,stock_before", f"{sku},15,10"))
        finally:
            connections.close_all()

    with transaction.atomic():
        # As a checkout does it; the sheet waits for it.
        variant = Variant.objects.select_for_update(no_key=True).get(sku=sku)
        thread = Thread(target=import_it)
        thread.start()
        Variant.objects.filter(pk=variant.pk).update(stock=variant.stock - 2)
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(20)

    assert mistral.variants.get().stock == 13
    assert len(outcomes) == 1


def test_memory_stays_bounded_whatever_the_length(humidifiers):
    """Three times the rows take nowhere near three times the memory: a few bytes a row are kept, no texts."""

    def peak(rows):
        text = "x" * 2_000
        header = "sku,product,name,brand,category,description,price\n"
        body = "".join(f"S-{n},p-{n},Name,Brand,humidifiers,{text},9.90\n" for n in range(rows))
        stream = io.BytesIO((header + body).encode())
        tracemalloc.start()
        outcome = sheet_check(stream)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert outcome.counts == {"new products": rows, "new variants": rows}
        return used

    assert peak(6_000) < 1.3 * peak(2_000)
