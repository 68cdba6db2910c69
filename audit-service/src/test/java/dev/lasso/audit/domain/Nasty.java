package dev.lasso.audit.domain;

import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.Event;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.Outcome;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxRequested;
import dev.lasso.contracts.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Events as the worst of senders would make them: huge, ill-formed, full of what JSON escapes. */
final class Nasty {
  private static final int[] POINTS = {'a', '"', '\\', '\n', 0, 1, 0x7f, 0xe9, 0x2028, 0x1f600};

  private Nasty() {}

  static Event event(Random random, int number) {
    return switch (random.nextInt(4)) {
      case 0 ->
          new SandboxRequested(
              new SandboxId("sb-" + number),
              text(random),
              profile(random),
              Isolation.KATA,
              text(random),
              map(random),
              map(random),
              text(random),
              Samples.AT,
              Samples.AT);
      case 1 ->
          new CommandRequested(
              new ExecutionId("ex-" + number),
              Samples.SANDBOX,
              Samples.NODE,
              profile(random),
              random.nextBoolean()
                  ? CommandInput.ofArgv(list(random))
                  : CommandInput.ofCommand(text(random)),
              text(random),
              map(random),
              new byte[random.nextInt(10)],
              random.nextLong(),
              text(random),
              Samples.AT,
              Samples.AT);
      case 2 ->
          new CommandDecided(
              new ExecutionId("ex-" + number),
              Samples.SANDBOX,
              Samples.NODE,
              new Decision(Verdict.ALLOW, text(random), list(random), profile(random)),
              new Plan(list(random), text(random), map(random), null, random.nextLong()),
              text(random),
              Samples.AT,
              Samples.AT);
      default ->
          new ExecutionFinished(
              new ExecutionId("ex-" + number),
              Samples.SANDBOX,
              Samples.NODE,
              Outcome.UNKNOWN,
              null,
              null,
              new byte[random.nextInt(100)],
              new byte[0],
              random.nextBoolean(),
              random.nextBoolean(),
              random.nextLong(),
              text(random),
              null,
              Samples.AT);
    };
  }

  private static ProfileRef profile(Random random) {
    return new ProfileRef(text(random), text(random));
  }

  private static List<String> list(Random random) {
    List<String> texts = new ArrayList<>();
    int count = random.nextInt(20) == 0 ? 20_000 : 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      texts.add(count > 100 ? "word " + i : text(random));
    }
    return texts;
  }

  private static Map<String, String> map(Random random) {
    Map<String, String> texts = new HashMap<>();
    int count = random.nextInt(10) == 0 ? 5_000 : random.nextInt(40);
    for (int i = 0; i < count; i++) {
      texts.put(i + text(random, count > 100 ? 0 : 4), text(random, count > 100 ? 0 : 4));
    }
    return texts;
  }

  private static String text(Random random) {
    return text(random, random.nextInt(10) == 0 ? 6 : 2);
  }

  /** Of up to 10 to this power characters. */
  private static String text(Random random, int power) {
    int length = random.nextInt((int) Math.pow(10, random.nextInt(power + 1)) + 1);
    int only = random.nextInt(3) == 0 ? POINTS[random.nextInt(POINTS.length)] : -1;
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      if (only < 0 && random.nextInt(50) == 0) {
        text.append((char) (0xd800 + random.nextInt(0x800))); // half a surrogate pair
      } else {
        text.appendCodePoint(only >= 0 ? only : POINTS[random.nextInt(POINTS.length)]);
      }
    }
    return text.toString();
  }
}
