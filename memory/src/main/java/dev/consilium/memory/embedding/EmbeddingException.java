package dev.consilium.memory.embedding;

/** There is no vector to be had now; the message says why and what to do. */
public class EmbeddingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EmbeddingException(String message, Throwable cause) {
    super(message, cause);
  }

  EmbeddingException(String message) {
    super(message);
  }
}
