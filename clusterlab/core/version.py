"""Which clusterlab this is."""

VERSION = "0.1.0"
