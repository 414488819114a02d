"""What every request passes first: which host it names, which page sent it, who asks.

Also puts the headers of security on every answer. A middleware of plain ASGI, so that streams flow.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rookery.config import Server
from rookery.errors import Forbidden, RookeryError, Said, Unauthorized
from rookery.web.listening import is_loopback, names, others_reach
from rookery.web.problems import problem, unforeseen
from rookery.web.site import Site
from rookery.web.visitor import identify

CSP = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    # Not `no-referrer`: with it browsers send `Origin: null` from our own forms, and the check
    # below could not tell them from another site's. Other hosts are told nothing either way.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_OPEN = ("/static/", "/sign-in", "/invitation/", "/healthz")  # without a key, wherever we listen


class Guard:
    """Refuses what should not be answered; otherwise the handler finds `request.state.visitor`."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked, head, begun = scope, scope["method"] == "HEAD", False
        if head:  # answered as GET is, without the body
            scope = {**scope, "method": "GET"}
        request = Request(scope, receive)

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                if "route" in scope:  # for whoever counts, who has the request as it was asked
                    asked["route"] = scope["route"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "private, no-cache")
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            self._check(request)
        except RookeryError as error:
            response = problem(request, error)
            await response(scope, receive, guarded)
            return
        try:
            await self._app(scope, receive, guarded)
        except Exception as error:
            # here and not by a handler of Starlette's, which stands outside of us: its answer
            # would lack the headers and be counted by nobody
            if begun:
                raise
            response = unforeseen(request, error)
            await response(scope, receive, guarded)

    def _check(self, request: Request) -> None:
        settings = self._site.settings()
        others = others_reach(settings.server)
        check_host(request.headers.get("host", ""), settings.server)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            check_origin(request, settings.server)
        visitor = identify(request, settings, self._site.secret, self._site.parts.accounts)
        request.state.visitor = visitor
        path = request.url.path
        if others and not visitor.known and not path.startswith(_OPEN):
            raise Unauthorized(Said("This network is read with a key: sign in with yours."))
        # what changes something asks for its own scope, in its handler
        reads = request.method == "GET" and not path.startswith(_OPEN)
        if reads and visitor.known and "read" not in visitor.reader.scopes:
            raise Forbidden(
                Said("Your key has not the scope %(scope)s, which this needs.", scope="read")
            )


def check_host(host: str, server: Server) -> None:
    """Against DNS rebinding: a page elsewhere may point its own name at this machine.

    The name is checked and not the port, which a tunnel may change without harm. A server that
    others reach and whose settings name none is known by whatever name they have for it.
    """
    known = names(server)
    if not known and others_reach(server):
        return
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:  # half an IPv6 address
        name = ""
    if is_loopback(name) or name in known:
        return
    if known:
        raise Forbidden(
            Said("This server does not answer to that name: open it as %(names)s.",
                 names=tuple(sorted(known)))
        )  # fmt: skip
    raise Forbidden(
        Said(
            "This server answers on this machine alone: open it as http://127.0.0.1 or "
            "http://localhost, with its port."
        )
    )


def check_origin(request: Request, server: Server) -> None:
    """Against forms on other sites. Browsers name where a form stood; programs name nothing.

    A proxy may put a `Host` of its own before us: then the form stood under `server.url`.
    """
    origin = request.headers.get("origin")
    if origin is not None:
        here = request.headers.get("host")
        if origin in (f"http://{here}", f"https://{here}", server.url):
            return
    elif request.headers.get("sec-fetch-site", "none") in ("same-origin", "none"):
        return
    raise Forbidden(
        Said("This form was sent from another site: open the page here and send it again.")
    )
