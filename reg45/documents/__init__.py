"""A review as a document: content, files, whether it is genuine."""
