"""The record as a page to look at and a card to share.

Everything here is pure: plain data in the shapes of the commands' JSON goes in, text comes out. So the page
cannot say what the commands would not. Each section has a module that lays its numbers out and a template
that draws them; Jinja2 escapes everything a note brings along. There is no chart library: docs/decisions/0007
says what was tried. The limit: no clock, no file, no colour that means something on its own.
"""
