"""From a copied rumour to its first post, who spread it, who denied it and the correction."""

from rookery.answer.behind import Behind, behind
from rookery.answer.gather import allowed_by
from rookery.answer.likeness import Likeness
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
    assert "h135" in [r.post.id for r in found.otherwise]
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
