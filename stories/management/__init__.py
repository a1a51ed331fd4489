"""Commands of the app: intake, text analysis, log export and verification, rebuild.
Each parses its arguments and calls one function inward."""
