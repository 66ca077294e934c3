"""Files: what is kept or made as a file - the pinned face, typesetting, stored papers."""
