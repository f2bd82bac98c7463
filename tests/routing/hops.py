"""Next hops in order, as plainly as they can be put."""


def best_first(values, here):
    """Return the hops from `here`, the best first, ties to the lower index."""
    pairs = [(-v, hop) for hop, v in enumerate(values.tolist()) if hop != here]
    return [hop for _, hop in sorted(pairs)]
