"""The page of a long thread says how many posts it leaves out, and where they are."""

from tests.store.posts import post
from tests.web.serving import Server


def test_what_a_long_thread_leaves_out_is_said_truly(server: Server) -> None:
    posts = [post("long", "who was there?", conversation="long")]
    posts += [
        post(f"l{n}", f"{n}", reply_to="long", conversation="long", hours=n) for n in range(600)
    ]
    server.network.store.apply(posts)
    page = server.get("/post/l300", headers={"accept": "text/html"}).text
    assert "A conversation of 601 posts" in page
    assert "101 more posts are not shown" in page and "gone, or not open" not in page
    assert "q=conversation%3Along" in page
    italian = server.get("/post/l300", headers={"accept": "text/html", "accept-language": "it"})
    assert "Altri 101 post non sono mostrati" in italian.text
    form = server.get("/post/l300", params={"format": "json"}).json()
    assert (len(form["posts"]), form["more"], form["missing"]) == (500, 101, 0)
    assert (
        server.get("/search", params={"q": "conversation:long", "format": "json"}).json()["total"]
        == 601
    )
