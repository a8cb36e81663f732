"""What a person does to one document: saved, told as a Change, and undone."""
