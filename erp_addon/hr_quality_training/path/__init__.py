from . import html
