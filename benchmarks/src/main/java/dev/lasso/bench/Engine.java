package dev.lasso.bench;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The container engine through its API, without LASSO: what everything is compared with.
 * Thread-safe.
 */
final class Engine implements AutoCloseable {
  private static final String LABEL = "lasso.bench";
  private static final int CONNECTIONS = 64;
  private static final int STOP_SECONDS = 0;
  private static final long EXEC_SECONDS = 60;

  private final DockerClient docker;

  Engine() {
    DefaultDockerClientConfig config =
        DefaultDockerClientConfig.createDefaultConfigBuilder().build();
    this.docker =
        DockerClientImpl.getInstance(
            config,
            new ZerodepDockerHttpClient.Builder()
                .dockerHost(config.getDockerHost())
                .sslConfig(config.getSSLConfig())
                .maxConnections(CONNECTIONS)
                .build());
  }

  /** The engine's version, for the record. */
  String version() {
    return docker.versionCmd().exec().getVersion();
  }

  /** All containers with that value of a label, whatever their state. */
  List<Container> labelled(String label, String value) {
    return docker
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(label, value))
        .exec();
  }

  /** Creates and starts a container that waits, as a sandbox does: no network, no log. */
  String createAndStart(String image) {
    CreateContainerResponse created =
        docker
            .createContainerCmd(image)
            .withCmd("sleep", "86400")
            .withLabels(Map.of(LABEL, "true"))
            .withHostConfig(
                HostConfig.newHostConfig()
                    .withNetworkMode("none")
                    .withInit(true)
                    .withLogConfig(
                        new com.github.dockerjava.api.model.LogConfig(
                            com.github.dockerjava.api.model.LogConfig.LoggingType.NONE)))
            .exec();
    docker.startContainerCmd(created.getId()).exec();
    return created.getId();
  }

  /**
   * {@code docker exec}: create, start with its output attached, wait for the end, ask for the exit
   * code.
   *
   * @return the exit code
   */
  long exec(String container, String... argv) throws IOException, InterruptedException {
    String id =
        docker
            .execCreateCmd(container)
            .withAttachStdout(true)
            .withAttachStderr(true)
            .withCmd(argv)
            .exec()
            .getId();
    boolean ended =
        docker
            .execStartCmd(id)
            .exec(new ResultCallback.Adapter<Frame>())
            .awaitCompletion(EXEC_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      throw new IOException("docker exec did not end within " + EXEC_SECONDS + " s");
    }
    return docker.inspectExecCmd(id).exec().getExitCodeLong();
  }

  void remove(String container) {
    try {
      docker.stopContainerCmd(container).withTimeout(STOP_SECONDS).exec();
    } catch (NotFoundException | com.github.dockerjava.api.exception.NotModifiedException e) {
      // it has ended by itself
    }
    try {
      docker.removeContainerCmd(container).withForce(true).exec();
    } catch (NotFoundException e) {
      // gone
    }
  }

  /** Ends the connections, and whatever an earlier benchmark left. */
  @Override
  public void close() throws IOException {
    labelled(LABEL, "true").forEach(container -> remove(container.getId()));
    docker.close();
  }
}
