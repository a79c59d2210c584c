"""Renderings: the bytes of each document that was shown or sent are those its hash was taken of (I-15)."""

from cashwright.runs.verify.check import Check

_BYTES = """
SELECT 'inv', r.document_id, 'its PDF in ' || r.language || ' is not the one that was kept'
FROM invoicing_rendering r WHERE sha256(r.pdf) <> r.sha256
UNION ALL
SELECT 'inv', r.document_id, 'a PDF is kept of a document that is none'
FROM invoicing_rendering r
LEFT JOIN invoicing_invoice i ON i.id = r.document_id AND i.posted_at IS NOT NULL
LEFT JOIN invoicing_creditnote c ON c.id = r.document_id
WHERE i.id IS NULL AND c.id IS NULL
"""

CHECKS = (
    Check("I-15", "PDFs as kept", "The bytes of each kept PDF match their hash.", _BYTES),
)  # fmt: skip
