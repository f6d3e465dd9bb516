"""What a candidate says of themself, as immutable values.

Every class is a frozen dataclass of strings, dates and tuples: a profile keeps the current ones, a submitted
application keeps those of its day. Codes refer to the nomenclatures; a label is stored beside a code wherever the
candidate may also type free text, so that a printed file never depends on a list that changed.
Lengths are those that the student systems accept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ecandidat.domain.codes import FRANCE, Obtained


@dataclass(frozen=True)
class PersonalDetails:
    """« Informations perso. ». Names are upper case; ``ine`` is 10 characters (9 for INES), ``ine_key`` 1 (2)."""

    nationality: str = ""
    ine: str = ""
    ine_key: str = ""
    title: str = ""
    birth_name: str = ""
    usual_name: str = ""
    first_name: str = ""
    other_first_name: str = ""
    birth_date: date | None = None
    birth_country: str = ""
    birth_department: str = ""
    birth_town: str = ""
    language: str = "fr"
    phone: str = ""
    mobile: str = ""
    from_records: bool = False

    @property
    def name(self) -> str:
        """Usual name if any, else birth name."""
        return self.usual_name or self.birth_name


@dataclass(frozen=True)
class PostalAddress:
    """« Adresse »: in France ``postcode`` + ``town_code`` (INSEE) + ``town``; abroad ``town`` is free text."""

    country: str = FRANCE
    postcode: str = ""
    town_code: str = ""
    town: str = ""
    line1: str = ""
    line2: str = ""
    line3: str = ""
    cedex: str = ""

    def lines(self, country_label: str = "") -> tuple[str, ...]:
        """The address as printed, without blank lines; the country only when it is given."""
        town = f"{self.postcode} {self.town} {self.cedex}".strip()
        return tuple(line for line in (self.line1, self.line2, self.line3, town, country_label) if line)


@dataclass(frozen=True)
class Baccalaureate:
    """« Baccalauréat »: ``series`` is a code of the nomenclature; ``without`` is True for « sans bac »."""

    without: bool = False
    year: int | None = None
    series: str = ""
    series_label: str = ""
    honours: str = ""
    country: str = FRANCE
    department: str = ""
    town_code: str = ""
    town: str = ""
    school: str = ""
    school_label: str = ""
    speciality1: str = ""
    speciality2: str = ""
    dropped_speciality: str = ""
    options: tuple[str, ...] = ()
    from_records: bool = False


@dataclass(frozen=True)
class InternalStudy:
    """One line of « Cursus interne », read from the student records; never typed."""

    year: int
    code: str
    label: str
    result: str = ""
    mark: str = ""
    scale: str = ""
    honours: str = ""


@dataclass(frozen=True)
class RecordPiece:
    """A piece that the student records hold: its code there, its file's name, and until when it counts if ever."""

    code: str
    name: str
    year: int | None = None
    expires: date | None = None


@dataclass(frozen=True)
class ExternalStudy:
    """One line of « Cursus externe »; ``key`` is unique within the profile."""

    key: str
    year: int
    diploma: str
    diploma_label: str
    label: str
    obtained: Obtained
    honours: str = ""
    country: str = FRANCE
    department: str = ""
    town_code: str = ""
    town: str = ""
    school: str = ""
    school_label: str = ""


@dataclass(frozen=True)
class Internship:
    """One line of « Stages »; ``hours`` is hours per week or None."""

    key: str
    year: int
    duration: str
    organisation: str
    description: str
    hours: int | None = None


@dataclass(frozen=True)
class WorkExperience:
    """One line of « Expériences pro. »."""

    key: str
    year: int
    title: str
    duration: str
    organisation: str
    description: str = ""


@dataclass(frozen=True)
class ProfileData:
    """The whole profile as one value: what a submission freezes."""

    number: str
    mail: str
    personal: PersonalDetails | None = None
    address: PostalAddress | None = None
    baccalaureate: Baccalaureate | None = None
    internal_studies: tuple[InternalStudy, ...] = ()
    external_studies: tuple[ExternalStudy, ...] = ()
    internships: tuple[Internship, ...] = ()
    experiences: tuple[WorkExperience, ...] = ()
