"""The sections of the topology file: the table of keys of each, and what is built from it.

A section is read into ``Values``, checked together with the others (``meshctl.topology.checks``), and only
then built into the models: building happens once nothing is wrong, and so needs no checks of its own.
"""
