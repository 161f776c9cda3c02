"""
Distances on the sphere for many places at once: points on the unit sphere and kernels of their dot products.

(lat, lon) in WGS 84 decimal degrees; kilometres with the mean radius 6371.0088 km.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

EARTH_KM = 6371.0088


def unit(lat: ArrayLike, lon: ArrayLike) -> np.ndarray:
    """Return points on the unit sphere, float32, of shape (..., 3)."""
    a, b = np.radians(np.asarray(lat, dtype=np.float64)), np.radians(np.asarray(lon, dtype=np.float64))
    return np.stack([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)], axis=-1).astype(np.float32)


def kernel(cosine: np.ndarray, scale_km: float) -> np.ndarray:
    """Return 1 / (1 + (d / scale)^2) of the chord d: 1 at the same spot, one half at `scale_km`."""
    return 1.0 / (1.0 + np.maximum(2.0 - 2.0 * cosine, 0.0) * (EARTH_KM / scale_km) ** 2)


def within(cosine: np.ndarray, km: float) -> np.ndarray:
    """Tell which points lie within a distance along the sphere, from their dot products."""
    return cosine >= np.cos(km / EARTH_KM)
