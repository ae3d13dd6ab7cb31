"""One file per command group; thin: read the options, call one service, show one card."""
