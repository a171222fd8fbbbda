"""A delivery on the web: https or this machine, within the limits whatever the server says, and no key to others."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import httpx
import pytest

from knowledge.feeds.draft import FeedError
from knowledge.feeds.fetching import Fetcher, downloaded, without_secrets
from knowledge.feeds.reading import Limits
from tests.knowledge.feeds.server import Answer, serving

SMALL = Limits(size=1_000_000, timeout=5.0)


def fetch(address: str, limits: Limits = SMALL, key: str | None = None) -> bytes:
    with downloaded(address, limits, key, ".csv") as path:
        return Path(path).read_bytes()


def test_what_the_server_gives_is_what_is_read() -> None:
    with serving(lambda path: Answer(b"id;soort\n")) as (address, _):
        assert fetch(address) == b"id;soort\n"


def test_a_declared_gigabyte_is_refused_before_it_comes() -> None:
    with (
        serving(lambda path: Answer(b"x", promised=1_073_741_824)) as (address, _),
        pytest.raises(FeedError, match=r"is 1\.074 MB groot"),
    ):
        fetch(address)


def test_a_server_that_declares_nothing_and_sends_too_much_is_stopped() -> None:
    with (
        serving(lambda path: Answer(b"x" * 3_000_000, headers={"Content-Length": ""})) as (address, _),
        pytest.raises(FeedError, match="groot"),
    ):
        fetch(address)


def test_a_server_that_stops_half_way_is_no_delivery() -> None:
    with (
        serving(lambda path: Answer(b"id;soort\n1;leer", promised=500)) as (address, _),
        pytest.raises(FeedError, match="hield halverwege op"),
    ):
        fetch(address)


@pytest.mark.parametrize(
    ("status", "said"), [(404, "niet gevonden"), (401, "onze sleutel"), (500, "500"), (204, "204")]
)
def test_another_answer_than_the_delivery_says_what_it_was(status: int, said: str) -> None:
    with serving(lambda path: Answer(status=status)) as (address, _), pytest.raises(FeedError, match=said):
        fetch(address)


def test_nobody_listening_is_said_in_one_sentence() -> None:
    with serving(lambda path: Answer()) as (address, _):
        pass
    with pytest.raises(FeedError, match="is niet te bereiken"):
        fetch(address)


@pytest.mark.parametrize("address", ["http://voorbeeld.example/x", "ftp://voorbeeld.example/x", "file:///etc/passwd"])
def test_only_https_or_this_machine_is_asked(address: str) -> None:
    with pytest.raises(FeedError, match="geef een adres dat met https:// begint"):
        fetch(address)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://voorbeeld.example/", "ftp://127.0.0.1/x"])
def test_a_redirect_to_another_scheme_is_not_followed(target: str) -> None:
    with (
        serving(lambda path: Answer(status=302, headers={"Location": target})) as (address, _),
        pytest.raises(FeedError, match="stuurt door naar een adres dat niet mag"),
    ):
        fetch(address)


# What names lead to; a number leads to itself.
NAMES = {
    "localhost": ["127.0.0.1", "::1"], "localhost.": ["127.0.0.1"], "foo.localhost": ["127.0.0.1"],
    "127.1": ["127.0.0.1"], "binnen.example": ["10.0.0.5"], "half.example": ["93.184.215.14", "192.168.1.1"],
    "buiten.example": ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
}  # fmt: skip


def resolve(host: str) -> list[str]:
    if host == "nergens.example":
        raise OSError
    return NAMES.get(host, [host])


def redirected(target: str, first: str = "https://voorbeeld.example/aanbod") -> bytes:
    """What comes of a site that leads to a target."""

    def answer(request: httpx.Request) -> httpx.Response:
        return (
            httpx.Response(302, headers={"Location": target})
            if request.url == first
            else httpx.Response(200, text="ok")
        )

    client, file = httpx.Client(transport=httpx.MockTransport(answer)), io.BytesIO()
    Fetcher(client, SMALL, lambda count: None, resolve=resolve).save(first, file)
    return file.getvalue()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "localhost.", "foo.localhost", "127.1", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]",
        "10.0.0.5", "169.254.169.254", "224.0.0.1", "[fd00::1]", "binnen.example", "half.example", "nergens.example",
    ],
)  # fmt: skip
def test_a_site_on_the_web_may_not_lead_to_this_machine_or_a_private_network(host: str) -> None:
    with pytest.raises(FeedError, match="niet mag"):
        redirected(f"https://{host}/admin")


def test_a_site_on_the_web_may_lead_to_another_and_back_to_itself_wherever_that_is() -> None:
    assert redirected("https://buiten.example/aanbod") == b"ok"
    assert redirected("/nieuw", first="https://binnen.example/aanbod") == b"ok"
    with pytest.raises(FeedError, match="niet mag"):
        redirected("https://binnen.example:8443/", first="https://binnen.example/aanbod")


@pytest.mark.parametrize("address", ["https://h:99999/x", "https://[::1/x", "https://h:x/", "https://na[am@h/x"])
def test_what_is_no_address_is_said_in_one_sentence(address: str) -> None:
    for ask in (lambda: without_secrets(address), lambda: fetch(address)):
        with pytest.raises(FeedError, match="klopt niet"):
            ask()
    with pytest.raises(FeedError):
        redirected(address)


def test_a_redirect_on_the_same_server_is_followed_and_an_endless_one_is_not() -> None:
    def answer(path: str) -> Answer:
        return Answer(b"hier") if path == "/nieuw" else Answer(status=302, headers={"Location": "/nieuw"})

    with serving(answer) as (address, _):
        assert fetch(f"{address}/oud") == b"hier"
    with (
        serving(lambda path: Answer(status=302, headers={"Location": path})) as (address, _),
        pytest.raises(FeedError, match="steeds door"),
    ):
        fetch(address)


def test_a_key_goes_to_the_server_that_was_named_and_to_no_other() -> None:
    with serving(lambda path: Answer(b"ook")) as (other, asked_other):
        moved = Answer(status=302, headers={"Location": f"{other}/x"})
        with serving(lambda path: moved) as (address, asked):
            assert fetch(address, key="Bearer geheim") == b"ook"
    assert asked[0][1]["Authorization"] == "Bearer geheim"
    assert "Authorization" not in asked_other[0][1]


def test_a_server_that_drips_is_given_up_at_the_deadline() -> None:
    client = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(200, content=b"x" * 500_000)))
    clock = itertools.count(step=1000.0)
    fetcher = Fetcher(client, SMALL, lambda count: None, now=lambda: next(clock))
    with pytest.raises(FeedError, match="te traag: na 60 minuten"):
        fetcher.save("https://voorbeeld.example/x", io.BytesIO())


def test_a_busy_server_is_asked_again_a_few_times_with_pauses() -> None:
    answers = iter([Answer(status=503), Answer(status=429), Answer(b'{"items": []}')])
    pauses: list[float] = []
    with serving(lambda path: next(answers)) as (address, asked), httpx.Client() as client:
        fetcher = Fetcher(client, SMALL, lambda count: None, sleep=pauses.append)
        assert fetcher.page(address, {"pageNumber": "1"}) == {"items": []}
    assert (len(asked), pauses) == (3, [1.0, 5.0])


def test_a_server_that_stays_busy_is_given_up() -> None:
    with serving(lambda path: Answer(status=503)) as (address, asked), httpx.Client() as client:
        fetcher = Fetcher(client, SMALL, lambda count: None, sleep=lambda seconds: None)
        with pytest.raises(FeedError, match="antwoordt 503"):
            fetcher.page(address, {})
    assert len(asked) == 3


def test_what_may_be_secret_in_an_address_is_never_shown() -> None:
    secret = "https://naam:wachtwoord@voorbeeld.example:8443/aanbod?sleutel=geheim#x"
    assert without_secrets(secret) == "https://voorbeeld.example:8443/aanbod"
