package dev.consilium.server.api;

import dev.consilium.memory.tasks.TaskStatus;
import dev.consilium.schemas.json.Names;
import java.util.Arrays;
import java.util.Optional;

/**
 * The status of a task as clients of the webhooks, of REST and of the live events know it. Tools
 * say {@code open} for {@code pending} and {@code done} for {@code completed}.
 */
public enum StatusWord {
  PENDING(TaskStatus.OPEN),
  CLAIMED(TaskStatus.CLAIMED),
  RUNNING(TaskStatus.RUNNING),
  COMPLETED(TaskStatus.DONE),
  FAILED(TaskStatus.FAILED),
  CANCELLED(TaskStatus.CANCELLED);

  private final TaskStatus status;

  StatusWord(TaskStatus status) {
    this.status = status;
  }

  public TaskStatus status() {
    return status;
  }

  public static StatusWord of(TaskStatus status) {
    return switch (status) {
      case OPEN -> PENDING;
      case CLAIMED -> CLAIMED;
      case RUNNING -> RUNNING;
      case DONE -> COMPLETED;
      case FAILED -> FAILED;
      case CANCELLED -> CANCELLED;
    };
  }

  /** The status that a client names, in these words or in those of the tools. */
  static Optional<TaskStatus> named(String word) {
    return Arrays.stream(values())
        .filter(known -> Names.of(known).equals(word) || Names.of(known.status).equals(word))
        .map(StatusWord::status)
        .findFirst();
  }
}
