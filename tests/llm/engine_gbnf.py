"""Whether llama.cpp's own grammar takes a text: its functions, as its own tests call them.

xllamacpp has no door to them, but its library holds them under their C++ names.
"""

import ctypes
from functools import cache
from typing import Any, NamedTuple

import pytest

_INIT = "_Z23llama_grammar_init_implPK11llama_vocabPKcS3_bPS3_mPKim"
_ACCEPT = "_Z20llama_grammar_acceptP13llama_grammarj"
_STACKS = "_Z24llama_grammar_get_stacksP13llama_grammar"
_FREE = "_Z23llama_grammar_free_implP13llama_grammar"


class _Vector(ctypes.Structure):  # std::vector: begin, end, end of what is allocated
    _fields_ = (("begin", ctypes.c_void_p), ("end", ctypes.c_void_p), ("room", ctypes.c_void_p))


class _Functions(NamedTuple):
    init: Any
    accept: Any
    stacks: Any
    free: Any


@cache
def _functions() -> _Functions:
    engine = pytest.importorskip("xllamacpp.xllamacpp", reason="needs llama.cpp")
    library = ctypes.CDLL(engine.__file__)
    try:
        held = _Functions(*(library[name] for name in (_INIT, _ACCEPT, _STACKS, _FREE)))
    except AttributeError:
        pytest.skip("this build of llama.cpp names its grammar's functions in another way")
    at, text, size = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t
    held.init.restype, held.init.argtypes = at, [at, text, text, ctypes.c_bool, at, size, at, size]
    held.accept.restype, held.accept.argtypes = None, [at, ctypes.c_uint32]
    held.stacks.restype, held.stacks.argtypes = ctypes.POINTER(_Vector), [at]
    held.free.restype, held.free.argtypes = None, [at]
    return held


def refused_at(grammar: str, text: str) -> int | None:
    """The place of the first character that the grammar does not take; `None` where it takes all.

    The place of the end where more must follow. A grammar that cannot be read fails the test.
    """
    llama = _functions()
    none = (ctypes.c_int32 * 1)()  # the triggers of a lazy grammar, of which there are none
    grammar_held = llama.init(None, grammar.encode(), b"root", False, none, 0, none, 0)
    assert grammar_held, f"llama.cpp cannot read the grammar:\n{grammar}"
    try:
        for place, character in enumerate(text):
            llama.accept(grammar_held, ord(character))
            if not _stacks(llama, grammar_held):
                return place
        # a stack that is empty is a way through the grammar that may end here
        ends = any(begin == end for begin, end in _stacks(llama, grammar_held))
        return None if ends else len(text)
    finally:
        llama.free(grammar_held)


def _stacks(llama: _Functions, grammar: int) -> list[tuple[int | None, int | None]]:
    outer = llama.stacks(grammar).contents
    if not outer.begin:
        return []
    many = (outer.end - outer.begin) // ctypes.sizeof(_Vector)
    found = (_Vector * many).from_address(outer.begin) if many else []
    return [(one.begin, one.end) for one in found]
