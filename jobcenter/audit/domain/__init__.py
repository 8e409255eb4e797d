"""What is written down about what was done, and about what was seen."""

from .reading import NewReading, Reader, read_and_record, record_reading, record_readings
from .trail import Fact, record_change

__all__ = [
    "Fact",
    "NewReading",
    "Reader",
    "read_and_record",
    "record_change",
    "record_reading",
    "record_readings",
]
