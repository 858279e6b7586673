"""The folder of notes on disk: finding, reading, watching and safely writing them."""
