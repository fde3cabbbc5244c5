package dev.consilium.transport.stdio;

import dev.consilium.schemas.rpc.RpcCodec;
import dev.consilium.schemas.rpc.RpcMessage;
import dev.consilium.transport.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Writes whole lines, and knows which messages still wait for their answer. */
final class StdioOutput {
  private final OutputStream out;
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock counting = new ReentrantLock();
  private final Condition oneLess = counting.newCondition();
  private final Set<LineReply> open = new HashSet<>();
  private boolean gone;

  StdioOutput(OutputStream out) {
    this.out = out;
  }

  void write(RpcMessage message) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    try {
      RpcCodec.encode(message, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write(line);
  }

  private void write(ByteArrayOutputStream line) {
    line.write('\n');
    writing.lock();
    try {
      line.writeTo(out);
      out.flush();
    } catch (IOException e) {
      // Nobody reads any more; the input ends soon, and with it the process.
    } finally {
      writing.unlock();
    }
  }

  /** The way back for one message. */
  Reply reply() {
    return new LineReply(this::write);
  }

  /** A stream that is open as long as the process. */
  Reply listening() {
    return new LineReply(_ -> {}, false);
  }

  Batch batch(int size) {
    return new Batch(size);
  }

  /** Waits for the answers that are due, then tells the rest that their reader is gone. */
  void drain(Duration atMost) {
    Set<LineReply> left;
    counting.lock();
    try {
      long nanos = atMost.toNanos();
      while (!open.isEmpty() && nanos > 0) {
        nanos = oneLess.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      gone = true;
      left = Set.copyOf(open);
      open.clear();
      counting.unlock();
    }
    left.forEach(LineReply::disconnected);
  }

  private interface Answer {
    void write(RpcMessage.Response response);
  }

  private final class LineReply implements Reply {
    private final Answer answer;
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Runnable> disconnectActions = new ArrayList<>();

    LineReply(Answer answer) {
      this(answer, true);
    }

    LineReply(Answer answer, boolean due) {
      this.answer = answer;
      if (due) {
        counting.lock();
        try {
          open.add(this);
        } finally {
          counting.unlock();
        }
      }
    }

    @Override
    public void send(RpcMessage message) {
      if (!over.get()) {
        write(message);
      }
    }

    @Override
    public void finish(RpcMessage.Response response, Map<String, String> headers) {
      if (over.compareAndSet(false, true)) {
        answer.write(response);
        ended();
      }
    }

    @Override
    public void accept() {
      if (over.compareAndSet(false, true)) {
        ended();
      }
    }

    @Override
    public void refuse(int httpStatus, RpcMessage.Failure failure) {
      if (failure.id() == null) {
        // A notification or response: there is nobody to tell.
        accept();
      } else {
        finish(failure);
      }
    }

    @Override
    public void onDisconnect(Runnable action) {
      boolean now;
      counting.lock();
      try {
        now = gone;
        if (!now) {
          disconnectActions.add(action);
        }
      } finally {
        counting.unlock();
      }
      if (now) {
        action.run();
      }
    }

    private void ended() {
      counting.lock();
      try {
        open.remove(this);
        oneLess.signalAll();
      } finally {
        counting.unlock();
      }
    }

    private void disconnected() {
      List.copyOf(disconnectActions).forEach(Runnable::run);
    }
  }

  /** The answers to a batch, written as one array when the last is there. */
  final class Batch {
    private final List<RpcMessage> answers = new ArrayList<>();
    private int waiting;

    private Batch(int size) {
      waiting = size;
    }

    Reply reply() {
      return new BatchReply(new LineReply(this::add), this);
    }

    private synchronized void add(RpcMessage answer) {
      answers.add(answer);
      ended();
    }

    private synchronized void ended() {
      waiting--;
      if (waiting == 0 && !answers.isEmpty()) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        try {
          RpcCodec.encode(answers, line);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        write(line);
      }
    }
  }

  private record BatchReply(LineReply line, Batch batch) implements Reply {
    @Override
    public void send(RpcMessage message) {
      line.send(message);
    }

    @Override
    public void finish(RpcMessage.Response response, Map<String, String> headers) {
      line.finish(response, headers);
    }

    @Override
    public void accept() {
      if (!line.over.get()) {
        line.accept();
        batch.ended();
      }
    }

    @Override
    public void refuse(int httpStatus, RpcMessage.Failure failure) {
      if (failure.id() == null) {
        accept();
      } else {
        finish(failure);
      }
    }

    @Override
    public void onDisconnect(Runnable action) {
      line.onDisconnect(action);
    }
  }
}
