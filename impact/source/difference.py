"""What differs between two versions of a module level, and who can tell (design, section 4).

Two statements of the versions are the same if owner and fingerprint are. What is left over has changed, appeared or
vanished; what changed places counts where one of the two reads or binds what the other binds, or is effectful. From
the names that may have another value, the difference spreads to the statements that read them, to a fixed point.

What functions read that are called by effectful statements isn't followed: while a module is imported, such functions
are executed, and their blocks are among what rests on the module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from impact.source.alignment import Aligned, align
from impact.source.analysis import Analysis, Sort, Statement
from impact.source.conventions import Standing, called_by_convention, enumerates, read_from_outside, standing_of
from impact.source.kinship import Kinship, plain_name


@dataclass(frozen=True, slots=True)
class Difference:
    """Who can tell two versions of a module level apart.

    - `everyone`: every test that rests on the module; the other fields may then be incomplete.
    - `reasons`: for people, one for each statement.
    - `names`: names of the module whose value may differ: who mentions one of them, or enumerates.
    - `added`: those of `names` that did not exist before.
    - `members`: (qualname of the class, member): who mentions the member, or enumerates.
    - `family`: qualnames of classes: who executed a method of the class or of one derived from it, mentions one of
      these, or made an instance.
    - `new_imports`, `lost_imports`: as in an Analysis: the tests now rest on other modules.
    """

    everyone: bool = False
    reasons: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    members: frozenset[tuple[str, str]] = frozenset()
    family: frozenset[str] = frozenset()
    new_imports: frozenset[str] = frozenset()
    lost_imports: frozenset[str] = frozenset()

    @property
    def nobody(self) -> bool:
        """Whether no test can tell, unless by a module that is newly imported."""
        return not (self.everyone or self.names or self.members or self.family)

    @property
    def identifiers(self) -> frozenset[str]:
        """What somebody mentions who can tell the names and members apart."""
        return self.names | {member for _, member in self.members}


def _never(qualname: str) -> bool:
    return False


def compare(
    old: Analysis,
    new: Analysis,
    *,
    standing: Callable[[str], Standing] = standing_of,
    alone: Callable[[str], bool] = _never,
) -> Difference:
    """Return who can tell two versions of a source apart by their module levels.

    `standing` tells what is known of a base class from outside the module, given as in `Statement.bases`. `alone`
    tells of a class of the module that no class anywhere derives both from it and from a base that isn't inert: then
    nobody looks up a new method of it without mentioning it, and its family is left in peace.
    """
    if old.level == new.level:
        return Difference()
    comparison = _Comparison(Kinship([*old.statements, *new.statements], standing), alone)
    aligned = align(old.statements, new.statements, comparison.is_pure)
    before = {name for each in old.statements if not each.owner for name in each.binds}
    classes = [{name for name, _ in _headers(each.statements)} for each in (old, new)]
    comparison.one_sided = classes[0] ^ classes[1]
    comparison.names |= _exported_by_one(old, new)
    comparison.take(aligned)
    comparison.spread(aligned.kept)
    return Difference(
        everyone=comparison.everyone,
        reasons=tuple(dict.fromkeys(comparison.reasons)),
        names=frozenset(comparison.names),
        added=frozenset(comparison.names - before),
        members=frozenset(comparison.members),
        family=frozenset(comparison.family),
        new_imports=frozenset(new.imports) - frozenset(old.imports),
        lost_imports=frozenset(old.imports) - frozenset(new.imports),
    )


def spread(
    analysis: Analysis,
    identifiers: Iterable[str],
    *,
    standing: Callable[[str], Standing] = standing_of,
    alone: Callable[[str], bool] = _never,
) -> Difference:
    """Return what follows in a module, itself unchanged, from other values of these identifiers of other modules.

    Its imports bind them here, its statements compute other names from them, its classes derive from them.
    """
    comparison = _Comparison(Kinship(analysis.statements, standing), alone)
    comparison.foreign_names = set(identifiers)
    comparison.spread(analysis.statements)
    return Difference(
        everyone=comparison.everyone,
        reasons=tuple(dict.fromkeys(comparison.reasons)),
        names=frozenset(comparison.names),
        members=frozenset(comparison.members),
        family=frozenset(comparison.family),
    )


def _exported_by_one(old: Analysis, new: Analysis) -> set[str]:
    """Return the names that a star import may take from one version and not from the other, for its `__all__`."""
    lists = [[each for each in version.statements if "__all__" in each.binds] for version in (old, new)]
    if all(lists):
        return {name for each in lists[0] for name in each.mentions} ^ {
            name for each in lists[1] for name in each.mentions
        }
    if not any(lists):
        return set()
    return {name for version in (old, new) for each in version.statements if not each.owner for name in each.binds}


def _headers(statements: Iterable[Statement]) -> list[tuple[str, Statement]]:
    return [(_qualname(each), each) for each in statements if each.sort is Sort.CLASS]


def _qualname(header: Statement) -> str:
    name = header.binds[0]
    return f"{plain_name(header.owner)}.{name}" if header.owner else name


class _Comparison:
    """What is known so far to differ."""

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
            self._disturb(_qualname(statement))
        elif statement.bases and not owner:
            # A class under a branch: its body isn't split into statements.
            for name in statement.binds:
                self._disturb(name)
        return len(self.names) + len(self.members) + len(self.family) > before

    def _disturb_by_member(self, member: Statement) -> None:
        """Disturb the family where others than those who mention a member may look it up."""
        owner = plain_name(member.owner)
        if not self._kinship.is_inert(member.owner) or any(map(called_by_convention, member.binds)):
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
            own = self.names | {member for _, member in self.members}
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
        if identifiers and enumerates(mentions):
            return True
        if not mentions.isdisjoint(_last_parts(self.family if pure else self._disturbed)):
            return True
        # To hand a class to somebody lets them look into it; to call it does not.
        handed = mentions & _last_parts(owner for owner, _ in self.members)
        return not pure and not handed <= set(statement.calls)


def _last_parts(qualnames: Iterable[str]) -> set[str]:
    return {name.rpartition(".")[2] for name in qualnames}


def _is_read_from_outside(statement: Statement) -> bool:
    return not statement.owner and any(map(read_from_outside, statement.binds))


def _title(statement: Statement) -> str:
    where = f" of {plain_name(statement.owner)}" if statement.owner else ""
    return f"`{statement.label}`{where}"
