"""The screens, one module or package each. Every one has `urlpatterns`, found by urls.py itself.

    # screens/invoices.py
    urlpatterns = [path("invoices/", invoice_list, name="invoices"), ...]

The name of a screen's first page is its key in nav.py; that makes it appear in the sidebar.
"""
