"""Doors of whoever runs the offer: establishments, components, commissions, formations, rights."""
