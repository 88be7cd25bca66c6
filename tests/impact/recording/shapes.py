"""Functions of every shape, as source text, to be run plain and marked: each defines `scenario()`."""

from __future__ import annotations

SHAPES: dict[str, str] = {
    "one line": "def scenario(): return 1 + 1",
    "documented": 'def scenario():\n    "text"\n    return scenario.__doc__',
    "loops": """
def scenario():
    found = []
    for number in range(5):
        if number == 1: continue
        if number == 4: break
        found.append(number)
    else:
        found.append("never")
    while found:
        found.pop()
    else:
        found.append("end")
    return found
""",
    "loop at once": """
def turn(times=[3]):
    while times[0]:
        times[0] -= 1
    return times

def scenario():
    return turn()
""",
    "try": """
def attempt(error):
    try:
        try:
            if error: raise error
        except KeyError as caught:
            return repr(caught)
        except (TypeError, ValueError):
            raise RuntimeError("other") from None
        else:
            return "fine"
        finally:
            print("finally")
    except* OSError as group:
        print(len(group.exceptions))

def scenario():
    found = [attempt(None), attempt(KeyError(1)), attempt(ExceptionGroup("", [OSError()]))]
    try:
        attempt(TypeError())
    except RuntimeError as error:
        found.append(repr(error))
    return found
""",
    "raises": """
def inner(values,
          at):
    return values[
        at
    ] + values[at + 1]

def scenario():
    try:
        inner([1], 0)
    finally:
        inner(at=0, values={0: 1})
""",
    "with": """
from contextlib import contextmanager, suppress

@contextmanager
def managed(name):
    try:
        print("in", name)
        yield name
    except KeyError:
        print("swallowed")
    finally:
        print("out", name)

def scenario():
    with managed("a") as first, managed("b") as second:
        print(first, second)
        raise KeyError
    with suppress(ValueError), managed("c"):
        int("x")
    with managed("d"):
        return "left"
""",
    "match": """
def sort(value):
    match value:
        case [first, *rest] if rest: return first, rest
        case {"key": found, **others}: return found, others
        case str() | bytes(): return "text"
        case int(real=number): return number
        case _: return None

def scenario():
    return [sort(value) for value in ([1, 2], [1], {"key": 1, 2: 3}, "a", 5, 1.5)]
""",
    "arguments": """
def take(first, /, second=2, *rest, third, fourth=4, **named):
    return [first, second, rest, third, fourth, named, (lambda *a, b=1, **c: (a, b, c))(*rest, **named)]

def scenario():
    return take(1, third=3), take(1, 5, 6, 7, third=8, fourth=9, fifth=10), take(third=3)
""",
    "closures": """
def outer(value):
    total = 0
    def add(step=value):
        nonlocal total
        def deepest():
            return total, step, value
        total += step
        return deepest
    return add

def scenario():
    add = outer(3)
    value = [add()(), add(5)()]
    return value, [[value for value in range(width)] for width in range(3)], {key: {key} for key in "ab"}
""",
    "class": """
class Base:
    "Text."
    kind = [letter for letter in "ab"]
    def __init_subclass__(cls, **named): cls.named = named
    def who(self): return "base"

def scenario():
    class Child(Base, tag=1):
        who2 = lambda self: __class__
        def who(self): return "child of " + super().who()
        @property
        def size(self): return len(self.kind)
    child = Child()
    return child.who(), child.size, Child.named, child.who2().__qualname__, Base.__doc__
""",
    "generators": """
def count(stop):
    for number in range(stop):
        got = yield number
        if got: print("got", got); yield got * 2
    return stop

def both():
    first = yield from count(3)
    second = (yield from count(2)) + (yield first) + (yield)
    return [first, second, (yield "in", (yield "deep"))]

def scenario():
    running = both()
    found = [next(running)]
    for value in (None, 7, None, None, None, None, 1, 2, 3, 4):
        try:
            found.append(running.send(value))
        except StopIteration as stop:
            found.append(stop.value)
            break
    return found, list(x + y for x in range(2) for y in (x, 5) if y)
""",
    "thrown": """
def hardy():
    while True:
        try:
            yield "on"
        except ValueError as error:
            print("took", error)
            yield "taken"
        except GeneratorExit:
            print("closed"); raise
        finally:
            print("round")

def delegate():
    try:
        yield from hardy()
    finally:
        print("delegate ends")

def soft():
    try: yield 1
    except KeyError: return "soft"

def resigned():
    value = yield from soft()
    print(value); yield 2

def scenario():
    running = delegate()
    found = [next(running), running.throw(ValueError("v")), next(running)]
    running.close()
    other = resigned()
    found += [next(other), other.throw(KeyError)]
    plain = (x for x in [1, 2]); next(plain)
    try: plain.throw(OSError("thrown"))
    except OSError as error: found.append(str(error))
    other.throw(LookupError("last"))
""",
    "coroutines": """
import asyncio

class Gate:
    async def __aenter__(self): await asyncio.sleep(0); return self
    async def __aexit__(self, *what): await asyncio.sleep(0); print(what[0]); return what[0] is KeyError

async def numbers(stop):
    try:
        for number in range(stop):
            await asyncio.sleep(0)
            got = yield number
            if got: yield got
    finally:
        print("numbers end")

async def work():
    async with Gate() as first, Gate():
        async for number in numbers(3):
            if number == 1: raise KeyError
    return [x async for x in numbers(3) if x], {await asyncio.sleep(0, y) for y in (1, 2)}

async def stubborn():
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        return "stubborn"

async def waits():
    try:
        return await stubborn()
    finally:
        print("waited")

async def main():
    task = asyncio.ensure_future(waits())
    await asyncio.sleep(0)
    task.cancel()
    feed = numbers(4)
    found = [await feed.__anext__(), await feed.asend("sent"), await feed.__anext__()]
    try: await feed.athrow(ValueError("thrown"))
    except ValueError as error: found.append(str(error))
    other = numbers(2); await other.__anext__(); await other.aclose()
    return found, await asyncio.gather(task, work(), return_exceptions=True)

def scenario():
    return asyncio.run(main())
""",
    "async iteration ended by throw": """
import types

@types.coroutine
def stall():
    yield "stalled"

class Feed:
    def __aiter__(self): return self
    async def __anext__(self): await stall()

async def listen():
    async for each in Feed():
        pass
    else:
        print("else")
    return "over"

def scenario():
    running = listen()
    found = [running.send(None)]
    try: running.throw(StopAsyncIteration)
    except StopIteration as stop: found.append(stop.value)
    return found
""",
}


def wide(generator: bool, lines: int, more: int = 0) -> str:
    """Return a function whose jumps span five or six code units for each of `lines`, and two for each of `more`."""
    body = "\n".join(f"        total += {1000 + number}" for number in range(lines))
    body += "\n        total" * more
    turn = "yield total" if generator else "pass"
    call = "list(wide())" if generator else "wide()"
    return f"""
def wide():
    total = 0
    for turn in range(2):
        try:
            {turn}
        finally:
            total += 1
{body}
        if total < 0: continue
    return total

def scenario():
    return {call}
"""


# Jumps that grow past one byte and past two when the code between is widened by a marker.
for _lines, _more in [(lines, more) for lines in range(42, 46) for more in range(3)] + [(10957, 0), (10958, 1)]:
    SHAPES[f"wide generator, {_lines} lines and {_more}"] = wide(True, _lines, _more)
SHAPES["wide function, 300 lines"] = wide(False, 300)
SHAPES["many constants"] = (
    "def scenario():\n    numbers = [\n"
    + "".join(f"        {number}.5 * len(numbers),\n" for number in range(300)).replace("len(numbers)", "len('ab')")
    + "    ]\n    return sum(numbers), [number for number in numbers if number > 500]\n"
)
