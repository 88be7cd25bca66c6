"""The shelf of adapters: each lets what one library keeps be credited to every test that uses it.

A file here has a function `adapt(credit, patches)`. It returns, by the names of the library's modules, what to do
with each when it is imported: replace functions of it by ones that tell `credit` what is made and what is used.
"""
