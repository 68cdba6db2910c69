package dev.lasso.sdk;

import java.net.URI;
import java.time.Instant;

/**
 * What a node of this machine says of itself in {@code run/node.json}.
 *
 * @param pid its process
 * @param port where its REST interface listens
 * @param url its base address
 * @param startedAt when it started
 */
public record RunningNode(long pid, int port, URI url, Instant startedAt) {

  static RunningNode from(Json json) {
    return new RunningNode(
        json.integer("pid"),
        (int) json.integer("port"),
        json.uri("url"),
        json.instant("started_at"));
  }
}
