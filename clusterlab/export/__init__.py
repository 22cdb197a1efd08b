"""What leaves the program: pictures, tables and summaries, decided here and painted or written elsewhere."""
