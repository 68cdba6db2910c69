package dev.lasso.policy.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.policy.shell.ShellParser;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.SyntaxException;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location.Anywhere;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where two ways through a script meet, all that holds on either may hold. */
class StateJoinTest {
  private static final int CASES = 200;
  private static final List<String> NAMES = List.of("x", "y", "PATH");
  private static final List<Statement> BODIES =
      Stream.of(":", "ls").map(StateJoinTest::body).toList();

  private static Statement body(String text) {
    try {
      return ShellParser.parse(text);
    } catch (SyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static List<Long> seeds() {
    return IntStream.range(0, CASES).mapToObj(Long::valueOf).toList();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatHoldsOnEitherWayMayHoldAfterwards(long seed) {
    Random random = new Random(seed);
    State common = new State(new At("/workspace"));
    steps(random, common);
    State one = common.copy();
    State other = common.copy();
    steps(random, one);
    steps(random, other);
    State joined = one.copy();

    joined.join(other);

    for (State way : List.of(one, other)) {
      mayBe(joined, way);
    }
  }

  private static void mayBe(State joined, State way) {
    if (!joined.directories().contains(new Anywhere())) {
      assertThat(joined.directories()).containsAll(way.directories());
    }
    if (!joined.previous().contains(new Anywhere())) {
      assertThat(joined.previous()).containsAll(way.previous());
    }
    if (joined.positionalKnown()) {
      assertThat(way.positionalKnown()).isTrue();
      assertThat(joined.positional()).isEqualTo(way.positional());
    }
    assertThat(joined.exportsAll() || !way.exportsAll()).isTrue();
    for (String name : NAMES) {
      Variable here = joined.variable(name);
      Variable there = way.variable(name);
      if (there != null && here != null && !isOpen(here)) {
        assertThat(here.ways()).as(name).containsAll(there.ways());
        assertThat(here.taints()).as(name).containsAll(there.taints());
        assertThat(here.exported() || !there.exported()).isTrue();
      }
      assertThat(here != null || there == null).isTrue();
      if (!joined.isUncertain(name)) {
        assertThat(way.isUncertain(name)).as(name).isFalse();
        assertThat(joined.function(name)).as(name).isSameAs(way.function(name));
      }
    }
    for (int number = 3; number < 5; number++) {
      Data there = way.descriptor(number);
      Data here = joined.descriptor(number);
      if (there != null && here != null) {
        assertThat(here.taints()).containsAll(there.taints());
        assertThat(here.text() == null || here.text().equals(there.text())).isTrue();
      }
      assertThat(here != null || there == null).isTrue();
    }
  }

  private static boolean isOpen(Variable variable) {
    return variable.ways().stream().flatMap(List::stream).anyMatch(field -> field.text() == null);
  }

  private static void steps(Random random, State state) {
    for (int count = random.nextInt(4); count > 0; count--) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      switch (random.nextInt(10)) {
        case 0 -> state.set(name, Variable.of(value(random)));
        case 1 -> state.set(name, Variable.array(values(random)));
        case 2 -> state.positional(values(random));
        case 3 -> state.forgetPositional();
        case 4 -> state.define(name, BODIES.get(random.nextInt(BODIES.size())));
        case 5 -> state.unsetEither(name);
        case 6 -> state.unsetFunction(name);
        case 7 -> state.enter(List.of(new At("/workspace/" + random.nextInt(2))));
        case 8 ->
            state.descriptor(
                3 + random.nextInt(2),
                random.nextBoolean()
                    ? Data.of(String.valueOf(random.nextInt(2)))
                    : Data.tainted(Set.of(Taint.NETWORK)));
        default -> state.exportAll(random.nextBoolean());
      }
    }
  }

  private static Field value(Random random) {
    return random.nextInt(4) == 0
        ? Field.anyNumber(Set.of(Taint.SECRET)).one()
        : Field.of(String.valueOf(random.nextInt(3)));
  }

  private static List<Field> values(Random random) {
    List<Field> values = new ArrayList<>();
    for (int count = random.nextInt(3); count > 0; count--) {
      values.add(value(random));
    }
    return values.stream().collect(Collectors.toUnmodifiableList());
  }
}
