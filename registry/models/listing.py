"""The listing: derived rows of what is listed, from which the directory searches, counts and sorts.

Everything here can be made again from the entries (`manage.py rebuild_listing`), so these tables are exempt from the
audit. Only what everyone may see goes in, but for gaps and offers: those that fewer may see are marked so, and who asks
is shown what is for the circle of readers that they belong to (queries.memory).
"""

from typing import Any, TypeVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Repeat

from registry.models.organizations import Organization
from registry.vocabulary import SITE_LANGUAGES

ListedT = TypeVar("ListedT", bound="Listed")

# The column by which names sort in each language of the site.
SORT_COLUMNS = {code: f"sort_{language.stored}" for code, language in SITE_LANGUAGES.items()}
LONGEST_SORT_KEY = 240  # bytes


def _sort_key() -> "models.BinaryField[Any, Any]":
    return models.BinaryField(max_length=LONGEST_SORT_KEY)


class Listed(models.Model):
    """What is searched of one thing.

    `slot` is a small number for the bits of the memory (queries.memory); `terms` are the codes of its facet values and
    `numbers` what it is sorted by, both packed (queries.facets). `heading_vector` holds the words of names and titles,
    `text_vector` those of everything; `name_vector` those of an organization's names, of a gap or an offer those of its
    own texts, without the names and places around them. `record` is what a result, a download and the API tell of it,
    `texts` what a snippet may be cut from, as [kind, language, text].

    `filler` is a long row's worth of nothing: it makes PostgreSQL move the wide columns out of line, so that going
    through many rows reads few pages.
    """

    slot = models.AutoField(primary_key=True)
    version = models.BigIntegerField()
    terms = models.BinaryField()
    numbers = models.BinaryField()
    name_vector = SearchVectorField()
    heading_vector = SearchVectorField()
    text_vector = SearchVectorField()
    sort_en = _sort_key()
    sort_ar = _sort_key()
    sort_es = _sort_key()
    sort_fr = _sort_key()
    sort_ru = _sort_key()
    sort_zh = _sort_key()
    record = models.JSONField()
    texts = models.JSONField()
    filler = models.TextField(db_default=Repeat(models.Value("x"), models.Value(2100)))

    class Meta:
        abstract = True


def listed_indexes(table: str) -> list[models.Index]:
    return [
        models.Index(fields=["version"], name=f"{table}_version"),
        *(
            GinIndex(fields=[f"{part}_vector"], name=f"{table}_{part}_words", fastupdate=False)
            for part in ("name", "heading", "text")
        ),
        *(models.Index(fields=[column, "slot"], name=f"{table}_{column}") for column in SORT_COLUMNS.values()),
    ]


class Listing(Listed):
    """A listed organization."""

    organization = models.OneToOneField(Organization, models.CASCADE, related_name="listing")
    public_id = models.CharField(max_length=8, unique=True)

    class Meta:
        indexes = listed_indexes("listing")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return str(self.record["name"])

    @property
    def name_language(self) -> str:
        return str(self.record["name_language"])


class ListedItem(Listed):
    """An item of a listed organization. `digest` is of the rest: a row that stays the same is not written."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=16, db_default=b"")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.record["title"])


class ActivityListing(ListedItem):
    """An activity that everyone may see."""

    activity = models.OneToOneField("Activity", models.CASCADE, related_name="listing")

    class Meta:
        indexes = listed_indexes("activitylisting")


class GapListing(ListedItem):
    """A support gap that is open, answered or met, whoever may see it."""

    gap = models.OneToOneField("SupportGap", models.CASCADE, related_name="listing")

    class Meta:
        indexes = listed_indexes("gaplisting")


class OfferListing(ListedItem):
    """A support offer that stands or is paused, whoever may see it."""

    offer = models.OneToOneField("SupportOffer", models.CASCADE, related_name="listing")

    class Meta:
        indexes = listed_indexes("offerlisting")


class DataVersion(models.Model):
    """One row: the number of the last change of anything that everyone may see.

    Numbers come from a sequence under the lock of the row, so they rise in the order of the commits and none ever
    stands for two different states, not even one that was rolled back.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="dataversion_is_one_row")]

    def __str__(self) -> str:
        return str(self.version)


class Unlisted(models.Model):
    """A slot that fell empty, and in which version: a memory that is behind has to hear of it."""

    table = models.CharField(max_length=40)
    slot = models.IntegerField()
    version = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.table}:{self.slot}"


class SearchWord(models.Model):
    """A folded word that stands in listings, and in how many: what a mistyped word may have meant."""

    word = models.CharField(max_length=64, primary_key=True, db_collation="C")
    listings = models.IntegerField()

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="searchword_like")]

    def __str__(self) -> str:
        return self.word


class NameKey(models.Model):
    """A name of a listed organization as folded words, and again from each later word on: what typing may begin.

    Scripts that do not part words give one from each letter.
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="name_keys")
    key = models.CharField(max_length=200, db_collation="C")
    whole = models.BooleanField()  # whether the name begins here

    class Meta:
        indexes = [models.Index(fields=["whole", "key", "listing"], name="namekey_prefix")]

    def __str__(self) -> str:
        return self.key
