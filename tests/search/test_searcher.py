"""Searching the sample network, from a query to what a page shows."""

from datetime import UTC, datetime, timedelta

import pytest

from rookery.app import Rookery
from rookery.errors import BadQuery
from rookery.people import OPERATOR, Reader
from rookery.post import Author, Counts, Link, Media, Post, Upsert
from rookery.search import searcher
from tests.store.posts import post as upsert


@pytest.fixture(scope="module")
def posts(sample) -> dict[str, Post]:
    return {p.id: p for p in sample.store.export(Reader())}


def found(sample, query: str, **more) -> list[Post]:
    hits = sample.search.search(query, limit=1_000, **more).hits
    return [p for h in hits for p in (h.post, *h.copies)]


HOLDS = {
    "from:nurse_bina": lambda p: p.author.handle == "nurse_bina",
    "lang:it": lambda p: p.lang == "it",
    "community:harbour": lambda p: p.community == "harbour",
    "is:reply": lambda p: p.reply_to,
    "is:quote": lambda p: p.quote_of,
    "is:repost": lambda p: p.repost_of,
    "has:links": lambda p: p.links,
    "has:images": lambda p: any(m.kind == "image" for m in p.media),
    "has:media": lambda p: p.media,
    "min_likes:20": lambda p: (p.counts.likes or 0) >= 20,
    "min_replies:3": lambda p: (p.counts.replies or 0) >= 3,
    "is:edited": lambda p: p.edited_at,
    "lang:it is:reply": lambda p: p.lang == "it" and p.reply_to,
    "lang:it -is:reply": lambda p: p.lang == "it" and not p.reply_to,
    "lang:es OR lang:it": lambda p: p.lang in ("it", "es"),
    "lang:it (has:media OR is:reply)": lambda p: p.lang == "it" and (p.media or p.reply_to),
}


@pytest.mark.parametrize("query", HOLDS)
def test_operator_finds_exactly_what_it_says(sample, posts, query) -> None:
    total = sample.search.search(query).total
    expected = [p for p in posts.values() if HOLDS[query](p)]
    assert expected
    assert total == len(expected)
    assert all(HOLDS[query](p) for p in found(sample, query))


def test_best_result_has_every_word(sample) -> None:
    hits = sample.search.search("storm ferry").hits
    assert not hits[0].partial
    assert hits[0].score == max(h.score for h in hits)


def test_phrase_stands_side_by_side(sample) -> None:
    hits = sample.search.search('"lantern night"', limit=50).hits
    assert hits
    for hit in hits:
        post = hit.post
        said = " ".join(
            [post.title or "", post.text, *post.hashtags, post.author.name or "",
             *(m.alt or "" for m in post.media), *(x.title or "" for x in post.links)]
        ).lower()  # fmt: skip
        assert "lantern night" in said or "lanternnight" in said


def test_minus_takes_away(sample) -> None:
    with_, without = (found(sample, q) for q in ("storm", "storm -ferry"))
    assert with_
    assert not [p for p in without if "ferry" in p.text.lower().split()]


def test_word_is_found_in_its_other_forms(sample) -> None:
    forms = [{h.post.id for h in sample.search.search(q, limit=1_000, order="latest").hits}
             for q in ("lanterna lang:it", "lanterne lang:it")]  # fmt: skip
    assert forms[0] == forms[1]
    assert len(forms[0]) >= 5
    texts = [p.text.lower() for p in found(sample, "lanterna lang:it")]
    assert any("lanterne" in t and "lanterna" not in t for t in texts)
    english = {p.id for p in found(sample, "ferries lang:en", order="latest")}
    assert english == {p.id for p in found(sample, "ferry lang:en", order="latest")}


def test_accents_may_be_left_out(sample, posts) -> None:
    accented = [p for p in posts.values() if "perché" in p.text.lower()]
    assert accented
    assert {p.id for p in found(sample, "perche", order="latest")} >= {p.id for p in accented}


