"""`/healthz` tells whoever watches whether the store can be read, and why not."""

import shutil

from rookery.app import Rookery
from tests.web.serving import Server


def test_it_is_ok_while_the_store_can_be_read(server: Server) -> None:
    answer = server.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_it_fails_once_another_process_has_analysed_by_other_settings(
    server: Server, network: Rookery
) -> None:
    Rookery.open(network.home, embed={"semantic": "off", "vectors": False}).reanalyse()
    answer = server.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "failing"
    assert "start this process again" in answer.json()["error"]


def test_it_goes_on_once_another_process_has_analysed_by_the_same_settings(
    server: Server, network: Rookery
) -> None:
    Rookery.open(network.home, embed={"semantic": "off"}).reanalyse()
    assert server.get("/healthz").status_code == 200


def test_it_fails_where_the_posts_are_lost(server: Server, network: Rookery) -> None:
    shutil.rmtree(network.home / "store" / "posts.lance")
    answer = server.get("/healthz")
    assert answer.status_code == 503
    assert "rookery store check" in answer.json()["error"]
