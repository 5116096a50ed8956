"""Logos and letters of the demonstration, drawn when they are needed."""

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

COLOURS = ("#0b6e4f", "#08519c", "#8c510a", "#6a3d9a", "#b2182b", "#35618f")


def logo(number: int) -> SimpleUploadedFile:
    """A disc with some waves: nobody's logo."""
    drawn = random.Random(number)  # noqa: S311 - nothing is secret here
    image = Image.new("RGB", (256, 256), "white")
    pen = ImageDraw.Draw(image)
    pen.ellipse((16, 16, 240, 240), fill=COLOURS[number % len(COLOURS)])
    for top in range(80, 200, 32):
        shift = drawn.randint(-24, 24)
        pen.arc((24 + shift, top, 136 + shift, top + 40), 180, 360, fill="white", width=8)
        pen.arc((120 + shift, top, 232 + shift, top + 40), 0, 180, fill="white", width=8)
    return _upload(image, "logo.png", "PNG")


def letter(kind: str) -> SimpleUploadedFile:
    """A page that says what it is: as PDF, or as the photograph of one."""
    image = Image.new("L", (620, 877), 250)
    ImageDraw.Draw(image).text((60, 120), "Invented for the demonstration.\n\nThe assembly gives its mandate.", fill=20)
    return _upload(image, f"letter.{kind.lower()}", kind)


def _upload(image: Image.Image, name: str, kind: str) -> SimpleUploadedFile:
    encoded = io.BytesIO()
    image.save(encoded, kind)
    return SimpleUploadedFile(name, encoded.getvalue())
