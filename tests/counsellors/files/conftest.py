from __future__ import annotations

import pytest

from tests.counsellors.files.story import empty_the_storage


@pytest.fixture(autouse=True)
def empty_storage(db) -> None:
    """Tests of other rooms undo their rows, and leave the files."""
    empty_the_storage()
