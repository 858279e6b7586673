"""What one note says: text, frontmatter, outline and counts. Pure: bytes in, values out; content never raises."""
