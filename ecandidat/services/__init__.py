"""Use cases: one module per area, functions ``verb(work, object, …)``.

What enters: checking a transition, changing several objects, telling effects what happened. What never enters:
requests, forms, HTTP, rights (the door checked them), sending anything outside (a stored row does that later).
"""
