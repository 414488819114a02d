"""What can be typed, what it is read as, and where an error points."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rookery.errors import BadInput, BadQuery
from rookery.search.operators import BY_SPELLING, OPERATORS, UNSUPPORTED
from rookery.search.query import DEEPEST, LONGEST, MOST, parse, with_operator, words
from rookery.search.tree import Both, Either, Fact, Quoted, Without, Words
from rookery.store.where import Is

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def read(text):
    return parse(text, now=NOW)


def error(text):
    with pytest.raises(BadQuery) as caught:
        read(text)
    return caught.value


def kinds(text):
    return [type(p) for p in read(text).root.parts]


# Reading


def test_words_side_by_side_are_parts_of_their_own():
    assert kinds('ferry "last boat" from:ann') == [Words, Quoted, Fact]


def test_or_binds_tighter_than_the_space_as_on_x():
    ferry, either = read("ferry cats OR dogs").root.parts
    assert isinstance(ferry, Words)
    assert isinstance(either, Either) and [str(p) for p in either.parts] == ["cats", "dogs"]


def test_or_in_small_letters_is_a_word():
    assert kinds("cats or dogs") == [Words, Words, Words]


@pytest.mark.parametrize(
    "text", ["-rain", '-"heavy rain"', "-from:ann", "-(rain OR hail)", "−rain"]
)
def test_a_minus_leaves_out_a_word_a_phrase_an_operator_or_a_group(text):
    assert kinds(text) == [Without]


def test_a_minus_inside_a_word_is_part_of_it():
    assert [str(p) for p in read("rock-n-roll - live").root.parts] == ["rock-n-roll", "-", "live"]


def test_two_minuses_are_none():
    assert kinds("--rain -(-hail)") == [Words, Words]


def test_a_plus_keeps_a_word_that_would_be_left_out():
    the, band = read("+the band").root.parts
    assert (the.forced, band.forced) == (True, False)


@pytest.mark.parametrize("text", ['"a b"', "“a b”", "„a b“", "«a b»", '“a b"'])
def test_typographic_quotation_marks_are_quotation_marks(text):
    assert read(text).root.parts == (Quoted("a b", 0, 5),)


def test_parentheses_group_and_may_stand_in_each_other():
    (either,) = read("(a (b OR c)) OR d").root.parts
    assert isinstance(either, Either) and isinstance(either.parts[0], Both)


def test_an_address_is_a_filter_and_keeps_its_own_parentheses():
    query = read("(https://a.example/b_(c) OR ferry)")
    assert query.root.parts[0].parts[0].text == "https://a.example/b_(c)"


@pytest.mark.parametrize("text", ['community:"North Quay"', "community:“North Quay”"])
def test_a_value_with_spaces_stands_in_quotation_marks(text):
    (fact,) = read(text).root.parts
    assert fact.where.values[0] == "north quay"


@pytest.mark.parametrize("text", ["10:30", "C:", "note:this", "re:hello", "$100", "#1", "@", "#"])
def test_what_only_looks_like_an_operator_or_a_tag_is_a_word(text):
    assert kinds(text) == [Words]


def test_a_tag_leaves_the_punctuation_of_its_sentence():
    facts = read("#Storm, $HOLM. @Ann:").root.parts
    assert [(f.where.column, f.where.value) for f in facts] == [
        ("hashtags", "storm"), ("cashtags", "holm"), ("mentions", "ann"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "today"), [("in", "id"), ("IW", "he"), ("ji", "yi"), ("pt_BR", "pt"), ("und-x", None)]
)
def test_old_codes_of_languages_are_read_as_ingest_reads_them(old, today):
    if today is None:
        assert "names no language" in str(error(f"lang:{old}"))
    else:
        (fact,) = read(f"lang:{old}").root.parts
        assert fact.where.values == (today,)


def test_an_account_that_is_called_me_is_named_with_its_sign():
    by, mentioned = read("from:@me @me").root.parts
    assert by.where == BY_SPELLING["author"].make("@me", NOW)
    assert "me" in by.where.values and mentioned.where.value == "me"


@pytest.mark.parametrize(
    ("text", "value"),
    [("@ferrymaster's", "ferrymaster"), ("$BWF’s", "bwf"), ("#stormida/#x", "stormida"),
     ("@ada.bsky.social", "ada.bsky.social"), ("@ada@example.social", "ada@example.social")],
)  # fmt: skip
def test_a_tag_leaves_what_is_joined_to_it_and_is_no_part_of_it(text, value):
    assert read(text).root.parts[0].where.value == value


@pytest.mark.parametrize(
    ("text", "parts"),
    [("$AAPL,$GOOG", ["$aapl", "$goog"]), ("$AAPL;$GOOG", ["$aapl", "$goog"]),
     ("$BRK.B/$BF-B.", ["$brk.b", "$bf-b"]), ("#cats,#dogs", ["#cats", "#dogs"]),
     ("#cats#dogs", ["#cats", "#dogs"]), ("#AAPL!wow", ["#aapl", "wow"]),
     ("#rock-n-roll", ["#rock", "n-roll"]),
     ("@ann,@bo@example.social", ["@ann", "@bo@example.social"]),
     ("#cats's,#dogs", ["#cats", "#dogs"]), ("#हिन्दी,#col·lapse", ["#हिन्दी", "#col·lapse"]),
     ("#cats,lang:it", ["#cats", "it"]), ("#10,#dogs", ["#10,#dogs"])],
)  # fmt: skip
def test_tags_that_are_joined_are_each_one(text, parts):
    signs = {"hashtags": "#", "cashtags": "$", "mentions": "@"}
    for query in (read(text), read(str(read(text)))):
        assert [
            part.text if isinstance(part, Words)
            else part.where.values[0] if isinstance(part.where, Is)
            else signs[part.where.column] + part.where.value
            for part in query.root.parts
        ] == parts  # fmt: skip
    assert len(read(f"({text})").root.parts[0].parts if len(parts) > 1 else parts) == len(parts)


def test_a_sign_before_the_second_of_joined_tags_is_its_own():
    assert kinds("#cats,-#dogs") == [Fact, Without]


@pytest.mark.parametrize("name", ["followers_count", "tweets_count", "url_description"])
def test_operators_of_x_that_are_not_here_are_no_words(name):
    assert "is not answered here" in str(error(f"{name}:10"))


def test_invisible_marks_pasted_along_change_nothing():
    assert str(read("\u200efrom:ann\u200b ferry\ufeff")) == "from:ann ferry"


def test_broken_bytes_from_a_terminal_do_not_stop_a_search():
    assert read("ferry \udcff").words()[0][0] == "ferry"


@pytest.mark.parametrize("spelling", sorted(BY_SPELLING))
def test_every_spelling_reads_the_value_as_its_operator_does(spelling):
    operator = BY_SPELLING[spelling]
    value = operator.example.split(":", 1)[1]
    assert read(f"{spelling.upper()}:{value}").root.parts[0].where == operator.make(value, NOW)


def test_spellings_and_names_belong_to_one_operator_only():
    assert len(BY_SPELLING) == sum(len(o.spellings) for o in OPERATORS)
    assert not set(BY_SPELLING) & set(UNSUPPORTED)


@pytest.mark.parametrize(
    ("reddits", "ours"),
    [
        ("NOT rain", "-rain"),
        ("ferry AND NOT storm", "ferry -storm"),
        ("ferry AND (cats | dogs)", "ferry (cats OR dogs)"),
        ('NOT "heavy rain" NOT from:ann', '-"heavy rain" -from:ann'),
        ("cats OR NOT dogs", "cats OR -dogs"),
    ],
)
def test_words_in_capitals_join_as_elsewhere(reddits: str, ours: str) -> None:
    assert str(read(reddits)) == str(read(ours))


def test_small_letters_and_quotes_are_words() -> None:
    assert [w for w, _, _ in read('not "AND" and').words()] == ["not", "AND", "and"]


# Errors that point at the column


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ('ferry "last boat', 7, "quotation mark"),
        ("ferry (last boat", 7, "opened and not closed"),
        ("ferry) boat", 6, "closes nothing"),
        ("a ()", 3, "nothing between"),
        ('a "  "', 3, "nothing between"),
        ("OR cats", 1, "before it"),
        ("cats OR", 6, "after it"),
        ("cats OR OR dogs", 6, "after it"),
        ("(cats OR) dogs", 7, "after it"),
        ("a -OR b", 3, "after it"),
        ("a | | b", 3, "after it"),
        ("AND cats", 1, "AND needs something before it"),
        ("cats AND", 6, "AND needs something after it"),
        ("cats AND OR dogs", 6, "after it"),
        ("cats OR AND dogs", 6, "after it"),
        ("ferry NOT", 7, "NOT needs something after it"),
        ("(ferry AND NOT)", 12, "NOT needs something after it"),
        ("ferry form:ann", 7, "Did you mean from:"),
        ("langauge:it", 1, "Did you mean language:"),
        ("ferry from:", 12, "needs a value"),
        ("from: ann", 6, "needs a value"),
        ('from:""', 6, "needs a value"),
        ("from:@", 6, "missing after @"),
        ("from:me", 6, "signed in"),
        ("mention:ME", 9, "@me is the account"),
        ("in:library", 4, "community:library"),
        ("filter:follows", 8, "signed in"),
        ("has:imagse", 5, "did you mean image"),
        ("has:poll", 5, "polls are not kept"),
        ("is:blue", 4, "not one of"),
        ("since:2026-13-40", 7, "no time"),
        ("until:soon", 7, "no time"),
        ("during:7d", 8, "no day, month or year"),
        ("since_time:99999999999999999999", 12, "no time"),
        ("min_faves:many", 11, "whole number"),
        ("min_likes:-5", 11, "whole number"),
        ("min_likes:9999999999999", 11, "whole number"),
        ("min_likes:" + "0" * 30 + "9" * 30, 11, "whole number"),
        ("lang:english", 6, "language code"),
        ("lang:und", 6, "names no language"),
        ("language:qme", 10, "names no language"),
        ("a list:5", 3, "lists of accounts are not kept"),
        ("near:rome", 1, "not on a map"),
        ("since_id:5", 1, "use since:"),
        ("-include:replies", 1, "-is:repost"),
        ('"this is the * time"', 14, "cannot stand for a word"),
    ],
)  # fmt: skip
def test_an_error_says_what_is_wrong_and_where(text, column, says):
    caught = error(text)
    assert caught.column == column
    assert says in str(caught) and f"(at column {column})" in str(caught)


def test_every_operator_that_is_not_answered_says_what_to_use():
    for name, reason in UNSUPPORTED.items():
        assert str(reason) in str(error(f"x {name}:y"))


def test_a_query_of_ten_thousand_characters_is_refused_in_one_sentence():
    with pytest.raises(BadInput, match=r"^The query has 10,000 characters: 2,000 are enough"):
        read("a" * 10_000)


def test_an_error_repeats_only_the_beginning_of_a_long_value():
    assert len(str(error("since:" + "9" * 1_900))) < 300


def test_more_parts_than_anyone_types_are_refused_at_the_first_too_many():
    assert len(read("a " * MOST).root.parts) == MOST
    assert error("a " * (MOST + 1)).column == 2 * MOST + 1


def test_parentheses_too_deep_are_refused_where_it_gets_too_deep():
    assert read("(" * DEEPEST + "a" + ")" * DEEPEST)
    assert error("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1)).column == DEEPEST + 1


# What pages do with a query


def test_filters_are_what_narrows_as_typed_with_their_places():
    query = read("ferry language:EN (from:a OR from:b) -rain #storm cats OR dogs")
    assert [text for text, _, _ in query.filters()] == [
        "language:EN", "(from:a OR from:b)", "-rain", "#storm",
    ]  # fmt: skip
    assert all(query.text[start:end] == text for text, start, end in query.filters())


def test_a_filter_can_be_taken_out_by_its_place():
    query = read("ferry lang:en  (from:a) boat")
    assert [query.without(s, e) for _, s, e in query.filters()] == [
        "ferry (from:a) boat", "ferry lang:en boat",
    ]  # fmt: skip


def test_words_are_the_positive_words_and_phrases_with_their_places():
    query = read('ferry "last boat" (cats OR -dogs) -rain lang:en')
    assert words(query) == [("ferry", 0, 5), ("last boat", 6, 17), ("cats", 19, 23)]


@pytest.mark.parametrize(
    ("query", "name", "value", "becomes"),
    [
        ("ferry", "lang", "it", "ferry lang:it"),
        ("", "lang", "it", "lang:it"),
        ("language:en ferry", "lang", "it", "ferry lang:it"),
        ("since:2026 until_time:2026-11 x", "until", "2026-10", "since:2026 x until:2026-10"),
        ("(from:a) ferry", "from", "b", "ferry from:b"),
        ("has:links", "has", "images", "has:links has:images"),
        ("has:links x", "has", "links", "x has:links"),
        ("x", "community", "North Quay", 'x community:"North Quay"'),
        ("cats OR dogs", "lang", "it", "cats OR dogs lang:it"),
        ("-lang:en x", "lang", "it", "-lang:en x lang:it"),
    ],
)  # fmt: skip
def test_an_operator_is_added_or_its_value_changed(query, name, value, becomes):
    assert with_operator(query, name, value) == becomes
    assert with_operator(parse(query), name, value) == becomes


# Any text

_PIECES = st.sampled_from([
    "(", ")", '"', "“", "-", "+", " ", "OR", " OR ", ":", "from:", "lang:it", "has:", "links",
    "https://a.b/(c)", "#tag", "$X", "@ann", "a", "b-c", "*", "since:7d", "community:\"a b\"",
    "include:replies", "\u200b", "form:",
])  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=40).map("".join)))
def test_any_text_is_read_or_refused_within_its_columns_and_its_plain_form_reads_the_same(text):
    try:
        query = read(text)
    except BadQuery as refused:
        assert 1 <= refused.column <= len(text) + 1
        return
    again = read(str(query))
    assert again.root == query.root
    assert str(again) == str(query)
    for _, start, end in query.filters():
        read(query.without(start, end))


def test_the_longest_query_of_any_kind_is_read_or_refused_and_never_breaks():
    for piece in ("(", "-", "+", '"', "a ", "-a ", "a OR ", "(-", "from:a ", "https://x("):
        try:
            read((piece * LONGEST)[:LONGEST])
        except BadQuery as refused:
            assert 1 <= refused.column <= LONGEST + 1
