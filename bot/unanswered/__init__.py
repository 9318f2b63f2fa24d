"""Messages that found no answer, as editors may see them: without personal data, and only when that is safe."""
