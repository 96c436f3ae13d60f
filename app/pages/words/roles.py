"""What roles are called."""

from __future__ import annotations

from app.identity.people import RoleName
from app.pages.words.wording import Section

ROLES: Section = {
    "en": {
        RoleName.EMPLOYEE: "Employee",
        RoleName.DEPARTMENT_ADMIN: "Department admin",
        RoleName.DEPARTMENT_APPROVER: "Department approver",
        RoleName.DATA_SCIENTIST: "Data scientist",
        RoleName.COMPLIANCE_OFFICER: "Compliance officer",
        RoleName.PLATFORM_ADMIN: "Platform admin",
    },
    "de": {
        RoleName.EMPLOYEE: "Mitglied der Abteilung",
        RoleName.DEPARTMENT_ADMIN: "Verwaltung der Abteilung",
        RoleName.DEPARTMENT_APPROVER: "Freigabe in der Abteilung",
        RoleName.DATA_SCIENTIST: "Data Science",
        RoleName.COMPLIANCE_OFFICER: "Compliance",
        RoleName.PLATFORM_ADMIN: "Verwaltung der Plattform",
    },
    "fr": {
        RoleName.EMPLOYEE: "Membre du service",
        RoleName.DEPARTMENT_ADMIN: "Administration du service",
        RoleName.DEPARTMENT_APPROVER: "Approbation dans le service",
        RoleName.DATA_SCIENTIST: "Science des données",
        RoleName.COMPLIANCE_OFFICER: "Conformité",
        RoleName.PLATFORM_ADMIN: "Administration de la plateforme",
    },
}
