"""The peer of `benchmarks.answers`: LlamaIndex's own chains over the same posts and model.

python -m benchmarks.llamaindex_rag     a line of where the model is, then cases; an answer a line

It runs in an environment of its own (benchmarks/peers/answers.txt), with nothing of ours but the
vectors of all-MiniLM-L6-v2. Two chains answer each case, as LlamaIndex ships them: the default one
(the two nearest posts, no marks: its sources are its citations), and `CitationQueryEngine` over as
many posts as ours reads, whose marks `[1]` become the posts' ids.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from typing import Any

CHAINS = ("default chain", "CitationQueryEngine")
_READ = 8  # posts, as many as our own answers read
_WRITTEN = 300  # tokens at the most, as in our plain prompt
_MARK = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")


def engines(model: Any, vectors: Any, case: Mapping[str, Any]) -> dict[str, Any]:
    """Both chains over the posts of a case."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.core.query_engine import CitationQueryEngine

    posts = [
        Document(
            text=f"@{p['author']} ({p['at']}): {p['text']}",
            metadata={"id": p["id"]},
            excluded_llm_metadata_keys=["id"],
            excluded_embed_metadata_keys=["id"],
        )
        for p in case["posts"]
    ]
    index = VectorStoreIndex.from_documents(posts, embed_model=vectors)
    citing = CitationQueryEngine.from_args(index, llm=model, similarity_top_k=_READ)
    return dict(zip(CHAINS, (index.as_query_engine(llm=model), citing), strict=True))


def answers(engine: Any, case: Mapping[str, Any]) -> dict[str, Any]:
    """What a chain says, its marks as ids, what it rested on, and its seconds."""
    began = time.perf_counter()
    try:
        reply = engine.query(case["question"])
    except Exception as error:  # noqa: BLE001  a chain that fails has said nothing
        took = time.perf_counter() - began
        return {"text": "", "sources": [], "seconds": took, "error": f"{error!r}"[:300]}
    took = time.perf_counter() - began
    sources = [str(found.node.metadata["id"]) for found in reply.source_nodes]
    return {"text": named(str(reply), sources), "sources": sources, "seconds": took, "error": ""}


def named(text: str, sources: list[str]) -> str:
    """The text with each mark as the id of its source; one of no source stays a number.

    >>> named("It leaves at nine [2].", ["a1", "a4"])
    'It leaves at nine [a4].'
    """

    def mark(found: re.Match[str]) -> str:
        numbers = [int(number) for number in found[1].split(",")]
        ids = [sources[n - 1] if 0 < n <= len(sources) else str(n) for n in numbers]
        return "".join(f"[{id}]" for id in ids)

    return _MARK.sub(mark, text)


def language_model(said: Mapping[str, str]) -> Any:
    """Our engine, as LlamaIndex speaks to any server of OpenAI's kind."""
    from llama_index.llms.openai_like import OpenAILike

    return OpenAILike(
        model=said["model"], api_base=said["url"], api_key=said["key"], is_chat_model=True,
        context_window=int(said["context"]), max_tokens=_WRITTEN, temperature=0.0, max_retries=0,
    )  # fmt: skip


def minilm() -> Any:
    """The vectors that most local chains take: all-MiniLM-L6-v2."""
    from llama_index.core.embeddings import BaseEmbedding

    from rookery.embed import load_semantic

    read = load_semantic(threads=1)

    def embed(texts: list[str]) -> list[list[float]]:
        return [list(map(float, row)) for row in read.embed(texts)]

    class MiniLM(BaseEmbedding):  # type: ignore[misc]  # it has no types here
        def _get_text_embedding(self, text: str) -> list[float]:
            return embed([text])[0]

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return embed(texts)

        def _get_query_embedding(self, query: str) -> list[float]:
            return embed([query])[0]

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return embed([query])[0]

    return MiniLM(model_name="all-MiniLM-L6-v2")


def told(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """An answer of each chain to each case."""
    model, vectors = language_model(json.loads(next(lines))), minilm()
    for line in lines:
        case = json.loads(line)
        for chain, engine in engines(model, vectors, case).items():
            yield {"id": case["id"], "chain": chain, **answers(engine, case)}


def main() -> None:
    out = sys.stdout
    with redirect_stdout(sys.stderr):  # a library that prints says nothing among the answers
        for row in told(sys.stdin):
            print(json.dumps(row), file=out, flush=True)


if __name__ == "__main__":
    main()
