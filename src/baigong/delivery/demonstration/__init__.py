"""The demonstration city: a real plan at work, told through the services; every person and record is invented."""

from baigong.delivery.demonstration.population import SCALES
from baigong.delivery.demonstration.story import TODAY, build

__all__ = ["SCALES", "TODAY", "build"]
