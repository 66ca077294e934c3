"""Domain: how far two blind reviewers agree beyond chance (N6), Cohen's kappa in thousandths."""

from collections import Counter
from collections.abc import Sequence

THOUSAND = 1000


def kappa_thousandths(pairs: Sequence[tuple[str, str]]) -> int | None:
    """Cohen's kappa of paired grades; None for no pairs, 1000 where chance alone explains all.

    Whole thousandths, rounded down: figures that are compared must not depend on a float.
    """
    if not pairs:
        return None
    count = len(pairs)
    agreed = sum(first == second for first, second in pairs)
    firsts, seconds = Counter(p[0] for p in pairs), Counter(p[1] for p in pairs)
    by_chance = sum(firsts[grade] * seconds[grade] for grade in firsts)
    if by_chance == count * count:
        return THOUSAND
    return (agreed * count - by_chance) * THOUSAND // (count * count - by_chance)
