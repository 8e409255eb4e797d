"""The floor plan of `citizens`."""

from .people.models import Citizen
from .rights.models import Question

__all__ = ["Citizen", "Question"]
