"""Where the server listens, and what that asks for: nothing but loopback goes without a key."""

from __future__ import annotations

from ipaddress import ip_address

from rookery.config import Settings
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


def check_listening(settings: Settings) -> None:
    """Raises BadInput for an address that others reach while no key guards it."""
    if not is_loopback(settings.server.host) and not settings.keys:
        raise BadInput(
            f"Listening on {settings.server.host} would open this network to others: make a key "
            "first with `rookery keys add NAME`, or listen on 127.0.0.1."
        )
