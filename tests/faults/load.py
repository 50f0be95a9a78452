"""Stage J: a minute of steady traffic, seven reads to three votes, whatever the answers."""

import random
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles

import requests

from tests.faults.arena import Arena

READS = 0.7
ALLOWED = {200, 429, 503, 504}
THREADS = 64


def steady_traffic(arena: Arena, rate: int, seconds: float, seed: int) -> None:
    """Open loop: requests leave on time, answered or not. Only yes, "later" and "too busy" are answers."""
    chance, began = random.Random(seed), time.monotonic()
    taken: list[float] = []
    answers: Counter[int] = Counter()
    tokens = [arena.token(uuid.UUID(int=number + 1, version=4)) for number in range(200)]

    def one(at: float, reads: bool, number: int) -> None:
        time.sleep(max(0.0, began + at - time.monotonic()))
        started = time.monotonic()
        answers[ask(arena, tokens[number % len(tokens)], reads, number)] += 1
        taken.append(time.monotonic() - started)

    with ThreadPoolExecutor(THREADS) as pool:
        running = [
            pool.submit(one, number / rate, chance.random() < READS, number)
            for number in range(int(rate * seconds))
        ]
        for future in running:
            future.result()
    p95 = quantiles(taken, n=20)[-1]
    print(f"{answers.total()} requests at {rate} a second: {dict(answers)}, p95 {1000 * p95:.0f} ms")
    assert set(answers) <= ALLOWED, answers
    assert answers[200] > answers.total() / 2, answers


def ask(arena: Arena, token: str, reads: bool, number: int) -> int:
    """The status of one request."""
    contribution = arena.contributions[number % len(arena.contributions)]
    address = (
        f"{arena.suite.gateways[number % len(arena.suite.gateways)]}/api/v1/contributions/{contribution}"
    )
    if reads:
        return requests.get(address, timeout=15).status_code
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid.uuid4())}
    body = {"value": ("agree", "mixed", "disagree")[number % 3]}
    return requests.put(f"{address}/opinion", json=body, headers=headers, timeout=15).status_code
