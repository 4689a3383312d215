"""Settings of the news portal, all from the environment; runs with none set.

Production means that SITE_URL starts with https://: then a secret key and the allowed hosts are
required, cookies are secure and static files are hashed. Otherwise it is a local newsroom.
"""

import contextlib
import hmac
import ipaddress
import os
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
for name in ("PORT", "DATA_DIR", "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "SITE_URL", "ADMIN_PATH",
             "RATE_LIMIT_FACTOR", "MATERIAL_DIR", "DEFAULT_FROM_EMAIL",
             "COMMENT_DAYS", "DIGITS"):  # fmt: skip
    if not os.environ.get(name, "unset").strip():
        del os.environ[name]  # set but empty, as compose files do, means not set

# --- Where it runs ---

PORT_TEXT = env.str("PORT", default="8000")
if not PORT_TEXT.isdecimal() or not 0 < int(PORT_TEXT) < 65536:
    raise ImproperlyConfigured(f"PORT is {PORT_TEXT!r}: set it to a number from 1 to 65535.")
PORT = int(PORT_TEXT)
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
if not SITE_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}: it has to start with https://.")
IS_PRODUCTION = SITE_URL.startswith("https://")
DEBUG = env.bool("DEBUG", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
MATERIAL_DIR = Path(env.str("MATERIAL_DIR", default=str(BASE_DIR.parent / "shared"))).resolve()


def local_secret_key() -> str:
    """The key of a local newsroom: made once, kept in DATA_DIR, readable by its owner only."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        # Of two processes that begin at once the first to link its key has made it for both.
        own = DATA_DIR / f".secret_key.{os.getpid()}"
        own.touch(mode=0o600)
        own.write_text(get_random_secret_key(), encoding="ascii")
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(own)
        own.unlink()
    return path.read_text(encoding="ascii")


SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if IS_PRODUCTION:
    if not SECRET_KEY:
        raise ImproperlyConfigured(
            "SITE_URL starts with https://, so this is production: set SECRET_KEY to a long random "
            "string (50 characters or more) and keep it out of the repository."
        )
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "SITE_URL starts with https://, so this is production: set ALLOWED_HOSTS to the host "
            f"names that may be asked for, for example {urlsplit(SITE_URL).hostname}."
        )
    if DEBUG:
        raise ImproperlyConfigured("DEBUG shows the inside of the site: unset it in production.")
else:
    SECRET_KEY = SECRET_KEY or local_secret_key()
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]

ADMIN_PATH = env.str("ADMIN_PATH", default="admin").strip("/") + "/"
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])  # CIDRs whose X-Forwarded-For counts
for network in TRUSTED_PROXIES:
    try:
        ipaddress.ip_network(network)
    except ValueError:
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES holds {network!r}: name networks such as 10.0.0.0/8, with commas."
        ) from None
RATE_LIMIT_FACTOR = env.float("RATE_LIMIT_FACTOR", default=1)
ROOT_URLCONF = "newsportal.urls"
WSGI_APPLICATION = "newsportal.wsgi.application"

# --- Applications ---

RECAPTCHA_PUBLIC_KEY = env.str("RECAPTCHA_PUBLIC_KEY", default="")
RECAPTCHA_PRIVATE_KEY = env.str("RECAPTCHA_PRIVATE_KEY", default="")
RECAPTCHA_ENABLED = bool(RECAPTCHA_PUBLIC_KEY and RECAPTCHA_PRIVATE_KEY)
RECAPTCHA_VERIFY_REQUEST_TIMEOUT = 3  # seconds; an outage must not hold the reader up

INSTALLED_APPS = [
    "newsportal.apps.NewsportalConfig",
    "modeltranslation",  # before the admin: it replaces the admin's form machinery
    "articles.apps.ArticlesConfig",
    "comments.apps.CommentsConfig",
    "newsletter.apps.NewsletterConfig",
    "newsportal.apps.NewsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "ckeditor",
    "csp",
    "django_countries",
    "django_tasks",
    "django_tasks_db",
    # Without keys the app's own check would refuse to start, so it stands only with them.
    *(["django_recaptcha"] if RECAPTCHA_ENABLED else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "newsportal.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "newsportal.caching.PublicPagesMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsportal.language.LanguageMiddleware",
    "articles.errors.MethodMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last, as axes asks
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.context.reader",
            ],
        },
    },
]

# --- Data ---

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/news.sqlite3")}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # Measured: with the defaults, four writers lose one write in four to "database is locked";
    # with these settings none.
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASE["CONN_MAX_AGE"] = 60
    DATABASE["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# A local newsroom serves static files from where they lie: collecting them takes 40 seconds.
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_AUTOREFRESH = not IS_PRODUCTION

# --- Mail ---

EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    MAIL = env.email_url("EMAIL_URL")
    EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
    EMAIL_HOST = MAIL.get("EMAIL_HOST")
    EMAIL_PORT = MAIL.get("EMAIL_PORT")
    EMAIL_HOST_USER = MAIL.get("EMAIL_HOST_USER")
    EMAIL_HOST_PASSWORD = MAIL.get("EMAIL_HOST_PASSWORD")
    EMAIL_USE_TLS = MAIL.get("EMAIL_USE_TLS", False)
    EMAIL_USE_SSL = MAIL.get("EMAIL_USE_SSL", False)
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "newsportal.mailfiles.EmailBackend"
MAIL_DIR = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"newsroom@{urlsplit(SITE_URL).hostname or 'localhost'}"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Language and time ---

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "newsportal" / "locale"]
FORMAT_MODULE_PATH = ["newsportal.formats"]
TIME_ZONE = "Asia/Beirut"
USE_TZ = True
USE_I18N = True
DIGITS = env.str("DIGITS", default="western")  # of Arabic pages; `newsportal/digits.py` writes them
if DIGITS not in {"western", "eastern"}:
    raise ImproperlyConfigured(f"DIGITS is {DIGITS!r}: set it to western (0-9) or eastern (٠-٩).")

MODELTRANSLATION_DEFAULT_LANGUAGE = "ar"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("ar", "en", "fr")
MODELTRANSLATION_PREPOPULATE_LANGUAGE = "ar"

# --- Editing ---

JQUERY_UI_URL = "vendor/jquery-ui.min.js"  # modeltranslation's tabs; by default on another host

EDITOR_TOOLBAR = [
    ["Format", "Styles", "Bold", "Italic", "RemoveFormat"],
    ["NumberedList", "BulletedList", "Blockquote"],
    ["Link", "Unlink", "Image", "Table", "HorizontalRule"],
    ["BidiRtl", "BidiLtr"],
    ["Undo", "Redo", "Find", "Maximize", "Source"],
]


def editor_config(language: str) -> dict:
    """CKEditor's settings for a body in `language`.

    The widget overwrites `language` with that of the user interface, so the direction of the text
    is fixed by `contentsLangDirection`. The removed plugins call other hosts or are unsafe.
    """
    return {
        "toolbar": "newsroom",
        "toolbar_newsroom": EDITOR_TOOLBAR,
        "width": "100%",
        "height": 420,
        "contentsLanguage": language,
        "contentsLangDirection": "rtl" if language == "ar" else "ltr",
        "format_tags": "p;h2;h3",
        "stylesSet": [
            {
                "name": _("Pull quote"),
                "element": "blockquote",
                "attributes": {"class": "pull"},
            }
        ],
        "versionCheck": False,
        "removePlugins": "exportpdf,scayt,wsc,flash,iframe,forms,smiley,about,embed,embedbase,"
        "autoembed,codesnippetgeshi,elementspath",
        "extraPlugins": "uploadimage,bidi",
        "disableNativeSpellChecker": False,
        "entities": False,
    }


CKEDITOR_CONFIGS = {
    "default": editor_config("ar"),
    **{code: editor_config(code) for code, _name in LANGUAGES},
}

# --- Limits ---

LIST_PAGE_SIZE = 20
TICKER_LINES = 8
SAVED_STORIES_MAX = 20  # kept by a reader's browser for when there is no connection
WITHDRAWN_LENGTH = 1000  # stories, the newest; browsers delete their copies of them
FEED_LENGTH = 30
MOST_READ_DAYS = 2  # today and yesterday
READS_WRITTEN_SECONDS = 5  # how long a process keeps its numbers to itself
READS_KEPT_DAYS = 400
NEWS_SITEMAP_DAYS = 2
NEWS_SITEMAP_LENGTH = 1000
SEARCH_QUERY_MAX = 200
SEARCH_WORDS_MAX = 20
SEARCH_RESULTS_MAX = 200  # of one search, over all its pages
SEARCH_LOOSE_FROM = 3  # words; a shorter search asks for every one of them
SEARCH_COUNTED_MAX = 50_000  # stories looked at to say how telling a word is
SEARCH_INDEXED_WORDS_MAX = 20_000  # of one text; the rest of a longer one is not searched
SEARCH_RENAMED_AT_ONCE = 500  # stories that follow a change of name at once, not in the worker
SEARCH_VAIN_MAX = 2000  # different ones a week; more are not noted
PHOTO_MAX_BYTES = 15 * 1024 * 1024
PHOTO_MAX_PIXELS = 40_000_000
PHOTO_MAX_WIDTH = 1600
SITE_LOGO_WIDTH = 480
SOURCE_LOGO_WIDTH = 128  # shown at 26 to 44 px; a ticker has a handful of them
SHARE_CARD_DAYS = 30  # older stories, an archive carried over, show the site's card
FILES_KEPT = timedelta(hours=1)  # after nothing names them any more; open pages still load them
COMMENT_NAME_MAX = 80
COMMENT_SUBJECT_MAX = 120
COMMENT_MESSAGE_MAX = 5_000
COMMENT_MIN_FORM_AGE = 3  # seconds; faster than a person types
COMMENT_FORM_SECONDS = 24 * 60 * 60  # a form that stays open longer is not verified
COMMENT_PROOF_NUMBER = 50_000  # a browser tries half as many on average: about a second
COMMENT_RATE_PER_HOUR = 10  # from one neighbourhood
COMMENT_RATE_PER_STORY = 300  # an hour, from everybody; a solved proof of work comes through
ERROR_REPORT_RATE_PER_HOUR = 10  # from one neighbourhood
ERROR_REPORT_TEXT_MAX = 2_000
ERROR_REPORT_PASSAGE_MAX = 1_000
ERROR_REPORT_REPLY_MAX = 1_000
ERROR_REPORT_UNDO = timedelta(minutes=1)  # an outcome can be taken back before its mail leaves
COMMENT_NOTICE_RATE_PER_HOUR = 10
COMMENT_NOTICE_TEXT_MAX = 2_000
COMMENT_NOTICE_REPLY_MAX = 500
COMMENT_DAYS_TEXT = env.str("COMMENT_DAYS", default="1095")
if not COMMENT_DAYS_TEXT.isdecimal() or int(COMMENT_DAYS_TEXT) > 36_500:
    raise ImproperlyConfigured(
        f"COMMENT_DAYS is {COMMENT_DAYS_TEXT!r}: set it to a number of days, or 0 for no end."
    )
COMMENT_DAYS = int(COMMENT_DAYS_TEXT)  # as long as a story takes comments; 0: for ever
COMMENT_UNDO_SECONDS = 10  # a decision can be undone before its author hears of it
COMMENT_CLAIM_SECONDS = 60  # how long others see that a moderator reads a comment
TRIAGE_MODEL = DATA_DIR / "triage.model"  # optional; made by `manage.py train_triage`
TRIAGE_FLAG = 0.5  # the score from which a comment is flagged; 0.5 is the border the model draws
SIGNUP_RATE_PER_HOUR = 5
PASSWORD_RATE_PER_HOUR = 20  # links to a new password, asked for from one neighbourhood
CONFIRM_LINK_DAYS = 3
NEWSLETTER_UNDO_SECONDS = 10  # a queued issue can still be stopped before its first mail leaves
NEWSLETTER_LEASE_SECONDS = 600  # a mail whose sending is not reported by then is 'uncertain'
QUEUE_MAIL_INTERVAL = 60 * 60  # seconds between two mails to one moderator
OWN_COMMENTS_RATE_PER_HOUR = 5  # tries of a neighbourhood to be mailed the link to its comments
OWN_COMMENTS_LINK_HOURS = 24
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- How many days personal data is kept ---
# What they count for is said once, in the `personal_data.py` of each app.

KEEP_COMMENT_EMAIL_DAYS = 90
KEEP_WITHDRAWN_COMMENT_DAYS = 90
KEEP_APPEAL_WORDS_DAYS = 365
KEEP_NOTICE_WORDS_DAYS = 180
KEEP_REMARK_DAYS = 180
KEEP_ERROR_REPORT_DAYS = 180
KEEP_AUTHOR_HASH_DAYS = 90
KEEP_DELIVERY_DAYS = 90
KEEP_RATE_COUNT_DAYS = 1
KEEP_VAIN_SEARCH_DAYS = 90
KEEP_JOB_DAYS = 1
KEEP_FAILED_JOB_DAYS = 7
KEEP_LOGIN_FAILURE_DAYS = 1
KEEP_LOGIN_DAYS = 30
KEEP_SESSION_DAYS = 7

# --- Safety ---

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# By name and neighbourhood together: by name alone anybody could lock an editor out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = max(1, round(5 * RATE_LIMIT_FACTOR))
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "newsportal.client_address.login_address"
AXES_HANDLER = "newsportal.logins.LoginHandler"
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
PASSWORD_RESET_TIMEOUT = 60 * 60 * 4

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * KEEP_SESSION_DAYS
CSRF_TRUSTED_ORIGINS = [SITE_URL] if IS_PRODUCTION else []
CSRF_FAILURE_VIEW = "articles.errors.csrf_failure"
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if IS_PRODUCTION else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"

# The proof of work, asked for where there are no keys of reCAPTCHA. With another SECRET_KEY the
# challenges of open forms are false, and their comments only 'not verified'.
ALTCHA_HMAC_KEY = hmac.digest(SECRET_KEY.encode(), b"comments.proof", "sha256").hex()
ALTCHA_CHALLENGE_EXPIRE = COMMENT_FORM_SECONDS * 1000

RECAPTCHA_HOSTS = ["https://www.google.com", "https://www.gstatic.com"] if RECAPTCHA_ENABLED else []
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": (),
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, *RECAPTCHA_HOSTS],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-src": [*RECAPTCHA_HOSTS] or [NONE],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
# CKEditor 4 works with inline handlers and styles only; admin edit views alone are given them.
EDITOR_CSP = {"script-src": [UNSAFE_INLINE], "style-src": [UNSAFE_INLINE]}

SILENCED_SYSTEM_CHECKS = [
    "ckeditor.W001",  # articles.checks asserts the mitigations instead
    "security.W005",  # HSTS for sub-domains is the owner's choice
    "security.W021",  # so is the HSTS preload list
]

# --- Logs ---

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"private": {"()": "newsportal.logs.PrivatePagesFilter"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "formatter": "line",
            "filters": ["private"],
        },
        # A logger without any handler writes to stderr all the same.
        "nowhere": {"class": "logging.NullHandler", "filters": ["private"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # A false solution is a finding for moderators; any machine could fill the log with it.
        "django_altcha": {"level": "CRITICAL"},
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}
