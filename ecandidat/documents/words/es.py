"""The Spanish words of the printed documents."""

from __future__ import annotations

from typing import Final

DOSSIER: Final[dict[str, str]] = {
    "title": "Expediente de candidatura",
    "summary": "Resumen",
    "number": "N.º de expediente",
    "edited": "Emitido el",
    "page": "página",
    "application": "Candidatura",
    "formation": "Estudios",
    "code": "Código",
    "mode": "Modo de candidatura",
    "status": "Estado del expediente",
    "treatment": "Tipo de tramitación",
    "decision": "Decisión",
    "reason": "Motivo",
    "comment": "Comentario",
    "answer": "Respuesta del candidato",
    "dates": "Fechas útiles",
    "return_by": "Fecha límite de envío",
    "analysis": "Fecha de preanálisis",
    "jury": "Fecha de la comisión",
    "publication": "Fecha de publicación",
    "confirmation": "Fecha límite de confirmación",
    "identity": "Datos personales",
    "civil_title": "Tratamiento",
    "birth_name": "Apellido de nacimiento",
    "usual_name": "Apellido de uso",
    "first_name": "Nombre",
    "other_first_name": "Otro nombre",
    "birth": "Fecha de nacimiento",
    "birth_place": "Lugar de nacimiento",
    "nationality": "Nacionalidad",
    "ine": "Número nacional de estudiante (INE)",
    "mail": "Correo electrónico",
    "phone": "Teléfono",
    "mobile": "Teléfono móvil",
    "address": "Dirección",
    "baccalaureate": "Bachillerato (baccalauréat)",
    "without_baccalaureate": "Sin baccalauréat.",
    "year": "Año",
    "series": "Modalidad",
    "honours": "Mención",
    "specialities": "Especialidades",
    "options": "Optativas",
    "school": "Centro",
    "place": "Lugar",
    "internal_studies": "Estudios en esta universidad",
    "external_studies": "Estudios en otros centros",
    "study": "Estudios cursados",
    "result": "Resultado",
    "internships": "Prácticas",
    "experiences": "Experiencia profesional",
    "activity": "Actividad",
    "organisation": "Organismo",
    "duration": "Duración",
    "none": "Sin información.",
    "questions": "Formularios y preguntas complementarias",
    "question": "Pregunta",
    "reply": "Respuesta",
    "pieces": "Documentos justificativos",
    "no_pieces": "No se pide ningún documento.",
    "piece": "Documento",
    "piece_status": "Estado",
    "file": "Archivo recibido",
    "no_file": "Ningún archivo",
    "fingerprint": "Huella SHA-256",
    "print": "Imprima este expediente y envíelo con los documentos indicados a la dirección de contacto antes del",
    "print_undated": "Imprima este expediente y envíelo con los documentos indicados a la dirección de contacto.",
    "return_address": "Dirección de contacto",
    "checklist": "Documentos que debe adjuntar",
    "checklist_help": "Marque cada documento que adjunta a su envío.",
    "if_concerned": "Solo si le concierne",
    "box": "Adjunto",
    "commission": "Espacio reservado a la comisión",
    "tick": "Decisión",
    "motives": "Motivo y comentario",
    "rank": "Orden",
    "signed": "Fecha, nombre y firma",
    "attached": "Documento adjunto al expediente",
    "unreadable": "Este documento no se pudo adjuntar",
    "file_encrypted": "El archivo está protegido con una contraseña.",
    "file_broken": "El archivo está dañado o incompleto.",
    "file_too_many_pages": "El archivo tiene demasiadas páginas.",
    "file_image_too_big": "La imagen tiene demasiados píxeles para imprimirse.",
    "file_type": "Este tipo de archivo no se puede imprimir.",
    "file_missing": "No se encuentra el archivo.",
    "still_deposited": "El archivo entregado no ha cambiado: ábralo desde la candidatura para consultarlo.",
    "recap": "Hoja resumen",
    "recap_help": "Coloque esta hoja encima de sus documentos.",
    "before": "Fecha límite de envío",
    "received": "Expediente recibido el",
}

LETTER: Final[dict[str, str]] = {
    "admission": "Admisión",
    "refusal": "Respuesta a su candidatura",
    "subject": "Asunto",
    "reference": "N.º de expediente",
    "formation": "Estudios",
    "decision": "Decisión",
    "reason": "Motivo",
    "comment": "Comentario",
    "jury": "Fecha de la comisión",
    "confirm_by": "Debe confirmarse a más tardar el",
    "place_date": "",
    "signature": "Firma",
}

BODIES: Final[dict[str, str]] = {
    "admission": """Estimada candidata, estimado candidato:

Usted ha presentado su candidatura a los estudios «${libelleFormation}»{if(libelleCampagne)} para el curso \
${libelleCampagne}{endif(libelleCampagne)}. Su expediente ha sido examinado{if(dateJuryFormation)} el \
${dateJuryFormation}{endif(dateJuryFormation)}{if(libelleCommission)} \
(${libelleCommission}){endif(libelleCommission)}.

Me complace comunicarle la decisión adoptada: ${libelleAvis}.

Le corresponde confirmar su candidatura desde su cuenta{if(dateLimiteConfirm)}, a más tardar el \
${dateLimiteConfirm}. Pasado ese plazo, se considerará que renuncia a su plaza, que se ofrecerá a otra \
persona{endif(dateLimiteConfirm)}.

Esta decisión queda supeditada a la obtención del título exigido y a la exactitud de los documentos que ha \
presentado.

Reciba un cordial saludo,""",
    "refusal": """Estimada candidata, estimado candidato:

Usted ha presentado su candidatura a los estudios «${libelleFormation}»{if(libelleCampagne)} para el curso \
${libelleCampagne}{endif(libelleCampagne)}. Su expediente ha sido examinado con atención{if(dateJuryFormation)} \
el ${dateJuryFormation}{endif(dateJuryFormation)}{if(libelleCommission)} \
(${libelleCommission}){endif(libelleCommission)}.

Lamento comunicarle la decisión adoptada: ${libelleAvis}.

Puede impugnar esta decisión en un plazo de dos meses a partir de su notificación, mediante un recurso ante la \
universidad o ante el tribunal administrativo.

Le deseo mucho éxito en la continuación de sus estudios.

Reciba un cordial saludo,""",
}

CODES: Final[dict[str, str]] = {
    "En attente": "Pendiente",
    "Réceptionné": "Recibido",
    "Incomplet": "Incompleto",
    "Complet": "Completo",
    "Transmise": "Enviado",
    "Validée": "Aceptado",
    "Refusée": "Rechazado",
    "Non concerné": "No me concierne",
    "Accès contrôlé": "Acceso selectivo",
    "Accès direct": "Acceso directo",
    "Confirmé": "Confirmada",
    "Désisté": "Retirada",
    "Dossier dématérialisé": "Candidatura en línea",
    "Dossier papier": "Candidatura en papel",
    "Monsieur": "Señor",
    "Madame": "Señora",
    "Pièce provenant du dossier étudiant": "Procede del expediente de estudiante",
}
"""The labels of codes, by the French one."""
