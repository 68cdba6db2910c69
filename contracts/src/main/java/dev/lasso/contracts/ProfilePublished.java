package dev.lasso.contracts;

import java.time.Instant;

/**
 * A revision of a profile is in force for new sandboxes. Keyed by name and revision, so that the
 * revisions of living sandboxes stay on the compacted topic; of one name the latest {@code at} is
 * current.
 *
 * @param ref which revision
 * @param profile its content
 * @param source where it came from: {@code built-in} or a file's name
 * @param at when it was published
 */
public record ProfilePublished(ProfileRef ref, Profile profile, String source, Instant at)
    implements Event {

  @Override
  public String eventId() {
    return "profile/" + ref + "/" + at.toEpochMilli();
  }
}
