"""Imports of a CRM's exports: mappings, file formats, rows and refusals."""
