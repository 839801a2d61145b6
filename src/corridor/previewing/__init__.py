"""The preview: a site that is served while it is worked on, and built again when one of its inputs changes."""
