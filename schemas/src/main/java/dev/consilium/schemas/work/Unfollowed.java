package dev.consilium.schemas.work;

/** Knows at most which trace it would belong to. */
record Unfollowed(String traceId) implements Span {
  @Override
  public Span begin(String name, Kind kind) {
    return this;
  }

  @Override
  public void tag(String name, String value) {}

  @Override
  public void fail(String why) {}

  @Override
  public void end() {}

  @Override
  public String spanId() {
    return "";
  }

  @Override
  public boolean isFollowed() {
    return false;
  }
}
