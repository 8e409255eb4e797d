"""The floor plan of `citizens`."""

from .oversight.models import Sample, SampledReading
from .people.models import Citizen
from .rights.models import Question

__all__ = ["Citizen", "Question", "Sample", "SampledReading"]
