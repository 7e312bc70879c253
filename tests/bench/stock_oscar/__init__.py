"""Stock django-oscar as its documentation sets it up, on the synthetic catalogue."""
