"""``docs/parameters.md`` tells each parameter as it is, and each is read by what it says it changes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from ecandidat.domain.parameters import GROUPS, PARAMETERS, Parameter
from tests.architecture.sources import PACKAGE, PROJECT, modules, shown, tree

TABLE = PROJECT / "docs" / "parameters.md"
KNOWN = (
    "CANDIDATURE_NB_VOEUX_MAX", "CANDIDATURE_NB_VOEUX_MAX_IS_ETAB", "CANDIDATURE_IS_BLOC_TRANS_FORM",
    "DOWNLOAD_IS_LETTRE_ADM_APRES_CONFIRM", "DOWNLOAD_MULTIPLE_NB_MAX", "DOWNLOAD_MULTIPLE_MODE",
    "DOWNLOAD_MULTIPLE_IS_ADD_PJ", "DOWNLOAD_IS_ADD_SISCOL_PJ", "SCOL_NB_JOUR_ARCHIVAGE",
    "SCOL_IS_COD_SISCOL_OBLI", "SCOL_IS_APPEL", "SCOL_SISCOL_COD_SANS_BAC", "SCOL_GESTION_CANDIDAT_COMM",
    "SCOL_GESTION_CANDIDAT_CTR_CAND", "SCOL_IS_PARAM_CC_DECISION", "SCOL_NB_JOUR_RELANCE_FAVO",
    "SCOL_IS_STATUT_ATT_WHEN_CHANGE_TT", "SCOL_MODE_TYPE_FORMATION", "CANDIDAT_NB_JOUR_KEEP_CPT_MIN",
    "CANDIDAT_NB_HEURE_LIEN_MDP_VALID", "CANDIDAT_PREFIXE_NUM_DOSS", "CANDIDAT_IS_INE_OBLI_FR",
    "CANDIDAT_IS_GET_CURSUS_INTERNE", "CANDIDAT_IS_UTILISE_SYNCHRO_INE", "CANDIDAT_IS_GET_SISCOL_PJ",
    "CANDIDAT_IS_CONNECT_CAS", "CANDIDAT_IS_MDP_CONNECT_CAS", "CANDIDAT_IS_COMPTE_EXTERNE_AUT",
    "OPI_IS_UTILISE", "OPI_IS_UTILISE_PJ", "OPI_PREFIXE", "OPI_IS_UTILISE_ADR", "OPI_IS_IMMEDIAT",
    "OPI_NB_BATCH_MAX", "TECH_IS_UTILISE_DEMAT", "TECH_FILE_MAX_SIZE", "TECH_IS_MAINTENANCE",
    "TECH_IS_DEMAT_MAINTENANCE", "TECH_IS_BLOC_LETTRE", "TECH_NB_JOUR_KEEP_HISTO_BATCH", "SVA_ALERT_DAT",
    "SVA_ALERT_DEFINITIF", "GEST_IS_UTILISE_BLOCAGE_MASSE", "GEST_IS_EXPORT_BLOC_NOTE",
    "GEST_IS_WARNING_CAND_SELECT", "GEST_IS_UTILISE_REG_STU", "LC_IS_CALCUL_RANG_REEL",
    "LC_MODE_AFFICHAGE_RANG",
)  # fmt: skip
"""The codes that universities know from what they use today: each is here, or its absence is explained."""

NOT_READERS = ("domain/parameters.py", "forms/", "services/demo/", "services/parameters.py")
"""Where a code is named without being asked for its value."""


def rows() -> tuple[dict[str, list[str]], dict[str, str]]:
    """(code → cells of those that are here, code → why of those that are not)."""
    here: dict[str, list[str]] = {}
    absent: dict[str, str] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if not cells or not cells[0].startswith("`"):
            continue
        if len(cells) == 2:
            absent[cells[0].strip("`")] = cells[1]
        else:
            here[cells[0].strip("`")] = cells[1:]
    return here, absent


def told(row: Parameter) -> list[str]:
    """Label, default, bounds and who, as the table says them."""
    default = {True: "yes", False: "no", "": "nothing"}.get(row.default, str(row.default)) \
        if isinstance(row.default, bool | str) else str(row.default)  # fmt: skip
    bounds = "two capitals or digits, or nothing" if row.pattern else ", ".join(row.choices)
    if type(row.default) is int:
        bounds = f"{row.low}–{row.high}"
    return [row.label, default, bounds, "central office" if row.office else "administrators"]


def test_the_table_tells_each_parameter_as_it_is() -> None:
    """S01."""
    here, _absent = rows()
    assert list(here) == list(PARAMETERS)
    assert {code: cells[:4] for code, cells in here.items()} == {row.code: told(row) for row in PARAMETERS.values()}
    assert [code for code, cells in here.items() if not cells[4]] == []
    titles = [line[3:] for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
    assert titles == [*(group.label for group in GROUPS), "Not here"]


def test_every_code_that_universities_know_is_here_or_explained() -> None:
    """S01."""
    here, absent = rows()
    assert set(here) & set(absent) == set()
    assert [code for code in KNOWN if code not in here and code not in absent] == []
    assert [code for code, why in absent.items() if not why] == []


def test_each_parameter_is_bounded_and_explained() -> None:
    """S01."""
    for row in PARAMETERS.values():
        assert row.check(row.default) == row.default
        assert row.help.endswith("."), row.code
        if type(row.default) is int:
            assert row.low < row.high, row.code


def readers() -> list[Path]:
    """Modules that may ask for values."""
    return [path for path in modules() if not str(path.relative_to(PACKAGE)).startswith(NOT_READERS)]


def constants(node: ast.AST) -> Iterator[str]:
    """The texts within a piece of code."""
    for found in ast.walk(node):
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            yield found.value


def named(path: Path) -> dict[str, set[str]]:
    """Name → codes that a module gives it."""
    names: dict[str, set[str]] = {}
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Name) and (codes := set(constants(node.value)) & set(PARAMETERS)):
                names.setdefault(target.id, set()).update(codes)
    return names


@cache
def asked() -> dict[str, set[str]]:
    """Code → modules that ask for its value: ``….parameter(code, …)``, the code written there or under a name."""
    names = {path: named(path) for path in readers()}
    everywhere: dict[str, set[str]] = {}
    for given in names.values():
        for name, codes in given.items():
            everywhere.setdefault(name, set()).update(codes)
    found: dict[str, set[str]] = {}
    for path in readers():
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called != "parameter":
                continue
            for part in (part for argument in node.args for part in ast.walk(argument)):
                codes = set()
                if isinstance(part, ast.Constant):
                    codes = {part.value} & set(PARAMETERS)
                elif isinstance(part, ast.Name):
                    codes = names[path].get(part.id, set())
                elif isinstance(part, ast.Attribute) and part.attr.isupper():
                    codes = everywhere.get(part.attr, set())
                for code in codes:
                    found.setdefault(code, set()).add(shown(path))
    return found


@pytest.mark.parametrize("code", list(PARAMETERS))
def test_each_parameter_is_read_by_what_it_changes(code: str) -> None:
    """S01."""
    assert asked().get(code), "nothing reads it"
