"""The neutral words every sales channel is spoken about in: facts, errors, capabilities, transport.

Nothing here knows the web framework, the shop or a particular marketplace. `words` gathers the
dataclasses, `errors` the failures, `capabilities` what a connector may be able to do and
`transport` how it reaches the outside.
"""
