"""The advisers' desk: people of the loketten who take conversations over. Domain here, the pages in `web`."""
