"""The settings of the site, to be read from top to bottom.

What differs between installations comes from the environment; the README lists every variable. Nothing is set for a
fresh checkout: it then keeps all it needs under `var/`, runs its own PostgreSQL, and answers on this machine only.
"""

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from partnership import environment

BASE_DIR = environment.CHECKOUT

# -- This installation ------------------------------------------------------------------------------------------------

DEBUG = environment.flag("DEBUG")

# What mails put before the address of a page.
SITE_ADDRESS = environment.text("SITE_ADDRESS", f"http://localhost:{environment.integer('PORT', 8000)}").rstrip("/")

LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", LOOPBACK_HOSTS)

# An installation that answers under a public name is a deployment: https only, its own database and secret key.
DEPLOYED = not set(ALLOWED_HOSTS) <= set(LOOPBACK_HOSTS)

# All that an installation keeps beside a database of its own: uploaded files, the secret key, the development database.
DATA_DIR = environment.data_dir()
if not DEPLOYED:
    environment.own_folder(DATA_DIR)

# Invented data, and a page that shows every message that would have been mailed. Refused in a deployment (checks.py).
DEMO = environment.flag("DEMO")

SECRET_KEY = environment.secret("SECRET_KEY") or environment.kept_secret(DATA_DIR / "secret_key")
# Earlier keys: what was signed or encrypted with them is still read.
SECRET_KEY_FALLBACKS = environment.secret("SECRET_KEY_FALLBACKS").split()

# -- The parts --------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "registry",
    "partnership",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
    "django_filters",
    "csp",
]

MIDDLEWARE = [
    "partnership.middleware.CompressionMiddleware",
    "partnership.api.middleware.ApiMiddleware",
    "partnership.hot.HotMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "partnership.middleware.what_is_gone_may_come_back",
    "partnership.middleware.pages_of_a_person_stay_with_them",
    "partnership.middleware.HistoryMiddleware",
    "partnership.limits.LimitMiddleware",
]

ROOT_URLCONF = "partnership.urls"
WSGI_APPLICATION = "partnership.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "partnership.jinja.environment"},
    },
]
FORM_RENDERER = "partnership.fields.Renderer"

# -- Database, jobs, cache --------------------------------------------------------------------------------------------

DATABASE_URL = environment.secret("DATABASE_URL")
if not DATABASE_URL:
    if DEPLOYED:
        raise ImproperlyConfigured(
            "A deployment needs a database of its own: set DATABASE_URL to postgresql://user:password@host:5432/name."
        )
    from partnership import embedded_postgres

    DATABASE_URL = embedded_postgres.start(DATA_DIR / "cluster")

DATABASES = {"default": environment.database(DATABASE_URL, pool_size=environment.integer("DATABASE_POOL_SIZE", 8))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PROCRASTINATE_IMPORT_PATHS = ["registry.tasks"]

PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # reading changes no row

# Counters of sign-in attempts are shared by all processes, so they live where all processes can reach them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},  # beyond them counters would be forgotten before their time
    }
}

# Memory in which each process keeps whole public answers (hot.py); in development pages are made anew each time.
HOT_BYTES = 0 if DEBUG else environment.integer("HOT_MEGABYTES", 32) * 1_000_000

# Answers of the API that an address may ask for in a minute, those that are kept not counted; 0 sets no limit.
API_REQUESTS_A_MINUTE = environment.integer("API_REQUESTS_A_MINUTE", 3_000)

# How often a browser hashes in each of some 256 attempts before a form of a visitor is sent (proof.py): about a second
# on a phone.
PROOF_COST = environment.integer("PROOF_COST", 5_000)

