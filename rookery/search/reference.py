"""The page of the query language for users, made from the table of operators.

`python -m rookery.search.reference > docs/reference/query-language.md` writes it anew.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

from rookery.search.operators import OPERATORS, UNSUPPORTED
from rookery.search.query import DEEPEST, LONGEST, MOST

_WORDS = (
    (
        "`ferry storm`",
        "both words, in any order and form; in order of relevance a post may lack some of them",
    ),
    (
        '`"lantern night"`',
        "the words side by side, in this order and in any form; “ ” „ « and » are quotes too",
    ),
    ("`cats OR dogs`, `cats \\| dogs`", "either; `OR` in capitals"),
    ("`storm AND ferry`", "what `storm ferry` finds; `AND` in capitals"),
    (
        '`-rain`, `NOT rain`, `-"lantern night"`, `-from:ferrymaster`, `-(rain OR hail)`',
        "posts without it; a query may hold nothing else",
    ),
    (
        "`+the`",
        "this word in any case: words such as *the* are left out, unless there are no others or "
        "they stand in quotation marks",
    ),
    ("`(cats OR dogs) harbour`", "parentheses group"),
    (
        "`#stormida`, `$BWF`, `@ferrymaster`",
        "a hashtag, a cashtag, a mention, in any case of letters",
    ),
    ("`https://estuarypost.example/line-4`", "posts that link to an address which holds this"),
)

_RULES = """\
# The query language

Words find posts, and operators narrow them. The spellings of X, of X's API, of Mastodon, Bluesky
and Reddit are equals: `min_faves:` is `min_likes:`, `language:` is `lang:`, `subreddit:` is
`community:`. Where a query cannot be read, the error names the column.

## Words

{words}
`OR` binds tighter than the space, as in the search box of X: `ferry cats OR dogs` is
`ferry (cats OR dogs)`. X's API reads it the other way round, as `(ferry cats) OR dogs`; with
parentheses both agree.

A colon makes an operator only after one of the names below, or after one so near to it that it is
surely a slip, which is an error (`form:ferrymaster`); `10:30` and `C:` are words. To search for
words that look like an operator, put them in quotation marks. Put a value with spaces in them too:
`community:"north quay"`.

Words are compared by their stems, as the language of each post makes them. An emoji is a word;
signs alone find nothing. A query has at most {longest:,} characters and {most} parts, and {deepest}
parentheses in each other.

## Operators
"""

_TIMES = """\

## Times

`2026-11-20`, `2026-11` and `2026` begin at 0:00 UTC of their first day. `2026-11-20T18:30`,
`…T18:30Z` and `…T18:30+01:00` are moments (UTC where no offset is given), as are
`2026-11-20_18:30:00_UTC` and Unix seconds such as `1795195800`. `90s`, `30m`, `12h`, `7d`, `2w`,
`3mo` (of 30 days) and `1y` (of 365) count back from now; `today`, `yesterday` and `tomorrow` are
days.

`since:` takes in the day it names and `until:` (as Mastodon's `before:`) does not, so
`since:2026-11-20 until:2026-11-22` is two days. `after:` begins when the day named has ended.
`during:` is the whole day, month or year. A post without a known time is in no span.

## Counts

A post whose count is unknown is neither below nor above: `min_likes:1` leaves it out, and
`-min_likes:100`, the way to say *at most 99*, leaves it in.
"""

_REFUSED = """\

## Not here

These of other places are an error that says what to use instead: {names}. Operators that need
someone signed in (`from:me`, `in:library`, `filter:follows`) are errors too.
"""


def reference() -> str:
    """The whole page as Markdown."""
    operators = (
        (
            f"`{o.name}:`",
            " ".join(f"`{spelling}:`" for spelling in o.also),
            o.says,
            f"`{o.example}`",
        )
        for o in OPERATORS
    )
    rules = _RULES.format(
        words=_table(("write", "finds"), _WORDS), longest=LONGEST, most=MOST, deepest=DEEPEST
    )
    names = ", ".join(f"`{name}:`" for name in UNSUPPORTED)
    table = _table(("operator", "also", "finds", "example"), operators)
    return f"{rules}\n{table}{_TIMES}{_REFUSED.format(names=names)}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(reference())
