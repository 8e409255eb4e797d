"""The floor plan of `citizens`."""

from .people.models import Citizen

__all__ = ["Citizen"]
