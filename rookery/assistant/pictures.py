"""Pictures that a person gives, read by the model in use where that sees: else OCR reads them."""

from __future__ import annotations

from base64 import b64encode

from rookery.answer.ask import Answering
from rookery.assistant.documents import Document, Page
from rookery.errors import Said
from rookery.llm.tasks import PICTURE, Picture

# how each begins, as models' servers take them
_KINDS = {
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}


async def seen(answering: Answering, name: str, data: bytes) -> Document | None:
    """A picture as one page; `None` for what is none, or where no model in use sees.

    Raises what the model's client does.
    """
    kind = next((kind for begin, kind in _KINDS.items() if data.startswith(begin)), None)
    writer = await answering.writer(PICTURE.name) if kind else None
    if writer is None:
        return None
    asked = Picture(f"data:{kind};base64,{b64encode(data).decode()}")
    turns = PICTURE.turns(asked)
    reply = await writer.client.chat(turns, most=PICTURE.most, grammar=PICTURE.grammar(asked))
    text = PICTURE.parse(reply.text, asked).text
    note = Said("This picture was read by AI, %(model)s, which may err.", model=writer.name)
    return Document(name, "image", (Page(1, text),), (note,))
