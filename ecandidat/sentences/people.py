"""What refusals about candidates, their profile and accounts say."""

from __future__ import annotations

from translationstring import TranslationString

from ecandidat.i18n import _

PEOPLE: dict[str, TranslationString] = {
    # INE and UAI
    "ine_length": _("Un INE et sa clé comptent 11 caractères ; vous en avez tapé ${length}. Il figure sur votre relevé de notes du baccalauréat."),
    "ine_format": _("Cet INE n'a pas une forme connue : 10 chiffres et une lettre, 9 chiffres et 2 lettres, ou 11 caractères. Vérifiez-le sur votre relevé de notes."),
    "ine_identical": _("Un INE n'est pas fait d'un seul caractère répété. Vérifiez-le sur votre relevé de notes."),
    "ine_key": _("La clé ne correspond pas à cet INE. Vérifiez les deux sur votre relevé de notes du baccalauréat."),
    "ine_o_zero": _("La clé ne correspond pas à cet INE : vous avez sans doute confondu la lettre O et le chiffre 0."),
    "ine_unusual_letters": _("Les deux dernières lettres de cet INE sont inhabituelles. Vérifiez-les sur votre relevé de notes."),
    # Profile
    "ine_taken": _("Cet INE est déjà celui d'un autre compte. S'il est à vous, retrouvez ce compte par « J'ai oublié mes identifiants »."),
    "ine_of_another": _("Cet INE est celui d'un étudiant que nous connaissons. Si ce n'est pas vous, vérifiez-le sur votre relevé de notes."),
    "identity_frozen": _("Vos informations personnelles ne peuvent plus changer depuis votre première candidature : écrivez au service qui l'examine."),
    "ine_to_correct": _("Vérifiez votre INE et sa clé sur votre relevé de notes du baccalauréat ou sur un relevé universitaire."),
    "records_none": _("Ce profil ne vient d'aucun dossier étudiant : il n'y a rien à relire."),
    "records_silent": _("Le dossier étudiant de ${university} ne répond pas. Rien n'a changé : réessayez plus tard."),
    "records_gone": _("${university} ne retrouve plus ce dossier étudiant. Rien n'a changé : écrivez à sa scolarité."),
    "unlisted_gone": _("Plus aucun candidat n'a saisi ce libellé : il n'y a rien à rattacher. Revenez à la liste."),
    "wishes_changed": _("Vos candidatures ont changé depuis que cette page est ouverte : rechargez-la, puis classez-les."),
    "correction_useless": _("Rien ne change dans ce que vous demandez : modifiez au moins un champ."),
    "correction_pending": _("Une demande attend déjà sa réponse. Retirez-la d'abord pour en faire une autre."),
    "correction_open": _("Vous pouvez encore modifier vos informations vous-même : aucune demande n'est nécessaire."),
    "correction_records": _("Ces informations viennent de votre dossier étudiant : seule sa scolarité peut les corriger."),
    "correction_decided": _("Cette demande a déjà reçu sa réponse, ou a été retirée. Rechargez la page."),
    "correction_reason": _("Dites au candidat pourquoi sa demande est refusée : le motif est obligatoire."),
    "bac_from_records": _("Votre baccalauréat vient de votre dossier étudiant : écrivez à votre scolarité pour le faire corriger."),
    "too_many_entries": _("Cette liste compte déjà ${maximum} lignes, le maximum. Supprimez-en une pour en ajouter une autre."),
    "uai_format": _("Un code d'établissement (UAI) compte 7 chiffres et une lettre : « ${uai} » n'en est pas un."),
    "uai_key": _("La lettre du code d'établissement « ${uai} » ne correspond pas à ses chiffres."),
    # Data brought from another instance
    "import_too_large": _("Ce fichier dépasse ${limit_mb} Mo : ce n'est sans doute pas l'archive préparée par eCandidat."),
    "import_unreadable": _("Ce fichier ne peut pas être lu. Téléchargez l'archive à nouveau, puis apportez-la sans la modifier."),
    "import_unsafe": _("Cette archive n'a pas la forme de celles que prépare eCandidat : elle est refusée par précaution."),
    "import_not_ours": _("Ce fichier n'est pas une archive eCandidat : apportez le ZIP préparé par « Emporter mes données », ou le fichier ecandidat.json qu'il contient."),
    "import_version": _("Cette archive est de la version ${version}, inconnue ici (jusqu'à la ${known}). Demandez à cette université de mettre eCandidat à jour."),
    "import_shape": _("Ce fichier a été modifié ou abîmé : « ${where} » n'a pas la forme attendue."),
    "import_gone": _("Ce que vous aviez apporté n'attend plus : apportez l'archive à nouveau."),
    "import_altered": _("Ce fichier n'est plus celui que l'archive annonce : il n'est pas repris."),
    # Account
    "sign_in_failed": _("Connexion impossible. L'utilisateur ou le mot de passe est incorrect."),
    "account_not_activated": _(
        "Connexion impossible. Votre compte n'a pas été validé, veuillez consulter vos courriels pour le valider"
    ),
    "number_of_another": _("Ce n'est pas le n° de ce dossier : recopiez-le tel qu'il est affiché."),
    "account_gone": _("Cette personne a supprimé son compte : sa fiche ne change plus."),
    "account_has_applications": _(
        "Ce compte porte ${count} candidature(s), annulées comprises : il ne se supprime pas. "
        "L'effacement complet revient aux administrateurs."
    ),
    "search_short": _("Tapez au moins ${minimum} caractères."),
    "names_in_profile": _("Le nom et le prénom se corrigent dans « Informations perso. »."),
    "student_id_taken": _("Ce n° étudiant est déjà celui du dossier ${number}."),
    "records_no_number": _("Aucun n° étudiant : indiquez-le, puis relisez le dossier étudiant."),
    "erase_elsewhere": _(
        "Cette personne a candidaté aussi à ${university}, où vous ne pouvez rien effacer : demandez à un "
        "administrateur de l'instance."
    ),
    "merge_self": _("C'est le n° de ce dossier : donnez celui de l'autre."),
    "merge_unknown": _("Aucun dossier ne porte le n° ${number}, ou il ne vous est pas ouvert : vérifiez-le."),
    "merge_left": _("Le titulaire du dossier ${number} a supprimé son compte : il ne se réunit plus à un autre."),
    "merge_correction": _(
        "Le dossier ${number} demande une correction d'identité : décidez-en d'abord, puis réunissez-les."
    ),
    "merge_stale": _("L'un des deux dossiers a changé entre-temps : relisez ce qui suit, puis confirmez."),
    "throttled": _("Trop d'essais. Réessayez dans ${minutes} minutes."),
    "throttled_one": _("Trop d'essais. Réessayez dans 1 minute."),
    "password_short": _("Le mot de passe compte au moins ${minimum} caractères."),
    "password_long": _("Le mot de passe compte au plus ${maximum} caractères."),
    "password_weak": _(
        "Ce mot de passe se devine trop facilement. Choisissez plusieurs mots sans lien entre eux ni avec vous."
    ),
}  # fmt: skip
