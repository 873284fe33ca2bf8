"""The two doors of a sheet: the admin, and the commands."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from shop.models import PriceHistory, Sheet, User, Variant
from shop.sheets import admin as doors
from tests.shop.carts import sku_of

IMPORT = "/admin/shop/product/import/"


@pytest.fixture
def merchant(client, db):
    user = User.objects.create_superuser("merchant@example.com", "a-long-word-7")
    client.force_login(user)
    return user


def upload(client, text, name="spring.csv"):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, text.encode())})


def test_a_sheet_is_looked_at_first_and_imported_on_a_press(merchant, client, mistral):
    answer = upload(client, f"sku,price\n{sku_of(mistral)},35\n")
    page = client.get(answer["Location"]).content.decode()
    assert "40.00 EUR" in page
    assert "1 changed prices" in page
    assert mistral.variants.get().price == Decimal("40.00")

    done = client.post(answer["Location"], follow=True).content.decode()

    assert "1 row imported." in done
    assert mistral.variants.get().price == Decimal("35.00")
    assert PriceHistory.objects.latest("since", "pk").changed_by == merchant
    assert not Sheet.objects.exists()
    assert LogEntry.objects.get().change_message == "1 changed prices, 1 changed variants"


def test_a_wrong_sheet_says_so_and_has_no_button(merchant, client, mistral):
    answer = upload(client, f"sku,price\n{sku_of(mistral)},<b>free\n")
    page = client.get(answer["Location"]).content.decode()
    assert "Line 2, price: “&lt;b&gt;free” is no price" in page
    assert "Import it" not in page

    assert client.post(answer["Location"])["Location"] == answer["Location"], "pressed all the same"

    assert mistral.variants.get().price == Decimal("40.00")
    assert Sheet.objects.count() == 1


def test_what_is_no_table_is_said_on_the_page(merchant, client):
    page = client.get(upload(client, "colour\nblue\n")["Location"]).content.decode()

    assert "one of them must be sku" in page


def test_a_file_that_is_too_large_is_for_the_command(merchant, client, monkeypatch):
    monkeypatch.setattr(doors, "MOST_BYTES", 10)

    page = upload(client, "sku,price\nA,1\n").content.decode()

    assert "import it with manage.py import_products" in page
    assert not Sheet.objects.exists()


def test_sheets_that_were_forgotten_go(merchant, client):
    upload(client, "sku\nA\n")
    Sheet.objects.update(uploaded_at=timezone.now() - timedelta(days=2))

    upload(client, "sku\nB\n")

    assert Sheet.objects.count() == 1


def test_only_who_may_change_products_and_only_their_own_sheets(merchant, client, db):
    address = upload(client, "sku\nA\n")["Location"]
    clerk = User.objects.create_user("clerk@example.com", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_product"))
    client.force_login(clerk)
    assert [client.get(path).status_code for path in (IMPORT, address, "/admin/shop/product/export/")] == [
        403,
        403,
        200,
    ]
    assert "Import…" not in client.get("/admin/shop/product/").content.decode()
    client.force_login(User.objects.create_superuser("other@example.com"))
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get("/admin/shop/product/export/").status_code == 302


def test_the_export_comes_in_pieces_with_a_mark_that_excel_knows(merchant, client, mistral):
    answer = client.get("/admin/shop/product/export/?semicolons")
    content = b"".join(answer.streaming_content).decode()

    assert content.startswith("\ufeffsku;product;name;")
    assert ";40,00;EUR;10;10;0\r\n" in content
    assert "attachment" in answer["Content-Disposition"]


def command(name, *arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command(name, *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), (error.returncode, str(error))
    return out.getvalue(), err.getvalue(), None


def test_the_commands_take_what_they_give(mistral, tmp_path):
    file = tmp_path / "products.csv"
    file.write_text(command("export_products")[0], newline="")
    Variant.objects.update(price=Decimal("99.00"))

    looked, _, _ = command("import_products", str(file), "--dry-run")
    assert "SKU" in looked
    assert "99.00 EUR -> 40.00 EUR" in looked
    assert "this was a dry run" in looked
    assert mistral.variants.get().price == Decimal("99.00")

    out, _, failed = command("import_products", str(file))
    assert (out, failed) == ("1 rows read\n1 changed prices\n1 changed variants\n", None)
    assert mistral.variants.get().price == Decimal("40.00")


def test_the_command_fails_with_lines_and_codes(mistral, tmp_path):
    file = tmp_path / "wrong.csv"
    file.write_text(f"sku,price\n{sku_of(mistral)},free\n")

    assert command("import_products", str(file))[1:] == (
        "Line 2, price: “free” is no price; write 1234.50 or 1234,50\n",
        (1, "nothing was imported"),
    )
    assert command("import_products", str(file), "--dry-run")[2] == (1, "nothing would be imported")
    assert command("import_products", str(tmp_path / "none.csv"))[2][0] == 2
