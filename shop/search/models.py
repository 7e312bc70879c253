"""No models: the index's table is not Django's to migrate.

The module must be there all the same: ``post_migrate``, which makes the table, is only sent for
apps that have one.
"""
