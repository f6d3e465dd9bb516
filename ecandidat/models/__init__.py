"""The persistent objects of the tree, by noun.

What enters: state, the shape of the tree, who holds a role where. What never enters: requests, the clock, rules about
*when* (they are in :mod:`ecandidat.domain`), writing several objects in one go (that is a use case, in ``services``).
"""
