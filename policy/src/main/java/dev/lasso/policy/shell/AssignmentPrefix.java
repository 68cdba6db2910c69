package dev.lasso.policy.shell;

/** Whether a word begins like an assignment, followed character by character. */
final class AssignmentPrefix {
  private enum State {
    START,
    NAME,
    PLUS,
    ASSIGNS,
    APPENDS,
    NAME_AND_MORE,
    OTHER
  }

  private State state = State.START;
  private boolean justAssigned;

  /** The next character, unquoted. */
  void read(char c) {
    justAssigned = false;
    switch (state) {
      case START -> state = Cursor.isNameStart(c) ? State.NAME : State.OTHER;
      case NAME -> {
        justAssigned = c == '=';
        state = justAssigned ? State.ASSIGNS : c == '+' ? State.PLUS : afterName(c);
      }
      case PLUS -> state = c == '=' ? State.APPENDS : State.OTHER;
      case ASSIGNS, APPENDS, NAME_AND_MORE, OTHER -> {
        // decided
      }
    }
  }

  private static State afterName(char c) {
    return Cursor.isNamePart(c) ? State.NAME : State.OTHER;
  }

  /** Something else than unquoted text comes. */
  void end() {
    justAssigned = false;
    switch (state) {
      case NAME -> state = State.NAME_AND_MORE;
      case START, PLUS -> state = State.OTHER;
      case ASSIGNS, APPENDS, NAME_AND_MORE, OTHER -> {
        // decided
      }
    }
  }

  /** {@code name=} and whatever follows. */
  boolean assigns() {
    return state == State.ASSIGNS;
  }

  /** {@code name=} and nothing yet. */
  boolean justAssigned() {
    return justAssigned;
  }

  /** What versions of bash might take for an assignment: {@code name+=}, {@code name[index]=}. */
  boolean mayAssign() {
    return state == State.APPENDS || state == State.NAME_AND_MORE;
  }
}
