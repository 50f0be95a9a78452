"""What the broker confirms is told of the right messages."""

import asyncio
from typing import Any

from pika.spec import Basic, BasicProperties

from chassis.amqp import Confirms


class Frame:
    def __init__(self, method: Any) -> None:
        self.method = method


class Channel:
    """Publishes into nothing; the test confirms in the broker's place."""

    def confirm_delivery(self, confirm: Any, callback: Any) -> None:
        self.confirm = confirm
        callback(None)

    def basic_publish(self, *_arguments: Any, mandatory: bool) -> None:
        assert mandatory


def test_one_confirm_may_stand_for_all_before_it_and_a_new_channel_counts_anew() -> None:
    settled: list[tuple[str, bool]] = []
    confirms = Confirms[str](lambda message, accepted: settled.append((message, accepted)))
    channel: Any = Channel()
    asyncio.run(confirms.start(channel))
    for message in "abcd":
        confirms.publish(channel, message, "exchange", "key", b"", BasicProperties())
    channel.confirm(Frame(Basic.Nack(delivery_tag=2)))
    channel.confirm(Frame(Basic.Ack(delivery_tag=3, multiple=True)))
    assert settled == [("b", False), ("a", True), ("c", True)]
    assert confirms.unconfirmed == ["d"]
    asyncio.run(confirms.start(channel))
    confirms.publish(channel, "e", "exchange", "key", b"", BasicProperties())
    channel.confirm(Frame(Basic.Ack(delivery_tag=1)))
    assert settled[3:] == [("e", True)]
