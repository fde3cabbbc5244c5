package dev.consilium.memory.embedding;

/** The model does not take what it was given, and will not later; it may take other texts. */
public final class TextRefusedException extends EmbeddingException {
  private static final long serialVersionUID = 1L;

  TextRefusedException(String message) {
    super(message);
  }
}
