"""The payment service on each database, for every test in this folder."""

from collections.abc import AsyncIterator

import pytest

from tests.support.payment_house import PaymentHouse, payment_house
from tests.support.servers import FreshDatabase


@pytest.fixture
async def house(payment_database: FreshDatabase) -> AsyncIterator[PaymentHouse]:
    async with payment_house(payment_database) as opened:
        yield opened
