"""Frames of a few rows."""

import numpy as np
import pandas as pd


def shuffled(rows, columns):
    frame = pd.DataFrame(rows, columns=columns.split())
    return frame.sample(frac=1, random_state=np.random.RandomState(1))


def with_interval(frame):
    """Add mean, low and high: values that tell one row from another."""
    mean = np.arange(len(frame)) + 10.0
    return frame.assign(mean=mean, low=mean - 0.5, high=mean + 0.25)
