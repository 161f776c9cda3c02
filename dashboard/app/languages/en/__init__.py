"""The texts of the page in English, the model of every other language."""
