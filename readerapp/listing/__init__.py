"""Lists of annotations: rows, filters, sorting, speaker statistics, and input for the exporters."""
