"""What a house may set about access: the roles."""

from enum import StrEnum


class Role(StrEnum):
    """The roles a person can hold."""

    CLERK = "clerk"
    COLLECTOR = "collector"
    CASH_APPLIER = "cash_applier"
    CREDIT_MANAGER = "credit_manager"
    CONTROLLER = "controller"
    CFO = "cfo"
    AUDITOR = "auditor"
    DEVELOPER = "developer"
    ADMIN = "admin"
    SALES = "sales"
    SUCCESS = "success"
    PRODUCT = "product"
    IT = "it"
