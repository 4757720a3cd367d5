"""Letters as documents: HTML to read, PDF to send, DOCX to edit, all from the same blocks."""
