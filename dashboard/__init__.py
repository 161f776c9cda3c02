"""Articles in, a map of the region out: `sources` reads, `geoparse` finds and places, `store` keeps, `app` shows."""

__version__ = "0.1.0"
