"""YAML files of users, read strictly into typed models: every mistake is told at once, by file, line and fix.

`source.read` is the way in. What is legal YAML but not legal here stands in `nodes.py`; the words for what PyYAML
finds wrong are in `broken.py`, for what pydantic does in `plain_words.py`.
"""
