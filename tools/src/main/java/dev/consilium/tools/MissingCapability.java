package dev.consilium.tools;

/** A call needs something of the client that it did not declare. */
public final class MissingCapability extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient InputRequest request;

  public MissingCapability(InputRequest request) {
    super("This call needs a client that supports " + request.method() + ".", null, false, false);
    this.request = request;
  }

  public InputRequest request() {
    return request;
  }
}
