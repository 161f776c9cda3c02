"""
Choose one place for each toponym of an article.

The choice is joint. Each distinct name of the article is a variable whose values are the candidates that the gazetteer
has for it. A conditional logit scores candidates by what is known of them alone (kind, population, "City, State") and,
in three rounds, by how well they agree with what the other names of the article probably mean: nearness, the same
country, a country or state that the article names. An article that names Beirut and Tyre pulls Tripoli to Lebanon.

Reads candidates from a gazetteer and weights from a small JSON file; opens no socket. Coordinates are WGS 84 decimal
degrees, always (lat, lon); distances are kilometres on the sphere (mean radius 6371.0088 km).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from dashboard.errors import ModelError
from dashboard.geoparse.gazetteer import ABBREVIATION, DEMONYM, DERIVED_NAME, KIND_NUMBER, MAIN_NAME, Gazetteer
from dashboard.geoparse.text import fold_name
from dashboard.geoparse.toponyms import Toponym
from dashboard.model import FAMILY_OF_KIND, KINDS
from dashboard.settings import Region

EARTH_KM = 6371.0088

#: Candidates of one name: the first by rank, and one more for each further country or first-order area.
_BY_RANK, _AT_MOST = 12, 48
#: Variables that are settled together; longer articles are cut into such blocks, so that time grows linearly.
_BLOCK = 60

_KIND_GROUPS = {
    "country": 0, "continent": 1, "admin1": 2, "admin2": 3, "city": 4, "neighbourhood": 5, "territory": 6, "region": 6,
}  # fmt: skip
_WATER, _LAND, _SITE = 7, 8, 9
_GROUPS = 10
_GROUP_OF_KIND = np.array(
    [
        _KIND_GROUPS.get(kind, {"water": _WATER, "land": _LAND, "site": _SITE, "city": 5}.get(FAMILY_OF_KIND[kind], 6))
        for kind in KINDS
    ]
)

#: Words that name the kind of what stands before or after them.
_KIND_WORDS = {
    "county": (3,), "district": (3, 2), "parish": (3,), "province": (2,), "governorate": (2,), "state": (2,),
    "region": (2, 6), "city": (4,), "town": (4,), "village": (4,), "suburb": (4, 5), "neighborhood": (5, 4),
    "neighbourhood": (5, 4), "capital": (4,), "port": (4, 9), "river": (7,), "sea": (7,), "lake": (7,), "strait": (7,),
    "gulf": (7,), "island": (8,), "mountains": (8,), "desert": (8,), "airport": (9,), "base": (9,), "camp": (5,),
    "crossing": (9,), "republic": (0,), "metro": (4,), "borough": (5, 4), "residents": (4,), "prefecture": (2,),
}  # fmt: skip

#: The features, in the order of the weights. The first block needs no context, the second the other names.
PRIOR_FEATURES = (
    "log_population", "log_population_share", "rank", *(f"group{n}" for n in range(_GROUPS)),
    "main_name", "derived_name", "abbreviation", "qualified", "qualifier_missed", "kind_word", "kind_word_missed",
    "home_region", "near_outlet", "city_population", "admin_beside_city", "capital", "curated",
)  # fmt: skip
CONTEXT_FEATURES = (
    "near_60_sum", "near_60_max", "near_250_sum", "near_250_max", "near_20_max", "same_country", "same_admin1",
    "named_country", "named_admin1", "holds_others", "country_share", "far_from_all", "adjacent_near",
)  # fmt: skip
_INDEX = {name: n for n, name in enumerate(PRIOR_FEATURES + CONTEXT_FEATURES)}
ROUNDS = 3
#: Features of the chosen place that also tell how sure the choice is.
SIGNALS = (
    "log_population", "group0", "group4", "main_name", "derived_name", "qualified", "near_60_max", "near_250_max",
    "country_share", "named_country", "named_admin1", "far_from_all", "curated", "capital", "home_region",
)  # fmt: skip
_SIGNAL_COLUMNS = np.array([_INDEX[name] for name in SIGNALS])


@dataclass(frozen=True, slots=True)
class Resolution:
    """
    What one toponym became: a row of the place table or None, and the probability that it got.

    `mass` is the probability of all candidates within 161 km of the chosen one; `runners_up` are up to three other
    rows with theirs; `signals` are the values of `SIGNALS` for the chosen one; `evidence`
    names what spoke most for the choice against the next best, strongest first.
    """

    row: int | None
    mass: float
    candidates: int
    signals: tuple[float, ...] = ()
    runners_up: tuple[tuple[int, float], ...] = ()
    evidence: tuple[str, ...] = ()


UNPLACED = Resolution(None, 0.0, 0)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of an article beside its toponyms: the region it is read for and where its outlet is at home."""

    text: str
    region: Region | None = None
    outlet: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Name:
    """Candidates of one name with what is known of each alone; rows of the place table, and feature columns."""

    rows: np.ndarray
    base: np.ndarray


