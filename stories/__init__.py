"""The Django app: developing stories as append-only streams of events.
domain, analysis and comparison are pure; application is the only writer; api, pages and admin are thin doors."""
