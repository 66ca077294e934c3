"""The pure room: values and arithmetic, with no input or output. Domains may import this and nothing else of ours."""
