"""
Minimise a smooth function of many weights: L-BFGS with a memory of ten steps and a backtracking line search.

Two losses of the project are sums over sparse rows that no kept trainer takes as they are, and scipy would be a large
requirement for one function (Nocedal and Wright, Numerical Optimization, 2nd ed., algorithms 7.4 and 3.1).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def minimise(
    loss: Callable[[np.ndarray], tuple[float, np.ndarray]], weights: np.ndarray, iterations: int = 300
) -> np.ndarray:
    """Return the weights at which `loss`, which gives (value, gradient), is least; starts from the given ones."""
    value, gradient = loss(weights)
    steps: list[tuple[np.ndarray, np.ndarray]] = []
    for _ in range(iterations):
        direction = gradient.copy()
        alphas = []
        for s, y in reversed(steps):
            alpha = (s @ direction) / (y @ s)
            alphas.append(alpha)
            direction -= alpha * y
        if steps:
            s, y = steps[-1]
            direction *= (s @ y) / (y @ y)
        else:
            direction /= max(1.0, float(np.linalg.norm(gradient)))
        for (s, y), alpha in zip(steps, reversed(alphas), strict=True):
            direction += (alpha - (y @ direction) / (y @ s)) * s
        step = 1.0
        while step > 1e-8:
            new = weights - step * direction
            new_value, new_gradient = loss(new)
            if new_value <= value - 1e-4 * step * (gradient @ direction):
                break
            step /= 2
        else:
            break
        s, y = new - weights, new_gradient - gradient
        if s @ y > 1e-12:
            steps = [*steps[-9:], (s, y)]
        done = abs(value - new_value) < 1e-6 * max(1.0, abs(value))
        weights, value, gradient = new, new_value, new_gradient
        if done:
            break
    return weights
