"""What a browser sends as a file, before any form has seen it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

# More than any form of the house takes, so that each form refuses it in its own words.
MOST_BYTES = 12 * 1024 * 1024


class NotMoreThanAnyFormTakes(FileUploadHandler):
    """Keeps the beginning of a file that is far too large, and lets the rest pass by.

    Cutting the connection would cost people what they wrote beside it, and storing it all would
    fill the disk. Too large is what the form says: it is still larger than it may be.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start < MOST_BYTES else None

    def file_complete(self, file_size: int) -> Any:
        """The next handler has the file."""
        return None
