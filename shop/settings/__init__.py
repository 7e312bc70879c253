"""Settings: ``base`` is shared, ``single`` one machine, ``many`` several, ``test`` the suite."""
