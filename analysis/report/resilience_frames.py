"""What the page of plans on bad days draws, as tables."""

import numpy as np
import pandas as pd

from analysis.resilience.study import Answer
from analysis.resilience.words import day_name
from analysis.resilience.work import GOOD
from analysis.statistics import interval

UNUSUAL, USUAL = "bad day", "good day"


def series_frame(answer: Answer, plan: str, day: str) -> pd.DataFrame:
    """Return open orders by minute on the good day and on a bad one."""
    rows = []
    for label, of in ((USUAL, GOOD), (UNUSUAL, day)):
        counts = answer.of(plan, of, "open_per_min")
        length = max(map(len, (*counts, *answer.of(plan, day, "open_per_min"))))
        padded = np.array(
            [[*each, *[each[-1]] * (length - len(each))] for each in counts]
        )
        for minute in range(length):
            found = interval(padded[:, minute].tolist())
            assert found is not None
            known = found.reach < np.inf
            rows.append(
                {
                    "plan": label,
                    "measure": day,
                    "minute": minute,
                    "mean": found.mean,
                    "low": max(0.0, found.low) if known else np.nan,
                    "high": found.high if known else np.nan,
                }
            )
    return pd.DataFrame(rows)


def means_frame(answer: Answer) -> pd.DataFrame:
    """Return the metric by plan and day, as the plot takes it."""
    rows = []
    for rank, day in enumerate(answer.days):
        for plan in answer.names:
            found = answer.mean(plan, day)
            if found is None:
                continue
            known = found.reach < np.inf
            rows.append(
                {
                    "key": "day",
                    "metric": answer.question.metric,
                    "scenario": plan,
                    "rank": rank,
                    "level": day_name(day),
                    "mean": found.mean,
                    "low": found.low if known else found.mean,
                    "high": found.high if known else found.mean,
                }
            )
    return pd.DataFrame(rows)
