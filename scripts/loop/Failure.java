/** Something the person at the keyboard can put right: the message is all that they need. */
final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  Failure(String message) {
    super(message);
  }
}
