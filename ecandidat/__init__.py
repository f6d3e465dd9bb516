"""eCandidat: online applications to universities.

``main`` is the list of what the application is made of; each part configures itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ecandidat import settings as settings_module

if TYPE_CHECKING:
    from pyramid.router import Router


def main(global_config: dict[str, str], **ini: Any) -> Router:
    """The WSGI application, as ``pserve`` calls it with the values of the ini file."""
    # Imported here: the domain, the models and the commands live in this package and need no Pyramid.
    from pyramid.config import Configurator

    settings = settings_module.read(ini)
    ini["zodbconn.uri"] = settings_module.storage(ini, settings)
    with Configurator(settings=ini) as config:
        config.registry.ecandidat = settings
        config.include("pyramid_tm")
        config.include("pyramid_retry")
        config.include("pyramid_zodbconn")
        config.include("pyramid_chameleon")
        config.include("pyramid_mailer")
        config.include("ecandidat.adapters.configure")
        config.include("ecandidat.request")
        config.include("ecandidat.security")
        config.include("ecandidat.forms")
        config.include("ecandidat.views")
        config.include("ecandidat.jobs")
        config.include("ecandidat.evolution.boot")
        config.include("ecandidat.bodies")
        return config.make_wsgi_app()
