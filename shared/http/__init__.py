"""The edge: routes, gates, problems, lists and documents. Knows HTTP, knows no business."""
