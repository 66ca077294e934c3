"""Files: what people hand in - received in pieces, examined, sealed - and what documents are set in."""
