"""Where the server is reached, and what that asks for: others are let in with a key alone."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from rookery.config import Server, Settings
from rookery.errors import BadInput


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`; the names of `localhost` count."""
    bare = host.strip("[]").lower().rstrip(".")
    if bare == "localhost" or bare.endswith(".localhost"):  # RFC 6761
        return True
    try:
        return ip_address(bare).is_loopback
    except ValueError:
        return False


def names(server: Server) -> frozenset[str]:
    """The names that the settings give this server, beside those of this machine."""
    further = (urlsplit(f"//{host}").hostname for host in server.hosts)
    mine = urlsplit(server.url).hostname if server.url else None
    return frozenset(name for name in (mine, *further) if name)


def others_reach(server: Server) -> bool:
    """Whether anybody but this machine is let in: by where it listens, or through a proxy."""
    return not all(map(is_loopback, (server.host, *names(server))))


def check_listening(settings: Settings, anybody: bool = False) -> None:
    """Raises BadInput for a server that others reach while neither key nor account guards it.

    `anybody` is whether somebody has an account.
    """
    server = settings.server
    if others_reach(server) and not settings.keys and not anybody:
        opens = f"Listening on {server.host}"
        if is_loopback(server.host):
            opens = f"Answering as {min(n for n in names(server) if not is_loopback(n))}"
        raise BadInput(
            f"{opens} would open this network to others: make a key first with `rookery keys add "
            "NAME`, or an account with `rookery people add NAME --roles operator`, or listen on "
            "127.0.0.1 and set neither server.url nor server.hosts."
        )
