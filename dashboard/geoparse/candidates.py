"""
What each name of an article can mean, and what is known of each candidate alone.

Each distinct name is a *variable* whose values are the candidates that the gazetteer has for it; "Tripoli, Lebanon"
and "Tripoli, Libya" are two. `resolve` chooses among them. Coordinates are WGS 84 decimal degrees, (lat, lon).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dashboard.geoparse.gazetteer import (
    ABBREVIATION,
    DEMONYM,
    DERIVED_NAME,
    KIND_NUMBER,
    MAIN_NAME,
    OTHER_NAME,
    UNLIKE_NAME,
    Gazetteer,
)
from dashboard.geoparse.kind_groups import GROUP_OF_KIND, GROUPS, KIND_GROUPS, WHOLE, kind_words
from dashboard.geoparse.name_lookup import NameLookup
from dashboard.geoparse.namesakes import namesakes
from dashboard.geoparse.qualifiers import inside, is_another, lists_of_areas, qualifiers, unknown_there
from dashboard.geoparse.sphere import kernel, unit
from dashboard.geoparse.toponyms import Toponym
from dashboard.settings import Region

#: Candidates of one name: the first by rank, and one more for each further country or first-order area.
_BY_RANK, _AT_MOST = 12, 48
#: A city of so many people is what its name means rather than the area around it.
_LARGE_CITY = 100_000
#: The features, in the order of the weights. The first block needs no context, the second the other names.
PRIOR_FEATURES = (
    "log_population", "log_population_share", "rank", *(f"group{n}" for n in range(GROUPS)),
    "main_name", "derived_name", "abbreviation", "qualified", "qualifier_missed", "kind_word", "kind_word_missed",
    "home_region", "near_outlet", "city_population", "admin_beside_city", "beside_country", "beside_admin1", "capital",
    "curated", "unlike_name",
)  # fmt: skip
CONTEXT_FEATURES = (
    "near_60_sum", "near_60_max", "near_250_sum", "near_250_max", "near_20_max", "same_country", "same_admin1",
    "named_country", "named_admin1", "holds_others", "country_share", "far_from_all", "adjacent_near",
)  # fmt: skip
INDEX = {name: n for n, name in enumerate(PRIOR_FEATURES + CONTEXT_FEATURES)}


#: A name's id, whether it is a demonym, and the countries that a name in another spelling is looked for in.
NameKey = tuple[int, bool, frozenset[int] | None]


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of an article beside its toponyms: the region it is read for and where its outlet is at home."""

    text: str
    region: Region | None = None
    outlet: tuple[float, float] | None = None


class Name:
    """
    Candidates of one name with what is known of each alone; rows of the place table, and feature columns.

    What is asked of single candidates stands in plain tuples: a look into an array takes ten times as long.
    """

    __slots__ = (
        "base", "country", "inside", "is_country", "is_whole", "namesakes", "near", "numbers", "respelled", "rows",
    )  # fmt: skip

    def __init__(self, rows: np.ndarray, base: np.ndarray, gazetteer: Gazetteer, respelled: bool = False) -> None:
        self.rows = rows
        self.base = base
        #: Whether the text spells it otherwise than the gazetteer does (`respelling`).
        self.respelled = respelled
        self.numbers: tuple[int, ...] = tuple(rows.tolist())
        self.country: tuple[int, ...] = tuple(gazetteer.country[rows].tolist())
        self.is_country: tuple[bool, ...] = tuple((gazetteer.kind[rows] == KIND_NUMBER["country"]).tolist())
        #: The first-order and the lower area that each candidate lies in.
        self.inside = tuple(zip(gazetteer.admin1[rows].tolist(), gazetteer.admin2[rows].tolist(), strict=True))
        #: An area and the city in it, far from its point, that both are called so.
        self.namesakes = namesakes(gazetteer, rows, GROUP_OF_KIND[gazetteer.kind[rows]])
        #: Whether it is first of all that of a country or area, and not of a large city in it as well ("Aleppo").
        self.is_whole = bool(GROUP_OF_KIND[gazetteer.kind[rows[0]]] in WHOLE) and not bool(
            (
                (base[:, INDEX["main_name"]] > 0)
                & (base[:, INDEX["group0"] + KIND_GROUPS["city"]] > 0)
                & (gazetteer.admin1[rows] == rows[0])
                & (gazetteer.population[rows] >= _LARGE_CITY)
            ).any()
        )
        #: Filled in by `resolve`, which asks for the neighbours of the chosen candidate only.
        self.near: dict[tuple[int, bool], tuple[int, tuple[bool, ...]]] = {}

    def __len__(self) -> int:
        return len(self.numbers)


