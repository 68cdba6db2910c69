package dev.lasso.contracts;

/**
 * One revision of one profile. A sandbox keeps the revision it was created with.
 *
 * @param name the profile's name
 * @param revision hex SHA-256 of its canonical content, shortened to 16 characters
 */
public record ProfileRef(String name, String revision) {
  @Override
  public String toString() {
    return name + "@" + revision;
  }
}
