"""Settings that every deployment shares; each can be set from the environment and has a default."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from . import env

BASE_DIR = Path(__file__).resolve().parents[3]
SITE_ROOT = BASE_DIR / "site"
QIAO_VAR_DIR = Path(env.text("QIAO_VAR_DIR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "home",
    "workshops",
    "lessons",
    "qiao.languages",
    "qiao.bilingual",
    "qiao.media",
    "qiao.accounts",
    "qiao.operations",
    "qiao.pagecache",
    "wagtail_localize",
    "wagtail.locales",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtailmedia",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "qiao.operations.health.answer_health",
    "qiao.operations.logs.log_requests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{QIAO_VAR_DIR / 'qiao.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
if REDIS_URL:
    _redis = {
        "BACKEND": "qiao.pagecache.backends.RedisCache",
        "LOCATION": REDIS_URL,
        # A cache that is slow is one that is away: pages are rendered then.
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
    }
    CACHES = {"default": _redis, "pages": _redis | {"KEY_PREFIX": "pages"}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Replaced by every change of content, and read by every process of the machine, where there is no Redis.
QIAO_PAGECACHE_STAMP = Path(env.text("QIAO_PAGECACHE_STAMP", str(QIAO_VAR_DIR / "content-generation")))
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# Background work runs at once until a worker's back end is named.
TASKS = {"default": {"BACKEND": env.text("QIAO_TASKS_BACKEND", "django_tasks.backends.immediate.ImmediateBackend")}}

AUTH_USER_MODEL = "qiao_accounts.User"
AUTHENTICATION_BACKENDS = ["qiao.accounts.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# The language that lessons are written in comes first; every other one is translated into.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = env.languages(
    "QIAO_LANGUAGES",
    {
        "zh-hans": _("Chinese"),
        "ru": _("Russian"),
        "kk": _("Kazakh"),
        "ky": _("Kyrgyz"),
        "uz": _("Uzbek"),
        "tg": _("Tajik"),
        "en": _("English"),
    },
)
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.text("TIME_ZONE", "Asia/Urumqi")
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True

# Browser libraries, stroke data and fonts, as `manage.py frontend` installs them.
QIAO_NODE_MODULES = Path(env.text("QIAO_NODE_MODULES", str(BASE_DIR / "node_modules")))

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(QIAO_VAR_DIR / "static")))
STATICFILES_DIRS = [SITE_ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(QIAO_VAR_DIR / "media")))
STORAGES = {
    "default": env.storage("MEDIA_STORAGE", {"BACKEND": "qiao.media.storage.MediaStorage"}),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# The proxy's limit of a request lies a little above the largest of these. Larger photos are scaled down.
WAGTAILIMAGES_IMAGE_FORM_BASE = "qiao.media.forms.LibraryImageForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 64_000_000
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
QIAO_LARGEST_MEDIA = int(env.text("MAX_MEDIA_MB", "500")) * 1024 * 1024
# Forms without their files: a lesson of 200 sentences, and the translation of one.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "qiao@localhost")
EMAIL_TIMEOUT = 20  # seconds

WAGTAIL_SITE_NAME = "Qiao"
WAGTAILADMIN_BASE_URL = env.text("QIAO_BASE_URL", "http://127.0.0.1:8000")
WAGTAIL_I18N_ENABLED = True
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "qiao/password_required.html"
WAGTAIL_FRONTEND_LOGIN_TEMPLATE = "qiao/sign_in.html"
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# The languages that Wagtail itself speaks; in the others half of the admin would be English.
WAGTAILADMIN_PERMITTED_LANGUAGES = [language for language in LANGUAGES if language[0] in ("zh-hans", "ru", "en")]
WAGTAILIMAGES_IMAGE_MODEL = "qiao_media.LibraryImage"
WAGTAILDOCS_DOCUMENT_MODEL = "qiao_media.LibraryDocument"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILMEDIA = {"MEDIA_MODEL": "qiao_media.LibraryMedia"}
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# A review is told to the groups that may decide it; an administrator would get two mails of each.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Words are brought to their stems by qiao.bilingual.searching: the database is to leave them alone.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}
WAGTAILEMBEDS_FINDERS = []
WAGTAILAPI_LIMIT_MAX = 100

# A submitted translation is a draft, also where its source is live.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# The texts of a deleted translation are kept: it can be submitted again, and they are offered elsewhere.
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True

# Machine translation: none without the address of a server. What it writes waits for a person.
LIBRETRANSLATE_URL = env.text("LIBRETRANSLATE_URL")
if LIBRETRANSLATE_URL:
    WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "qiao.languages.libretranslate.LibreTranslate",
        "OPTIONS": {
            "LIBRETRANSLATE_URL": LIBRETRANSLATE_URL,
            "API_KEY": env.text("LIBRETRANSLATE_API_KEY"),
            "TIMEOUT": int(env.text("LIBRETRANSLATE_TIMEOUT", "15")),
        },
    }

# Maps are drawn from the program's own outlines until a tile server is named.
QIAO_MAP_TILES = env.text("QIAO_MAP_TILES")
QIAO_MAP_TILES_CREDIT = env.text("QIAO_MAP_TILES_CREDIT")

# Accounts of the demo may sign in; production refuses them.
QIAO_DEMO_LOGINS = True

SECURE_REFERRER_POLICY = "same-origin"
