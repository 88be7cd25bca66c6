"""From the texts of references to files: as Django, Mako, RequireJS and Sass look names up."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from codemods.recipes.legacy_frontend.graph.files import Listing, root_names
from codemods.recipes.legacy_frontend.python.settings import Engine
from codemods.recipes.legacy_frontend.references import ANY, Wanted

_SCRIPTS = (".js", ".coffee", ".jsx")
_STYLES = (".css", ".scss", ".sass", ".less")
_PLUGIN = re.compile(r"^[\w./-]+!")


@dataclass(frozen=True, slots=True)
class Found:
    """The files that a text may mean; `shadowed` are of its name, and others come before them in every engine."""

    targets: tuple[str, ...] = ()
    shadowed: tuple[str, ...] = ()


class Lookup:
    """Knows every file by every name it can be asked for.

    Without settings all files of a name are meant. With engines, the first folder of each that has the name; folders
    that no engine lists (themes, applications, what code adds) may come before, so that what they hold is meant, too.
    """

    def __init__(self, listing: Listing, engines: Sequence[Engine], static: Iterable[str], modules: Mapping[str, str]) -> None:
        self._engines = [engine.folders for engine in engines]
        self._in_engines = tuple(sorted({folder for folders in self._engines for folder in folders}))
        self._modules = dict(modules)
        self._by_base: dict[str, list[tuple[str, str]]] = {}
        self._names: dict[str, set[str]] = {}
        self._aliases: dict[str, list[str]] = {}
        folders = tuple(f"{folder}/" for folder in {*self._in_engines, *static} if folder)
        for name, path in [*((path, path) for path in listing.paths), *listing.names]:
            self._by_base.setdefault(posixpath.basename(name), []).append((name, path))
            self._aliases.setdefault(path, []).append(name)
            for each in [*root_names(name), *(name[len(folder) :] for folder in folders if name.startswith(folder))]:
                self._names.setdefault(each, set()).add(path)
        self._all = "\n".join(sorted(self._names))

    def find(self, wanted: Wanted, text: str, source: str) -> Found:
        """Return the files that a text without `*` means, asked for in a file."""
        match wanted:
            case Wanted.TEMPLATE:
                return self._template(text, source)
            case Wanted.MODULE:
                return Found(self._module(text, source))
            case Wanted.STYLE:
                return Found(self._style(text, source))
            case Wanted.STATIC:
                return Found(self._static(text))
        return Found(self._file(text, source))

    def fitting(self, wanted: Wanted, text: str, source: str) -> tuple[str, ...]:
        """Return the files whose name fits a text with `*`."""
        text = _cleaned(_PLUGIN.sub("", text))
        if wanted is Wanted.TEMPLATE and not text.startswith(ANY):
            near = tuple(path for base in self._bases(source) for path in self._fits(posixpath.join(base, text)))
            if near:
                return near
        found = self._fits(text.lstrip("/"))
        if wanted in (Wanted.MODULE, Wanted.FILE, Wanted.STATIC) and "." not in posixpath.basename(text):
            found += self._fits(text.lstrip("/") + ".js") + self._fits(text.lstrip("/") + ".coffee")
        if wanted is not Wanted.TEMPLATE and text.endswith((".js", ".css")):
            stem = text.rpartition(".")[0].lstrip("/")
            others = _SCRIPTS[1:] if text.endswith(".js") else _STYLES[1:]
            found += tuple(path for suffix in others for path in self._fits(stem + suffix))
        return tuple(dict.fromkeys(found))

    @lru_cache(maxsize=4096)  # noqa: B019 - a lookup lives as long as the building of one graph
    def _fits(self, text: str) -> tuple[str, ...]:
        body = re.escape(text).replace(r"\*\*/", r"[^\n]*").replace(r"\*", r"[^\n]*")
        names = re.findall(rf"^{body}$", self._all, re.MULTILINE)
        return tuple(sorted({path for name in names for path in self._names[name]}))

    def _bases(self, source: str) -> list[str]:
        """Return the folders of a template, as templates call them: what names relative to it begin with."""
        names = [name for alias in self._aliases.get(source, [source]) for name in root_names(alias)]
        return list(dict.fromkeys(posixpath.dirname(name) for name in names))

    def joined(self, text: str, source: str) -> str:
        """Return a name as Mako takes it: told from the folder of the template that asks, unless it begins with `/`."""
        bases = [base for base in self._bases(source) if base]
        return posixpath.join(bases[0], text) if bases and not text.startswith("/") else text

    def _template(self, text: str, source: str) -> Found:
        if not text.startswith("/"):
            for base in self._bases(source):
                found = self._named(posixpath.normpath(posixpath.join(base, text)))
                if found.targets:
                    return found
        return self._named(posixpath.normpath(text.lstrip("/")))

    def _named(self, name: str) -> Found:
        paths = self._names.get(name, set())
        if not paths:
            return Found(self._suffixed(name))
        chosen: set[str] = set()
        listed: set[str] = set()
        for folders in self._engines:
            here = [f"{folder}/{name}" for folder in folders if f"{folder}/{name}" in paths]
            chosen.update(here[:1])
            listed.update(here)
        free = paths - listed
        return Found(tuple(sorted(chosen | free)), tuple(sorted(listed - chosen)))

    def _static(self, text: str) -> tuple[str, ...]:
        name = posixpath.normpath(_cleaned(text).lstrip("/"))
        found = set(self._names.get(name, ())) or set(self._suffixed(name))
        stem, suffix = posixpath.splitext(name)
        if suffix == ".js":
            for other in _SCRIPTS[1:]:
                found.update(self._names.get(stem + other, ()) or self._suffixed(stem + other))
        if suffix == ".css":
            # Sheets are compiled into another folder, so that only their own name is left to go by.
            base = posixpath.basename(stem)
            for other in _STYLES[1:]:
                found.update(path for _, path in self._by_base.get(base + other, ()))
                found.update(path for _, path in self._by_base.get(base.removesuffix("-rtl") + other, ()))
        return tuple(sorted(found))

    def _module(self, text: str, source: str) -> tuple[str, ...]:
        name = _PLUGIN.sub("", text)
        is_text = name != text
        name = _cleaned(name)
        if name.startswith("."):
            folders = [posixpath.dirname(alias) for alias in self._aliases.get(source, [source])]
            full = [posixpath.normpath(posixpath.join(folder, name)) for folder in folders]
            found = {path for each in full for path in self._exactly(each, is_text)}
            return tuple(sorted(found)) or self._static_or_script(name.lstrip("./"), is_text)
        first, sign, rest = name.partition("/")
        for known in (name, first):
            if known in self._modules and not self._modules[known].startswith("empty"):
                mapped = self._modules[known] + (sign + rest if known != name else "")
                found_here = self._static_or_script(mapped, is_text)
                if found_here:
                    return found_here
        return self._static_or_script(name, is_text)

    def _exactly(self, name: str, is_text: bool) -> Iterable[str]:
        for suffix in ("",) if is_text else ("", *_SCRIPTS):
            yield from (path for known, path in self._by_base.get(posixpath.basename(name + suffix), ()) if known == name + suffix)

    def _static_or_script(self, name: str, is_text: bool) -> tuple[str, ...]:
        if is_text or name.endswith(".js"):
            return self._static(name)
        return tuple(sorted({path for suffix in _SCRIPTS for path in self._static(name + suffix)}))

    def _style(self, text: str, source: str) -> tuple[str, ...]:
        text = _cleaned(text)
        folder, base = posixpath.split(text)
        stem = base if base.endswith(_STYLES) else None
        names = [stem, f"_{stem}"] if stem else [f"{mark}{base}{suffix}" for mark in ("_", "") for suffix in _STYLES]
        if not stem:
            names += [f"{base}/_index.scss", f"{base}/index.scss"]
        near = [posixpath.normpath(posixpath.join(posixpath.dirname(alias), folder, name)) for alias in self._aliases.get(source, [source]) for name in names]
        # A theme puts its sheets before those of the same name, wherever the importing one stands: all are meant.
        inner = posixpath.normpath(folder).lstrip("./")
        found = {path for each in near for path in self._exactly(each, True)}
        found |= {path for name in names for path in self._suffixed(posixpath.join(inner, name))}
        return tuple(sorted(found))

    def _file(self, text: str, source: str) -> tuple[str, ...]:
        """Return the files whose path ends so, and the scripts that a module of this name may be."""
        name = _cleaned(_PLUGIN.sub("", text)).removeprefix("/static/").lstrip("/")
        found = set(self._static(name)) if "." in posixpath.basename(name) else set()
        if "!" in text or name.startswith(".") or "." not in posixpath.basename(name) or not found:
            found.update(self._module(text, source))
        return tuple(sorted(found))

    def _suffixed(self, name: str) -> tuple[str, ...]:
        """Return the files whose path ends with a name, by whole parts."""
        tail = f"/{name.lstrip('./')}"
        return tuple(sorted({path for known, path in self._by_base.get(posixpath.basename(name), ()) if f"/{known}".endswith(tail)}))


def _cleaned(text: str) -> str:
    """Return a name without what an address may have after it."""
    return re.split(r"[?#]", text.strip(), maxsplit=1)[0]
