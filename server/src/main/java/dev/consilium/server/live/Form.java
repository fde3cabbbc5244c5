package dev.consilium.server.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.consilium.memory.feed.FeedEvent;
import dev.consilium.transport.http.Parcel;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;

/** How messages go over the wire. */
enum Form {
  WEB_SOCKET {
    @Override
    Parcel events(List<Encoded> events) {
      return Parcel.frames(events.stream().map(Encoded::json).toList());
    }

    @Override
    Parcel message(String type, byte[] json) {
      return Parcel.frames(List.of(json));
    }
  },

  /** Server-sent events, each with its place as the id. */
  EVENT_STREAM {
    @Override
    Parcel events(List<Encoded> events) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (Encoded encoded : events) {
        FeedEvent event = encoded.event();
        bytes.writeBytes(
            ("id: " + event.seq() + "\nevent: " + event.type() + "\ndata: ").getBytes(UTF_8));
        bytes.writeBytes(encoded.json());
        bytes.writeBytes(END);
      }
      return Parcel.raw(List.of(bytes.toByteArray()));
    }

    @Override
    Parcel message(String type, byte[] json) {
      return Parcel.raw(List.of(("event: " + type + "\ndata: ").getBytes(UTF_8), json, END));
    }
  };

  private static final byte[] END = "\n\n".getBytes(UTF_8);

  /** An event and its message, which is made once on this node. */
  static final class Encoded {
    private final FeedEvent event;
    private final byte[] json;

    private Encoded(FeedEvent event, byte[] json) {
      this.event = event;
      this.json = json;
    }

    FeedEvent event() {
      return event;
    }

    /** Not to be changed. */
    byte[] json() {
      return json;
    }

    static Encoded of(FeedEvent event) {
      return new Encoded(event, LiveMessage.json(event).getBytes(UTF_8));
    }
  }

  static String time(Instant at) {
    return LiveMessage.time(at);
  }

  abstract Parcel events(List<Encoded> events);

  abstract Parcel message(String type, byte[] json);
}
