"""Codes of languages as sources and people write them, to the one that each language has here."""

NO_LANGUAGE = frozenset(("und", "zxx", "art", "mul", "mis"))
_OLD = {"in": "id", "iw": "he", "ji": "yi"}  # ISO 639-1 before 1989, as X writes them


def main_code(said: str) -> str | None:
    """`en` of `en-GB` or `EN_us`, and today's code for an old one; `None` for what is no code.

    >>> main_code("iw"), main_code("pt_BR"), main_code("english")
    ('he', 'pt', None)
    """
    code = said.lower().replace("_", "-").split("-")[0]
    if not (code.isascii() and code.isalpha() and len(code) in (2, 3)):
        return None
    return _OLD.get(code, code)


def names_none(code: str) -> bool:
    """Whether a code says that the language is not known, as `und` does and X's qme, qht, …"""
    return code in NO_LANGUAGE or (len(code) == 3 and code[0] == "q")
