"""The API and the pages: `create_app` makes them from the `Parts` that `app.py` fills."""

from rookery.web.app import create_app
from rookery.web.listening import check_listening
from rookery.web.parts import Parts

__all__ = ["Parts", "check_listening", "create_app"]