class Variable:
    """A distinct name of the article and the mentions that carry it."""

    __slots__ = ("elsewhere", "first", "kind_words", "members", "name", "qualifiers")

    def __init__(self, name: Name, first: int) -> None:
        self.name = name
        self.first = first
        self.members: list[int] = []
        self.qualifiers: set[int] = set()  # numbers of the variables that qualify it ("Tripoli, Lebanon")
        self.kind_words: set[int] = set()
        #: The text says that it lies where the gazetteer has none of that name.
        self.elsewhere = False


class Candidates:
    """Looks names up and describes what they can mean. Safe to share between threads."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        #: Each place as a point on the unit sphere, and the number of its group of kinds.
        self.points = unit(gazetteer.lat, gazetteer.lon)
        self.group = GROUP_OF_KIND[gazetteer.kind]
        self.name = lru_cache(maxsize=20_000)(self._name_of)
        self._home = lru_cache(maxsize=4)(self._home_of)
        self.lookup = NameLookup(gazetteer)
        self._respelled = lru_cache(maxsize=20_000)(gazetteer.respelled_id)

    def _countries(self, names: Sequence[NameKey | None]) -> frozenset[int]:
        """Return the numbers of the countries that the names of an article first mean, or lie in."""
        homes = {self.gazetteer.home(name[0])[0] for name in names if name is not None}
        return frozenset(homes - {-1})

    def _name_of(self, name_id: int, demonym: bool, among: frozenset[int] | None = None) -> Name:
        """
        Return the candidates of a name: the best by rank, and one more for each further area.

        Those of a name in another spelling are `among` countries, by number.
        """
        gazetteer = self.gazetteer
        entries = gazetteer.entries(name_id)
        if among is not None:
            entries = tuple(entry for entry in entries if int(gazetteer.country[entry.row]) in among)
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
        base[:, INDEX["log_population"]] = population / 3.0
        base[:, INDEX["log_population_share"]] = (population - population.max()) / 3.0
        base[:, INDEX["rank"]] = -np.log1p(np.arange(len(rows)))
        groups = self.group[rows]
        base[np.arange(len(rows)), INDEX["group0"] + groups] = 1.0
        quality = np.array([entry.quality for entry in chosen])
        base[:, INDEX["main_name"]] = quality == MAIN_NAME
        base[:, INDEX["derived_name"]] = quality == DERIVED_NAME
        base[:, INDEX["abbreviation"]] = quality == ABBREVIATION
        base[:, INDEX["city_population"]] = np.where(groups == KIND_GROUPS["city"], population / 3.0, 0.0)
        base[:, INDEX["admin_beside_city"]] = ((groups == 2) | (groups == 3)) & bool((groups == 4).any())
        # "Venezuela" is seldom a village of Cuba, "Colorado" seldom a town of Texas
        small = (groups == KIND_GROUPS["city"]) | (groups == 3) | (groups == 5)
        whole = (quality <= OTHER_NAME) | (quality == DEMONYM)
        base[:, INDEX["beside_country"]] = small & bool(((groups == 0) & whole).any())
        base[:, INDEX["beside_admin1"]] = small & _lies_elsewhere(gazetteer, rows, (groups == 2) & whole)
        base[:, INDEX["capital"]] = gazetteer.capital[rows]
        base[:, INDEX["curated"]] = gazetteer.curated[rows]
        base[:, INDEX["unlike_name"]] = quality == UNLIKE_NAME
        return Name(rows, base, gazetteer, among is not None)

    def variables(self, toponyms: Sequence[Toponym], context: Context) -> tuple[list[Variable], list[int]]:
        """
        Return the distinct names of an article and, for each toponym, the number of its variable (-1: no candidate).

        "Tripoli, Lebanon" and "Tripoli, Libya" are two variables; a bare "Tripoli" joins the one that is there.
        """
        text = context.text
        names: list[NameKey | None] = []
        for toponym in toponyms:
            name_id = self.lookup(toponym, text)
            names.append(None if name_id is None else (name_id, toponym.demonym, None))
        self._add_respelled(toponyms, names)
        found = [None if name is None else self.name(*name) for name in names]
        listed = lists_of_areas(toponyms, found, text)
        qualifier = qualifiers(toponyms, found, text, self.gazetteer, listed)
        by_name: dict[NameKey, list[int]] = defaultdict(list)
        for number, name in enumerate(names):
            if name is not None:
                by_name[name].append(number)
        keys: list[tuple | None] = [None] * len(toponyms)
        for name, numbers in by_name.items():
            kinds = {names[qualifier[n]] for n in numbers if n in qualifier and not is_another(toponyms[n], text)}
            single = next(iter(kinds)) if len(kinds) == 1 else None
            for n in numbers:
                keys[n] = (name, names[qualifier[n]] if n in qualifier else single)
        words = kind_words(toponyms, text)
        variables: list[Variable] = []
        number_of: dict[tuple, int] = {}
        of_toponym = [-1] * len(toponyms)
        for n, key in enumerate(keys):
            if key is None:
                continue
            if key not in number_of:
                number_of[key] = len(variables)
                variables.append(Variable(self.name(*key[0]), n))
            of_toponym[n] = number_of[key]
            variable = variables[number_of[key]]
            variable.members.append(n)
            variable.kind_words.update(WHOLE if n in listed else words[n])
        for n, q in qualifier.items():
            if of_toponym[n] >= 0 and of_toponym[q] >= 0:
                variables[of_toponym[n]].qualifiers.add(of_toponym[q])
        for n in unknown_there(toponyms, found, text, self.gazetteer):
            if n not in qualifier:
                variables[of_toponym[n]].elsewhere = True
        return variables, of_toponym

    def _add_respelled(self, toponyms: Sequence[Toponym], names: list[NameKey | None]) -> None:
        """Look up, in place, names that the gazetteer spells otherwise, in countries that the article names."""
        missing = [n for n, name in enumerate(names) if name is None and not toponyms[n].demonym]
        if not missing:
            return
        countries = self._countries(names)
        for n in missing:
            found = self._respelled(toponyms[n].surface) if countries else None
            if found is not None and any(
                int(self.gazetteer.country[entry.row]) in countries for entry in self.gazetteer.entries(found)
            ):
                names[n] = (found, False, countries)

    def _home_of(self, countries: frozenset[str]) -> np.ndarray:
        """Tell for each number of a country, and for -1, whether it is of the region."""
        return np.array([code in countries for code in self.gazetteer.country_codes] + [False])

    def prior(self, block: Sequence[Variable], context: Context, offset: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the features of a block's candidates (rows), context not filled in, and where each name starts."""
        sizes = [len(variable.name) for variable in block]
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64) if block else np.zeros(0, np.int64)
        features = np.concatenate([variable.name.base for variable in block])
        region = context.region
        if region is not None and region.countries and block:
            home = self._home(region.countries)
            countries = [number for variable in block for number in variable.name.country]
            features[:, INDEX["home_region"]] = home[countries]
        for number, variable in enumerate(block):
            at, rows = slice(starts[number], starts[number] + sizes[number]), variable.name.rows
            if variable.qualifiers:
                lies = np.zeros(len(rows), dtype=bool)
                for qualifier in variable.qualifiers:
                    if 0 <= qualifier - offset < len(block):
                        lies |= inside(variable.name, block[qualifier - offset].name)
                features[at, INDEX["qualified"]] = lies
                features[at, INDEX["qualifier_missed"]] = ~lies
            if variable.kind_words:
                fits = np.isin(self.group[rows], list(variable.kind_words))
                features[at, INDEX["kind_word"]] = fits
                features[at, INDEX["kind_word_missed"]] = ~fits & fits.any()
            if context.outlet is not None:
                near = kernel(self.points[rows] @ unit(*context.outlet), 150.0)
                features[at, INDEX["near_outlet"]] = near
        return features, starts


def _lies_elsewhere(gazetteer: Gazetteer, rows: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Tell which rows lie in none of the first-order areas among them, where there is one; nowhere else."""
    if not areas.any():
        return np.zeros(len(rows), dtype=bool)
    return ~np.isin(gazetteer.admin1[rows], rows[areas])
