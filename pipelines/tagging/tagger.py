"""Tag articles: every stage, one after the other."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from pipelines.tagging.actors import actors_of, mentions_of
from pipelines.tagging.bodies import with_bodies
from pipelines.tagging.clubs import with_clubs
from pipelines.tagging.composition import Composed, Composition
from pipelines.tagging.coreference import linked
from pipelines.tagging.credits import without_credits
from pipelines.tagging.dictionary import Dictionary
from pipelines.tagging.firstnames import without_lone_first_names
from pipelines.tagging.foreign import Foreign
from pipelines.tagging.given import GivenNames
from pipelines.tagging.guards import Surroundings
from pipelines.tagging.heads import with_heads
from pipelines.tagging.language import Language, language_of
from pipelines.tagging.matching import Found, Shared
from pipelines.tagging.metonyms import with_metonyms
from pipelines.tagging.ner import LEAD, Named, Piece, names, pieces_of
from pipelines.tagging.offices import Offices
from pipelines.tagging.options import TaggerOptions
from pipelines.tagging.parties import with_national_parties
from pipelines.tagging.people import shown, with_standings
from pipelines.tagging.phrases import Spans
from pipelines.tagging.renown import Renown
from pipelines.tagging.repair import repaired
from pipelines.tagging.rivals import with_likeliest
from pipelines.tagging.roles import RoleMatch, RoleNouns
from pipelines.tagging.spellings import Spellings
from pipelines.tagging.spotted import Spotted, placed
from pipelines.tagging.subjects import Subjects
from pipelines.tagging.topics import Topics
from pipelines.tagging.towns import with_towns
from pipelines.tagging.view import View, view_of
from schemas.article import Article
from schemas.day import day_of
from schemas.tagged import TaggedSubject, TaggedTopic, Tags, Versions
from schemas.text import MAX_CODE_POINTS
from schemas.vocabulary import Vocabulary

ENGLISH = Language("en", 1.0)


class Dated(msgspec.Struct, frozen=True):
    """The day at which roles are resolved, and whether it is not the article's own."""

    day: date
    assumed: bool


class Given(NamedTuple):
    """What there is to tag: a title, a text, their day, the language that the feed says they have."""

    title: str
    text: str
    when: Dated
    declared: str | None = None


class Draft(msgspec.Struct, frozen=True):
    """One article between the stages: what is known before the model is asked."""

    view: View
    language: Language
    dated: Dated
    surroundings: Surroundings
    spotted: tuple[Spotted, ...]
    composed: tuple[Composed, ...]
    roles: tuple[RoleMatch, ...]
    pieces: tuple[Piece, ...]
    topical: tuple[Found, ...]
    """Where the phrases of topics stand; `subjective` the same of subjects."""
    subjective: tuple[Found, ...]


