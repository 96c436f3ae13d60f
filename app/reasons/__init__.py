"""What parsers, sources and the trail give as reasons, in the other languages of the pages."""
