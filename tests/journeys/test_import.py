"""A table with errors is imported without scripts, mended, sent again, approved together and taken back."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from registry.models import Import, Listing, Organization
from tests.factories import person
from tests.jobs import run_jobs
from tests.journeys.test_joining import sign_in_as_staff, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLE = """Nom;Type;Pays;Année de création;Remarques
Conseil inventé de la baie;ONG;Côte d’Ivoire;1998;à relire
Fonds inventé des récifs;ONG;Wakanda;2001;
Cercle inventé du delta;ONG;Kenya;12/03/1998;
"""


def upload(page: Page, path: Path) -> None:
    page.goto("/secretariat/imports/")
    page.set_input_files("[name=file]", path)
    page.click("main form:has([name=file]) button")


def do(page: Page, what: str) -> None:
    """Press a button, let the worker do what it asked for, and look again."""
    page.click(f"button[value={what}]")
    expect(page.locator("main a:has-text('Look again')")).to_be_visible()
    run_jobs()
    page.click("main a:has-text('Look again')")


def test_an_import_is_mended_sent_again_approved_together_and_taken_back(
    browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    first = tmp_path / "partenaires.csv"
    first.write_bytes(TABLE.encode("cp1252"))
    person("cora")
    with visit(browser, live_server, scripts=False) as context:
        page = context.new_page()
        page.goto("/secretariat/imports/")
        sign_in_as_staff(page, "cora")
        upload(page, first)
        expect(page.locator("h1")).to_have_text("Which column is what?")
        expect(page.locator("#id_column-0")).to_have_value("name")
        expect(page.locator("#id_column-2")).to_have_value("base_country")
        expect(page.locator("#id_column-4")).to_have_value("")
        do(page, "check")
        expect(page.locator("main")).to_contain_text("Bring 2 rows in")
        do(page, "run")
        expect(page.locator("main")).to_contain_text("Approve 2 submissions")

        with page.expect_download() as download:
            page.click("text=Errors as CSV")
        mended = tmp_path / "mended.csv"
        lines = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
        lines[1][2] = "Ghana"
        with mended.open("w", newline="") as file:
            csv.writer(file).writerows(lines)
        upload(page, mended)
        do(page, "check")
        do(page, "run")
        do(page, "approve")
        expect(page.locator("main .tag").first).to_have_text("Done")

        page.goto("/secretariat/imports/")
        page.click("text=partenaires.csv")
        do(page, "approve")
        assert Listing.objects.count() == 3
        page.click("summary:has-text('Take the whole import back')")
        do(page, "undo")
        expect(page.locator("main .tag").first).to_have_text("Taken back")
    assert sorted(Import.objects.values_list("state", flat=True)) == ["done", "undone"]
    assert [listing.name for listing in Listing.objects.all()] == ["Fonds inventé des récifs"]
    assert Organization.objects.filter(state="withdrawn").count() == 2
