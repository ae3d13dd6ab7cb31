"""Notes that sound like the student: drafts, the coach, the client-information screen."""
