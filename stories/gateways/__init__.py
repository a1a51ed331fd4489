"""The outside world: web pages and feeds, and what is fetched or sent.
Everything that leaves or enters by the network on our own initiative stands here."""
