"""A real CAS server (django-cas-server) on a free port: ``python cas_site.py <folder>`` prints the port.

It knows one person, :data:`PERSON`, whose password is :data:`PASSWORD`, and lets every service in.
"""

from __future__ import annotations

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

PERSON = {"sn": "Léroy", "givenName": "Jeanne", "mail": "jeanne.leroy@univ.example", "supannEtuId": "22010310"}
LOGIN, PASSWORD = "e2201001", "un mot de passe du cas"


class Quiet(WSGIRequestHandler):
    """No line per request."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def serve(folder: str) -> None:
    """Configure Django, make its database, serve until killed."""
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="tests",
        DEBUG=False,
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/cas.sqlite"}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "django.contrib.staticfiles", "cas_server",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.locale.LocaleMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }],
        ROOT_URLCONF=__name__,
        STATIC_URL="/static/",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        CAS_AUTH_CLASS="cas_server.auth.TestAuthUser",
        CAS_TEST_USER=LOGIN,
        CAS_TEST_PASSWORD=PASSWORD,
        CAS_TEST_ATTRIBUTES=PERSON,
        CAS_NEW_VERSION_HTML_WARNING=False,
        CAS_NEW_VERSION_EMAIL_WARNING=False,
    )  # fmt: skip
    django.setup()
    from cas_server.models import ReplaceAttributName, ServicePattern
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path

    call_command("migrate", verbosity=0)
    pattern = ServicePattern.objects.create(pos=1, name="all", pattern=".*", restrict_users=False)
    ReplaceAttributName.objects.create(name="*", service_pattern=pattern)
    sys.modules[__name__].urlpatterns = [path("cas/", include("cas_server.urls", namespace="cas_server"))]  # type: ignore[attr-defined]
    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet) as server:
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    serve(sys.argv[1])
