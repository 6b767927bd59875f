"""The clocks of `time`, made to follow another for a while."""

import contextlib
import ctypes
import time
from collections.abc import Callable, Iterator

_NO_ARGUMENTS = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_void_p)


class _Method(ctypes.Structure):
    """CPython's PyMethodDef, as far as it is needed."""

    _fields_ = [("name", ctypes.c_char_p), ("function", ctypes.c_void_p)]


@contextlib.contextmanager
def following(now_s: Callable[[], float]) -> Iterator[None]:
    """Have `time.time`, `monotonic`, `perf_counter` and their `_ns` tell what `now_s` does."""

    def now_ns() -> int:
        return round(now_s() * 1e9)

    names = {"time_ns": now_ns, "monotonic": now_s, "perf_counter": now_s}
    names |= {"monotonic_ns": now_ns, "perf_counter_ns": now_ns}
    before = {name: getattr(time, name) for name in names}
    for name, follows in names.items():
        setattr(time, name, follows)
    try:
        with _wherever_it_is_kept(now_s):
            yield
    finally:
        for name, was in before.items():
            setattr(time, name, was)


@contextlib.contextmanager
def _wherever_it_is_kept(now_s: Callable[[], float]) -> Iterator[None]:
    """The same of `time.time`: the object itself, since Pydantic models keep it as the default of their fields.

    The library sorts a conversation by such seconds; the true ones among ours would put it out of order.
    """
    after_the_head = id(time.time) + object.__basicsize__
    method = ctypes.cast(ctypes.c_void_p.from_address(after_the_head).value or 0, ctypes.POINTER(_Method)).contents
    assert method.name == b"time", "CPython has laid out its functions otherwise"
    follows, was = _NO_ARGUMENTS(lambda _module, _none: now_s()), method.function
    method.function = ctypes.cast(follows, ctypes.c_void_p).value
    try:
        yield
    finally:
        method.function = was
