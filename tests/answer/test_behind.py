"""From a copied rumour to its first post, who spread it, who denied it and the correction."""

import pytest

from rookery.answer.claims.behind import Behind, behind
from rookery.answer.gather import allowed_by
from rookery.answer.reading.likeness import Likeness
from rookery.app import Rookery
from rookery.config import consent_table
from rookery.people import ANONYMOUS


def _behind(sample: Rookery, likeness: Likeness, id: str) -> Behind:
    allowed = allowed_by(consent_table(sample.settings))
    return behind(id, sample.search, ANONYMOUS, allowed, likeness)


def test_a_rumour_leads_to_its_first_post_its_copies_and_its_denial(
    sample: Rookery, likeness: Likeness
) -> None:
    found = _behind(sample, likeness, "h125")  # "Copied from a friend: the Market Hall is SOLD"
    assert found.earliest is not None
    assert found.earliest.post.id == "h121"
    assert [r.post.id for r in found.otherwise] == ["h123", "h135", "h230"]
    denial = next(r for r in found.otherwise if r.post.id == "h135")
    assert denial.words == "The Market Hall is not sold."


def test_a_correction_is_told_as_one(sample: Rookery, likeness: Likeness) -> None:
    found = _behind(sample, likeness, "h175")
    assert "h161" in [r.post.id for r in found.corrections]
    assert {"h070", "h072", "h073"} <= {
        r.post.id for r in (*found.repeated, *filter(None, [found.earliest]))
    }


def test_what_it_answers_comes_from_the_first_of_the_thread_on(
    sample: Rookery, likeness: Likeness
) -> None:
    above = [post.id for post in _behind(sample, likeness, "h129").above]
    assert above == ["h121", "h127", "h128"]


def test_a_bare_repost_is_looked_at_by_what_it_passes_on(
    sample: Rookery, likeness: Likeness
) -> None:
    found = _behind(sample, likeness, "h126")
    assert found.quotes is not None
    assert found.quotes.id == "h121"
    assert "h135" in [r.post.id for r in found.otherwise]


def test_posts_that_may_not_be_quoted_are_not(network: Rookery, likeness: Likeness) -> None:
    nobody = behind("h125", network.search, ANONYMOUS, lambda post: False, likeness)
    assert (nobody.earliest, nobody.repeated, nobody.otherwise) == (None, (), ())


def test_an_authors_own_correction_is_shown_and_nothing_that_only_shares_a_word(
    sample: Rookery, likeness: Likeness
) -> None:
    found = _behind(sample, likeness, "h360")  # a headline of three claims, one of them wrong
    assert [r.post.id for r in found.corrections] == ["h362"]
    assert found.corrections[0].words == "Correction: the swan was not injured by a sausage stall."
    assert [r.post.id for r in found.otherwise] == ["h361"]  # the swan: "I was not injured BY"


def test_what_is_told_of_the_same_thing_is_not_otherwise(
    sample: Rookery, likeness: Likeness
) -> None:
    found = _behind(sample, likeness, "h362")
    assert (found.earliest, found.repeated, found.otherwise) == (None, (), ())


def test_who_repeats_a_rumour_does_not_say_otherwise(sample: Rookery, likeness: Likeness) -> None:
    found = _behind(sample, likeness, "h205")
    assert "h225" in [r.post.id for r in found.repeated]
    assert [r.post.id for r in found.otherwise] == ["h181", "h213"]


@pytest.mark.parametrize("id", ["h179", "h205"])
def test_a_rumour_leads_to_what_it_began_with_in_other_words(
    sample: Rookery, likeness: Likeness, id: str
) -> None:
    found = _behind(sample, likeness, id)  # "The Aurelia leaked fuel", from "That is FUEL"
    assert found.earliest is not None
    assert found.earliest.post.id == "h178"
    denial = next(r for r in found.otherwise if r.post.id == "h181")
    assert denial.words == "She is not leaking."  # she: the Aurelia, of the sentence before


def test_from_where_a_rumour_began_one_comes_to_what_was_made_of_it(
    sample: Rookery, likeness: Likeness
) -> None:
    found = _behind(sample, likeness, "h178")
    assert {"h179", "h186", "h205"} <= {r.post.id for r in found.repeated}
    assert [r.post.id for r in found.otherwise] == ["h181", "h213"]


def test_a_claim_keeps_its_first_post_and_its_correction(
    sample: Rookery, likeness: Likeness
) -> None:
    found = _behind(sample, likeness, "h070")
    assert found.earliest is not None
    assert found.earliest.post.id == "h054"
    assert "h072" in [r.post.id for r in found.repeated]
    assert [r.post.id for r in found.corrections] == ["h160", "h161", "h176"]
    assert [r.post.id for r in found.otherwise] == ["h157"]  # the tram company's, by its title
    assert [r.post.id for r in found.doubted] == ["h061", "h063", "h067"]
