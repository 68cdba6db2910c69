package dev.lasso.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {

  @Test
  void whateverTheOrderOnlyWhatIsDoneFromTheBottomUpIsCommittable() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      PartitionProgress progress = new PartitionProgress(10);
      List<Long> open = new ArrayList<>();
      long next = 10;
      for (int step = 0; step < 100; step++) {
        if (open.isEmpty() || random.nextBoolean()) {
          next += random.nextInt(3); // compaction leaves holes
          progress.dispatched(next);
          open.add(next);
          next++;
        } else {
          progress.completed(open.remove(random.nextInt(open.size())));
        }

        long lowest = open.stream().mapToLong(Long::longValue).min().orElse(next);
        assertThat(progress.committable()).isEqualTo(lowest);
      }
    }
  }

  @Test
  void whatWasCommittedIsNoNews() {
    PartitionProgress progress = new PartitionProgress(0);
    assertThat(progress.hasNews()).isFalse();
    progress.dispatched(0);
    progress.completed(0);
    assertThat(progress.hasNews()).isTrue();

    progress.committed(1);

    assertThat(progress.hasNews()).isFalse();
  }
}
