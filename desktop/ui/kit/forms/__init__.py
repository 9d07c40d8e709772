"""Fields, choices and days to fill in, and the page that holds them."""
