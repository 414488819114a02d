"""What a query asks of a store: what must hold, what only ranks, what is left out."""

from datetime import UTC, datetime

from rookery.search.compile import compile_query, compile_words
from rookery.search.forms import Forms
from rookery.search.query import parse
from rookery.store.where import And, Contains, Is, Not, Or, Phrase, Present, Word
from rookery.text import Analyser

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ANALYSER = Analyser()


def compiled(text, langs=("en",)):
    return compile_query(parse(text, now=NOW), Forms(ANALYSER, langs, langs))


def w(*stems):
    return Word(stems)


def test_free_words_are_asked_for_whole_and_left_to_ranking_otherwise():
    c = compiled("ferries running from:ann")
    assert c.where == And((w("ferri"), w("run"), Is("author_key", ("ann", "@ann"))))
    assert c.facts == And((Is("author_key", ("ann", "@ann")),))
    assert c.terms == c.free == (w("ferri"), w("run"))
    assert c.surface == ("ferries", "running")


def test_parentheses_around_free_words_change_nothing():
    assert compiled("(ferries running) from:ann") == compiled("ferries running from:ann")


def test_a_word_is_tried_in_the_stems_of_each_language():
    assert compiled("note", ("en", "it")).terms == (w("note", "it:not"),)


def test_a_form_that_no_post_can_hold_is_not_asked_for():
    forms = Forms(
        ANALYSER, ("en", "it", "es"), ("en",), lambda _, langs: [lang == "it" for lang in langs]
    )
    assert compile_query(parse("ferries"), forms).terms == (w("ferri", "it:ferries"),)
    assert compile_query(parse('"two ferries"'), forms).phrases == (
        Phrase(("two", "ferri")),
        Phrase(("it:two", "it:ferries")),
    )


def test_function_words_are_left_out_unless_there_is_nothing_else():
    assert compiled("the ferry to the island").surface == ("ferry", "island")
    assert compiled("to be or not to be").surface == ("to", "be", "or", "not")


def test_a_plus_makes_a_function_word_required():
    c = compiled("+the who band")
    assert c.surface == ("band",)
    assert c.facts == And((w("the"),))


def test_function_words_stay_in_phrases_in_alternatives_and_after_a_minus():
    assert compiled('"to the island"').facts == And((Phrase(("to", "the", "island")),))
    assert compiled("-the").where == And((Not(w("the")),))
    assert compiled("the OR cat").where == And((Or((w("the"), w("cat"))),))


def test_a_group_inside_an_alternative_leaves_function_words_out():
    assert compiled("(the cat) OR dog").where == And((Or((And((w("cat"),)), w("dog"))),))
    assert compiled("-(the cat)").where == And((Not(And((w("the"), w("cat")))),))


def test_the_words_of_a_phrase_rank_and_a_missing_one_cannot_be_lacking():
    c = compiled('pier "lanterns of the night"', ("en", "it"))
    assert c.surface == ("pier", "lanterns", "night")
    assert c.free == (w("pier", "it:pier"),)
    assert c.phrases == (
        Phrase(("lantern", "of", "the", "night")),
        Phrase(("it:lanterns", "it:of", "it:the", "it:night")),
    )


def test_alternatives_rank_only_where_no_word_is_sure_to_be_there():
    assert compiled("cats OR dogs").surface == ("cats", "dogs")
    assert compiled("cats OR dogs").free == ()
    assert compiled("rescue cats OR dogs").surface == ("rescue",)


def test_what_is_left_out_does_not_rank():
    c = compiled("-rain -(hail OR from:ann)")
    assert c.terms == () and c.phrases == ()
    assert c.where == And((Not(w("rain")), Not(Or((w("hail"), Is("author_key", ("ann", "@ann")))))))


def test_a_word_of_several_is_left_out_side_by_side():
    assert compiled("-covid-19").where == And((Not(Phrase(("covid", "19"))),))


def test_handles_communities_and_tags_are_compared_in_small_letters():
    c = compiled("from:Ann community:Harbour #Storm $HOLM @Bob lang:EN-gb")
    assert c.where == And((
        Is("author_key", ("ann", "@ann")),
        Is("community_key", ("harbour", "r/harbour", "/r/harbour")),
        Contains("hashtags", "storm"), Contains("cashtags", "holm"), Contains("mentions", "bob"),
        Is("lang_key", ("en",)),
    ))  # fmt: skip


def test_to_means_a_reply_that_mentions():
    assert compiled("to:Ann").where == And(
        (And((Present("reply_to"), Contains("mentions", "ann"))),)
    )


def test_signs_alone_find_nothing_and_beside_words_say_nothing():
    nothing = And((Or(()),))
    assert compiled("???").where == compiled('"!!!"').where == nothing
    assert compiled("ferry ???").where == And((w("ferri"),))
    assert compiled("-???").where == compiled("").where == And(())


def test_plain_text_is_words_whatever_signs_it_holds():
    c = compile_words('from:ann -rain (OR "ferry', Forms(ANALYSER, ("en",), ("en",)))
    assert c.surface == ("ann", "rain", "ferry")
    assert c.facts == And(()) and c.where == And(c.terms)
