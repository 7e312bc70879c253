"""Write the demo into the database. Every step may run again: it changes nothing twice."""
