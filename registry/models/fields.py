"""Shapes of columns that several tables share."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from registry.validators import language_tag


def choices_array(choices: type[models.TextChoices], verbose_name: Any, *, blank: bool = True) -> ArrayField:  # type: ignore[type-arg]
    """A column of several values of one vocabulary; `within` gives the check that goes with it."""
    return ArrayField(
        models.CharField(max_length=40, choices=choices), verbose_name=verbose_name, default=list, blank=blank
    )


def language_array(verbose_name: Any) -> ArrayField:  # type: ignore[type-arg]
    return ArrayField(
        models.CharField(max_length=35, validators=[language_tag]), verbose_name=verbose_name, default=list, blank=True
    )


def language_field(verbose_name: Any) -> models.CharField:  # type: ignore[type-arg]
    return models.CharField(verbose_name, max_length=35, validators=[language_tag], blank=True, default="")


def within(table: str, **columns: type[models.TextChoices]) -> list[models.CheckConstraint]:
    """Checks that array columns hold values of their vocabulary only."""
    return [
        models.CheckConstraint(
            condition=models.Q(**{f"{column}__contained_by": list(choices.values)}), name=f"{table}_{column}_known"
        )
        for column, choices in columns.items()
    ]


def one_of(table: str, **columns: type[models.TextChoices]) -> list[models.CheckConstraint]:
    """Checks that choice columns hold a value of their vocabulary, or nothing where they may be blank."""
    return [
        models.CheckConstraint(
            condition=models.Q(**{f"{column}__in": [*choices.values, ""]}), name=f"{table}_{column}_known"
        )
        for column, choices in columns.items()
    ]


def at_most(table: str, **columns: int) -> list[models.CheckConstraint]:
    """Checks that text columns hold no more than so many characters."""
    return [
        models.CheckConstraint(condition=LessThanOrEqual(Length(column), limit), name=f"{table}_{column}_not_too_long")
        for column, limit in columns.items()
    ]
