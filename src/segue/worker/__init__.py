"""The process that takes jobs: what it has ready (`context.py`), how it serves (`server.py`), and one job (`job.py`).

What a job's metadata may say is in `metadata.py`, what is kept of a room's call in `keeping.py`. A check that must hold
before the first call belongs into `WorkerContext.open`.
"""
