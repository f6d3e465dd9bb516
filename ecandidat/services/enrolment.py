"""What an application will need once its candidate enrols: tuition regime, situation of fees, code of the student
system; and the individual dates that keep it possible."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from ecandidat.domain.errors import Refused
from ecandidat.domain.facts import Fact
from ecandidat.models.application import Application
from ecandidat.services import effects, mailing
from ecandidat.work import Work

MOST_FEES = Decimal("99999.99")
NOTE_LENGTH, CODE_LENGTH = 200, 10
_AMOUNT = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,2})?\Z")
_CODE = re.compile(r"[A-Z0-9]{1,10}\Z")

RETURN, CONFIRM = "return_by", "confirm_by"
DATES = {RETURN: "Date limite de retour", CONFIRM: "Date de confirmation"}
"""Individual date → how journals name it."""


def set_date(work: Work, application: Application, field: str, day: date | None) -> None:
    """Give an application a date of its own, later than today; None takes it away."""
    check_open(application)
    before: date | None = getattr(application, field)
    if day == before:
        return
    if day is not None and day <= work.today:
        raise Refused("date_not_future", field=field, date=day)
    setattr(application, field, day)
    effects.apply(work, application, Fact("date-individuelle", str(before or ""), str(day or ""), DATES[field]))


REGIME = "GEST_IS_UTILISE_REG_STU"
"""The parameter that lets managers say the tuition regime."""


def check_regime(work: Work, application: Application) -> None:
    """Refuse ``regime_not_used`` where the establishment leaves the tuition regime to its student system."""
    check_open(application)
    if not work.parameter(REGIME, application.formation.establishment):
        raise Refused("regime_not_used")


def set_regime(work: Work, application: Application, code: str) -> None:
    """« Régime d'inscription »: a code of the nomenclature, '' for none. Refuses ``regime_not_used``."""
    check_regime(work, application)
    _check_listed(work, "regimes", code, application.regime)
    if code == application.regime:
        return
    before, application.regime = application.regime, code
    label = work.root.nomenclatures.table("regimes").label
    effects.apply(work, application, Fact("regime", label(before), label(code), public=False))


def set_fees(work: Work, application: Application, exemption: str, note: str, amount: str) -> None:
    """« Situation de droits »: the exemption ('' for none), what completes it, the amount left to pay ('' for none).

    Refuses ``amount_invalid`` and ``amount_too_large``; ``"245,5"`` is kept as ``"245.50"``.
    """
    check_open(application)
    _check_listed(work, "exonerations", exemption, application.exemption)
    note, fees = note.strip(), money(amount)
    if len(note) > NOTE_LENGTH:
        raise Refused("text_too_long", field="note", count=len(note), maximum=NOTE_LENGTH)
    before, after = fees_words(work, application), (exemption, note, fees)
    if after == (application.exemption, application.fees_note, application.fees):
        return
    application.exemption, application.fees_note, application.fees = after
    effects.apply(work, application, Fact("droits", before, fees_words(work, application), public=False))


def money(text: str) -> str:
    """An amount of euros typed by somebody, as it is kept: ``"1245.50"``; '' stays ''.

    Spaces between thousands and a euro sign are left out, the comma is a point. Refuses ``amount_invalid`` and
    ``amount_too_large``.
    """
    plain = re.sub(r"[\s\u00a0\u202f€]", "", text)
    if not plain:
        return ""
    if not _AMOUNT.match(plain):
        raise Refused("amount_invalid", field="amount")
    amount = Decimal(plain.replace(",", "."))
    if amount > MOST_FEES:
        raise Refused("amount_too_large", field="amount", maximum="99 999,99 €")
    return f"{amount:.2f}"


def fees_words(work: Work, application: Application) -> str:
    """« Boursier sur critères sociaux, 245,50 € », for journals; '' when nothing is set."""
    label = work.root.nomenclatures.table("exonerations").label(application.exemption)
    amount = f"{application.fees.replace('.', ',')} €" if application.fees else ""
    return ", ".join(part for part in (label, application.fees_note, amount) if part)


def set_registration_code(work: Work, application: Application, code: str, *, tell: bool = False) -> None:
    """« Code OPI »: 1 to 10 capitals and figures, '' for none; ``tell`` sends the candidate the new one."""
    check_open(application)
    code = code.strip().upper()
    if code and not _CODE.match(code):
        raise Refused("registration_code_invalid", field="code", maximum=CODE_LENGTH)
    if code == application.registration_code:
        raise Refused("registration_code_unchanged", field="code")
    before, application.registration_code = application.registration_code, code
    effects.apply(work, application, Fact("code-opi", before, code, public=False))
    if tell and code:
        values = {"newCodeOpi": code, "formationsOpi": application.formation.title}
        mailing.to_candidate(work, application, "CANDIDATURE_MODIF_COD_OPI", more=values)


def check_open(application: Application) -> None:
    """Nothing changes on a cancelled application."""
    if application.cancelled_at is not None:
        raise Refused("application_cancelled")


def _check_listed(work: Work, table: str, code: str, held: str) -> None:
    """A code in service, or the one that the application holds already."""
    entry = work.root.nomenclatures.table(table).get(code) if code else None
    if code and code != held and (entry is None or not entry.active):
        raise Refused("unknown_code", code=code[:40])
