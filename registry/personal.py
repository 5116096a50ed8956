"""Which columns hold personal data (The entry, Personal data): every column of every table, the libraries' too.

A test compares this with the database and fails on a column that is not classed. Erasing a person blanks the personal
columns; logs, exports and copies for tests leave them out. History tables are classed as the tables that they follow.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import connection

HISTORY_COLUMNS = frozenset({"pgh_id", "pgh_created_at", "pgh_label", "pgh_context_id", "pgh_obj_id", "pgh_context"})


@dataclass(frozen=True)
class Classes:
    """The columns of one table, by class."""

    personal: frozenset[str]
    other: frozenset[str]


def table(other: str, *, personal: str = "") -> Classes:
    """The classes of a table, its columns given as words."""
    return Classes(personal=frozenset(personal.split()), other=frozenset(other.split()))


TABLES: dict[str, Classes] = {
    # Ours
    "registry_person": table(
        "id language staff_role desk_region reads_scripts no_mailings_since is_active joined_at",
        personal="email name password last_login",
    ),
    "registry_message": table(
        "id kind person_id language context created_at sent_at refused_at bounced_at error stopped_at template "
        "again_of_id mailing_id",
        personal="address secret",
    ),
    "registry_absence": table("id person_id cover_id since until"),
    "registry_activity": table(
        "id removed_at title text language kinds elements everywhere realms visible_to scales start end "
        "status link site_ids national_target indicator organization_id",
    ),
    "registry_activitylisting": table(
        "slot version terms numbers name_vector heading_vector text_vector sort_en sort_ar sort_es sort_fr sort_ru "
        "sort_zh record texts filler organization_id activity_id digest",
    ),
    "registry_activityplace": table("id activity_id country_id region_id"),
    "registry_attachment": table(
        "id kind personal content_type bytes created_at organization_id",
        personal="file told",
    ),
    "registry_case": table("id kind state opened_at settled_at person_id assigned_to_id settled_by_id organization_id"),
    "registry_claim": table(
        "id state state_since opened_at evidence proved_at code_sent_at code_tries rule decided_at organization_id "
        "person_id letter_id decided_by_id",
        personal="words address code link question reason",
    ),
    "registry_columnmemory": table("header field at"),
    "registry_confirmation": table("id way parts at organization_id by_id"),
    "registry_contact": table("id created_at erased_at organization_id", personal="name email phone"),
    "registry_coordination": table("id country_id element kind by_id at organization_id note language ended_at"),
    "registry_country": table(
        "code iso3 m49 names region_id subregion_id intermediate_region_id cbd_region latitude longitude"
    ),
    "registry_dataversion": table("id version"),
    "registry_decision": table(
        "id kind rule reason reasons comments corrections snapshot live_version decided_at taken_back_at "
        "taken_back_by_id by_id submission_id"
    ),
    "registry_distinctpair": table("id first_id second_id by_id at reason"),
    "registry_enquiry": table(
        "id language sent_at held relayed_at reported_at erased_at organization_id talk_id",
        personal="name address text",
    ),
    "registry_erasure": table("id kind subject at counts"),
    "registry_gaplisting": table(
        "slot version terms numbers name_vector heading_vector text_vector sort_en sort_ar sort_es sort_fr sort_ru "
        "sort_zh record texts filler organization_id gap_id digest",
    ),
    "registry_gapplace": table("id country_id region_id gap_id"),
    "registry_identifier": table("id removed_at scheme value organization_id"),
    "registry_import": table(
        "id bytes state state_since created_at reading headers columns counts total done erased_at by_id",
        personal="name file refusal",
    ),
    "registry_importrow": table(
        "id number outcome likely kept handled_at undone_at organization_id submission_id table_id",
        personal="cells faults keys",
    ),
    "registry_introduction": table(
        "id gap_id offer_id needing_id helping_id writer state state_since opened_at accepted_at ended_at reminders "
        "needing_by_id helping_by_id needing_shares helping_shares needing_tells helping_tells met because ended_by_id",
        personal="reason",
    ),
    "registry_introductionnote": table(
        "id introduction_id organization_id by_id language sent_at erased_at", personal="text"
    ),
    "registry_invitation": table(
        "id role created_at expires_at accepted_at accepted_by_id declined_at withdrawn_at invited_by_id "
        "organization_id",
        personal="address note reason",
    ),
    "registry_jointmember": table(
        "id joint_id organization_id by_id asked_at joined_at left_at tells", personal="words"
    ),
    "registry_jointresponse": table("id gap_id introduction_id opened_at ended_at"),
    "registry_lacktoo": table("id gap_id organization_id by_id said_at"),
    "registry_likeness": table("organization_id submission_id names acronyms identifiers country type domain keys"),
    "registry_listing": table(
        "slot version terms numbers name_vector heading_vector text_vector sort_en sort_ar sort_es sort_fr sort_ru "
        "sort_zh record texts filler organization_id public_id",
    ),
    "registry_mailing": table(
        "id state state_since created_at saved_at subjects bodies filter official receivers by_id"
    ),
    "registry_membership": table("id role since organization_id person_id"),
    "registry_name": table("id removed_at text language kind folded organization_id"),
    "registry_namekey": table("id listing_id key whole"),
    "registry_nameword": table("word entries"),
    "registry_networkmembership": table(
        "id network_id member_id proposed_by_network proposed_at accepted_at ended_at",
    ),
    "registry_offerlisting": table(
        "slot version terms numbers name_vector heading_vector text_vector sort_en sort_ar sort_es sort_fr sort_ru "
        "sort_zh record texts filler organization_id offer_id digest",
    ),
    "registry_offerplace": table("id country_id region_id offer_id"),
    "registry_opinion": table("id asked_at answered_at asked_by_id of_id submission_id", personal="question answer"),
    "registry_organization": table(
        "id type description description_language website founded people_represented "
        "people_represented_public mandate_kind mandate_public sector no_seat base_place base_place_public "
        "everywhere scales realms languages web_domain state state_since live_version listed_at confirmed_on "
        "confirmed_parts reminders reminded_on created_at base_country_id logo_id mandate_id merged_into_id public_id",
    ),
    "registry_organizationcontact": table(
        "id removed_at role kind language name_public email_public phone_public contact_id organization_id",
    ),
    "registry_organizationplace": table("id country_id organization_id region_id"),
    "registry_publicchange": table("organization_id at"),
    "registry_publicid": table("value given_at"),
    "registry_recovery": table("id person_id asked_by_id asked_at state answered_by_id answered_at"),
    "registry_relation": table(
        "id kind organization_id other_id proposed_by_other proposed_by_id proposed_at accepted_at ended_at"
    ),
    "registry_region": table("code level parent_id names"),
    "registry_report": table(
        "id reason language sent_at held organization_id enquiry_id case_id", personal="text address"
    ),
    "registry_searchword": table("word listings"),
    "registry_submission": table(
        "id origin source state state_since base base_version document seen nothing_to_state declarations "
        "settlements corrections insisted opened_at saved_at submitted_at escalated_at looked_at looked_by_id "
        "reminders reminded_at folded_name web_domain type seat languages scripts assigned_to_id opened_by_id "
        "organization_id submitted_by_id",
        personal="unaccepted",
    ),
    "registry_supportgap": table(
        "id removed_at title text language kinds elements everywhere realms visible_to scales for_whom "
        "wanted_by amount currency state state_since stated_at open_since confirmed_on reminders organization_id",
    ),
    "registry_supportoffer": table(
        "id removed_at title text language kinds elements everywhere realms visible_to languages conditions "
        "capacity until state state_since stated_at confirmed_on reminders organization_id",
    ),
    "registry_talk": table("id country_id element kind by_id at organization_id"),
    "registry_teamremoval": table("id organization_id person_id by_id at", personal="reason"),
    "registry_teamrequest": table(
        "id organization_id person_id asked_at state answered_by_id answered_at reminders", personal="note reason"
    ),
    "registry_text": table("id kind version retired_at"),
    "registry_textversion": table("id number words at by_id text_id"),
    "registry_withdrawal": table("id organization_id by_id reason at noticed_at returned_at erased_at"),
    "registry_unlisted": table("id table slot version"),
    # Libraries'
    "account_emailaddress": table("id verified primary user_id", personal="email"),
    "account_emailconfirmation": table("id created sent key email_address_id"),
    "auth_group": table("id name"),
    "auth_group_permissions": table("id group_id permission_id"),
    "auth_permission": table("id name content_type_id codename"),
    "mfa_authenticator": table("id type created_at last_used_at user_id", personal="data"),
    "usersessions_usersession": table("id created_at last_seen_at data user_id", personal="ip user_agent session_key"),
    "django_cache": table("cache_key value expires"),  # counters of attempts, under hashes of addresses
    "django_content_type": table("id app_label model"),
    "django_migrations": table("id app name applied"),
    "django_session": table("expire_date", personal="session_key session_data"),
    "pghistory_context": table("id created_at updated_at metadata"),  # the id of the person who acted
    "procrastinate_events": table("id job_id type at"),
    "procrastinate_jobs": table(  # arguments are ids
        "id queue_name task_name priority lock queueing_lock args status scheduled_at attempts abort_requested "
        "worker_id"
    ),
    "procrastinate_periodic_defers": table("id task_name defer_timestamp job_id periodic_id"),
    "procrastinate_workers": table("id last_heartbeat"),
}


def classes() -> Mapping[str, Classes]:
    """Every table that is classed, history tables among them."""
    return {**TABLES, **_of_history()}


def _of_history() -> Mapping[str, Classes]:
    return {
        history: Classes(TABLES[source].personal, TABLES[source].other | HISTORY_COLUMNS)
        for history, source in _followed().items()
        if source in TABLES
    }


def _followed() -> Mapping[str, str]:
    """The table that each history table follows."""
    return {
        model._meta.db_table: tracked._meta.db_table
        for model in apps.get_models()
        if (tracked := getattr(model, "pgh_tracked_model", None))
    }


def history_of(source: str) -> str:
    """The table that keeps the history of another one; "" if none does."""
    return next((history for history, followed in _followed().items() if followed == source), "")


def columns() -> list[tuple[str, str]]:
    """The personal columns that the database has, each with its table before it, histories among them."""
    known = classes()
    return [(name, column) for name, column in _columns() if name in known and column in known[name].personal]


def unclassed() -> list[str]:
    """Columns of the database, as "table.column", that have no class, or two."""
    known = classes()
    nothing = Classes(frozenset(), frozenset())
    return [
        f"{name}.{column}"
        for name, column in _columns()
        if (column in known.get(name, nothing).personal) == (column in known.get(name, nothing).other)
    ]


def gone() -> list[str]:
    """What is classed here and is not in the database: left behind by a change, or misspelt.

    A library's table may be missing as a whole: the one of the cache is there only where the cache is.
    """
    present = set(_columns())
    tables = {name for name, _column in present}
    return [
        f"{name}.{column}"
        for name, of_table in sorted(TABLES.items())
        for column in sorted(of_table.personal | of_table.other)
        if (name, column) not in present and (name in tables or name.startswith("registry_"))
    ]


def _columns() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position"
        )
        return [(str(name), str(column)) for name, column in cursor.fetchall()]