def test_latest_is_newest_first(sample) -> None:
    times = [h.post.created_at for h in sample.search.search("storm", order="latest").hits]
    assert len(times) > 5
    assert times == sorted(times, reverse=True)


@pytest.mark.parametrize("order", ["relevance", "latest"])
def test_as_of_leaves_out_what_came_later(sample, order) -> None:
    then = datetime.now(UTC) - timedelta(days=12)
    past = sample.search.search("storm", order=order, as_of=then, limit=100)
    assert past.hits
    assert all(h.post.created_at <= then for h in past.hits)
    assert past.total < sample.search.search("storm").total


def test_pages_follow_each_other_without_repeats(sample) -> None:
    seen: list[str] = []
    offset: int | None = 0
    query = "storm OR ferry OR tram"
    while offset is not None and len(seen) < 60:
        page = sample.search.search(query, limit=7, offset=offset)
        seen += [h.post.id for h in page.hits]
        offset = page.next_offset
    assert len(seen) > 14
    assert len(seen) == len(set(seen))
    assert seen[:20] == [h.post.id for h in sample.search.search(query, limit=20).hits]


def test_parts_sum_to_the_score(sample) -> None:
    for hit in sample.search.search("storm ferry late", limit=50).hits:
        assert sum(hit.parts.values()) == pytest.approx(hit.score, abs=1e-9)


def test_copies_fold_into_one_with_a_count(network) -> None:
    now = datetime.now(UTC)
    said = "zeppelin seen over the old lighthouse at dawn, nobody knows whose it is"

    def post(n: int, text: str, **more) -> Upsert:
        return Upsert(Post(f"z{n}", text, author=Author(f"z{n}"), created_at=now, **more))

    network.store.apply(
        [post(0, said), post(1, said), post(2, said + "!"), post(3, "", repost_of="z0"),
         post(4, "zeppelin? over the lighthouse? who told you that")]
    )  # fmt: skip
    found = network.search.search("zeppelin lighthouse", limit=10)
    top = next(hit for hit in found.hits if hit.post.id != "z4")
    assert top.copy_count == 3
    assert {p.id for p in (top.post, *top.copies)} >= {"z0", "z1", "z2"}
    assert "z4" in {h.post.id for h in found.hits}
    assert found.total == 4


@pytest.mark.parametrize("asked", ["makers", "Makers", "the makers", "community makers"])
def test_a_community_is_found_by_its_name(sample, asked) -> None:
    named = sample.search.search(asked, beside=True).communities
    assert [c.name for c in named] == ["makers"]
    assert named[0].posts == sample.search.search("community:makers").total


def test_a_community_is_not_named_after_what_is_said_in_it(sample) -> None:
    found = sample.search.search("storm", beside=True)
    assert len({h.post.community for h in found.hits}) > 1
    assert found.communities == ()


def test_words_decide_where_few_posts_match(network) -> None:
    said = ("zebra", "a zebra in the street", "the stripes of zebras", "seen in the long street")
    network.store.apply([Upsert(Post(f"z{n}", text)) for n, text in enumerate(said)])
    hits = network.search.search("zebra").hits
    assert len(hits) == 3
    for hit in hits:
        assert hit.parts["words"] > 10 * hit.parts.get("related", 0)


def test_related_words_are_what_the_best_posts_share(network) -> None:
    every = [f"just {n} of the things that people say about all" for n in range(40)]
    lynx = [
        "just a lynx in the carpathians",
        "the lynx of the carpathians is all about",
        "lynx mug",
    ]
    network.store.apply([Upsert(Post(f"l{n}", text)) for n, text in enumerate(every + lynx)])
    assert network.search.search("lynx", beside=True).related == ("carpathians",)


def test_snippet_marks_the_words_and_is_the_text(sample) -> None:
    for hit in sample.search.search("storm", limit=30).hits:
        assert "".join(s.text for s in hit.snippet).strip("…") in hit.post.text
        assert all("storm" in s.text.lower() for s in hit.snippet if s.hit)
    assert any(s.hit for s in sample.search.search("storm").hits[0].snippet)


