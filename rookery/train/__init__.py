"""Text to a model: data, pretraining, tuning and checkpoints; one loop, laptop to cluster."""
