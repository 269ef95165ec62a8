"""What people can subscribe to, as the plans file declares it."""

from .model import Allows, Catalogue, Pack, Plan, PlansError, Seats
from .reading import catalogue, read

__all__ = ["Allows", "Catalogue", "Pack", "Plan", "PlansError", "Seats", "catalogue", "read"]
