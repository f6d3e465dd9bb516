"""Accounts as use cases: time passes here as the test says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ecandidat.adapters.cas import Identity
from ecandidat.domain.errors import Refused
from ecandidat.services import accounts, credentials, passwords, rights, throttling
from ecandidat.work import Work, clock
from tests import seed

STRONG = "phare bouilloire sept nuages"
NOW = clock()
HERE = "192.0.2.1"


def at(portal: Any, **after: float) -> Work:
    """The work of a moment after the start of the test."""
    return seed.work(portal, now=NOW + timedelta(**after))


def fail(work: Work, login: str, address: str = HERE) -> str:
    """The code of a refused sign-in."""
    with pytest.raises(Refused) as caught:
        accounts.sign_in(work, login, "faux", address)
    return caught.value.code


def newcomer(work: Work, mail: str = "elodie@exemple.fr", **more: str) -> Any:
    return accounts.create(work, accounts.NewAccount("Almeida", "Élodie", mail, **{"password": STRONG, **more}))


def secret_of(work: Work, code: str, door: str = "activer") -> str:
    """The secret in the newest mail of a kind."""
    mails = sorted(work.root.outbox.values(), key=lambda mail: mail.created_at)
    texts = [mail.text for mail in mails if mail.code == code]
    return str(texts[-1].split(f"/compte/{door}/")[1].split()[0])


def test_the_waiting_time_is_honest_then_doubles_up_to_a_quarter_of_an_hour(portal: Any) -> None:
    for _ in range(throttling.ACCOUNT_TRIES):
        assert fail(at(portal), "CANDIDAT") == "sign_in_failed"
    with pytest.raises(Refused) as caught:
        accounts.sign_in(at(portal, seconds=1), "CANDIDAT", seed.PASSWORD, HERE)
    assert (caught.value.code, caught.value.params["minutes"]) == ("throttled", 2)
    assert fail(at(portal, seconds=119), "CANDIDAT") == "throttled_one"
    assert fail(at(portal, seconds=120), "CANDIDAT") == "sign_in_failed"
    assert fail(at(portal, seconds=120 + 239), "CANDIDAT") == "throttled_one"
    moment = 120 + 240
    for wait in (8, 15, 15, 15):
        assert fail(at(portal, seconds=moment), "CANDIDAT") == "sign_in_failed"
        assert fail(at(portal, seconds=moment + wait * 60 - 1), "CANDIDAT") == "throttled_one"
        moment += wait * 60
    assert accounts.sign_in(at(portal, seconds=moment), "CANDIDAT", seed.PASSWORD, HERE).number == "CANDIDAT"


def test_what_is_tried_while_waiting_does_not_lengthen_the_wait(portal: Any) -> None:
    for second in range(60):
        fail(at(portal, seconds=second), "CANDIDAT")
    accounts.sign_in(at(portal, seconds=125), "CANDIDAT", seed.PASSWORD, HERE)


def test_a_success_forgets_the_failures(portal: Any) -> None:
    for _ in range(3):
        for _ in range(throttling.ACCOUNT_TRIES - 1):
            fail(at(portal), "CANDIDAT")
        accounts.sign_in(at(portal), "CANDIDAT", seed.PASSWORD, HERE)


def test_old_failures_are_forgotten(portal: Any) -> None:
    for _ in range(throttling.ACCOUNT_TRIES - 1):
        fail(at(portal), "CANDIDAT")
    assert fail(at(portal, hours=1, seconds=1), "CANDIDAT") == "sign_in_failed"
    accounts.sign_in(at(portal, hours=1, seconds=2), "CANDIDAT", seed.PASSWORD, HERE)


def test_one_account_attacked_from_a_shared_address_slows_only_itself(portal: Any) -> None:
    for minutes in range(0, 600, 16):
        fail(at(portal, minutes=minutes), "CANDIDAT")
    accounts.sign_in(at(portal, minutes=601), "NOUVEAUX", seed.PASSWORD, HERE)


def test_a_person_who_mistypes_then_succeeds_counts_no_more_for_the_address(portal: Any) -> None:
    for number in range(throttling.ADDRESS_TRIES - 1):
        fail(at(portal), f"INCONNU{number}")
    for _ in range(3):
        fail(at(portal), "CANDIDAT", "198.51.100.9")
        accounts.sign_in(at(portal), "CANDIDAT", seed.PASSWORD, "198.51.100.9")
    accounts.sign_in(at(portal), "NOUVEAUX", seed.PASSWORD, HERE)
    fail(at(portal), "INCONNU-DE-PLUS")
    assert fail(at(portal), "NOUVEAUX") == "throttled"
    assert fail(at(portal), "NOUVEAUX", "198.51.100.9") == "sign_in_failed"


@pytest.mark.parametrize("stored", ["", "ceci n'est pas une empreinte"])
def test_no_hash_matches_no_password(stored: str) -> None:
    assert not passwords.matches(stored, "the password of nobody")
    assert not passwords.matches(stored, "")


def test_a_password_is_the_same_however_its_accents_are_typed() -> None:
    assert passwords.matches(passwords.kept("naïve émotion"), "nai\u0308ve e\u0301motion")


def test_a_password_too_long_is_never_hashed_nor_matched() -> None:
    assert not passwords.matches(passwords.kept("x" * 200), "x" * 200)


def test_an_account_that_nobody_validates_goes_with_its_candidate(portal: Any) -> None:
    account = newcomer(at(portal), cas_login="test/e1", password="")
    assert account.expires_at - NOW < timedelta(days=6)
    assert accounts.sweep(at(portal, days=4))["accounts"] == 0
    assert accounts.sweep(at(portal, days=7)) == {"links": 1, "accounts": 1, "counters": 0}
    assert accounts.sweep(at(portal, days=7)) == {"links": 0, "accounts": 0, "counters": 0}
    assert portal.accounts.get(account.userid) is None
    assert portal.accounts.find_mail("elodie@exemple.fr") is None
    assert portal.accounts.find_cas("test/e1") is None
    assert account.number not in portal.candidates


def test_an_account_that_was_validated_stays_when_its_link_goes(portal: Any) -> None:
    account = newcomer(at(portal))
    credentials.activate(at(portal, days=1), secret_of(at(portal), "CPT_MIN_CREATE"))
    assert accounts.sweep(at(portal, days=30)) == {"links": 1, "accounts": 0, "counters": 0}
    assert portal.accounts.get(account.userid) is account
    assert account.mailed == ()


def test_the_sweep_forgets_counters_that_no_longer_count(portal: Any) -> None:
    fail(at(portal), "CANDIDAT")
    assert accounts.sweep(at(portal, minutes=59))["counters"] == 0
    assert accounts.sweep(at(portal, minutes=61))["counters"] == 2
    assert len(portal.accounts.attempts) == 0


def test_an_ent_login_whose_account_nobody_validated_may_begin_again(portal: Any) -> None:
    newcomer(at(portal), cas_login="test/e1", password="")
    identity = Identity("e1", student_id="22")
    with pytest.raises(Refused, match="account_not_activated"):
        accounts.cas_sign_in(at(portal), "test", identity)
    assert accounts.cas_sign_in(at(portal, days=7), "test", identity) is None
    again = newcomer(at(portal, days=7), cas_login="test/e1", password="")
    again.activated_at = NOW
    assert accounts.cas_sign_in(at(portal, days=8), "test", identity) is again
    assert again.student_id == "22"
    assert accounts.cas_sign_in(at(portal), "autre", identity) is None


def test_numbers_are_random_and_free(portal: Any) -> None:
    numbers = {newcomer(at(portal), f"n{n}@exemple.fr", password="", cas_login=f"test/{n}").number for n in range(50)}
    assert len(numbers) == 50
    assert all(len(number) == 8 and number in portal.candidates for number in numbers)


def test_another_ent_login_replaces_the_former(portal: Any) -> None:
    account = portal.accounts.get("s-central")
    accounts.bind_cas(at(portal), account, "test/un")
    accounts.bind_cas(at(portal), account, "test/deux")
    assert portal.accounts.find_cas("test/un") is None
    assert portal.accounts.find_cas("test/deux") is account
    with pytest.raises(Refused, match="ent_login_taken"):
        accounts.bind_cas(at(portal), portal.accounts.get("s-droit"), "test/deux")


def test_nothing_but_the_fingerprint_of_a_link_is_kept(portal: Any) -> None:
    newcomer(at(portal))
    secret = secret_of(at(portal), "CPT_MIN_CREATE")
    assert secret not in portal.accounts.links
    assert all(secret not in repr(link) for link in portal.accounts.links.values())


def test_an_invitation_serves_once_and_only_the_last_one(portal: Any) -> None:
    central = portal.accounts.get("s-central")
    rights.invite(at(portal), central)
    former = secret_of(at(portal), "CPT_INVITATION", "identifiants")
    rights.invite(at(portal, seconds=1), central)
    latest = secret_of(at(portal), "CPT_INVITATION", "identifiants")
    assert credentials.reset_holder(at(portal, seconds=2), former) is None
    credentials.reset(at(portal, seconds=2), latest, STRONG)
    assert credentials.reset_holder(at(portal, seconds=3), latest) is None


def test_a_new_password_ends_a_change_of_address_asked_by_whoever_knew_the_old_one(portal: Any) -> None:
    account = portal.accounts.get("c-CANDIDAT")
    credentials.change_mail(at(portal), account, "voleur@exemple.fr", seed.PASSWORD)
    secret = secret_of(at(portal), "CPT_MIN_MOD_MAIL")
    credentials.recover(at(portal), account.mail)
    credentials.reset(at(portal), secret_of(at(portal), "CPT_MIN_MDP_OUBLIE", "identifiants"), STRONG)
    with pytest.raises(Refused, match="link_dead"):
        credentials.activate(at(portal), secret)
    assert (account.mail, account.pending_mail) == ("candidat@exemple.fr", "")


def test_a_new_address_ends_the_links_sent_to_the_old_one(portal: Any) -> None:
    account = portal.accounts.get("c-CANDIDAT")
    credentials.recover(at(portal), account.mail)
    secret = secret_of(at(portal), "CPT_MIN_MDP_OUBLIE", "identifiants")
    credentials.change_mail(at(portal), account, "neuve@exemple.fr", seed.PASSWORD)
    credentials.activate(at(portal), secret_of(at(portal), "CPT_MIN_MOD_MAIL"))
    assert credentials.reset_holder(at(portal), secret) is None
