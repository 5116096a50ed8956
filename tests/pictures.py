"""Pictures for tests, made on the spot."""

import io
from typing import Any

from PIL import Image


def picture(
    format_: str = "PNG", *, size: tuple[int, int] = (40, 30), mode: str = "RGB", color: Any = "green", **options: Any
) -> bytes:
    """The bytes of a picture of one colour."""
    content = io.BytesIO()
    Image.new(mode, size, color).save(content, format_, **options)
    return content.getvalue()
