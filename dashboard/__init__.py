"""Articles in, a map of the region out: `sources` reads, `geoparse` finds and places, `store` keeps, `app` shows."""

import os

__version__ = "0.1.0"

# An article's matrices are so small that NumPy's threads cost more than they bring, and a pool of processes would start
# them in each. Counts where NumPy is not loaded yet; what the environment says stays.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
