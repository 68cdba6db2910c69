package dev.lasso.kit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives every partition to one member of the group; the others stand by. The owner stays the owner
 * for as long as it is there, and its successor gets a partition only after it was given up
 * (cooperative rebalancing, KIP-429).
 */
public final class SingleOwnerAssignor implements ConsumerPartitionAssignor {

  @Override
  public String name() {
    return "lasso-single-owner";
  }

  @Override
  public List<RebalanceProtocol> supportedProtocols() {
    return List.of(RebalanceProtocol.COOPERATIVE, RebalanceProtocol.EAGER);
  }

  @Override
  public GroupAssignment assign(Cluster metadata, GroupSubscription group) {
    Map<String, Subscription> members = group.groupSubscription();
    String owner =
        members.entrySet().stream()
            .max(
                Comparator.<Map.Entry<String, Subscription>>comparingInt(
                        member -> member.getValue().ownedPartitions().size())
                    .thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey)
            .orElseThrow();
    Map<TopicPartition, String> heldBy = new HashMap<>();
    members.forEach((id, member) -> member.ownedPartitions().forEach(tp -> heldBy.put(tp, id)));

    List<TopicPartition> all = new ArrayList<>();
    for (String topic : new TreeSet<>(members.getOrDefault(owner, emptyTopics()).topics())) {
      for (PartitionInfo partition : metadata.partitionsForTopic(topic)) {
        TopicPartition tp = new TopicPartition(topic, partition.partition());
        // One that another still holds must be revoked there first; the next rebalance hands it
        // over.
        if (heldBy.getOrDefault(tp, owner).equals(owner)) {
          all.add(tp);
        }
      }
    }
    Map<String, Assignment> assignments = new HashMap<>();
    members.keySet().forEach(id -> assignments.put(id, new Assignment(List.of())));
    assignments.put(owner, new Assignment(all));
    return new GroupAssignment(assignments);
  }

  private static Subscription emptyTopics() {
    return new Subscription(List.of());
  }
}
