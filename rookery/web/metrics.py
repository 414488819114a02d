"""What an operator watches, in Prometheus' form: requests, their times, posts, followers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rookery.store import Stats

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_FRESH = 10.0  # seconds that figures of the store are kept: counting it takes a scan
# every other one that is sent would keep a series, and memory, for good
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Figure = tuple[str, str, float]  # its name, what it is, how much


class Metrics:
    """One registry a server."""

    def __init__(self, stats: Callable[[], Stats], listeners: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "rookery_http_requests", "Requests answered.", ("route", "method", "status"),
            registry=self._registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "rookery_http_request_seconds", "Time to the first byte.", ("route",),
            buckets=_BUCKETS, registry=self._registry,
        )  # fmt: skip
        self.webhooks = Counter(
            "rookery_webhook_calls", "Webhook calls by how they ended.", ("outcome",),
            registry=self._registry,
        )  # fmt: skip
        self._stats, self._listeners = stats, listeners
        self._kept: tuple[float, Stats] | None = None
        self._registry.register(_Figures(self._open))
        self._whole = CollectorRegistry()
        self._whole.register(_Figures(self._closed))

    def text(self, *, whole: bool = False) -> bytes:
        """The exposition format; `whole` with what counts closed groups too."""
        return generate_latest(self._registry) + (generate_latest(self._whole) if whole else b"")

    def _open(self) -> Iterable[Figure]:
        """Only public posts are counted: the page may be open to everyone on this machine."""
        yield "posts", "Public posts.", self._fresh().public
        yield "live_listeners", "Pages that follow live.", self._listeners()

    def _closed(self) -> Iterable[Figure]:
        stats = self._fresh()
        yield "store_bytes", "The store on disk.", stats.bytes
        yield "store_unindexed", "Posts that only a scan finds yet.", stats.unindexed
        yield "store_seq", "The number of the last change.", stats.seq

    def _fresh(self) -> Stats:
        if self._kept is None or time.monotonic() - self._kept[0] > _FRESH:
            self._kept = (time.monotonic(), self._stats())
        return self._kept[1]


class _Figures(Collector):
    """Figures that are read when they are asked for."""

    def __init__(self, read: Callable[[], Iterable[Figure]]) -> None:
        self._read = read

    def describe(self) -> Iterable[Metric]:
        return ()  # so that registering does not count the store

    def collect(self) -> Iterable[Metric]:
        """The figures of now."""
        for name, said, value in self._read():
            yield GaugeMetricFamily(f"rookery_{name}", said, value)


class Measured:
    """Counts and times each request under its route, never under its address."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "other")
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self._metrics.requests.labels(route, method, str(message["status"])).inc()
                self._metrics.seconds.labels(route).observe(time.perf_counter() - start)
            await send(message)

        await self._app(scope, receive, counted)