class _Variable:
    """A distinct name of the article and the mentions that carry it."""

    __slots__ = ("first", "kind_words", "members", "name", "qualifiers")

    def __init__(self, name: _Name, first: int) -> None:
        self.name = name
        self.first = first
        self.members: list[int] = []
        self.qualifiers: set[int] = set()  # numbers of the variables that qualify it ("Tripoli, Lebanon")
        self.kind_words: set[int] = set()


class Resolver:
    """Places toponyms with the weights of one file. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer, weights: Sequence[np.ndarray]) -> None:
        self.gazetteer = gazetteer
        self.weights = [np.asarray(w, dtype=np.float64) for w in weights]
        lat, lon = np.radians(gazetteer.lat.astype(np.float64)), np.radians(gazetteer.lon.astype(np.float64))
        self._xyz = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1).astype(
            np.float32
        )
        self._group = _GROUP_OF_KIND[gazetteer.kind]
        self._name = lru_cache(maxsize=20_000)(self._name_of)

    @classmethod
    def open(cls, weights: Path, gazetteer: Gazetteer) -> Resolver:
        """Open a file of weights. Raises ModelError if it is missing or has other features than this version."""
        try:
            table = json.loads(weights.read_text(encoding="utf-8"))
            if tuple(table["features"]) != PRIOR_FEATURES + CONTEXT_FEATURES:
                raise ModelError(f"{weights}: made for other features; restore the file, or train again")
            return cls(gazetteer, [np.array(w) for w in table["weights"]])
        except FileNotFoundError as error:
            raise ModelError(
                f"{weights}: no such file; restore it, or run: python -m dashboard train FOLDER"
            ) from error
        except (KeyError, ValueError) as error:
            if isinstance(error, ModelError):
                raise
            raise ModelError(f"{weights}: cannot be read ({error}); restore it, or train again") from error

    def resolve(self, toponyms: Sequence[Toponym], context: Context) -> list[Resolution]:
        """
        Return one `Resolution` per toponym, in order.

        A toponym without candidates is `UNPLACED`: unknown is a result.
        """
        variables, of_toponym = self.variables(toponyms, context)
        out: list[Resolution] = [UNPLACED] * len(toponyms)
        for at in range(0, len(variables), _BLOCK):
            block = variables[at : at + _BLOCK]
            features, starts = self.prior(block, context, at)
            shares, scores = self.settle(block, features, starts)
            for number, variable in enumerate(block):
                resolution = self._settled(variable, features, scores, shares, starts, number)
                for member in variable.members:
                    out[member] = resolution
        return out

    # -- candidates -----------------------------------------------------------------------------------------------

    def lookup(self, toponym: Toponym, before: str = "") -> int | None:
        """
        Return the id of the name that a toponym is looked up by, None if the gazetteer holds none.

        Tried in order: as it stands; two capitals after a comma ("CA"); without "the" or a direction; without what
        stands before "of" or after a name ("University of Basra", "Aleppo Citadel").
        """
        gazetteer = self.gazetteer
        key = fold_name(toponym.surface)
        if not key:
            return None
        if len(toponym.surface) == 2 and toponym.surface.isupper() and before.endswith(", "):
            found = gazetteer.key_id(", " + key)
            if found is not None:
                return found
        found = gazetteer.key_id(key)
        if found is not None:
            return found
        parts = key.split()
        while len(parts) > 1 and parts[0] in _LEADING:
            parts = parts[1:]
            found = gazetteer.key_id(" ".join(parts) + " ")
            if found is not None:
                return found
        for trailing in _TRAILING:
            if len(parts) > 1 and parts[-1] == trailing:
                found = gazetteer.key_id(" ".join(parts[:-1]) + " ")
                if found is not None:
                    return found
        for joint in ("of", "in", "at"):
            if joint in parts[1:-1]:
                rest = parts[parts.index(joint) + 1 :]
                while rest and rest[0] in _LEADING:
                    rest = rest[1:]
                found = gazetteer.key_id(" ".join(rest) + " ") if rest else None
                if found is not None:
                    return found
        return None

    def _name_of(self, name_id: int, demonym: bool) -> _Name:
        """Return the candidates of a name: the best by rank, and one more for each further area."""
        gazetteer = self.gazetteer
        entries = gazetteer.entries(name_id)
        wanted = [e for e in entries if (e.quality == DEMONYM) == demonym] or list(entries)
        chosen = wanted[:_BY_RANK]
        areas = {(int(gazetteer.country[e.row]), int(gazetteer.admin1[e.row])) for e in chosen}
        for entry in wanted[_BY_RANK:]:
            if len(chosen) >= _AT_MOST:
                break
            area = (int(gazetteer.country[entry.row]), int(gazetteer.admin1[entry.row]))
            if area not in areas:
                areas.add(area)
                chosen.append(entry)
        rows = np.array([entry.row for entry in chosen], dtype=np.int64)
        base = np.zeros((len(chosen), len(PRIOR_FEATURES) + len(CONTEXT_FEATURES)))
        # a sea has no inhabitants, yet "Red Sea" is seldom the governorate: features weigh by their extent
        extent = np.where(gazetteer.curated[rows], 1e4 * gazetteer.radius[rows] ** 1.2, 0.0)
        population = np.log10(np.maximum(gazetteer.population[rows], extent) + 10.0)
        base[:, _INDEX["log_population"]] = population / 3.0
        base[:, _INDEX["log_population_share"]] = (population - population.max()) / 3.0
        base[:, _INDEX["rank"]] = -np.log1p(np.arange(len(rows)))
        groups = self._group[rows]
        base[np.arange(len(rows)), _INDEX["group0"] + groups] = 1.0
        quality = np.array([entry.quality for entry in chosen])
        base[:, _INDEX["main_name"]] = quality == MAIN_NAME
        base[:, _INDEX["derived_name"]] = quality == DERIVED_NAME
        base[:, _INDEX["abbreviation"]] = quality == ABBREVIATION
        base[:, _INDEX["city_population"]] = np.where(groups == _KIND_GROUPS["city"], population / 3.0, 0.0)
        base[:, _INDEX["admin_beside_city"]] = ((groups == 2) | (groups == 3)) & bool((groups == 4).any())
        base[:, _INDEX["capital"]] = gazetteer.capital[rows]
        base[:, _INDEX["curated"]] = gazetteer.curated[rows]
        return _Name(rows, base)

    def variables(self, toponyms: Sequence[Toponym], context: Context) -> tuple[list[_Variable], list[int]]:
        """
        Return the distinct names of an article and, for each toponym, the number of its variable (-1: no candidate).

        "Tripoli, Lebanon" and "Tripoli, Libya" are two variables; a bare "Tripoli" joins the one that is there.
        """
        text = context.text
        names: list[tuple[int, bool] | None] = []
        for toponym in toponyms:
            found = self.lookup(toponym, text[max(0, toponym.start - 2) : toponym.start])
            names.append(None if found is None else (found, toponym.demonym))
        qualifier = self._qualifiers(toponyms, names, text)
        by_name: dict[tuple[int, bool], list[int]] = defaultdict(list)
        for number, name in enumerate(names):
            if name is not None:
                by_name[name].append(number)
        keys: list[tuple | None] = [None] * len(toponyms)
        for name, numbers in by_name.items():
            kinds = {names[qualifier[n]] for n in numbers if n in qualifier}
            single = next(iter(kinds)) if len(kinds) == 1 else None
            for n in numbers:
                keys[n] = (name, names[qualifier[n]] if n in qualifier else single)
        variables: list[_Variable] = []
        number_of: dict[tuple, int] = {}
        of_toponym = [-1] * len(toponyms)
        for n, key in enumerate(keys):
            if key is None:
                continue
            if key not in number_of:
                number_of[key] = len(variables)
                variables.append(_Variable(self._name(*key[0]), n))
            of_toponym[n] = number_of[key]
            variable = variables[number_of[key]]
            variable.members.append(n)
            variable.kind_words.update(_kind_words(text, toponyms[n]))
        for n, q in qualifier.items():
            if of_toponym[n] >= 0 and of_toponym[q] >= 0:
                variables[of_toponym[n]].qualifiers.add(of_toponym[q])
        return variables, of_toponym

    def _qualifiers(
        self, toponyms: Sequence[Toponym], names: Sequence[tuple[int, bool] | None], text: str
    ) -> dict[int, int]:
        """Return {toponym: the toponym that says where it lies}: "Tyre, Lebanon", "Tyre in Lebanon", "Syria's Hama"."""
        out: dict[int, int] = {}
        for n in range(len(toponyms) - 1):
            here, after = toponyms[n], toponyms[n + 1]
            if names[n] is None or names[n + 1] is None or after.start - here.end > 24:
                continue
            between = text[here.end : after.start].lower()
            if between in (", ", " (", ",") and not after.demonym and self._may_lie_in(names[n], names[n + 1]):
                out[n] = n + 1
            elif between in ("'s ", "’s ") and self._may_lie_in(names[n + 1], names[n]):
                out.setdefault(n + 1, n)
            elif between.startswith((" in ", ", in ", " of ")) and between.count(" ") < 5 and not after.demonym:
                words = between.replace(",", "").split()
                if all(word in _IN_WORDS for word in words) and self._may_lie_in(names[n], names[n + 1]):
                    out[n] = n + 1
        return out

    def _may_lie_in(self, inner: tuple[int, bool] | None, outer: tuple[int, bool] | None) -> bool:
        """Tell whether some candidate of one name lies in a country or first-order area that the other can mean."""
        if inner is None or outer is None or inner == outer:
            return False
        return bool(_inside(self.gazetteer, self._name(*inner).rows, self._name(*outer).rows).any())

    # -- scores ---------------------------------------------------------------------------------------------------

    def prior(self, block: Sequence[_Variable], context: Context, offset: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the features of a block's candidates (rows), context not filled in, and where each name starts."""
        gazetteer = self.gazetteer
        sizes = [len(variable.name.rows) for variable in block]
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64) if block else np.zeros(0, np.int64)
        features = np.concatenate([variable.name.base for variable in block])
        region = context.region
        home = None
        if region is not None and region.countries:
            home = np.array([code in region.countries for code in gazetteer.country_codes] + [False])
        for number, variable in enumerate(block):
            at, rows = slice(starts[number], starts[number] + sizes[number]), variable.name.rows
            if variable.qualifiers:
                inside = np.zeros(len(rows), dtype=bool)
                for qualifier in variable.qualifiers:
                    if 0 <= qualifier - offset < len(block):
                        inside |= _inside(gazetteer, rows, block[qualifier - offset].name.rows)
                features[at, _INDEX["qualified"]] = inside
                features[at, _INDEX["qualifier_missed"]] = ~inside
            if variable.kind_words:
                fits = np.isin(self._group[rows], list(variable.kind_words))
                features[at, _INDEX["kind_word"]] = fits
                features[at, _INDEX["kind_word_missed"]] = ~fits & fits.any()
            if home is not None:
                features[at, _INDEX["home_region"]] = home[gazetteer.country[rows]]
            if context.outlet is not None:
                near = _kernel(self._xyz[rows] @ _unit(*context.outlet), 150.0)
                features[at, _INDEX["near_outlet"]] = near
        return features, starts

    def settle(
        self, block: Sequence[_Variable], features: np.ndarray, starts: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Fill the context features round by round; return each candidate's probability and score after the last."""
        owner = np.repeat(np.arange(len(block)), np.diff(np.append(starts, len(features))))
        scores = features @ self.weights[0]
        shares = _softmax(scores, starts, owner)
        if len(block) > 1:
            geometry = self._geometry(block, owner)
            for weights in self.weights[1:]:
                self._context(features, shares, starts, owner, geometry)
                scores = features @ weights
                shares = _softmax(scores, starts, owner)
        return shares, scores

    def _geometry(self, block: Sequence[_Variable], owner: np.ndarray) -> dict[str, np.ndarray]:
        """Return what does not change between rounds: nearness of candidates of different names, and their areas."""
        gazetteer = self.gazetteer
        rows = np.concatenate([variable.name.rows for variable in block])
        xyz = self._xyz[rows]
        cosine = xyz @ xyz.T
        # "Tripoli, Libya" says nothing for "Tripoli, Lebanon": variables of one name do not look at each other
        group_of = {id(name): n for n, name in enumerate(dict.fromkeys(variable.name for variable in block))}
        group = np.array([group_of[id(variable.name)] for variable in block])[owner]
        other = group[:, None] != group[None, :]
        chord = np.maximum(2.0 - 2.0 * cosine, 0.0) * np.float32(EARTH_KM**2)
        country = gazetteer.country[rows].astype(np.int64)
        admin1 = gazetteer.admin1[rows].astype(np.int64)
        return {
            "near_20": other / (1.0 + chord / 400.0),
            "near_60": other / (1.0 + chord / 3_600.0),
            "near_250": other / (1.0 + chord / 62_500.0),
            "group": group,
            "country": country,
            "admin1": np.unique(admin1, return_inverse=True)[1],
            "has_admin1": admin1 >= 0,
            "is_country": self._group[rows] == 0,
            "is_admin1": (admin1 == rows),
        }

    def _context(
        self, features: np.ndarray, shares: np.ndarray, starts: np.ndarray, owner: np.ndarray, geometry: dict
    ) -> None:
        """Fill in the context features from the present probabilities, in place."""
        names = len(starts)
        others = max(1, names - 1)

        def per_name(kernel: np.ndarray) -> np.ndarray:
            return np.add.reduceat(kernel * shares, starts, axis=1)

        near_60, near_250 = per_name(geometry["near_60"]), per_name(geometry["near_250"])
        features[:, _INDEX["near_60_sum"]] = near_60.sum(axis=1) / others**0.5
        features[:, _INDEX["near_60_max"]] = near_60.max(axis=1)
        features[:, _INDEX["near_250_sum"]] = near_250.sum(axis=1) / others**0.5
        features[:, _INDEX["near_250_max"]] = near_250.max(axis=1)
        features[:, _INDEX["near_20_max"]] = per_name(geometry["near_20"]).max(axis=1)
        features[:, _INDEX["far_from_all"]] = near_250.max(axis=1) < 0.1
        beside = np.zeros(len(features))
        for step in (-1, 1):
            neighbour = owner + step
            valid = (neighbour >= 0) & (neighbour < names)
            beside[valid] = np.maximum(beside[valid], near_250[np.flatnonzero(valid), neighbour[valid]])
        features[:, _INDEX["adjacent_near"]] = beside
        country, known, same = geometry["country"], geometry["country"] >= 0, geometry["group"]

        def pooled(groups: np.ndarray, chosen: np.ndarray) -> np.ndarray:
            """Sum of the other names' probability in each candidate's group."""
            size = int(groups.max(initial=0)) + 1
            weight = np.where(chosen, shares, 0.0)
            total = np.bincount(groups, weight, minlength=size)
            own = np.bincount(same * size + groups, weight, minlength=names * size)
            return total[groups] - own[same * size + groups]

        grouped = np.where(known, country, 0)
        same_country = np.where(known, pooled(grouped, known), 0.0)
        named_country = np.where(known, pooled(grouped, known & geometry["is_country"]), 0.0)
        same_admin1 = np.where(geometry["has_admin1"], pooled(geometry["admin1"], geometry["has_admin1"]), 0.0)
        named_admin1 = np.where(geometry["has_admin1"], pooled(geometry["admin1"], geometry["is_admin1"]), 0.0)
        features[:, _INDEX["same_country"]] = np.log1p(same_country)
        features[:, _INDEX["country_share"]] = same_country / others
        features[:, _INDEX["same_admin1"]] = np.log1p(same_admin1)
        features[:, _INDEX["named_country"]] = np.minimum(named_country, 1.0) * ~geometry["is_country"]
        features[:, _INDEX["named_admin1"]] = np.minimum(named_admin1, 1.0) * ~geometry["is_admin1"]
        features[:, _INDEX["holds_others"]] = np.where(
            geometry["is_country"], np.log1p(same_country), np.where(geometry["is_admin1"], np.log1p(same_admin1), 0.0)
        )

    def _settled(
        self, variable: _Variable, features: np.ndarray, scores: np.ndarray, shares: np.ndarray, starts: np.ndarray,
        number: int,
    ) -> Resolution:  # fmt: skip
        rows = variable.name.rows
        at = int(starts[number])
        share = shares[at : at + len(rows)]
        best = int(share.argmax())
        if not variable.kind_words:
            best = self._city_of_area(rows, best)
        near = self._xyz[rows] @ self._xyz[rows[best]] >= np.cos(161.0 / EARTH_KM)
        order = [int(n) for n in np.argsort(-share, kind="stable") if not near[n]][:3]
        rival = features[at + order[0]] if order else np.zeros(features.shape[1])
        gain = (features[at + best] - rival) * self.weights[-1 if len(starts) > 1 else 0]
        names = PRIOR_FEATURES + CONTEXT_FEATURES
        evidence = tuple(names[n] for n in np.argsort(-gain)[:4] if gain[n] > 0.15)
        return Resolution(
            row=int(rows[best]),
            mass=float(share[near].sum()),
            candidates=len(rows),
            signals=tuple(float(x) for x in features[at + best, _SIGNAL_COLUMNS]),
            runners_up=tuple((int(rows[n]), float(share[n])) for n in order if share[n] >= 0.005),
            evidence=evidence if len(rows) > 1 else ("only_candidate",),
        )

    def _city_of_area(self, rows: np.ndarray, best: int) -> int:
        """Return the candidate that is the city after which the chosen area is called, if it is near; else `best`."""
        gazetteer, area = self.gazetteer, int(rows[best])
        if self._group[area] not in (2, 3):
            return best
        for n, row in enumerate(rows.tolist()):
            inside = area in (int(gazetteer.admin1[row]), int(gazetteer.admin2[row]))
            if inside and self._group[row] == 4 and self._xyz[row] @ self._xyz[area] >= np.cos(161.0 / EARTH_KM):
                return n
        return best


_LEADING = frozenset(
    "the north northern south southern east eastern west western central upper lower greater downtown northeast "
    "northwest southeast southwest northeastern northwestern southeastern southwestern mid inner outer old metro "
    "metropolitan occupied mainland al el".split()
)
_TRAILING = (
    "city", "area", "strip", "region", "province", "governorate", "county", "state", "district", "border", "metro",
    "town", "village", "island", "islands", "university", "airport", "proper", "coast", "camp", "suburb", "suburbs",
)  # fmt: skip
_IN_WORDS = frozenset(
    "in the of northern southern eastern western central north south east west northeastern northwestern southeastern "
    "southwestern occupied neighbouring neighboring nearby".split()
)


def _kind_words(text: str, toponym: Toponym) -> set[int]:
    """Return the kind groups that the word after a toponym, or "the city of" before it, speaks for."""
    after = text[toponym.end : toponym.end + 16].split()
    before = text[max(0, toponym.start - 24) : toponym.start].lower().split()
    out: set[int] = set()
    if after and text[toponym.end : toponym.end + 1] == " ":
        out.update(_KIND_WORDS.get(after[0].strip(".,;:").lower(), ()))
    if len(before) > 1 and before[-1] == "of":
        out.update(_KIND_WORDS.get(before[-2], ()))
    elif before and before[-1] in ("city", "town", "village", "province", "capital", "camp"):
        out.update(_KIND_WORDS[before[-1]])
    return out


def _inside(gazetteer: Gazetteer, inner: np.ndarray, outer: np.ndarray) -> np.ndarray:
    """Tell for each inner row whether it lies in one of the outer rows (country, first-order or lower area)."""
    kinds = gazetteer.kind[outer]
    countries = gazetteer.country[outer[kinds == KIND_NUMBER["country"]]]
    by_country = np.isin(gazetteer.country[inner], countries) & (gazetteer.kind[inner] != KIND_NUMBER["country"])
    in_area = np.isin(gazetteer.admin1[inner], outer) | np.isin(gazetteer.admin2[inner], outer)
    return (by_country | in_area) & ~np.isin(inner, outer)


def _unit(lat: float, lon: float) -> np.ndarray:
    """Return a point on the unit sphere from (lat, lon) in degrees."""
    a, b = np.radians(lat), np.radians(lon)
    return np.array([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)], dtype=np.float32)


def _kernel(cosine: np.ndarray, scale_km: float) -> np.ndarray:
    """Return 1 / (1 + (d / scale)^2) of the chord d: 1 at the same spot, one half at `scale_km`."""
    return 1.0 / (1.0 + np.maximum(2.0 - 2.0 * cosine, 0.0) * (EARTH_KM / scale_km) ** 2)


def _softmax(scores: np.ndarray, starts: np.ndarray, owner: np.ndarray) -> np.ndarray:
    """Return the softmax of the scores within each name."""
    top = np.maximum.reduceat(scores, starts)
    weights = np.exp(scores - top[owner])
    return weights / np.add.reduceat(weights, starts)[owner]
