"""The pictures of shared links are those that the command draws."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from PIL import Image, ImageChops, ImageStat

from partnership.management.commands.make_pictures import SYMBOLS
from registry.vocabulary import OrganizationType


def test_every_type_has_a_symbol() -> None:
    assert {str(type_) for type_ in SYMBOLS} == set(OrganizationType.values)


def test_the_command_draws_the_pictures_that_the_repository_keeps(tmp_path: Path) -> None:
    call_command("make_pictures", folder=tmp_path, verbosity=0)
    kept = settings.BASE_DIR / "static" / "img" / "og"
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(file.name for file in kept.iterdir())
    pictures = set()
    for file in tmp_path.iterdir():
        with Image.open(file) as new, Image.open(kept / file.name) as old:
            difference = ImageChops.difference(new.convert("RGB"), old.convert("RGB"))
        assert max(ImageStat.Stat(difference).mean) < 1, file.name  # another Pillow may round an edge otherwise
        pictures.add(file.read_bytes())
    assert len(pictures) == len(OrganizationType)
