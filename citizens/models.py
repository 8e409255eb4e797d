"""The floor plan of `citizens`."""

from .oversight.models import Sample, SampledReading
from .people.models import Citizen, EarlierName
from .rights.models import Question

__all__ = ["Citizen", "EarlierName", "Question", "Sample", "SampledReading"]
