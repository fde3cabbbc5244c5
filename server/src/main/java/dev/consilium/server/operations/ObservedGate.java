package dev.consilium.server.operations;

import dev.consilium.transport.Gate;
import dev.consilium.transport.RequestHead;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;

/** Stands around the gate, and counts whom it lets in and whom it turns away. */
public record ObservedGate(Gate gate, IntConsumer counted) implements Gate {
  private static final int ADMITTED = 200;
  private static final int FAILED = 500;

  @Override
  public CompletionStage<Admission> admit(RequestHead head) {
    return gate.admit(head)
        .whenComplete((admission, failure) ->
            counted.accept(
                switch (admission) {
                  case Gate.Admitted _ -> ADMITTED;
                  case Gate.Refused refused -> refused.status();
                  case null -> FAILED;
                }));
  }
}
