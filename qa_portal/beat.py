"""The beat of Celery, for machines whose clock is set right now and then."""

from __future__ import annotations

from celery.beat import PersistentScheduler


class Scheduler(PersistentScheduler):
    """Celery's own waits, after the clock was set back, until it shows the hour of its last run again: so long nobody is reminded."""

    def tick(self, *args: object, **options: object) -> float:
        """One round. What seems to have run in the future counts as having run now; the order of what comes next is made anew."""
        for entry in self.schedule.values():
            if entry.last_run_at > (now := entry.default_now()):
                entry.last_run_at, self._heap = now, None
        return super().tick(*args, **options)
