"""Settings: companies, terms and catalogs, people and roles, policies with their versions, health.

tabs.py       the pages a reader may open, and the form page they share
companies.py  legal entities, their number series, the chart of accounts
catalog.py    terms, segments, portfolios
people.py     who works here, which roles they hold
policies.py   what a house may set, version by version
system.py     the doctor's findings
"""

from cashwright.surfaces.console.screens.settings_ import (
    catalog,
    companies,
    people,
    policies,
    system,
)

urlpatterns = [
    *companies.urlpatterns,
    *catalog.urlpatterns,
    *people.urlpatterns,
    *policies.urlpatterns,
    *system.urlpatterns,
]
