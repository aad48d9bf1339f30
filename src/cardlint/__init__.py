"""cardlint: lints the Python usage code in the README cards of Hugging Face data sets."""

__version__ = "0.1.0"
