"""Quality: every stage on record, drawn by lot that anyone can check, judged blind, answered, fed back."""
