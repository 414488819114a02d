"""`/chat/files`: files that are given to the assistant, read apart from this process."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from rookery.assistant.attached import Attached
from rookery.assistant.documents import Limits, read
from rookery.assistant.pictures import seen
from rookery.errors import BadInput, Said, TooLarge, short
from rookery.web.chat import file_json
from rookery.web.chat_forms import GivenForm
from rookery.web.forms import FORM, back, form
from rookery.web.language import N_, language_for
from rookery.web.negotiate import one_of
from rookery.web.site import Here
from rookery.web.visitor import Asks

_LIMITS = Limits()
_NAMED = 60  # characters of a file's name that name a conversation
router = APIRouter(tags=["assistant"])


@router.post(
    "/chat/files",
    summary=N_("Give the assistant a file"),
    description=N_(
        "A PDF, a picture, text, Markdown, HTML or a Word file (.docx) as the field `file` of a "
        "form, for the conversation `conversation` or a new one. Its pages can be asked about then."
    ),
    responses={200: {"model": GivenForm}},
    openapi_extra={
        "requestBody": {
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            "file": {"type": "string", "format": "binary"},
                            "conversation": {"type": "string"},
                        },
                        "required": ["file"],
                    }
                }
            },
            "required": True,
        }
    },
)
async def give(request: Request, here: Here, asks: Asks) -> Response:
    owner, assistant = asks.owner(), here.parts.assistant
    name, data, id = await _given(request)
    if id is not None:  # before anything is read for it
        await run_in_threadpool(assistant.conversations.open, owner, id)
    async with here.reading:
        document = await seen(here.parts.answering, name, data) or await read(name, data, _LIMITS)
    if id is None:
        id = await run_in_threadpool(assistant.conversations.begin, owner, short(name, _NAMED))
    pages = [page.text for page in document.pages]
    held = await run_in_threadpool(
        assistant.files.add, owner, id, document.name, document.kind, pages, document.notes
    )
    if one_of(request, "html", "json") == "html":
        return back(f"/chat/{id}")
    return JSONResponse({"conversation": id, "file": file_json(held, language_for(request))})


async def _given(request: Request) -> tuple[str, bytes, str | None]:
    """The file's name and bytes, and the conversation that is named."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise BadInput(Said("A form says how long it is: send it with a Content-Length."))
    if int(length) > _LIMITS.size + FORM:
        raise TooLarge(
            Said("A file is at most %(n)s MiB: give a smaller one.", n=_LIMITS.size // 2**20)
        )
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise BadInput(Said("A file comes in a form, as multipart/form-data."))
    async with request.form(max_files=1, max_fields=5) as given:
        file, id = given.get("file"), given.get("conversation")
        if not isinstance(file, UploadFile) or not file.filename:
            raise BadInput(Said("There is no file in it: choose one."))
        return file.filename, await file.read(), id if isinstance(id, str) and id else None


@router.get(
    "/chat/files/{id}",
    summary=N_("What was read of a file"),
    description=N_("Page by page; a page's number is its place, from 1."),
    responses={200: {"content": {"text/html": {}, "application/json": {}}}},
)
def file(request: Request, here: Here, asks: Asks, id: str) -> Response:
    kind = one_of(request, "html", "json")
    conversation, found = _found(here, asks, id)
    if kind == "json":
        return JSONResponse(file_json(found) | {"text": list(found.pages)})
    values = {"file": found, "conversation": conversation}
    return here.render.page(request, "file.html", values)


@router.post(
    "/chat/files/{id}/delete",
    summary=N_("Remove a file"),
    description=N_("Its text too, for good."),
)
async def remove(request: Request, here: Here, asks: Asks, id: str) -> Response:
    await form(request)
    conversation, _ = await run_in_threadpool(_found, here, asks, id)
    await run_in_threadpool(here.parts.assistant.files.remove, asks.owner(), conversation, id)
    if one_of(request, "html", "json") == "json":
        return JSONResponse({"done": True})
    return back(f"/chat/{conversation}")


def _found(here: Here, asks: Asks, id: str) -> tuple[str, Attached]:
    return here.parts.assistant.files.named(asks.owner(), id)
