"""Public calls are counted per client address, in bounded memory, and say when to come back."""

import pytest

from shared.http.rate_limits import (
    BoundedMemory,
    ClientLimiter,
    TooManyRequests,
    subscriber_of,
)


class Time:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def limiter(per_minute: int = 2, keys_max: int = 100) -> tuple[ClientLimiter, BoundedMemory, Time]:
    time = Time()
    storage = BoundedMemory(keys_max, time)
    return ClientLimiter(per_minute, storage), storage, time


def test_an_address_is_admitted_so_often_and_told_when_to_come_back() -> None:
    limit, _, time = limiter()
    limit.admit("192.0.2.1")
    time.seconds += 10.5
    limit.admit("192.0.2.1")
    with pytest.raises(TooManyRequests) as refused:
        limit.admit("192.0.2.1")
    assert refused.value.facts == {"retry_after_seconds": 50}
    time.seconds += 50
    limit.admit("192.0.2.1")


def test_another_address_has_a_count_of_its_own() -> None:
    limit, _, _ = limiter(per_minute=1)
    limit.admit("192.0.2.1")
    limit.admit("192.0.2.2")


def test_memory_is_bounded_whoever_calls() -> None:
    limit, storage, _ = limiter(keys_max=50)
    for number in range(500):
        limit.admit(f"10.0.{number // 250}.{number % 250}")
    assert len(storage) == 50


def test_a_window_that_began_anew_is_not_the_first_to_give_way() -> None:
    limit, _, time = limiter(per_minute=1, keys_max=2)
    limit.admit("192.0.2.1")
    limit.admit("192.0.2.2")
    time.seconds += 61
    limit.admit("192.0.2.1")
    limit.admit("192.0.2.3")
    with pytest.raises(TooManyRequests):
        limit.admit("192.0.2.1")


@pytest.mark.parametrize(
    ("address", "subscriber"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("testclient", "unknown"),
        (None, "unknown"),
    ],
)
def test_an_address_stands_for_one_subscriber(address: str | None, subscriber: str) -> None:
    assert subscriber_of(address) == subscriber
