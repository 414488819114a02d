"""What people ask and follow up with, in their words: each gives what it should, or why not."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from rookery.answer.ask import Answering
from rookery.app import Rookery
from rookery.assistant.assistant import Assistant
from rookery.assistant.conversations import Conversations
from rookery.assistant.files import Files
from rookery.assistant.turn import Answered
from rookery.ledger import open_ledger

pytestmark = pytest.mark.xdist_group("anew")  # one process makes what all of them need


@dataclass(frozen=True)
class Given:
    """What the last of some turns came to."""

    body: Answered
    langs: frozenset[str | None]  # of the posts that are cited


@pytest.fixture(scope="module")
def anew(sample: Rookery, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Told"]:
    runner = asyncio.Runner()
    with ThreadPoolExecutor(1) as aside:  # as `tests.llm.story.run` does, once for all stories
        opened = sample.answering(model="composer", semantic="off")
        answering = aside.submit(runner.run, opened.__aenter__()).result()
        kept = Conversations(open_ledger(tmp_path_factory.mktemp("anew")))
        yield Told(sample, answering, kept, lambda story: aside.submit(runner.run, story).result())
        aside.submit(runner.run, opened.__aexit__(None, None, None)).result()
        aside.submit(runner.close).result()


class Told:
    """Turns told in a conversation of their own, by the composer."""

    def __init__(
        self,
        network: Rookery,
        answering: Answering,
        kept: Conversations,
        run: Callable[[Coroutine[Any, Any, str]], str],
    ) -> None:
        self._network, self._kept, self._run = network, kept, run
        self._assistant = Assistant(answering, kept, Files(kept.ledger))

    def __call__(self, *texts: str) -> Given:
        async def story() -> str:
            id = None
            for text in texts:
                async for event in self._assistant.say("person:1", text, id):
                    id = getattr(event, "conversation", id)
            assert id is not None
            return id

        turn = self._kept.open("person:1", self._run(story())).turns[-1].body
        assert isinstance(turn, Answered)
        cited = sorted({id for s in turn.statements for id in s.cites})
        posts = self._network.search.posts(cited)
        return Given(turn, frozenset(post.lang for post in posts))


def _searches(given: Given) -> Sequence[str]:
    return [query for s in given.body.statements for query in s.searches]


FIGURES = [
    (("How many posts in Spanish talk about the storm?",), "storm lang:es"),
    (("How many posts are in Italian about the book?",), "book lang:it"),
    (("Quanti post in spagnolo parlano della tempesta?",), "tempesta lang:es"),
    (("¿Cuántas publicaciones en italiano hablan del libro?",), "libro lang:it"),
    (("How many posts mention the swan but not the ferry?",), "swan -ferry"),
    (("Quanti post parlano del traghetto ma non del cigno?",), "traghetto -cigno"),
    (("¿Cuántas publicaciones mencionan el ferry sin el cisne?",), "ferry -cisne"),
    (("How many posts did @nonna_pia write?",), "from:nonna_pia"),
    (("How many posts has @nonna_pia written about the cat?",), "cat from:nonna_pia"),
    (("How many people in food wrote about bread?",), "bread community:food"),
    (("How many posts mention lanterns in harbour?",), "lanterns community:harbour"),
    (("How many posts mention the tram in Brackwater?",), "tram brackwater"),
    (("Which community writes most about lanterns?",), "lanterns"),
    (("Who wrote the most about the tram?",), "tram"),
    (("Chi ha scritto di più del libro?",), "libro"),
    (("Quanti scrivono del libro?",), "libro"),
    (("When was the swan mentioned last?",), "swan"),
    (("When did somebody mention Venn for the first time?",), "venn"),
    (("How many posts mention the tram?", "in Spanish?"), "tram lang:es"),
    (("How many posts mention the tram?", "and in Spanish?", "only the Italian ones"),
     "tram lang:it"),
    (("How many posts mention the tram?", "by community?"), "tram"),
    (("¿Cuántas publicaciones mencionan el tranvía?", "¿y en italiano?"), "tranvía lang:it"),
    (("Quanti post parlano del libro?", "e senza la fiera?"), "libro -fiera"),
    (("How many posts mention the tram?", "and in transit?"), "tram community:transit"),
    (("Was Venn sold to Northgate?", "how many people said so?"), "venn sold northgate"),
    (("¿Quitan la línea 4?", "¿cuántas personas lo dijeron?"), "quitan línea 4"),
    (("How many posts mention the ferry?", "who said that first?"), "ferry"),
    (("How many posts mention the ferry?", "who said that first?", "how many people said so?"),
     "ferry"),
    (("How many of the posts are in Italian?",), "lang:it"),
    (("Quanti post ci sono in harbour?",), "community:harbour"),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "query"), FIGURES, ids=[" / ".join(t) for t, _ in FIGURES])
def test_a_figure_leaves_no_condition_out(anew: Told, turns: Sequence[str], query: str) -> None:
    given = anew(*turns)
    assert set(_searches(given)) == {query}
    assert given.body.made_by == "store"


@pytest.mark.parametrize(
    "question",
    [
        "How many posts about trams have a photo?",
        "How many posts about the swan got more than 10 likes?",
        "How many replies did the swan get?",
        "Quanti post sul cigno hanno più di dieci mi piace?",
        "How many posts mention the ferry while it rains?",
        "How many posts about trams were there on the weekend?",
    ],
)
def test_a_condition_that_is_not_understood_is_no_figure_and_says_so(
    anew: Told, question: str
) -> None:
    body = anew(question).body
    assert (body.statements, body.declined) == ((), "not counted")


LANGUAGES = [
    (("Is there lead paint on the playground boat?", "y en español?"), "es", {"g164", "g241"}),
    (("Is there lead paint on the playground boat?", "e in italiano?"), "it", {"g165"}),
    (("Was Venn sold to Northgate?", "only the Spanish ones"), "es", {"f102"}),
    (("Was Venn sold to Northgate?", "and in Italian?"), "it", {"f096"}),
    (("Is Tilde closing?", "In Italian?"), "it", {"f134", "f152"}),
    (("Who found Nell?", "in Spanish?"), "es", {"f460", "g353"}),
    (("Hanno venduto il mercato?", "and in English?"), "en", {"h135", "h137", "h141", "h223"}),
    (("¿Quitan la línea 4?", "e in inglese?"), "en", {"h157", "h161", "h054", "h070"}),
    (("¿Quitan la línea 4?", "¿y en italiano?"), "it", {"h077"}),
    (("Is line 4 being cut?", "and in Spanish?"), "es", {"h169", "h074", "h075"}),
    (("Was the Market Hall sold?", "and in Italian?"), "it", {"h237", "h132"}),
    (("Did the Aurelia leak fuel?", "e in italiano?"), "it", {"h187"}),
    (("Were the books saved from the flood?", "and the Italian ones?"), "it", {"g258", "g245"}),
    (("Is insulin safe without a fridge?", "what about Spanish?"), "es", {"f304"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("turns", "lang", "some"), LANGUAGES, ids=[" / ".join(t) for t, _, _ in LANGUAGES]
)
def test_the_same_matter_is_found_in_another_language(
    anew: Told, turns: Sequence[str], lang: str, some: set[str]
) -> None:
    given = anew(*turns)
    assert given.langs == {lang}
    assert some & given.body.cites


@pytest.mark.parametrize(
    "turns",
    [
        ("When does the last ferry leave?", "and in German?"),
        ("How long does ragù cook?", "in Spanish?"),
        ("What did the harbour office say about crane 6?", "e in italiano?"),
        ("Who won the pumpkin contest?", "and in Italian?"),
    ],
    ids=" / ".join,
)
def test_of_what_nobody_wrote_in_that_language_nothing_is_quoted(
    anew: Told, turns: Sequence[str]
) -> None:
    body = anew(*turns).body
    assert body.statements == ()
    assert body.declined in ("silent", "nothing found")


@pytest.mark.parametrize(
    "turns",
    [
        ("and in Italian?",),
        ("Who said that first?",),
        ("hello", "is it true?"),
        ("Is Mr Banerjee ill?", "who said that first?"),
        ("Is Mr Banerjee ill?", "how many people said so?"),
        ("Is Mr Banerjee ill?", "and in Italian?"),
        ("What is the capital of France?", "who doubted it?"),
    ],
    ids=" / ".join,
)
def test_what_leans_on_nothing_that_was_told_is_not_looked_for(
    anew: Told, turns: Sequence[str]
) -> None:
    body = anew(*turns).body
    assert (body.statements, body.near) == ((), ())


BEHIND = [
    (("Is there lead paint at Gull Lane?", "who spread it?"), {"g162", "g163", "g165", "g166"}),
    (("Is there lead paint at Gull Lane?", "Who was the first to say so?"), {"g158"}),
    (("Is line 4 being cut?", "Who said that first?"), {"h054"}),
    (("Was Venn sold to Northgate?", "who started this?"), {"f093"}),
    (("Hanno venduto il mercato coperto?", "chi l'ha detto per primo?"), {"h132", "h121"}),
    (("Is the harbour poisoned?", "is it true?"), {"h213"}),
    (("¿Quitan la línea 4?", "¿quién lo desmintió?"), {"h169"}),
    (("Was the Market Hall sold?", "and who doubted that?"), {"h135"}),
    (("Is line 4 being cut?", "Who said that first?", "is it true?"), {"h161", "h157"}),
]  # fmt: skip


@pytest.mark.parametrize(("turns", "some"), BEHIND, ids=[" / ".join(t) for t, _ in BEHIND])
def test_what_is_behind_it_is_asked_in_plain_words(
    anew: Told, turns: Sequence[str], some: set[str]
) -> None:
    assert some & anew(*turns).body.cites


@pytest.mark.parametrize(
    "wish",
    [
        "Write me a haiku about the swan",
        "Can you write a speech for the lantern festival?",
        "Write a letter to the council about the tram",
        "Compose a reply to @ferrymaster",
        "Fix my text: the ferry are late",
        "Correct my text: the ferry are late",
        "Scrivimi una poesia sul mare",
        "Scrivi una lettera al comune",
        "Escríbeme un poema sobre el cisne",
        "¿Puedes redactar una carta al ayuntamiento?",
        "Corrige mi texto: el ferry llega tardes",
        "Make up a short story about a goose",
        "Help me with a birthday message for my mother",
    ],
)
def test_writing_help_is_told_and_a_small_model_says_it_cannot(anew: Told, wish: str) -> None:
    body = anew(wish).body
    assert (body.kind, body.declined, body.statements) == ("written", "no writer", ())


@pytest.mark.parametrize("wish", ["Explain h157", "Sum up h157", "riassumi h157", "¿Explica h157?"])
def test_a_thread_is_named_by_the_id_that_is_printed(anew: Told, wish: str) -> None:
    assert "h157" in anew(wish).body.cites


@pytest.mark.parametrize(
    "wish",
    ["Sum up the last week", "Riassumi l'ultima settimana", "summarise this week", "Sum up today"],
)
def test_a_span_of_the_whole_network_is_summed_up(anew: Told, wish: str) -> None:
    body = anew(wish).body
    assert body.statements
    assert all("since:" in query and "week" not in query for query in body.searched)


@pytest.mark.parametrize(
    "said",
    [
        "What's 17 times 3?", "What is 2+2?", "12 * 7 =", "¿Cuánto es 5 por 8?",
        "Quanto fa 3 più 4?", "tell me a joke", "Sing me a song", "Raccontami una barzelletta",
        "Cuéntame un chiste", "How are you?", "are you a robot?", "flip a coin",
    ],
)  # fmt: skip
def test_what_no_post_is_asked_for_gets_what_can_be_done(anew: Told, said: str) -> None:
    body = anew(said).body
    assert (body.kind, body.cites) == ("talk", frozenset())


@pytest.mark.parametrize(
    "question",
    ["What is the square root of 16?", "How tall is the Eiffel Tower?", "Who wrote Hamlet?",
     "What is the speed of light?", "¿Cuál es la capital de Perú?", "Chi ha inventato la radio?"],
)  # fmt: skip
def test_the_world_s_knowledge_is_not_quoted_from_posts(anew: Told, question: str) -> None:
    body = anew(question).body
    assert body.statements == () or body.kind == "talk"


@pytest.mark.parametrize(
    ("question", "some"),
    [
        ("Who tells jokes about the swan?", None),
        ("What did the laboratory find in the harbour?", {"h213", "h204"}),
        ("Was the Market Hall sold?", {"h135"}),
    ],
)
def test_questions_for_posts_are_still_answered_from_posts(
    anew: Told, question: str, some: set[str] | None
) -> None:
    body = anew(question).body
    assert body.kind == "answer"
    assert some is None or some & body.cites


def _all() -> Iterator[str]:
    yield from (" / ".join(t) for t, *_ in (*FIGURES, *LANGUAGES, *BEHIND))


def test_each_story_is_told_once() -> None:
    assert len(set(_all())) == len(list(_all()))
