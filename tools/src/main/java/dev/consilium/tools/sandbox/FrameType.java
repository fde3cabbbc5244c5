package dev.consilium.tools.sandbox;

/** The frames that host and supervisor exchange; {@code supervisor.py} says what is in them. */
enum FrameType {
  FILE('W', 0),
  STDIN('I', 0),
  PROGRAM('P', 0),
  RUN('R', 0),
  CANCEL('X', 0),
  READY('H', 1 << 12),
  STDOUT('O', 1 << 16),
  STDERR('E', 1 << 16),
  OUTPUT_FILE('F', 64 << 20),
  DONE('D', 1 << 20),
  CONNECT('N', 4),
  DATA('T', 1 << 16),
  PASSED_ON('A', 8),
  CLOSE('C', 4);

  /** Belongs to a connection rather than to the run itself. */
  boolean isOfConnection() {
    return this == CONNECT || this == DATA || this == PASSED_ON || this == CLOSE;
  }

  private final byte code;
  private final int longest;

  /** {@code longest}: payload that is taken from a supervisor, which may have been taken over. */
  FrameType(char code, int longest) {
    this.code = (byte) code;
    this.longest = longest;
  }

  byte code() {
    return code;
  }

  int longest() {
    return longest;
  }

  /**
   * What a container sends.
   *
   * @throws SandboxException when no supervisor sends that
   */
  static FrameType received(byte code) {
    for (FrameType type : values()) {
      if (type.code == code && type.longest > 0) {
        return type;
      }
    }
    throw new SandboxException("The container sent a frame of an unknown type, " + code + ".");
  }
}
