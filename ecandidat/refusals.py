"""What a refusal says to a person: one sentence per code, with what to do next.

Rows are French source texts; ``${name}`` are the parameters of the refusal. To refuse for a new reason: raise
``Refused("code", …)`` where the rule stands, add its row here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from translationstring import TranslationString

from ecandidat.dates import deadline, long_date
from ecandidat.domain.calendar import LABELS
from ecandidat.domain.errors import Refused
from ecandidat.i18n import _, label

SENTENCES: dict[str, TranslationString] = {
    # Acts on an application
    "application_cancelled": _("Cette candidature est annulée : plus rien ne peut y être changé."),
    "export_no_column": _("Cochez au moins une colonne."),
    "export_empty": _("Aucune candidature à exporter : cochez-en dans la liste, ou changez ses filtres."),
    "sudo_needed": _("Saisissez votre mot de passe pour continuer."),
    "sudo_sign_in": _("Votre connexion date de plus de ${minutes} minutes : déconnectez-vous, reconnectez-vous par l'ENT, puis recommencez."),
    "filename_variable": _("« ${variable} » n'est pas une variable des noms de fichiers. Variables possibles : ${variables}."),
    "download_piece_unknown": _("Choisissez la pièce à télécharger."),
    "download_gone": _("Cette candidature n'existe plus, ou ne vous est plus ouverte : elle n'est pas dans l'archive."),
    "download_unsafe": _("« ${piece} » n'est pas jointe : l'antivirus l'a signalée."),
    "download_no_piece": _("Aucun fichier n'a été transmis pour cette pièce."),
    "download_failed": _("Ce dossier n'a pas pu être assemblé : ouvrez-le depuis la candidature."),
    "wrong_state": _("« ${act} » n'est pas possible dans l'état actuel. Rechargez la page pour voir où en est la candidature."),
    "paper_mode": _("Cette formation reçoit des dossiers papier : téléchargez votre dossier et envoyez-le par courrier."),
    "return_date_passed": _("La date limite de retour (${date}) est passée. Contactez la commission si vous aviez commencé à temps."),
    "pieces_missing": _("Il manque ${count} pièce(s) : ${pieces}. Déposez-les ou dites que vous n'êtes pas concerné."),
    "already_decided": _("Une décision a été saisie : la candidature ne peut plus être annulée. Vous pourrez vous désister."),
    "already_examined": _("L'examen de votre dossier a commencé : il ne peut plus être repris."),
    "already_submitted": _("Cette candidature est déjà transmise : il n'y a rien d'autre à faire."),
    "not_submitted": _("Cette candidature n'a pas été transmise."),
    "piece_changed": _("« ${piece} » a changé depuis que cette page est ouverte. Voici où elle en est : recommencez si vous le voulez toujours."),
    "entry_changed": _("Cette ligne a changé depuis que cette page est ouverte. Revenez en arrière pour lire ce qu'elle dit maintenant."),
    "draft_too_large": _("Ce formulaire est trop long pour un brouillon (${maximum} caractères au plus) : enregistrez-le avec son bouton."),
    "file_frozen": _("Le dossier est « ${status} » : ses pièces ne peuvent plus être changées."),
    "deposit_suspended": _("Le dépôt des pièces est suspendu pour maintenance. Vos dates ne courent pas : réessayez plus tard."),
    "piece_already_valid": _("La pièce « ${piece} » est validée : elle ne peut plus être changée."),
    "piece_not_conditional": _("Cette pièce est demandée à tous les candidats."),
    "piece_without_file": _("La pièce « ${piece} » n'a pas de fichier : il n'y a rien à valider."),
    "refusal_comment_required": _("Dites au candidat pourquoi la pièce « ${piece} » est refusée : le commentaire est obligatoire."),
    "treatment_already_validated": _("Le type de traitement est déjà validé."),
    "treatment_unchanged": _("Le type de traitement est déjà « ${treatment} »."),
    "decision_already_validated": _("Une décision est validée : le type de traitement ne peut plus changer."),
    "no_unpublished_decision": _("Aucune décision validée n'attend d'être publiée."),
    "no_draft_decision": _("Aucune décision n'attend de validation."),
    "motivation_required": _("Un avis défavorable doit être motivé : choisissez un motif."),
    "rank_required": _("Une liste complémentaire demande un rang, à partir de 1."),
    "rank_taken": _("Le rang ${rank} est déjà pris dans cette formation. Le premier rang libre est le ${free}."),
    "rank_range": _("Un rang est un nombre de 1 à ${maximum}."),
    "rank_twice": _("Le rang ${rank} est donné deux fois : donnez à chacun le sien."),
    "ranks_changed": _("Le classement a changé depuis que cette page est ouverte. Voici où il en est : ce que vous avez saisi est conservé, vérifiez-le, puis enregistrez à nouveau."),
    "table_broken": _("Ce fichier n'est pas un tableau lisible. Enregistrez-le en XLSX ou en CSV, puis recommencez."),
    "table_too_large": _("Ce tableau est trop grand : ${maximum} lignes et ${limit_mb} Mo au plus."),
    "table_columns": _("Il manque la colonne « ${column} » : gardez la première ligne du fichier exporté."),
    "table_number_unknown": _("Le n° de dossier « ${number} » n'est pas celui d'un candidat à cette formation."),
    "table_not_ranked": _("Le dossier ${number} n'est pas sur la liste complémentaire : saisissez d'abord sa décision."),
    "table_number_twice": _("Le dossier ${number} figure déjà plus haut."),
    "table_rank_twice": _("Le rang ${rank} est déjà donné à la ligne ${line}."),
    "not_waiting": _("Cette personne n'attend pas sur la liste complémentaire : elle ne peut pas être appelée."),
    "nobody_waits": _("Personne n'attend sur la liste complémentaire : il n'y a personne à appeler."),
    "no_place_left": _("Toutes les places sont prises : ${admitted} admis pour ${capacity}. Augmentez la capacité pour appeler quelqu'un."),
    "letter_broken": _("La lettre n'a pas pu être mise en page : rien n'a été fait. Corrigez son modèle, puis recommencez."),
    "rank_forbidden": _("Seule une liste complémentaire porte un rang."),
    "unknown_mail": _("Ce courriel n'existe plus : choisissez-en un autre dans le type de décision."),
    "no_own_mail": _("Votre compte n'a pas d'adresse mail : aucun essai ne peut vous parvenir."),
    "mail_of_other_kind": _("Ce courriel est celui d'un autre type d'avis : choisissez-en un autre."),
    "unknown_version": _("Cette version n'existe plus. Rechargez la page."),
    "mail_needs_text": _("Ce courriel n'a pas de texte d'origine : il garde au moins son texte français."),
    "mail_must_leave": _("Sans ce courriel, un compte ne peut pas servir : il reste en service."),
    "mail_in_use": _("${count} type(s) de décision envoient ce courriel : donnez-leur en un autre d'abord, ou désactivez-le."),
    "own_decisions_off": _("Les composantes n'ont pas leurs propres décisions : c'est un paramètre de l'établissement."),
    "decision_type_in_use": _("Ce type de décision sert déjà : désactivez-le, ce qui a été décidé reste."),
    "motivation_in_use": _("Ce motif sert déjà : désactivez-le, ce qui a été décidé reste."),
    "subject_lines": _("L'objet tient sur une seule ligne."),
    "template_broken": _("Ligne ${line} : « ${name} » ouvre une balise mal écrite ; écrivez ${more}."),
    "template_unknown": _("Ligne ${line} : la variable « ${name} » n'existe pas ici. Prenez-en une dans la liste."),
    "template_misspelt": _("Ligne ${line} : la variable « ${name} » n'existe pas ici ; vouliez-vous dire « ${more} » ?"),
    "template_unclosed": _("Ligne ${line} : le bloc {if($${name})} n'est pas fermé ; ajoutez {endif($${name})}."),
    "template_unopened": _("Ligne ${line} : {endif($${name})} ne ferme aucun bloc ouvert."),
    "template_crossed": _("Ligne ${line} : fermez d'abord le bloc {if($${name})} : {endif($${more})} arrive avant sa fin."),
    "letter_failed": _("La lettre de ${where} ne peut pas être composée : corrigez son texte (${why}), puis recommencez."),
    "letter_too_long": _("Cette lettre ferait ${pages} pages ; ${maximum} au plus."),
    "unknown_decision_type": _("Ce type de décision n'existe pas : choisissez-en un dans la liste."),
    "unknown_code": _("Cette valeur n'est pas dans la liste."),
    "status_unchanged": _("Le dossier est déjà « ${status} »."),
    "date_in_future": _("La date ne peut pas être dans le futur."),
    "note_length": _("Une note compte de 1 à ${maximum} caractères."),
    "verdict_required": _("Choisissez un verdict : « Valider » ou « Refuser »."),
    "request_on_paper": _("Cette formation reçoit des dossiers papier : demandez la pièce par courrier ou par message."),
    "request_length": _("Nommez la pièce en ${maximum} caractères au plus, et expliquez-la en ${more} au plus."),
    "requests_too_many": _("${maximum} pièces ont déjà été demandées à ce candidat : c'est le maximum."),
    "message_length": _("Un message compte de 1 à ${maximum} caractères."),
    "messages_too_many": _("Cette conversation compte déjà ${maximum} messages : écrivez à l'adresse de la commission."),
    "messages_too_fast": _("Vous avez écrit ${maximum} messages dans l'heure : attendez un peu, ou complétez votre dernier message demain."),
    "messages_not_open": _("Vous pourrez écrire à la commission une fois votre candidature transmise."),
    "messages_closed": _("Cet établissement ne reçoit pas de messages ici : écrivez à l'adresse de contact."),
    "verdicts_stale": _("Une pièce a changé depuis que cette page est ouverte : vérifiez votre choix, puis enregistrez à nouveau."),
    "comments_too_many": _("Gardez ${maximum} commentaires fréquents au plus : retirez-en quelques-uns."),
    "comment_too_long": _("Un commentaire fréquent compte au plus ${maximum} caractères : raccourcissez-le."),
    "not_your_note": _("Seul l'auteur d'une note peut la supprimer."),
    "no_favourable_decision": _("Il n'y a pas de décision favorable à laquelle répondre."),
    "confirmation_date_passed": _("La date limite de confirmation (${date}) est passée. Contactez la commission."),
    "confirmation_still_open": _("Le candidat peut encore répondre : le désistement automatique attend la date limite."),
    "date_not_future": _("Choisissez une date à venir : une date individuelle prolonge un délai."),
    "no_proof": _("Cette candidature n'a pas été transmise en ligne : elle n'a pas d'accusé de transmission."),
    "no_letter": _("Aucune lettre n'est disponible pour cette candidature."),
    # Formations on trial
    "trial_already": _("Cette formation est déjà en test."),
    "trial_over": _("Cette formation n'est plus en test : rechargez la page."),
    "trial_has_applications": _("Cette formation a déjà reçu ${count} candidature(s) : elle ne peut plus passer en test."),
    "tester_unknown": _("Aucun candidat n'a le n° de dossier « ${number} » : vérifiez-le, ou créez d'abord ce compte."),
    "too_many_testers": _("Un test compte ${maximum} candidats au plus."),
    # Many formations at once
    "formation_changed": _("« ${formation} » a changé depuis l'aperçu : elle est restée comme elle est. Refaites l'aperçu."),
    "formation_gone": _("Cette formation n'existe plus, ou vous n'avez plus le droit de la modifier."),
    "nothing_ticked": _("Cochez au moins une ligne : rien d'autre ne change."),
    "shift_range": _("Décalez de 1 à ${maximum} jours."),
    "change_unreadable": _("Ce qui était demandé ne peut pas être relu : refaites l'aperçu."),
    # Managers' desk
    "stale_section": _("${section} : ${who} a changé cette partie entre-temps, elle est maintenant « ${now} ». Ce que vous avez saisi est conservé : vérifiez-le, puis enregistrez à nouveau."),
    "stale_bulk": _("${section} : ${who} a changé cette partie entre-temps, elle est maintenant « ${now} ». Ouvrez la candidature pour décider."),
    "bulk_page_old": _("Cette page est ouverte depuis trop longtemps. La voici à jour : vérifiez, puis confirmez à nouveau."),
    "selection_changed": _("La sélection compte maintenant ${count} candidature(s), ${before} quand la page s'est affichée. Vérifiez, puis confirmez à nouveau."),
    "tags_unchanged": _("Les étiquettes de cette candidature sont déjà celles-là."),
    "tag_not_here": _("Cette formation n'utilise pas toutes ces étiquettes."),
    "mail_text_faulty": _("Le message ne peut pas partir : ${fault}"),
    "candidate_left": _("Ce candidat a supprimé son compte : aucun courriel ne lui est envoyé."),
    "assignee_unknown": _("Cette personne n'existe plus ou ne peut pas ouvrir cette candidature : choisissez-en une autre."),
    "assignee_unchanged": _("Cette candidature lui est déjà confiée."),
    "stale_since": _("${label} : ${who} a changé cette partie depuis que l'acte a été demandé. Ouvrez la candidature pour décider."),
    "row_failed": _("Un incident a empêché l'acte sur cette candidature : rien n'y a changé. Réessayez, puis prévenez l'assistance."),
    "not_allowed_now": _("Vous n'avez plus le droit de faire cet acte sur cette candidature."),
    "application_gone": _("Cette candidature n'existe plus."),
    "amount_invalid": _("Écrivez un montant en euros avec deux décimales au plus, par exemple 245,50."),
    "amount_too_large": _("Un montant ne dépasse pas ${maximum}."),
    "text_too_long": _("Ce texte compte ${maximum} caractères au plus."),
    "registration_code_invalid": _("Un code OPI compte de 1 à ${maximum} lettres sans accent ou chiffres."),
    "registration_code_unchanged": _("Ce code est déjà celui de la candidature."),
    "bulk_over_validated": _("Une décision est déjà validée : saisissez la nouvelle depuis la candidature elle-même."),
    "too_many_selected": _("${maximum} candidatures au plus à la fois : faites-le page par page."),
    "piece_being_replaced": _("Le candidat a remplacé « ${piece} » sans l'avoir encore transmise : attendez qu'il transmette à nouveau son dossier."),
    # Applying
    "formation_closed": _("Les candidatures à cette formation sont closes."),
    "formation_not_yet_open": _("Les candidatures à cette formation ouvrent le ${date}."),
    "profile_incomplete": _("Complétez d'abord votre profil : il manque ${steps}."),
    "ine_required": _("Votre INE est demandé pour un baccalauréat de ${year}. Saisissez-le dans « Informations perso. »."),
    "too_often": _("Vous l'avez déjà fait ${maximum} fois. Écrivez au service des candidatures s'il le faut encore."),
    "already_applied": _("Vous avez déjà une candidature à cette formation."),
    "candidate_unknown": _("Aucun candidat ne porte ce numéro de dossier. Vérifiez-le auprès de lui."),
    "candidate_profile_incomplete": _("Le profil de ce candidat est incomplet : il manque ${steps}."),
    "candidate_already_applied": _("Ce candidat a déjà une candidature à cette formation."),
    "candidate_ine_required": _("L'INE de ce candidat est demandé pour un baccalauréat de ${year} : il doit le saisir dans son profil."),
    "quota_reached": _("Vous avez ${count} candidature(s) ici, le maximum est ${maximum}. Annulez-en une pour en déposer une autre."),
    # Questionnaires
    "questions_missing": _("Il reste ${count} formulaire(s) à remplir : ${forms}. Ouvrez l'onglet « Formulaires complémentaires »."),
    "answers_frozen": _("Le dossier est « ${status} » : vos réponses ne peuvent plus être changées."),
    "answer_required": _("« ${question} » : une réponse est attendue."),
    "answer_out_of_bounds": _("« ${question} » : la réponse sort des limites indiquées."),
    "answered_elsewhere": _("Ce formulaire se remplit sur le site de l'enquête : suivez son lien."),
    "form_not_conditional": _("Ce formulaire est demandé à tous les candidats."),
    "form_closed": _("Ce formulaire n'est plus demandé : il n'y a rien à y répondre."),
    "nothing_to_remind": _("Aucun formulaire n'attend de réponse : il n'y a rien à rappeler."),
    "form_answered": _("Des candidats ont déjà répondu à ce formulaire : mettez-le hors service au lieu de le supprimer."),
    "form_changed": _("Ce formulaire a été modifié pendant que vous remplissiez cette page. Votre saisie est conservée : vérifiez-la, puis enregistrez à nouveau."),
    "survey_number": _("Le numéro d'une enquête LimeSurvey s'écrit en chiffres."),
    "unknown_variable": _("« ${variable} » n'est pas une variable connue. Celles qui existent : ${variables}."),
    "too_many_questions": _("Un formulaire compte ${maximum} questions au plus."),
    "question_gone": _("Cette question n'existe plus : revenez au formulaire."),
    "question_awaited": _("D'autres questions dépendent de celle-ci : changez d'abord leur condition."),
    "condition_astray": _("« ${question} » dépend d'une réponse qui n'existe pas avant elle : changez sa condition ou sa place."),
    "choices_count": _("Donnez de 2 à ${maximum} choix, un par ligne."),
    "choices_twice": _("Deux choix portent le même intitulé."),
    "choices_lines": _("Traduisez chaque choix : ${count} lignes sont attendues, dans le même ordre."),
    "bounds_crossed": _("Le maximum est plus petit que le minimum."),
    # Files
    "file_empty": _("Le fichier est vide. Choisissez-en un autre."),
    "file_missing": _("Choisissez un fichier."),
    "file_too_large": _("Le fichier dépasse ${limit_mb} Mo. Réduisez-le, ou numérisez en qualité moindre."),
    "file_type": _("Ce fichier n'est ni un PDF, ni une image JPEG, PNG, HEIC, TIFF ou WebP. Convertissez-le, puis déposez-le à nouveau."),
    "file_encrypted": _("Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection, puis déposez-le à nouveau."),
    "file_broken": _("Ce fichier est endommagé ou incomplet. Enregistrez-le à nouveau, puis réessayez."),
    "file_too_many_pages": _("Ce document compte ${pages} pages, le maximum est ${limit}. Ne déposez que les pages demandées."),
    "file_cannot_fit": _("Même réduit autant qu'il peut l'être, le document fait ${size_mb} Mo, et ${limit_mb} Mo au plus sont acceptés. Retirez des pages, ou numérisez-les en noir et blanc."),
    "file_exhausting": _("Ce fichier demande trop de mémoire ou de temps. Enregistrez-le à nouveau, plus petit ou en PDF, puis réessayez."),
    "files_turn": _("Vos fichiers précédents sont encore en cours de lecture. Réessayez dans une minute."),
    "files_crowd": _("Beaucoup de fichiers arrivent en ce moment. Réessayez dans une minute."),
    "tray_full": _("${limit} pages au plus peuvent être réunies. Réunissez-les en un seul PDF sur votre ordinateur, puis déposez-le."),
    "tray_heavy": _("Vos pages préparées dépassent ensemble ${limit_mb} Mo. Déposez une pièce que vous avez préparée ou abandonnez ses pages, puis réessayez."),
    "tray_empty": _("Ajoutez au moins une page avant de déposer la pièce."),
    "tray_changed": _("Vos pages ont changé dans une autre fenêtre : les voici. Vérifiez-les, puis recommencez."),
    "file_image_too_big": _("Cette image est trop grande. Réduisez-la, puis déposez-la à nouveau."),
    "document_missing": _("Choisissez un document dans la liste."),
    "document_gone": _("Ce document n'est plus dans « Mes documents » : choisissez-en un autre."),
    "library_full": _("« Mes documents » contient déjà ${maximum} fichiers. Supprimez ceux qui ne servent plus, puis recommencez."),
    "upload_gone": _("Cet envoi n'existe plus : choisissez à nouveau le fichier."),
    "upload_unfinished": _("L'envoi de « ${file} » n'est pas terminé. Attendez qu'il arrive en entier, puis recommencez."),
    "upload_offset": _("Ce morceau ne suit pas ce qui est déjà arrivé : l'envoi reprend où il s'était arrêté."),
    "upload_overrun": _("« ${file} » a changé pendant l'envoi : choisissez-le à nouveau."),
    "upload_chunk": _("Ce morceau est trop gros : rechargez la page, puis choisissez à nouveau le fichier."),
    "upload_checksum": _("Ce morceau s'est abîmé en chemin : il va être envoyé à nouveau."),
    "upload_unreadable": _("Cet envoi n'est pas lisible : rechargez la page, puis choisissez à nouveau le fichier."),
    "uploads_too_many": _("${maximum} fichiers sont déjà en attente. Terminez ou abandonnez ces envois, puis réessayez."),
    "signature_broken": _("L'image de la signature est illisible : la lettre n'a pas été faite."),
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
    "schools_columns": _("Ce fichier n'a pas les colonnes attendues : ${columns}."),
    "schools_encoding": _("Ce fichier n'est pas en UTF-8. Enregistrez-le dans cet encodage, puis réessayez."),
    "schools_line": _("Cette ligne n'a pas le nombre de colonnes attendu."),
    "schools_name": _("L'établissement n'a pas de nom."),
    "schools_twice": _("Cet établissement est déjà plus haut dans le fichier."),
    # Data brought from another instance
    "import_too_large": _("Ce fichier dépasse ${limit_mb} Mo : ce n'est sans doute pas l'archive préparée par eCandidat."),
    "import_unreadable": _("Ce fichier ne peut pas être lu. Téléchargez l'archive à nouveau, puis apportez-la sans la modifier."),
    "import_unsafe": _("Cette archive n'a pas la forme de celles que prépare eCandidat : elle est refusée par précaution."),
    "import_not_ours": _("Ce fichier n'est pas une archive eCandidat : apportez le ZIP préparé par « Emporter mes données », ou le fichier ecandidat.json qu'il contient."),
    "import_version": _("Cette archive est de la version ${version}, inconnue ici (jusqu'à la ${known}). Demandez à cette université de mettre eCandidat à jour."),
    "import_shape": _("Ce fichier a été modifié ou abîmé : « ${where} » n'a pas la forme attendue."),
    "import_gone": _("Ce que vous aviez apporté n'attend plus : apportez l'archive à nouveau."),
    "import_altered": _("Ce fichier n'est plus celui que l'archive annonce : il n'est pas repris."),
    # Tasks
    "task_running": _("Un travail de ce genre est déjà en cours : attendez qu'il se termine, ou arrêtez-le."),
    "task_ended": _("Ce travail est déjà terminé."),
    "task_failed": _("Un incident a interrompu ce travail, l'équipe technique peut le voir. Relancez-le ; si cela recommence, écrivez à l'assistance."),
    "task_crashed": _("Ce travail a été interrompu plusieurs fois par un arrêt du serveur. Relancez-le."),
    "task_no_result": _("Ce fichier n'est plus disponible : demandez-le à nouveau."),
    # Account
    "sign_in_failed": _("Connexion impossible. L'utilisateur ou le mot de passe est incorrect."),
    "account_not_activated": _(
        "Connexion impossible. Votre compte n'a pas été validé, veuillez consulter vos courriels pour le valider"
    ),
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
    "throttled": _("Trop d'essais. Réessayez dans ${minutes} minutes."),
    "throttled_one": _("Trop d'essais. Réessayez dans 1 minute."),
    "password_short": _("Le mot de passe compte au moins ${minimum} caractères."),
    "password_long": _("Le mot de passe compte au plus ${maximum} caractères."),
    "password_weak": _(
        "Ce mot de passe se devine trop facilement. Choisissez plusieurs mots sans lien entre eux ni avec vous."
    ),
    # Managing the offer and the rights
    "changed_meanwhile": _("Cette page a changé pendant que vous la remplissiez : ${changes}. Votre saisie est conservée : vérifiez-la, puis enregistrez à nouveau."),
    "list_changed": _("Cette liste a changé entre-temps. Rouvrez-la, puis recommencez."),
    "value_required": _("Ce champ est obligatoire."),
    "text_too_long": _("Ce texte compte ${count} caractères, ${maximum} au plus."),
    "text_control": _("Ce texte contient un caractère invisible qui n'est pas permis. Saisissez-le à nouveau."),
    "number_range": _("La valeur va de ${low} à ${high}."),
    "date_range": _("La date va du 01/01/2000 au 31/12/2099."),
    "time_invalid": _("L'heure s'écrit hh:mm, par exemple 14:30."),
    "mail_invalid": _("Cette adresse mail n'est pas valable, par exemple prenom.nom@universite.fr."),
    "url_invalid": _("Une adresse web commence par https:// ou http://."),
    "colour_invalid": _("Une couleur s'écrit # suivi de six chiffres ou lettres de a à f, par exemple #0b3d91."),
    "colour_contrast": _("Cette couleur est trop claire pour porter du texte blanc : contraste ${ratio}, il faut 4,5 au moins. Choisissez-en une plus foncée."),
    "code_taken": _("Le code « ${code} » est déjà pris ici : choisissez-en un autre."),
    "unknown_commission": _("Cette commission n'existe pas dans la composante : choisissez-en une dans la liste."),
    "address_lines": _("Une adresse compte ${maximum} lignes au plus."),
    "formation_has_applications": _("Cette formation a reçu ${count} candidature(s) : mettez-la hors service au lieu de la supprimer."),
    "not_empty": _("Cet élément contient encore ${count} élément(s) : supprimez-les d'abord, ou mettez-le hors service."),
    "component_has_commissions": _("Cette composante a encore ${count} commission(s) : supprimez-les d'abord, ou mettez-la hors service."),
    "commission_in_use": _("Cette commission examine ${count} formation(s) : confiez-les d'abord à une autre."),
    "piece_answered": _("Des candidats ont déjà répondu à cette pièce : mettez-la hors service au lieu de la supprimer."),
    "tag_taken": _("Une étiquette porte déjà ce libellé ici : donnez-en un autre, ou remettez la première en service."),
    "tag_used": _("${count} candidature(s) portent cette étiquette : mettez-la hors service au lieu de la supprimer."),
    "sva_days_taken": _("Une autre alerte compte déjà ce nombre de jours : donnez-en un autre, ou modifiez la première."),
    "view_name_needed": _("Donnez un nom à la vue, de ${maximum} caractères au plus."),
    "view_name_taken": _("Une vue porte déjà ce nom ici : donnez-en un autre, ou remplacez la première."),
    "view_gone": _("Cette vue n'existe plus : quelqu'un l'a supprimée. Choisissez-en une autre."),
    "views_too_many": _("Vous avez ${maximum} vues ici, le maximum : supprimez-en une d'abord."),
    "signature_type": _("La signature est une image PNG ou JPEG."),
    "model_type": _("Le document modèle est un PDF."),
    "staff_only": _("Ce compte n'est pas celui d'un agent."),
    "staff_unknown": _("Aucun agent n'a cet identifiant ou cette adresse mail. Vérifiez-les, ou créez son compte."),
    "staff_inactive": _("Le compte de ${name} est désactivé : réactivez-le d'abord."),
    "role_already_held": _("${name} est déjà « ${role} » ici."),
    "profile_code_taken": _("Le code « ${code} » est déjà celui d'un profil : choisissez-en un autre."),
    "profile_label_taken": _("Un profil s'appelle déjà « ${label} » : choisissez un autre nom."),
    "profile_changed": _("Quelqu'un a modifié ce profil depuis. Vos choix sont gardés : relisez les lignes signalées, "
                         "puis enregistrez."),
    "profile_in_use": _("« ${label} » est tenu par ${count} personne(s) : retirez-le-leur d'abord, ou fermez-le."),
    "profile_beyond_yours": _("Vous n'avez pas vous-même ces droits : ${labels}. Laissez-les à « Aucun »."),
    "too_many_people": _("${maximum} personnes au plus à la fois : envoyez la liste en plusieurs fois."),
    "profile_level": _("Ce niveau n'existe pas pour « ${label} » dans un profil de ce type : choisissez-en un autre."),
    "commission_unknown": _("Une commission cochée n'existe plus : relisez la liste et recommencez."),
    "role_not_held": _("Cette personne ne tient plus ce rôle ici."),
    "role_not_here": _("Le rôle « ${role} » ne s'accorde pas à ce niveau."),
    "role_beyond_yours": _("Vous ne tenez pas les droits de « ${role} » ici : vous ne pouvez ni l'accorder ni le retirer."),
    "last_administrator": _("C'est le dernier administrateur de l'instance : nommez-en un autre d'abord."),
    "not_yourself": _("Vous ne pouvez pas désactiver votre propre compte."),
    "name_invalid": _("Un nom compte ${maximum} caractères au plus, sans caractère invisible."),
    "candidate_left": _("Ce candidat a supprimé son compte : rien ne peut plus y être changé."),
    "number_mistyped": _("Ce n'est pas votre n° de dossier : recopiez-le tel qu'il est affiché."),
    "account_replaced": _("L'adresse ${mail} ou votre INE sert maintenant à un autre compte : connectez-vous à celui-là, ou supprimez-le d'abord."),
    "wrong_password": _("Le mot de passe actuel est incorrect."),
    "mail_taken": _("Un compte avec cette adresse mail existe déjà"),
    "mail_same": _("C'est déjà l'adresse de votre compte."),
    "campaign_closed": _("Aucune campagne n'est ouverte : les comptes se créent à l'ouverture de la prochaine."),
    "campaign_over": _("La campagne est terminée : les comptes des candidats sont fermés jusqu'à la prochaine."),
    "campaign_order": _("La fin de la campagne ne peut pas précéder son début."),
    "campaign_lock_order": _("Les candidats ne peuvent pas être fermés dehors avant la fin de la campagne."),
    "creation_closed": _("La création de compte est fermée : connectez-vous avec vos identifiants de l'établissement."),
    "ent_login_invalid": _("Un identifiant de l'ENT s'écrit sans espace ni barre oblique, 100 caractères au plus."),
    "ent_login_taken": _("Un compte eCandidat existe déjà pour cet identifiant de l'ENT : connectez-vous."),
    "demo_not_empty": _("La démonstration se construit dans une instance vide, et celle-ci a déjà des établissements."),
    "mail_waiting": _("Ce courriel est déjà en route : il part dans quelques instants."),
    "link_dead": _("Ce lien n'est plus valable : il a déjà servi, il a été remplacé ou son délai est passé."),
    "login_invalid": _("Un identifiant compte des minuscules, des chiffres, des points et des tirets, 50 au plus."),
    "login_taken": _("L'identifiant « ${login} » est déjà pris."),
    "file_infected": _("L'antivirus a trouvé un virus dans ce fichier : il ne peut pas être ouvert. Déposez-en un autre."),
    # Offer
    "slug_invalid": _("Un code compte des minuscules sans accent, des chiffres et des tirets, ${maximum} caractères au plus."),
    "slug_reserved": _("Ce code est réservé par eCandidat : choisissez-en un autre."),
    "date_required": _("${field_label} : cette date est obligatoire."),
    "date_order": _("Cette date ne peut pas précéder « ${other_label} » (${other_date})."),
    "date_xor_delay": _("Donnez une date ou un délai, pas les deux."),
    "delay_range": _("Un délai compte de 1 à 365 jours."),
    "parameter_type": _("${label} : la valeur n'est pas du bon type."),
    "parameter_range": _("${label} : la valeur va de ${low} à ${high}."),
    "parameter_pattern": _("${label} : deux majuscules sans accent ou chiffres, ou rien."),
    "parameter_choice": _("${label} : choisissez parmi ${choices}."),
}  # fmt: skip

SAID_BY_THE_DOMAIN = ("act", "label", "role", "status", "treatment")
"""Parameters that hold a label of the domain."""

STEP_LABELS = {
    "infos-perso": _("Informations perso."),
    "adresse": _("Adresse"),
    "baccalaureat": _("Baccalauréat"),
}


def sentence(refused: Refused, translate: Callable[[object], str] = str, lang: str = "fr") -> str:
    """The sentence of a refusal in the reader's language. An unknown code is a mistake of ours and fails loudly."""
    text = SENTENCES[refused.code]
    mapping = {name: _printable(name, value, translate, lang) for name, value in refused.params.items()}
    if "field" in refused.params:
        mapping["field_label"] = _named(refused.params["field"], translate)
    if "other" in refused.params:
        mapping["other_label"] = _named(refused.params["other"], translate)
    if isinstance(limit := refused.params.get("limit"), int):
        mapping["limit_mb"] = f"{limit / (1024 * 1024):g}".replace(".", "," if lang == "fr" else ".")
    if isinstance(size := refused.params.get("size"), int):
        mapping["size_mb"] = f"{size / (1024 * 1024):.1f}".replace(".", "," if lang == "fr" else ".")
    translated = translate(TranslationString(text, domain=text.domain, default=text.default, mapping=mapping))
    return TranslationString(translated, mapping=mapping).interpolate()


def _named(field: object, translate: Callable[[object], str]) -> str:
    return translate(label(LABELS[str(field)])) if field in LABELS else str(field)


def _printable(name: str, value: object, translate: Callable[[object], str], lang: str) -> str:
    if isinstance(value, date):
        return deadline(value, lang) if name == "date" else long_date(value, lang)
    if isinstance(value, tuple):
        marks = "“{}”" if lang == "en" else "« {} »"
        return ", ".join(marks.format(translate(STEP_LABELS.get(item, item))) for item in value)
    return translate(label(str(value))) if name in SAID_BY_THE_DOMAIN else str(value)