def test_beside_results_stand_what_narrows_and_widens_them(sample) -> None:
    beside = sample.search.search("storm", beside=True, limit=100)
    assert sum(b.count for b in beside.histogram.bins) == beside.total
    assert beside.related
    assert not {"storm", "storms", "the", "with", "and"} & set(beside.related)
    by_operator = {f.operator for f in beside.facets}
    assert {"community", "from"} <= by_operator
    for facet in beside.facets[:8]:
        narrowed = sample.search.search(f"storm {facet.operator}:{facet.value}")
        assert narrowed.total == facet.count
    assert beside.facets_of == beside.total  # so few that all are counted


def test_what_is_asked_without_words_stands_by_likes_and_age(home) -> None:
    network = Rookery.open(home, embed={"vectors": False, "semantic": "off"})
    network.store.apply(
        [
            upsert("old", "one", hours=0, community="Harbour"),
            upsert("liked", "two", hours=1, community="harbour", counts=Counts(likes=900)),
            upsert("new", "three", hours=2, community="Harbour"),
        ]
    )
    best = network.search.search("community:harbour", beside=True)
    assert [h.post.id for h in best.hits] == ["liked", "new", "old"]
    assert all(h.score == pytest.approx(sum(h.parts.values())) and h.score > 0 for h in best.hits)
    newest = network.search.search("community:harbour", order="latest")
    assert [h.post.id for h in newest.hits] == ["new", "liked", "old"]
    assert best.total == newest.total == 3
    assert [(c.name, c.posts) for c in network.search.communities()] == [("Harbour", 3)]


def test_pages_of_what_has_no_words_are_one_list_however_long(home, monkeypatch) -> None:
    monkeypatch.setattr(searcher, "CANDIDATES", 40)
    network = Rookery.open(home, embed={"vectors": False, "semantic": "off"})
    old = [
        upsert(f"o{n}", f"number {n}", hours=n / 60, community="town", counts=Counts(likes=40 * n))
        for n in range(60)
    ]
    copies = [
        upsert(f"c{n}", f"news {n % 3}", hours=200, community="town", repost_of=f"r{n % 3}")
        for n in range(100)
    ]
    network.store.apply([*old, *copies])
    whole = network.search.search("community:town", limit=100).hits
    paged = [
        hit.post.id
        for offset in range(0, 80, 20)
        for hit in network.search.search("community:town", limit=20, offset=offset).hits
    ]
    assert paged == [hit.post.id for hit in whole]
    assert len(paged) == 63
    assert [hit.score for hit in whole] == sorted((hit.score for hit in whole), reverse=True)


def test_people_whose_name_matches_are_shown(sample) -> None:
    people = sample.search.search("nurse bina", beside=True).people
    assert "nurse_bina" in {p.author.handle for p in people}


def test_misspelt_word_is_doubted_and_a_right_one_is_not(sample) -> None:
    assert sample.search.search("habrour", beside=True).did_you_mean == "harbour"
    assert sample.search.search("harbour", beside=True).did_you_mean is None
    mended = sample.search.search("from:nurse_bina harbor -storm", beside=True).did_you_mean
    assert mended in (None, "from:nurse_bina harbour -storm")


def test_bad_query_points_at_its_column(sample) -> None:
    with pytest.raises(BadQuery) as told:
        sample.search.search('storm "late')
    assert told.value.column == 7


@pytest.mark.parametrize("query", ["", "   ", "the of and", "🌊", "!!!", "-lang:en", "a"])
def test_odd_queries_answer(sample, query) -> None:
    for order in ("relevance", "latest"):
        found = sample.search.search(query, order=order, beside=True)
        assert found.total >= 0