# -- People and their sessions ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "registry.Person"
AUTHENTICATION_BACKENDS = ["partnership.backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# An email address and a code that was sent to it is all it takes. Whoever wants to adds a password, a passkey or an
# authenticator app, and is asked for one of these again before any of that changes.
ACCOUNT_ADAPTER = "partnership.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 60 * 10
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60 * 10
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8}  # digits are on every keyboard, letters of ours are not
ACCOUNT_USER_DISPLAY = "partnership.accounts.display_name"
ACCOUNT_FORMS = {
    "login": "partnership.forms.accounts.SignInForm",
    "request_login_code": "partnership.forms.accounts.AskForCodeForm",
    "signup": "partnership.forms.accounts.SignUpForm",
    "change_email": "partnership.forms.accounts.ChangeAddressForm",
    "add_email": "partnership.forms.accounts.AddAddressForm",
    "confirm_login_code": "partnership.forms.accounts.SignInCodeForm",
    "confirm_email_verification_code": "partnership.forms.accounts.ConfirmAddressCodeForm",
    "confirm_password_reset_code": "partnership.forms.accounts.NewPasswordCodeForm",
    "reset_password": "partnership.forms.accounts.AskForNewPasswordForm",
    "reset_password_from_key": "partnership.forms.accounts.NewPasswordForm",
    "set_password": "partnership.forms.accounts.SetPasswordForm",
    "change_password": "partnership.forms.accounts.ChangePasswordForm",
    "reauthenticate": "partnership.forms.accounts.PasswordAgainForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 60 * 10

# How often: of one network address (ip), for one email address or account (key), by one person (user).
ACCOUNT_RATE_LIMITS = {
    "signup": "20/m/ip,200/d/ip",
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",  # passwords and codes of second factors that were wrong
    "request_login_code": "20/m/ip,3/m/key,20/h/key",
    "confirm_email": "1/10s/key,20/h/key",
    "reset_password": "20/m/ip,3/m/key,20/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if DEPLOYED else "http"

# Long rather than strange, and none of those that everybody tries first.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]

MFA_ADAPTER = "partnership.second_factors.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks of telephones go wrong; a code of half a minute ago is good
MFA_RATE_LIMITS = {"webauthn_login": "10/m/ip"}
MFA_FORMS = {
    "authenticate": "partnership.forms.second_factors.SecondFactorForm",
    "reauthenticate": "partnership.forms.second_factors.SecondFactorAgainForm",
    "activate_totp": "partnership.forms.second_factors.AddAppForm",
    "add_webauthn": "partnership.forms.second_factors.AddPasskeyForm",
    "signup_webauthn": "partnership.forms.second_factors.FirstPasskeyForm",
    "login_webauthn": "partnership.forms.second_factors.SignInPasskeyForm",
    "authenticate_webauthn": "partnership.forms.second_factors.SecondFactorPasskeyForm",
    "reauthenticate_webauthn": "partnership.forms.second_factors.PasskeyAgainForm",
    "edit_webauthn": "partnership.forms.second_factors.RenamePasskeyForm",
}
USERSESSIONS_TRACK_ACTIVITY = False  # when a session began is enough to know it by

# How many proxies of ours stand between a visitor and gunicorn; 0 means that X-Forwarded-For is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.integer("TRUSTED_PROXIES", 0)

# -- Unfinished registrations -----------------------------------------------------------------------------------------

# Days without a save after which a team is reminded, reminded again, and told that the draft will be deleted; and the
# days that it then still has.
DRAFT_REMINDER_DAYS = (7, 30, 60)
DRAFT_DELETION_DAYS = 30

# -- Review -----------------------------------------------------------------------------------------------------------

# Days within which a submission of each kind should be decided; after twice as many the administrators are told.
REVIEW_TARGET_DAYS = {"registration": 5, "change": 5, "import": 20}

# Seconds in which a refusal or a request for changes can be taken back; its message waits as long.
TAKE_BACK_SECONDS = 30

# Fields whose change by a team is listed at once and looked at afterwards, by their paths in `registry.entry.fields`;
# sensitive ones never are.
LISTED_AT_ONCE = tuple(environment.text("LISTED_AT_ONCE", "organization.founded" if DEMO else "").split())

# Whether what a curator imported has to be approved by somebody else.
IMPORTS_NEED_ANOTHER = environment.flag("IMPORTS_NEED_ANOTHER", default=False)

# The most that a table to import may have, and the days after which the file and its rows are erased.
IMPORT_BYTES = 20 * 1024 * 1024
IMPORT_ROWS = 50_000
IMPORT_KEPT_DAYS = 90

# -- Keeping entries true ---------------------------------------------------------------------------------------------

# An entry is confirmed once a year, gaps and offers every six months. Days from the day on which that is due (negative
# before it) to each reminder; after the last one, people among the contacts are hidden, and gaps and offers expire.
CONFIRM_ENTRY_DAYS = 365
CONFIRM_SUPPORT_DAYS = 182
CONFIRMATION_REMINDER_DAYS = (-30, 0, 30, 60)

# Days after a withdrawal on which its personal data is erased; the team is told so many days before.
ERASURE_DAYS = environment.integer("ERASURE_DAYS", 90)
ERASURE_NOTICE_DAYS = 14

# One line for each erasure, beside the database: after a backup was restored, it tells what to erase again.
ERASURE_JOURNAL = DATA_DIR / "erasures.jsonl"

# Whether an address at the website's own domain, where no other entry has it, is enough to be given an entry.
CLAIM_BY_DOMAIN = environment.flag("CLAIM_BY_DOMAIN", default=True)

# -- Languages --------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("ar", _("Arabic")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("zh-hans", _("Simplified Chinese")),
]
LOCALE_PATHS = [BASE_DIR / "partnership" / "locale"]
FORMAT_MODULE_PATH = ["partnership.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- Files ------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# A text of 2 MB comes back with its error beside it; larger posts are refused before they are read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a review has places for comments on every item of an entry
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# -- Email ------------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", "Target 3 Partnership <partnership@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Where people write to the secretariat; shown on the pages about the site.
CONTACT_EMAIL = environment.text("CONTACT_EMAIL", "secretariat@localhost")

EMAIL_HOST = environment.text("MAIL_HOST")
EMAIL_PORT = environment.integer("MAIL_PORT", 587)
EMAIL_HOST_USER = environment.text("MAIL_USER")
EMAIL_HOST_PASSWORD = environment.secret("MAIL_PASSWORD")
EMAIL_USE_TLS = environment.flag("MAIL_TLS", default=True)
EMAIL_TIMEOUT = 20  # seconds

# Without a mail server messages are kept in a folder, one file each, where any mail program can read them.
MAIL_DIR = DATA_DIR / "mail"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL_HOST else "partnership.maildir.MaildirEmailBackend"
)

# The mailbox in which mail that could not be delivered comes back (manage.py read_bounces --imap).
BOUNCES_IMAP_HOST = environment.text("BOUNCES_IMAP_HOST")
BOUNCES_IMAP_PORT = environment.integer("BOUNCES_IMAP_PORT", 993)
BOUNCES_IMAP_USER = environment.text("BOUNCES_IMAP_USER")
BOUNCES_IMAP_PASSWORD = environment.secret("BOUNCES_IMAP_PASSWORD")
BOUNCES_IMAP_FOLDER = environment.text("BOUNCES_IMAP_FOLDER", "INBOX")

# -- Security ---------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

CSRF_TRUSTED_ORIGINS = [f"https://{host.removeprefix('.')}" for host in ALLOWED_HOSTS] if DEPLOYED else []
SESSION_COOKIE_SECURE = DEPLOYED
CSRF_COOKIE_SECURE = DEPLOYED
CSRF_FAILURE_VIEW = "partnership.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = DEPLOYED
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked for from inside, where there is no https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if DEPLOYED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = DEPLOYED
SECURE_HSTS_PRELOAD = DEPLOYED

# -- Logs -------------------------------------------------------------------------------------------------------------

# To the standard error, without values: the message of a database error may hold an email address (logs.py).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "partnership.logs.FormatterWithoutValues",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
    },
    "filters": {"refused": {"()": "partnership.logs.WithoutTraceback"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        **{
            f"django.security.{too_large}": {"filters": ["refused"]}
            for too_large in ("RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
        },
        "procrastinate.periodic": {"level": "WARNING"},  # one line a task at every start
        "procrastinate.blueprints": {"level": "WARNING"},  # tells at every start what it found
    },
}
