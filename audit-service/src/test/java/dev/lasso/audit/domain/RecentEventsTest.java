package dev.lasso.audit.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentEventsTest {
  @Test
  void whatWasNeverAddedIsNotFound() {
    RecentEvents recent = new RecentEvents();

    assertThat(recent.find("ex-1/requested")).isEqualTo(-1);
    recent.add("ex-1/requested", 0);
    assertThat(recent.find("ex-1/requested")).isZero();
    assertThat(recent.find("ex-1/decided")).isEqualTo(-1);
  }

  @Test
  void growingForgetsNothing() {
    RecentEvents recent = new RecentEvents();
    for (int i = 0; i < 100_000; i++) {
      recent.add("ex-" + i + "/requested", i);
    }

    for (int i = 0; i < 100_000; i++) {
      assertThat(recent.find("ex-" + i + "/requested")).isEqualTo(i);
      assertThat(recent.find("ex-" + i + "/decided")).isEqualTo(-1);
    }
  }

  @Test
  void atLeastOneGenerationIsRememberedAndAtMostTwo() {
    int generation = 3_000;
    RecentEvents recent = new RecentEvents(generation);
    for (int added = 1; added <= 5 * generation; added++) {
      recent.add("ex-" + added, added);

      assertThat(recent.find("ex-" + added)).isEqualTo(added);
      int oldestKept = Math.max(1, added - generation + 1);
      assertThat(recent.find("ex-" + oldestKept)).isEqualTo(oldestKept);
      if (added > 2 * generation) {
        assertThat(recent.find("ex-" + (added - 2 * generation))).isEqualTo(-1);
      }
    }
  }

  @Test
  void theLatestAddressOfAnEventCounts() {
    RecentEvents recent = new RecentEvents(2);
    recent.add("a", 1);
    recent.add("b", 2);
    recent.add("c", 3);

    recent.add("a", 4);

    assertThat(recent.find("a")).isEqualTo(4);
    assertThat(recent.find("b")).isEqualTo(2);
  }

  @Test
  void addressesOfManySegmentsAndFarOffsetsStayApart() {
    RecentEvents recent = new RecentEvents();
    long far = SegmentLog.address(70_000, (1L << 40) - 1);

    recent.add("far", far);
    recent.add("near", SegmentLog.address(70_001, 0));

    assertThat(recent.find("far")).isEqualTo(far).isPositive();
    assertThat(recent.find("near")).isEqualTo(far + 1);
  }
}
