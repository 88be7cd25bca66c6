"""What differs between two versions of a module level, and who can tell (design, section 4).

Two statements of the versions are the same if owner and fingerprint are. What is left over has changed, appeared or
vanished; what changed places counts where one of the two reads or binds what the other binds, or is effectful.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from impact.source.alignment import align
from impact.source.analysis import Analysis, Sort
from impact.source.comparison import Comparison, spelled
from impact.source.conventions import Standing, standing_of
from impact.source.kinship import Kinship, no_names, qualname_of


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
        return self.names | spelled(self.members)


def _never(qualname: str) -> bool:
    return False


def compare(
    old: Analysis,
    new: Analysis,
    *,
    standing: Callable[[str], Standing] = standing_of,
    abstract: Callable[[str], frozenset[str]] = no_names,
    alone: Callable[[str], bool] = _never,
) -> Difference:
    """Return who can tell two versions of a source apart by their module levels.

    `standing` tells what is known of a base class from outside the module, given as in `Statement.bases`; `abstract`
    names the members that a class derived from it must define. `alone` tells of a class of the module that no class
    anywhere derives both from it and from a base that isn't inert: then nobody looks up a new method of it without
    mentioning it, and its family is left in peace.
    """
    if old.level == new.level:
        return Difference()
    comparison = Comparison(Kinship([*old.statements, *new.statements], standing, abstract), alone)
    aligned = align(old.statements, new.statements, comparison.is_pure)
    before = {name for each in old.statements if not each.owner for name in each.binds}
    classes = [_classes(each) for each in (old, new)]
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
    sees_all: bool = True,
) -> Difference:
    """Return what follows in a module, itself unchanged, from other values of these identifiers of other modules.

    Its imports bind them here, its statements compute other names from them, its classes derive from them. `sees_all`
    is whether a statement that finds names which it doesn't spell can find these.
    """
    comparison = Comparison(Kinship(analysis.statements, standing), alone)
    comparison.sees_all = sees_all
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


def _classes(version: Analysis) -> set[str]:
    return {qualname_of(each) for each in version.statements if each.sort is Sort.CLASS}
