package dev.lasso.policy.effect;

import dev.lasso.policy.effect.Effect.Connects;
import dev.lasso.policy.net.Destination;
import dev.lasso.policy.text.Shown;
import dev.lasso.policy.value.Location;

/** Effects in words: a verb that is always the same for a kind, then what it is done to. */
public final class EffectText {
  private EffectText() {}

  /** Such as {@code writes /etc/hosts}. */
  public static String of(Effect effect) {
    return switch (effect) {
      case Effect.Runs runs -> "runs " + Shown.of(runs.program());
      case Effect.RunsThrough runs -> "has another program run " + Shown.of(runs.program());
      case Effect.Reads reads ->
          (reads.content() ? "reads " : "looks at ") + place(reads.location());
      case Effect.Writes writes -> "writes " + place(writes.location());
      case Effect.Deletes deletes ->
          (deletes.recursive() ? "deletes all of " : "deletes ") + place(deletes.location());
      case Connects connects -> "connects to " + host(connects.destination());
      case Effect.SetsVariable sets -> "sets the variable " + Shown.of(sets.name());
      case Effect.RunsCode code ->
          "runs " + Shown.of(code.language()) + " code, " + source(code.source());
      case Effect.Loads loads -> "loads what " + Shown.of(loads.by()) + " names";
      case Effect.Persists persists -> "leaves behind " + Shown.of(persists.what());
      case Effect.Escalates escalates -> "gains rights by " + Shown.of(escalates.what());
      case Effect.Questionable question -> "does what is asked about: " + Shown.of(question.what());
      case Effect.Forbidden forbidden -> "does what is forbidden: " + Shown.of(forbidden.what());
      case Effect.Unsure unsure -> "does what is not certain: " + Shown.of(unsure.what());
    };
  }

  private static String place(Location location) {
    return switch (location) {
      case Location.At(String path) -> Shown.of(path);
      case Location.Beneath(String directory) -> "something beneath " + Shown.of(directory);
      case Location.Anywhere anywhere -> "a file that is only known when it runs";
    };
  }

  private static String host(Destination destination) {
    return switch (destination) {
      case Destination.Named named -> Shown.of(named.host());
      case Destination.Configured configured -> "the configured " + Shown.of(configured.what());
      case Destination.Loopback loopback -> Shown.of(loopback.why());
      case Destination.Refused refused -> Shown.of(refused.why());
      case Destination.Unknown unknown -> "a host that is only known when it runs";
    };
  }

  private static String source(Effect.CodeSource source) {
    return switch (source) {
      case INLINE -> "written in the command";
      case WORKSPACE -> "of the workspace";
      case SYSTEM -> "of the system";
      case TMP -> "in /tmp";
      case NETWORK -> "from the network";
      case COMPUTED -> "only known when it runs";
    };
  }
}
