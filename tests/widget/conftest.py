"""The widget in a real browser, on the fake gateway: one browser and one server, a fresh visit for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.chromium import launched
from tests.e2e.fake_gateway import FakeGateway, serving
from tests.e2e.visitor import HASTE, Visitor


# Per package: Playwright allows one running instance, and the tests of the whole product have theirs.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="package")
def server() -> Iterator[FakeGateway]:
    with serving() as gateway:
        yield gateway


@pytest.fixture
def gateway(server: FakeGateway) -> Iterator[FakeGateway]:
    yield server
    server.reset()


@pytest.fixture
def hasty(browser: Browser, gateway: FakeGateway) -> Iterator[Visitor]:
    """As `visitor`, in a browser where long waits are short."""
    visitor = Visitor.at(browser, gateway.url, script=HASTE)
    yield visitor
    visitor.context.close()
    assert visitor.errors == []


@pytest.fixture
def visitor(browser: Browser, gateway: FakeGateway) -> Iterator[Visitor]:
    """Somebody at a desk, with the page open and the panel still closed. Fails when the page made an error."""
    visitor = Visitor.at(browser, gateway.url)
    yield visitor
    visitor.context.close()
    assert visitor.errors == []
