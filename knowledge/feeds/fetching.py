"""Fetching a delivery from an address on the web, carefully: it is somebody else's server.

Only https, or a server on this machine; a redirect may lead to https only, and elsewhere only to what is on the public
internet: never to this machine or the network it stands in; never more bytes than the limit, declared or real; never
longer than the deadline. A key goes to the address that was given and to no other.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

import httpx

from knowledge.feeds.draft import FeedError
from knowledge.feeds.reading import Bar, Limits, progress, too_large

_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (429, 502, 503, 504)
_MOST_REDIRECTS = 5
_PAUSES = (1.0, 5.0)  # seconds before trying again; as many times as there are pauses
_LARGEST_PAGE = 32 * 1024 * 1024
_MEANING = {401: "onze sleutel ontbreekt of klopt niet", 403: "wij mogen dit niet lezen", 404: "niet gevonden"}


def is_address(source: str) -> bool:
    """Say whether a source is an address on the web and no file."""
    return "://" in source


def without_secrets(address: str) -> str:
    """Return an address without what may be secret in it: a password and everything behind the question mark.

    Raises:
        FeedError: it is no address.
    """
    try:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"
    except ValueError as error:
        raise FeedError("Het adres klopt niet: de server of de poort erin kan niet bestaan.") from error


def addresses(host: str) -> Iterable[str]:
    """Return the network addresses of a host. Raises OSError or UnicodeError when it has none."""
    return {str(found[4][0]) for found in socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)}


class Fetcher:
    """Fetches from one address within the limits; the last three are replaced in tests. Make one with `fetcher`."""

    def __init__(
        self,
        client: httpx.Client,
        limits: Limits,
        bar: Bar,
        authorization: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
        resolve: Callable[[str], Iterable[str]] = addresses,
    ) -> None:
        """`authorization` is the value of the header of that name, for the first host only."""
        self._client, self._limits, self._bar = client, limits, bar
        self._authorization = authorization
        self._sleep, self._now, self._resolve = sleep, now, resolve
        self._until = now() + limits.deadline
        self._read = 0

    def save(self, address: str, file: IO[bytes]) -> None:
        """Write what is at an address to a file. Raises FeedError."""
        for chunk in self._chunks(address, self._limits.size):
            file.write(chunk)
        file.flush()

    def page(self, address: str, parameters: Mapping[str, str]) -> Any:
        """Return the JSON at an address; tries again when the server is busy for a moment.

        Raises:
            FeedError: the server does not give it, or it is no JSON.
        """
        whole = f"{address}?{httpx.QueryParams(dict(parameters))}"
        for pause in (*_PAUSES, None):
            try:
                content = b"".join(self._chunks(whole, min(_LARGEST_PAGE, self._limits.size)))
                return json.loads(content)
            except _Busy:
                if pause is None:
                    raise
                self._sleep(pause)
            except (ValueError, RecursionError) as error:
                raise FeedError(f"{without_secrets(address)} geeft geen JSON.") from error
        raise AssertionError("every way through the loop returns or raises")

    def _chunks(self, address: str, most: int) -> Iterator[bytes]:
        """Yield what is at an address, following redirects that are allowed."""
        first = address
        for _ in range(_MOST_REDIRECTS):
            same = _allowed(address, first, self._resolve)
            headers = {"Authorization": self._authorization} if self._authorization and same else {}
            try:
                with self._client.stream("GET", address, headers=headers) as response:
                    if response.status_code not in _REDIRECTS:
                        yield from self._body(response, address, most)
                        return
                    address = _next(address, response.headers.get("location", ""))
            except httpx.TimeoutException as error:
                raise _Busy(
                    f"{without_secrets(address)} antwoordt niet binnen {self._limits.timeout:.0f} s."
                ) from error
            except httpx.RemoteProtocolError as error:
                raise _Busy(f"{without_secrets(address)} hield halverwege op. Er is niets overgenomen.") from error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise _Busy(f"{without_secrets(address)} is niet te bereiken ({type(error).__name__}).") from error
        raise FeedError(f"{without_secrets(first)} stuurt steeds door naar een ander adres.")

    def _body(self, response: httpx.Response, address: str, most: int) -> Iterator[bytes]:
        status, name = response.status_code, without_secrets(address)
        if status != 200:
            kind = _Busy if status in _BUSY else FeedError
            raise kind(f"{name} antwoordt {status}: {_MEANING.get(status, 'de server geeft het niet')}.")
        declared = response.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > most:
            raise too_large(name, int(declared), self._limits)
        here = 0
        for chunk in response.iter_bytes(64 * 1024):
            here += len(chunk)
            self._read += len(chunk)
            if here > most or self._read > self._limits.size:
                raise too_large(name, max(here, self._read), self._limits)
            if self._now() > self._until:
                raise FeedError(f"{name} is te traag: na {self._limits.deadline / 60:.0f} minuten was het niet klaar.")
            self._bar(len(chunk))
            yield chunk


class _Busy(FeedError):
    """The server cannot now, perhaps in a moment."""


@contextmanager
def fetcher(name: str, limits: Limits, authorization: str | None) -> Iterator[Fetcher]:
    """Open a connection to the web. `name` is the address without secrets; a proxy is not asked for this machine."""
    agent = {"User-Agent": "Leerwijs-catalogus", "Accept-Encoding": "identity"}
    elsewhere = not _is_local(urlsplit(name).hostname or "")
    with (
        httpx.Client(timeout=limits.timeout, headers=agent, trust_env=elsewhere) as client,
        progress(name, None) as bar,
    ):
        yield Fetcher(client, limits, bar, authorization)


@contextmanager
def downloaded(address: str, limits: Limits, authorization: str | None, ending: str) -> Iterator[Path]:
    """Fetch an address into a file that goes away afterwards. Raises FeedError."""
    with tempfile.NamedTemporaryFile(suffix=ending) as file:
        with fetcher(without_secrets(address), limits, authorization) as fetching:
            fetching.save(address, file)
        yield Path(file.name)


def _next(address: str, location: str) -> str:
    try:
        return urljoin(address, location)
    except ValueError as error:
        raise FeedError(f"{without_secrets(address)} stuurt door naar een adres dat niet klopt.") from error


def _allowed(address: str, first: str, resolve: Callable[[str], Iterable[str]]) -> bool:
    """Return whether this is the server of the first address, which was given by people who run this.

    That one may be anywhere, with https, or be this machine itself. Any other must be on the public internet, so that
    the server of somebody else cannot have us ask what only we can reach. Between this look and the request a name can
    get another address; but then the certificate does not fit, and nothing is asked.

    Raises:
        FeedError: it may not be asked, or it is no address.
    """
    shown = without_secrets(address)
    parts, begin = urlsplit(address), urlsplit(first)
    same = (parts.scheme, parts.hostname, parts.port) == (begin.scheme, begin.hostname, begin.port)
    may = parts.scheme == "https" and bool(parts.hostname)
    if parts.scheme == "http" and begin.scheme == "http":
        may = _is_local(parts.hostname or "") and _is_local(begin.hostname or "")
    elif may and not same:
        may = _is_public(address, resolve)
    if may:
        return same
    if address != first:
        raise FeedError(f"{without_secrets(first)} stuurt door naar een adres dat niet mag ({shown}).")
    raise FeedError(f"{shown} mag niet: geef een adres dat met https:// begint, of een bestand.")


def _is_public(address: str, resolve: Callable[[str], Iterable[str]]) -> bool:
    """Whether the server, as the client reads its name, is on the public internet; what cannot be found is not."""
    try:
        found = [ipaddress.ip_address(one) for one in resolve(httpx.URL(address).raw_host.decode("ascii"))]
    except (OSError, ValueError, httpx.InvalidURL):
        return False
    plain = [getattr(one, "ipv4_mapped", None) or one for one in found]
    return bool(plain) and all(one.is_global and not one.is_multicast for one in plain)


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
