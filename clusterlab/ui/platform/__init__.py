"""What Qt and the operating systems need."""
