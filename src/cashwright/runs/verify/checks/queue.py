"""Jobs: waiting, at work with a live worker, or ended. None is stuck (I-50).

The sweep gives the jobs of silent workers back within a minute or two; what is older is stuck.
"""

from cashwright.runs.verify.check import Check

_STUCK = """
SELECT NULL, 'job ' || job.id || ' (' || job.task_name || ')',
       'is being done by nobody since ' || coalesce(worker.last_heartbeat::text, 'its worker went')
FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing'
  AND coalesce(worker.last_heartbeat,
               (SELECT max(at) FROM procrastinate_events e WHERE e.job_id = job.id),
               '-infinity') < now() - interval '5 minutes'
"""

CHECKS = (
    Check("I-50", "no stuck job", "Every job waits, is done by a live worker, or ended.", _STUCK),
)
