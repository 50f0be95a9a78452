"""Order without a script: “up:<id>” and “down:<id>”."""


def moved(ids: list[str], asked: str) -> list[str]:
    """The same ids with one exchanged with its neighbour; unchanged when there is none that way."""
    way, _sep, wanted = asked.partition(":")
    if wanted not in ids:
        return ids
    here = ids.index(wanted)
    there = here + (-1 if way == "up" else 1)
    if not 0 <= there < len(ids):
        return ids
    order = list(ids)
    order[here], order[there] = order[there], order[here]
    return order
