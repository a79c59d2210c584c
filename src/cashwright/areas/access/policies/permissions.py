"""Every permission there is, with the sentence people read. A page names one of these."""

PUBLIC = "access.public"
"""Anyone may open it, logged in or not: the log-in page, the health check."""

AUTHENTICATED = "access.authenticated"
"""Anyone who is logged in may open it: one's own profile, the start page."""

PERMISSIONS: dict[str, str] = {
    "customers.read": "See customers, their terms, holds and balances.",
    "customers.edit": "Add and change customers, their terms and tax numbers.",
    "customers.hold": "Place and release holds on customers.",
    "contacts.read": "See the names, addresses and phone numbers of people at customers.",
    "contacts.edit": "Add and change people at customers and record their consent.",
    "contacts.erase": "Erase what is known of a person at a customer, for good.",
    "invoices.read": "See invoices and credit notes.",
    "invoices.draft": "Write and discard drafts of invoices.",
    "invoices.post": "Post invoices: number them and write them to the ledger.",
    "credit_notes.issue": "Issue credit notes against invoices.",
    "payments.read": "See payments, refunds and where they were applied.",
    "payments.receive": "Record money that customers sent.",
    "catalog.read": "See products, prices, meters, coupons and tax rates.",
    "catalog.edit": "Change products, prices, meters, coupons and where which tax is collected.",
    "contracts.read": "See contracts, subscriptions and what will be billed when.",
    "contracts.edit": "Write and change contracts, subscriptions, discounts and prepaid credit.",
    "orders.take": "Take orders of other systems, which become contracts.",
    "usage.read": "See meters and what subscriptions used.",
    "usage.take": "Take usage events.",
    "cash.apply": "Apply payments and credits to invoices, and undo it.",
    "writeoffs.request": "Ask for a balance to be written off, and record recoveries.",
    "refunds.request": "Ask for money to be sent back to a customer.",
    "credit_limits.edit": "Set the credit limit of a customer.",
    "bank_details.edit": "Change our own bank details as printed on documents.",
    "approvals.read": "See what waits for a decision and what was decided.",
    "approvals.decide": "Approve or reject what somebody else asked for.",
    "ledger.read": "See accounts, journal entries and the trial balance.",
    "journal.manual": "Write journal entries by hand.",
    "periods.close": "Close and lock periods.",
    "periods.reopen": "Ask for a closed period to be opened again.",
    "rates.import": "Load exchange rates.",
    "imports.read": "See files that were imported and what was refused in them.",
    "imports.run": "Import customers, invoices and payments from files.",
    "exports.run": "Take data out as files.",
    "runs.read": "See runs and their reports.",
    "runs.plan": "See what a run would do.",
    "runs.run": "Start runs: apply known cash, remind, snapshot.",
    "tasks.read": "See tasks the machine left to people.",
    "tasks.work": "Work and close tasks.",
    "collections.read": "See the worklist, promises, payment plans and late charges.",
    "collections.work": "Note calls, promises and plans; put customers off and pass them on.",
    "charges.decide": "Bill or waive interest and fees for paying late.",
    "agencies.place": "Give claims to a collection agency and take them back.",
    "disputes.read": "See disputes, their evidence and what was decided.",
    "disputes.edit": "Open disputes, add evidence, write to the customer, move them on.",
    "disputes.resolve": "Decide disputes: credit, bill again, reject.",
    "inbox.read": "Read what customers wrote.",
    "inbox.answer": "Answer customers and confirm what their mails ask for.",
    "messages.send": "Send messages to customers and stop queued ones.",
    "mailbox.read": "Read messages to customers, with the people they went to.",
    "templates.edit": "Change the wording of messages.",
    "reports.read": "See aging, DSO and the other figures, and the rows behind them.",
    "audit.read": "Read the journal of facts: who did what, when and why.",
    "policies.edit": "Change ladders, tolerances and limits.",
    "settings.read": "See legal entities, terms, number series and other settings.",
    "settings.edit": "Change legal entities, terms, number series and other settings.",
    "people.read": "See who works here and which roles they hold.",
    "people.edit": "Add people, and grant and end their roles.",
    "system.read": "See the health of database, queue and mail.",
}

PERSONAL_DATA = frozenset(
    {
        "contacts.read",
        "contacts.edit",
        "contacts.erase",
        "mailbox.read",
        "inbox.read",
        "people.read",
    }
)
"""The permissions that show personal data."""

MACHINE_PERMISSIONS = frozenset(
    {"usage.take", "usage.read", "orders.take", "invoices.read", "customers.read", "contacts.read",
     "disputes.read",
     "disputes.edit"}
)  # fmt: skip
"""What the key of a program may hold: what the API offers, and nothing that decides or moves money."""
