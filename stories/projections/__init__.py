"""Read models, each rebuildable from the log alone.
A projection is a module that ends in a Subscription; PROJECTIONS lists them."""

from stories.projections import sources, stories

PROJECTIONS = (stories.SUBSCRIPTION, sources.SUBSCRIPTION)
