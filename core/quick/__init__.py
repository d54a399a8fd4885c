"""What the quick commands read, without pydantic, sqlite-utils or textual."""