def test_thread_author_and_community_hold_together(sample, posts) -> None:
    reply = next(p for p in posts.values() if p.reply_to in posts)
    thread = sample.search.thread(reply.id)
    assert {reply.id, reply.reply_to} <= {p.id for _, p in thread.posts}
    places = {p.id: (n, depth) for n, (depth, p) in enumerate(thread.posts)}
    for _, post in thread.posts:
        if post.reply_to in places:
            assert places[post.id] > places[post.reply_to]
            assert places[post.id][1] == places[post.reply_to][1] + 1
    profile = sample.search.author("@Nurse_Bina")
    assert profile.posts == sum(p.author.handle == "nurse_bina" for p in posts.values())
    community, recent = sample.search.community("harbour")
    assert community.posts == sum(p.community == "harbour" for p in posts.values())
    assert {p.community for p in recent} == {"harbour"}
    assert {c.name for c in sample.search.communities()} <= {p.community for p in posts.values()}


def test_operators_copy_holds_more_than_anyone_may_read(sample, posts) -> None:
    assert len(list(sample.store.export(OPERATOR))) > len(posts)


def test_an_author_is_shown_by_the_newest_post_that_tells_of_each_thing(network) -> None:
    now = datetime.now(UTC)
    told = (  # oldest first; the newest comes from a source that tells the handle alone
        Author("vera", name="Vera", bio="Fishes.", followers=3, verified=True),
        Author("vera", name="Vera Holm", followers=7, bot=False),
        Author("Vera", followers=0, verified=False),
        Author("vera"),
    )
    network.store.apply(
        [
            Upsert(Post(f"v{n}", "word", author=author, created_at=now - timedelta(hours=9 - n)))
            for n, author in enumerate(told)
        ]
    )
    assert network.search.author("vera").author == Author(
        "vera", name="Vera Holm", bio="Fishes.", followers=0, verified=False, bot=False
    )


@pytest.mark.parametrize(
    "query",
    ['"the harbour"', '"of the"', '"night ferry" storm', '"the ferry" -storm', '-"the ferry" storm',
     '("the ferry" OR storm) harbour', '"the ferry" OR lantern', '"the harbour" lang:en'],
)  # fmt: skip
def test_a_phrase_finds_the_same_by_whom_its_posts_are_weighed(sample, monkeypatch, query) -> None:
    here = sample.search.search(query, limit=50)
    monkeypatch.setattr("rookery.search.found._WEIGHED", -1)
    engine = sample.search.search(query, limit=50)
    assert here.total == engine.total
    assert [h.post.id for h in here.hits] == [h.post.id for h in engine.hits]


RARE = [
    ("fi", "zzquokka parade on the pier bridge"),  # English, taken for another language
    ("it", "la ricerca degli italiani"), ("es", "privatización de los huevos"),
    ("de", "die alten Häuser am Hafen"), ("pl", "zamknięto port na noc"), ("en", "wine and cars"),
]  # fmt: skip


