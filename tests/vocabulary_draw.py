"""Draws entries of the vocabulary at random for a second reading.

python tests/vocabulary_draw.py --seed 20261127 --count 150
python tests/vocabulary_draw.py --seed 20261127 --count 20 --kinds person party --short
"""

import argparse
import random
from collections.abc import Iterable, Mapping, Sequence

from schemas.vocabulary import ActorEntry, Alias, Role, load_vocabulary


def drawn(entries: Iterable[ActorEntry], count: int, seed: int) -> list[ActorEntry]:
    """Draw `count` entries, every kind with its share of them and at least one.

    The order of `entries` is without effect: one seed draws the same ids as long as the ids are the same.
    Raises ValueError for a count below the number of kinds or above that of the entries.
    """
    strata = by_kind(entries)
    rng = random.Random(seed)
    quotas = shares({kind: len(members) for kind, members in strata.items()}, count)
    return [entry for kind, members in strata.items() for entry in rng.sample(members, quotas[kind])]


def by_kind(entries: Iterable[ActorEntry]) -> dict[str, list[ActorEntry]]:
    """Sort entries into their kinds, both in the order of their names."""
    strata: dict[str, list[ActorEntry]] = {}
    for entry in sorted(entries, key=_place):
        strata.setdefault(entry.kind, []).append(entry)
    return strata


def shares(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """Divide `count` among strata by size (largest remainder after one for each).

    Raises ValueError for a count below the number of strata or above the sum of their sizes.
    """
    total = sum(sizes.values())
    if not len(sizes) <= count <= total:
        raise ValueError(
            f"cannot draw {count} of {total} entries in {len(sizes)} kinds: choose a count between the two"
        )
    exact = {name: (count - len(sizes)) * (size - 1) / max(1, total - len(sizes)) for name, size in sizes.items()}
    quotas = {name: 1 + int(share) for name, share in exact.items()}
    by_remainder = sorted(sizes, key=lambda name: int(exact[name]) - exact[name])
    for name in by_remainder[: count - sum(quotas.values())]:
        quotas[name] += 1
    return quotas


def as_it_stands(entry: ActorEntry) -> str:
    """Write an entry for a reader: one line of what it is, one for each role, one for its spellings."""
    about = [entry.id, entry.name, entry.kind, entry.country, "/".join(entry.sectors) or "-"]
    lines = [" | ".join(about) + "".join(f" | {key}={value}" for key, value in _particulars(entry))]
    lines += [f"    {_role(role)}" for role in entry.roles]
    if entry.aliases:
        lines.append("    also: " + "; ".join(map(_alias, entry.aliases)))
    return "\n".join(lines)


def _place(entry: ActorEntry) -> tuple[str, str]:
    return entry.kind, entry.id


def _particulars(entry: ActorEntry) -> list[tuple[str, str]]:
    """What only some entries have."""
    told = {
        "wikidata": entry.wikidata,
        "from": entry.valid_from,
        "to": entry.valid_to,
        "countries": " ".join(entry.countries),
        "members": " ".join(entry.members),
        "ownership": entry.ownership,
        "successor": entry.successor,
        "reason": entry.reason,
    }
    return [(key, str(value)) for key, value in told.items() if value]


def _role(role: Role) -> str:
    term = f"{role.start or '...'} to {role.end or '...'}"
    reason = f" ({role.reason})" if role.reason else ""
    return f"{term}: {role.office}, {role.country} {'/'.join(role.sectors)}{reason}"


def _alias(alias: Alias) -> str:
    marks = [] if alias.form == "name" else [alias.form]
    for guard in ("not_before", "not_after", "only_before", "only_after", "near", "not_near"):
        if words := getattr(alias, guard):
            marks.append(f"{guard} {', '.join(words)}")
    return f"{alias.text} [{'; '.join(marks)}]" if marks else alias.text


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the entries drawn, whole or by id."""
    parser = argparse.ArgumentParser(description="draw entries of the vocabulary for a second reading")
    parser.add_argument("--seed", type=int, required=True, help="a number chosen before looking")
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--kinds", nargs="+", help="draw from these kinds only")
    parser.add_argument("--short", action="store_true", help="print the ids alone")
    options = parser.parse_args(arguments)
    entries = [entry for entry in load_vocabulary().actors.values() if _wanted(entry, options.kinds)]
    for entry in drawn(entries, options.count, options.seed):
        print(entry.id if options.short else as_it_stands(entry))


def _wanted(entry: ActorEntry, kinds: Sequence[str] | None) -> bool:
    return kinds is None or entry.kind in kinds


if __name__ == "__main__":
    main()
