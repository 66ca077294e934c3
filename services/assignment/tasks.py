"""Tasks: work to do later. The thread needs none of its own; the chassis adds the deadline sweep."""

from shared.messaging.tasks import Tasks

tasks = Tasks()