def test_a_word_finds_its_post_however_rare_its_language_is(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    many = [Post(f"e{n}", f"the harbour is open, day {n}", lang="en") for n in range(400)]
    rare = [Post(f"r{n}", text, lang=lang) for n, (lang, text) in enumerate(RARE)]
    network.store.apply([Upsert(p) for p in (*many, *rare)])
    for post in rare:
        for word in post.text.split():
            found = network.search.search(f"{word} lang:{post.lang}", limit=5)
            assert [h.post.id for h in found.hits] == [post.id], word
            assert any(s.hit for s in found.hits[0].snippet), word
        assert network.search.search(f'"{post.text}"').total == 1


def test_stems_of_one_language_find_no_words_of_another(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    said = (("en", "we will win, not lose, if we can plan"), ("it", "il cane con le note care"))
    network.store.apply([Upsert(Post(lang, text, lang=lang)) for lang, text in said])
    for word in ("wine", "cane", "note", "cara"):
        found = {h.post.id for h in network.search.search(word).hits}
        assert found == ({"it"} if word != "wine" else set()), word


def test_a_function_word_of_another_language_is_a_word_of_this_one(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    english = ("my son and his apple", "an apple a day", "a sin", "come home", "home at last")
    spanish = ("las manzanas son buenas", "sin manzanas", "los libros son caros")
    network.store.apply(
        [*(Upsert(Post(f"e{n}", text, lang="en")) for n, text in enumerate(english)),
         *(Upsert(Post(f"s{n}", text, lang="es")) for n, text in enumerate(spanish))]
    )  # fmt: skip
    assert network.search.search("son apple").total == 1
    assert network.search.search("come home").total == 1
    assert network.search.search("las manzanas son").total == 2  # a function word there


def test_pictures_and_decimals_are_words(home) -> None:
    network = Rookery.open(home, embed={"semantic": "off"})
    said = ("a swan 🦢 in a pumpkin", "1.5 metres", "15 metres", "bravi 🇮🇹")
    network.store.apply([Upsert(Post(f"p{n}", text)) for n, text in enumerate(said)])
    for asked, found in (("🦢", "p0"), ("1.5", "p1"), ("15", "p2"), ("🇮🇹", "p3")):
        assert [h.post.id for h in network.search.search(asked).hits] == [found]


def pages(network, query: str, limit: int, **more) -> list[list]:
    """Every page that a person can turn to, one after the other."""
    found, offset = [], 0
    while True:
        results = network.search.search(query, limit=limit, offset=offset, **more)
        found.append(list(results.hits))
        if results.next_offset is None:
            return found
        offset = results.next_offset


@pytest.mark.parametrize("order", ["latest", "relevance"])
@pytest.mark.parametrize("limit", [20, 100])
def test_behind_many_copies_every_post_can_still_be_reached(network, order, limit) -> None:
    now = datetime.now(UTC)
    copies = [
        Post(f"c{n}", "The lighthouse at dawn is closed for painting until Sunday.",
             community="far", created_at=now - timedelta(minutes=n))
        for n in range(300)
    ]  # fmt: skip
    others = [
        Post(f"o{n}", f"lighthouse {n} stands on cape {n * 7} and burns {n * 3} lamps of {n} kinds",
             community="far", created_at=now - timedelta(days=1, minutes=n))
        for n in range(200)
    ]  # fmt: skip
    network.store.apply([Upsert(p) for p in (*copies, *others)])
    hits = [hit for page in pages(network, "lighthouse in:far", limit, order=order) for hit in page]
    shown = [hit.post.id for hit in hits]
    assert len(shown) == len(set(shown)) == 201
    assert [hit.copy_count for hit in hits if hit.post.id.startswith("c")] == [299]


def test_the_newest_can_be_paged_through_behind_thousands_of_copies(network) -> None:
    now = datetime.now(UTC)
    network.store.apply(
        [Upsert(Post(f"c{n}", "ferry again late, ferry again late, that is all",
                     community="far", created_at=now - timedelta(seconds=n))) for n in range(3_000)]
        + [Upsert(Post(f"o{n}", f"word{n} other{n} third{n} fourth{n}", community="far",
                       created_at=now - timedelta(days=1, seconds=n))) for n in range(50)]
    )  # fmt: skip
    first, *rest = pages(network, "in:far", 20, order="latest")
    assert first[0].post.id == "c0"
    assert sum(map(len, (first, *rest))) == 51


def test_no_phrase_reaches_across_two_tags_titles_or_pictures(home) -> None:
    network = Rookery.open(home, embed={"vectors": False, "semantic": "off"})
    links = (Link("https://a.example", "Linked title"), Link("https://b.example", "Second heading"))
    media = (Media("image", None, "An elephant"), Media("image", None, "Tall giraffe"))
    network.store.apply(
        [
            upsert("p", "hello", author=Author("bo", name="Anna Bell"), lang="en", links=links,
                   media=media, hashtags=("alpha", "BetaTest", "☂"), cashtags=("abcd",)),
        ]
    )  # fmt: skip

    def finds(query: str) -> bool:
        return network.search.search(query).total == 1

    for query in ('"beta test"', '"linked title"', '"second heading"', '"tall giraffe"', "alpha",
                  "giraffe abcd", '"anna bell"', "bo", '"an elephant"'):  # fmt: skip
        assert finds(query), query
    for query in ('"alpha beta"', '"test abcd"', '"title second"', '"elephant tall"', '"bo anna"'):
        assert not finds(query), query
