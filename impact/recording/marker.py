"""The recorder for CPython 3.11: project code notes its own entry, by a marker inserted into its bytecode in memory."""

from __future__ import annotations

import sys
from types import CodeType, FunctionType

from impact.errors import RecorderUnavailable
from impact.recording.bytecode import insert_marker
from impact.recording.interface import PlaceOf


class Marks(dict[int, int]):
    """The places entered since the last take.

    Why a dictionary, where a byte for each place would do: it stores as fast, needs no size that place numbers may
    outgrow, and taking costs as much as was entered, however much there is. Why one of our own: the markers hold it
    as a constant of their code, so that it must be hashable, for code objects are (by their constants), and must
    look the same whenever it is printed or compared. The marker's instruction calls no method defined here.

    Pickled by value with its code (cloudpickle does that) it arrives as an empty `dict`, into which the markers write
    for nobody, with no need of this package. `marshal` refuses it, as it refuses every object of a class.
    """

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override]  # dict is unhashable; this one is a constant of code
        return object.__hash__(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __repr__(self) -> str:
        return "<entry marks>"

    def __reduce__(self) -> tuple[type[dict[int, int]], tuple[()]]:
        return dict, ()


class MarkerRecorder:
    """Has project code mark its own entry, for a few nanoseconds a call; no event, no callback.

    Code runs as it did, in results, tracebacks and trace events. Its code objects are other ones than those that the
    compiler made, with longer `co_code` and `co_consts`. They must never be written to a `.pyc` file.

    Raises RecorderUnavailable on any interpreter but CPython 3.11, whose bytecode it knows.
    """

    name = "marker"
    gap = False

    def __init__(self) -> None:
        if sys.implementation.cache_tag != "cpython-311":
            raise RecorderUnavailable(self.name, "it knows the bytecode of CPython 3.11 alone")
        self._marks = Marks()
        self._adopted: list[tuple[FunctionType, CodeType]] = []
        self._marked: dict[int, tuple[CodeType, CodeType]] = {}

    def prepare(self, code: CodeType, place_of: PlaceOf) -> CodeType:
        """Return the code with markers in it and in all code nested in it, where `place_of` gives a number.

        Code that is marked already is returned as it is. Raises CodeNotMarkable for hand-made bytecode.
        """
        constants = code.co_consts
        if len(constants) > 1 and constants[-2] is self._marks:
            return code
        place = place_of(code)
        if CodeType in map(type, constants):
            constants = tuple([self.prepare(each, place_of) if type(each) is CodeType else each for each in constants])
        if place is not None:
            return insert_marker(code, constants, self._marks, place)
        if any(new is not old for new, old in zip(constants, code.co_consts, strict=True)):
            return code.replace(co_consts=constants)
        return code

    def adopt(self, function: FunctionType, place_of: PlaceOf) -> None:
        """Mark a function that existed before the recording began, until `close`.

        Functions made from one code object, as closures are, go on sharing one. A call that is under way goes on
        unmarked. Raises CodeNotMarkable for hand-made bytecode.
        """
        code = function.__code__
        known = self._marked.get(id(code))
        if known is None:
            # The plain code is kept as well: while it lives no other object can get its id.
            known = self._marked[id(code)] = code, self.prepare(code, place_of)
        marked = known[1]
        if marked is not code:
            function.__code__ = marked
            self._adopted.append((function, code))

    def take(self) -> list[int]:
        """Return the distinct numbers of the places entered since the last take, and start anew."""
        marks = self._marks
        # One by one, since another thread may enter a place meanwhile: it is in this take or in the next.
        return [marks.popitem()[0] for _ in range(len(marks))]

    def close(self) -> None:
        """Give adopted functions their code back, and take no more; a second call does nothing.

        Code that went through `prepare` keeps its markers, which write into what nobody reads any more.
        """
        while self._adopted:
            function, code = self._adopted.pop()
            if function.__code__ is self._marked[id(code)][1]:  # else somebody replaced it since
                function.__code__ = code
        self._marked.clear()
        self._marks = Marks()