class Tagger:
    """The tagger over one vocabulary and, unless `ner` is off, one model; made by `load_tagger`.

    The same article gives the same tags whatever it is tagged together with. Not safe to share between
    threads; a process has its own.
    """

    def __init__(self, vocabulary: Vocabulary, options: TaggerOptions, model: Any | None, versions: Versions) -> None:
        self.vocabulary = vocabulary
        self.versions = versions
        self._options = options
        self.model = model
        self._dictionary = Dictionary(vocabulary)
        self._foreign = Foreign(vocabulary, self._dictionary)
        self._role_nouns = RoleNouns(vocabulary)
        self._composition = Composition(vocabulary.actors)
        self._given = GivenNames(vocabulary.actors.values())
        self._renown = Renown(vocabulary.actors.values(), self._given)
        self._offices = Offices(vocabulary.actors)
        self._topics = Topics(vocabulary)
        self._subjects = Subjects(vocabulary, self._topics)
        self._lowered = Shared(
            self._dictionary.folded,
            self._role_nouns.spellings,
            self._topics.phrases.spellings,
            self._subjects.phrases.spellings,
        )

    @cached_property
    def spellings(self) -> Spellings:
        """All spellings, for strings that are nothing but a name; articles need none of it."""
        return Spellings(self.vocabulary.actors.values())

    def tag(self, article: Article, today: date | None = None) -> Tags:
        """Return the tags of one article.

        Roles are resolved on the article's date; without one that can be believed, on `today`, else on
        the day it was first seen, and `date_assumed` says so.
        """
        return self.tag_many([article], today)[0]

    def tag_many(self, articles: Sequence[Article], today: date | None = None) -> list[Tags]:
        """Return the tags of each article, the same as `tag` gives one by one."""
        return self.finish(
            self.drafts([Given(each.title, each.text, dated(each, today), each.language) for each in articles])
        )

    def drafts(self, given: Sequence[Given], language: Language | None = None) -> list[Draft]:
        """Do what needs no model; `language` is told only where a text is too short to show it.

        Each table is read for all texts before the next is: they are large, and a processor's caches small.
        """
        views = [view_of(one.title, one.text, self._options.max_words) for one in given]
        languages = [language or language_of(one.title, one.text, one.declared) for one in given]
        english = [view if spoken.english else None for view, spoken in zip(views, languages, strict=True)]
        exact = [self._dictionary.exact.matches(view.text) if view else [] for view in english]
        lowered = [self._lowered.matches(view.lower) if view else None for view in english]
        return [
            self._draft(view, spoken, one.when, named, low) if low else self._foreign_draft(view, spoken, one.when)
            for view, spoken, one, named, low in zip(views, languages, given, exact, lowered, strict=True)
        ]

    def _foreign_draft(self, view: View, language: Language, when: Dated) -> Draft:
        surroundings = Surroundings(view)
        spotted = self._foreign.spot(view, surroundings, when.day, language.code)
        return Draft(view, language, when, surroundings, tuple(spotted), (), (), (), (), ())

    def _draft(
        self, view: View, language: Language, when: Dated, exact: Sequence[Found], lowered: Sequence[Sequence[Found]]
    ) -> Draft:
        surroundings = Surroundings(view)
        folded, nouns, topical, subjective = lowered
        spotted = self._dictionary.spot(view, surroundings, when.day, exact, folded)
        spotted = with_likeliest(view.text, spotted)
        spotted = with_national_parties(view.text, spotted)
        roles = self._role_nouns.spot(view, surroundings, nouns)
        composed = self._composition.compose(view, spotted, roles, when.day)
        spotted = _together(with_metonyms(view, spotted), composed)
        return Draft(
            view,
            language,
            when,
            surroundings,
            tuple(spotted),
            tuple(composed),
            tuple(roles),
            tuple(self._pieces(view, spotted)),
            tuple(topical),
            tuple(subjective),
        )

    def finish(self, drafts: Sequence[Draft]) -> list[Tags]:
        """Ask the model about all drafts at once, and finish each."""
        found = names(self.model, [piece for draft in drafts for piece in draft.pieces]) if self.model else iter(())
        return [
            self._tags(draft, [name for named in islice(found, len(draft.pieces)) for name in named])
            for draft in drafts
        ]

    def sightings(self, draft: Draft, found: Sequence[Named]) -> list[Spotted]:
        """Return every sighting of a draft once the model has spoken."""
        spotted = list(draft.spotted)
        if draft.language.english:
            if found or draft.pieces:
                spotted = self._repaired(draft, found, spotted)
            spotted = with_standings(draft.view, spotted, draft.composed, draft.roles)
            spotted = self._offices.with_lone(draft.view, spotted, draft.roles)
            spotted = self._renown.known(draft.view.text, linked(draft.view, spotted), draft.dated.day)
            spotted = self._offices.with_nation(spotted)
            spotted = with_towns(spotted, self.vocabulary.towns)
            spotted = without_credits(draft.view, with_clubs(draft.view, with_heads(draft.view, spotted)))
        return shown(spotted, self._options.unknown_people)

    def _repaired(self, draft: Draft, found: Sequence[Named], spotted: Sequence[Spotted]) -> list[Spotted]:
        text, pieces = draft.view.text, draft.pieces
        named = with_bodies(text, self._given.joined(text, found, pieces), pieces, spotted)
        return repaired(draft.view, named, spotted, draft.roles, self._given)

    def _tags(self, draft: Draft, found: Sequence[Named]) -> Tags:
        view = draft.view
        spotted = without_lone_first_names(view, self.sightings(draft, found), draft.roles, draft.topical)
        mentions = mentions_of(view, spotted)
        topics, subjects = self._about(draft) if draft.language.english else ((), ())
        return Tags(
            language=draft.language.code,
            language_confidence=draft.language.confidence,
            date=draft.dated.day,
            date_assumed=draft.dated.assumed,
            truncated_at=view.truncated_at,
            warnings=_warnings(draft, self._options, self._foreign),
            mentions=mentions,
            actors=actors_of(view, spotted, mentions, self.vocabulary.actors),
            topics=topics,
            subjects=subjects,
            quotes=(),
            events=(),
            versions=self.versions,
        )

    def _about(self, draft: Draft) -> tuple[tuple[TaggedTopic, ...], tuple[TaggedSubject, ...]]:
        spans = Spans(draft.view)
        topics, evidence = self._topics.tag(draft.view, draft.surroundings, spans, draft.topical)
        return topics, self._subjects.tag(draft.view, draft.surroundings, spans, evidence, draft.subjective)

    def _pieces(self, view: View, spotted: Sequence[Spotted]) -> list[Piece]:
        if self.model is None:
            return []
        covered = [(one.start, one.end) for one in spotted if one.form != "composed"]
        limit = view.text_start + LEAD if self._options.ner == "lead" else None
        return pieces_of(view.text, covered, limit)


def dated(article: Article, today: date | None) -> Dated:
    """Return the day of an article by the rule that files it, `schemas.day`."""
    day, quality = day_of(article.published, article.first_seen, article.origin)
    if quality == "published":
        return Dated(day, False)
    return Dated(today or day, True)


def _together(spotted: Sequence[Spotted], composed: Sequence[Composed]) -> list[Spotted]:
    """Add the composed actors; one that spans a known name exactly gives way to it."""
    taken = {(one.start, one.end) for one in spotted}
    new = [one.spotted for one in composed if (one.spotted.start, one.spotted.end) not in taken]
    return placed([*spotted, *new])


def _warnings(draft: Draft, options: TaggerOptions, foreign: Foreign) -> tuple[str, ...]:
    warnings = []
    if not draft.language.english:
        warnings.append(foreign.warning(draft.language.code))
    if draft.view.truncated_at is not None:
        warnings.append(
            f"text is longer than {options.max_words} words or {MAX_CODE_POINTS} code points: "
            f"the rest, from {draft.view.truncated_at}, is not read"
        )
    return tuple(warnings)
