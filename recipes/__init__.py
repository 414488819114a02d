"""Training and deployment recipes, each a short module that runs by `python -m recipes.NAME`."""
