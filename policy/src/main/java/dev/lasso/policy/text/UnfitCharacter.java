package dev.lasso.policy.text;

/**
 * A character that does not belong where it stands.
 *
 * @param offset where, in UTF-16 units from the beginning of the text
 * @param weight how bad it is
 * @param what it is, in plain ASCII, for people
 */
public record UnfitCharacter(int offset, Weight weight, String what) {

  /** How bad it is. */
  public enum Weight {
    /** The command is denied. */
    REFUSED,
    /** Said in the reasons, and no more. */
    NOTED
  }

  /** Whether the command is denied for it. */
  public boolean refused() {
    return weight == Weight.REFUSED;
  }
}
