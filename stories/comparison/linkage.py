"""Average-linkage clustering over sparse similarities: only pairs that share something are ever looked at."""

import heapq
from collections.abc import Mapping, Sequence

Similarities = dict[int, dict[int, float]]


def cosines(vectors: Sequence[Mapping[str, float]]) -> Similarities:
    """Dot products of all pairs of unit vectors with a term in common."""
    places: dict[str, list[tuple[int, float]]] = {}
    found: Similarities = {number: {} for number in range(len(vectors))}
    for number, vector in enumerate(vectors):
        row: dict[int, float] = {}
        for term, weight in vector.items():
            for other, its in places.setdefault(term, []):
                row[other] = row.get(other, 0.0) + weight * its
            places[term].append((number, weight))
        for other, value in row.items():
            found[number][other] = found[other][number] = value
    return found


def clusters(similar: Similarities, threshold: float) -> list[list[int]]:
    """Merges the two most alike clusters while their mean similarity is at least threshold. Smallest member first.

    Ties are broken by the members' numbers, so the same input gives the same clusters.
    """
    rows = {one: dict(row) for one, row in similar.items()}
    members = {one: [one] for one in rows}
    heap = [(-value, one, other) for one, row in rows.items() for other, value in row.items() if one < other]
    heapq.heapify(heap)
    while heap:
        value, one, other = heapq.heappop(heap)
        if -value < threshold:
            break
        if one not in rows or other not in rows or rows[one].get(other) != -value:
            continue
        left, right = rows.pop(one), rows.pop(other)
        many, few = len(members[one]), len(members[other])
        members[one] += members.pop(other)
        merged = {}
        for third in left.keys() | right.keys():
            if third in (one, other):
                continue
            mean = (left.get(third, 0.0) * many + right.get(third, 0.0) * few) / (many + few)
            merged[third] = mean
            rows[third].pop(other, None)
            rows[third][one] = mean
            heapq.heappush(heap, (-mean, min(one, third), max(one, third)))
        rows[one] = merged
    return sorted(sorted(found) for found in members.values())
