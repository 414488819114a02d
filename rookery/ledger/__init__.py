"""The SQL database of a home, for accounts, conversations and money: tables, engine, migrations.

What the rows mean is for the folders above: `people/`, `assistant/`, `ads/`.
"""

from rookery.ledger.ledger import Ledger, open_ledger
from rookery.ledger.moment import Moment

__all__ = ["Ledger", "Moment", "open_ledger"]
