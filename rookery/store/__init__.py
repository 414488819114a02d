"""Posts of record, their indexes, the feed of changes: protocols, and `LanceStore` behind them."""

from typing import TYPE_CHECKING, Any

from rookery.store.protocol import BulkStore, Stats, Store, View

if TYPE_CHECKING:
    from rookery.store.lance_store import LanceStore

__all__ = ["BulkStore", "LanceStore", "Stats", "Store", "View"]


def __getattr__(name: str) -> Any:
    # the engine takes a third of a second to load: not before a store is opened
    if name == "LanceStore":
        from rookery.store.lance_store import LanceStore

        return LanceStore
    raise AttributeError(f"module 'rookery.store' has no attribute {name!r}")
