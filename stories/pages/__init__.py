"""The public pages: what we know, what is reported, what is disputed, what changed.
Read-only and anonymous; shows what view=public shows and nothing else."""
