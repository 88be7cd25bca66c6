"""How a difference spreads through a module level: from the statements that differ to all who can tell.

From the names that may have another value, it spreads to the statements that read them, to a fixed point.

What functions read that are called by effectful statements isn't followed: while a module is imported, such functions
are executed, and their blocks are among what rests on the module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from impact.source.alignment import Aligned
from impact.source.analysis import Sort, Statement
from impact.source.conventions import abstracts, called_by_convention, enumerates, is_dunder, read_from_outside
from impact.source.kinship import Kinship, plain_name, qualname_of


class Comparison:
    """What is known so far to differ: the public sets are those of a Difference, and besides these:

    - `foreign_names`: identifiers of other modules that may have another value.
    - `one_sided`: qualnames of the classes that exist in one version only.
    - `sees_all`: whether a statement that finds names which it doesn't spell can find those of other modules.
    """

    def __init__(self, kinship: Kinship, alone: Callable[[str], bool]) -> None:
        self._kinship = kinship
        self._alone = alone
        self.everyone = False
        self.reasons: list[str] = []
        self.names: set[str] = set()
        self.members: set[tuple[str, str]] = set()
        self.family: set[str] = set()
        self._disturbed: set[str] = set()
        """Those of the family of which even the making of an instance may differ."""
        self.foreign_names: set[str] = set()
        self.one_sided: set[str] = set()
        self.sees_all = True

    def take(self, aligned: Aligned) -> None:
        """Take in the statements that are not the same in both versions, or not in the same order."""
        gone = {(each.owner, each.binds) for each in aligned.gone if each.binds}
        come = {(each.owner, each.binds) for each in aligned.come if each.binds}
        for each in aligned.gone:
            self._touch(each, "changed" if (each.owner, each.binds) in come else "removed")
        for each in aligned.come:
            self._touch(each, "changed" if (each.owner, each.binds) in gone else "added")
        for pair in aligned.moved:
            for each in pair:
                self._touch(each, "moved")

    def _touch(self, statement: Statement, word: str) -> None:
        pure = self.is_pure(statement)
        if pure and self._in_one_version(statement.owner):
            # What is in a class that exists in one version only: nobody gets at it but by the name of the class.
            return
        self.reasons.append(f"{_title(statement)} {word}")
        if not pure or _is_read_from_outside(statement):
            self.everyone = True
        else:
            self._rebind(statement)
            if word != "changed" and self._kinship.defines_abstract(statement.owner, statement.binds):
                self._disturb(plain_name(statement.owner))

    def _in_one_version(self, owner: str) -> bool:
        name = plain_name(owner)
        return any(name == each or name.startswith(f"{each}.") for each in self.one_sided)

    def is_pure(self, statement: Statement) -> bool:
        """Whether the statement's effect stays in its names, given what is known of classes."""
        if not statement.pure or self._kinship.is_foreign_header(statement):
            return False
        if not statement.owner:
            return True
        if statement.sort is Sort.DEF:
            return not self._kinship.is_effectful(statement.owner)
        # Whoever makes something of a class when it is defined sees what is assigned in its body, at any depth.
        return not self._kinship.is_made_by_others(statement.owner)

    def _rebind(self, statement: Statement) -> bool:
        """Take it that all names of a pure statement may have other values; return whether that is news."""
        before = len(self.names) + len(self.members) + len(self.family)
        owner = plain_name(statement.owner)
        if owner:
            self.members.update((owner, name) for name in statement.binds)
            self._disturb_by_member(statement)
        else:
            self.names.update(statement.binds)
        if statement.sort is Sort.CLASS:
            self._disturb(qualname_of(statement))
        elif statement.bases and not owner:
            # A class under a branch: its body isn't split into statements.
            for name in statement.binds:
                self._disturb(name)
        return len(self.names) + len(self.members) + len(self.family) > before

    def _disturb_by_member(self, member: Statement) -> None:
        """Disturb the family where others than those who mention a member may look it up."""
        owner = plain_name(member.owner)
        looked_up = abstracts(member.mentions) or any(map(called_by_convention, member.binds))
        if looked_up or not self._kinship.is_inert(member.owner):
            self._disturb(owner)
        elif not self._alone(owner):
            # Only objects of a class that also derives from something else: not those of this class itself.
            self.family |= self._kinship.derived(owner)

    def _disturb(self, qualname: str) -> None:
        derived = self._kinship.derived(qualname)
        self.family |= derived
        self._disturbed |= derived

    def spread(self, statements: Iterable[Statement]) -> None:
        """Follow the names to the statements that read them, until nothing is new."""
        waiting = list(statements)
        news = True
        while news:
            news = False
            own = self.names | spelled(self.members)
            for each in waiting:
                imports = each.sort is Sort.IMPORT
                if self._reads(each, self.foreign_names if imports else own | self.foreign_names):
                    news = self._follow(each) or news

    def _follow(self, statement: Statement) -> bool:
        if statement.binds == ("*",):
            before = len(self.names)
            self.names |= self.foreign_names
            return len(self.names) > before
        # A hook is the same function whatever its annotations say: `items: list[Item]` looks into no Item.
        hook = statement.sort is Sort.DEF
        if self.is_pure(statement) and (hook or not _is_read_from_outside(statement)):
            return self._rebind(statement)
        if not self.everyone:
            self.reasons.append(f"{_title(statement)} reads what changed")
        self.everyone = True
        return False

    def _reads(self, statement: Statement, identifiers: set[str]) -> bool:
        mentions = statement.mentions
        if not mentions.isdisjoint(identifiers):
            return True
        if statement.sort is Sort.IMPORT:
            return bool(identifiers) and "*" in mentions
        pure = self.is_pure(statement)
        if statement.sort is Sort.DEF and pure:
            return False  # a signature mentions a class without looking into it
        if identifiers and (self.sees_all or self.names or self.members) and enumerates(mentions):
            return statement.binds != ("__all__",)  # names alone, some of which may be those of `dir` and its like
        if not mentions.isdisjoint(_last_parts(self.family if pure else self._disturbed)):
            return True
        # To hand a class to somebody lets them look into it; to call it does not.
        handed = mentions & _last_parts(owner for owner, _ in self.members)
        return not pure and not handed <= set(statement.calls)


def spelled(members: Iterable[tuple[str, str]]) -> set[str]:
    """Return the members that tell by their names. Each class has an `__init__`: who calls one knows whose it is."""
    return {name for owner, member in members if not is_dunder(member) for name in _spellings(owner, member)}


def _spellings(owner: str, member: str) -> tuple[str, ...]:
    """Return the names of a member; a private one is `_Owner__member` outside of its class."""
    around = owner.rpartition(".")[2].lstrip("_")
    return (member, f"_{around}{member}") if member.startswith("__") and around else (member,)


def _last_parts(qualnames: Iterable[str]) -> set[str]:
    return {name.rpartition(".")[2] for name in qualnames}


def _is_read_from_outside(statement: Statement) -> bool:
    return not statement.owner and any(map(read_from_outside, statement.binds))


def _title(statement: Statement) -> str:
    where = f" of {plain_name(statement.owner)}" if statement.owner else ""
    return f"`{statement.label}`{where}"
