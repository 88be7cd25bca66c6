"""Fetching maps on the way to a selection. Whatever goes wrong, the run goes on with the map that is there."""

from __future__ import annotations

import time
from pathlib import Path

from impact.errors import GitSilent, MapError, StoreUnusable
from impact.model import Environment, digest
from impact.sharing.ancestry import Checkout
from impact.sharing.fetching import Fetched, fetch
from impact.sharing.keys import Wanted, platform_of
from impact.sharing.memo import Memo
from impact.sharing.opening import open_store


def fetch_maps(url: str, map_path: Path, root: Path, environment: Environment) -> list[str]:
    """Merge what a store has for this environment into the map, unless that was done for this commit already.

    Return the lines that tell the person.
    """
    try:
        checkout = Checkout.around(root)
        memo = Memo(digest([url]), checkout.commit, environment.digest, done=True, at=time.time())
        before = Memo.load(map_path.parent)
        if before is not None and map_path.exists() and before.answers(memo):
            return []
        wanted = Wanted(platform_of(environment), environment.digest)
        fetched = fetch(map_path, checkout, open_store(url), wanted)
    except (GitSilent, StoreUnusable, MapError) as fault:
        return [f"{fault} Nothing was fetched."]
    Memo(memo.store, memo.commit, memo.environment, fetched.whole, memo.at).keep(map_path.parent)
    return [*fetched.refused, _told(fetched)]


def _told(fetched: Fetched) -> str:
    if not fetched.sources:
        return f"the store has maps of {fetched.published:,} commits, none of this environment at a commit before."
    return f"{fetched.told} fetched."
