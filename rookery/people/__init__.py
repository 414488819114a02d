"""Who is looking: readers with their groups, and keys with scopes.

Until there are accounts all of them stand in `rookery.toml`, keys as hashes.
"""

from rookery.people.keys import add_key, check_key, hash_key, key_reader, new_key, remove_key
from rookery.people.reader import ANONYMOUS, OPERATOR, Reader, reader_named

__all__ = [
    "ANONYMOUS",
    "OPERATOR",
    "Reader",
    "add_key",
    "check_key",
    "hash_key",
    "key_reader",
    "new_key",
    "reader_named",
    "remove_key",
]
