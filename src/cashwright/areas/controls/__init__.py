"""Controls: the journal of facts, approvals, policy versions, idempotency keys, tasks, the books' clock."""
