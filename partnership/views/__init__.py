"""One module an area. A view refuses unless allowed, makes one domain call and turns its result into a page."""
