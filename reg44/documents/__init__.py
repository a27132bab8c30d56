"""The report as a document: what stands in it, as PDF and as Word file, and how anybody can check that it is genuine."""
