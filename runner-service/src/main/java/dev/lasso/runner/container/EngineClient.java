package dev.lasso.runner.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.api.model.VersionComponent;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The container engine, through docker-java. Every method blocks; run them on {@link
 * BlockingCalls}, whose deadline ends them too.
 *
 * <p>Thread-safe. Failures are {@link EngineException}s for people.
 */
public final class EngineClient implements AutoCloseable {
  private static final int THOUSANDTHS = 1_000;
  private static final int MAX_REASON = 500;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final String host;
  private final DockerHttpClient http;
  private final DockerClient docker;

  private EngineClient(String host, DockerHttpClient http, DockerClient docker) {
    this.host = host;
    this.http = http;
    this.docker = docker;
  }

  /**
   * A client of the engine at this address, such as {@code unix:///var/run/docker.sock}. Opens no
   * connection yet. TLS settings are Docker's own ({@code DOCKER_TLS_VERIFY}, {@code
   * DOCKER_CERT_PATH}).
   *
   * @throws EngineException when it is no address of an engine
   */
  public static EngineClient at(String host) {
    try {
      DockerClientConfig config =
          DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(host).build();
      DockerHttpClient http =
          new ZerodepDockerHttpClient.Builder()
              .dockerHost(config.getDockerHost())
              .sslConfig(config.getSSLConfig())
              .connectionTimeout(CONNECT_TIMEOUT)
              .build();
      return new EngineClient(host, http, DockerClientImpl.getInstance(config, http));
    } catch (RuntimeException e) {
      throw new EngineException("DOCKER_HOST is not an engine's address: " + host, e);
    }
  }

  /** Where it is. */
  public String host() {
    return host;
  }

  /** The client itself, for the image calls next door. */
  DockerClient docker() {
    return docker;
  }

  /** What the engine is; fails where it does not answer. */
  public EngineFacts facts() {
    return guarded(() -> {
      Version version = docker.versionCmd().exec();
      Info info = docker.infoCmd().exec();
      TreeSet<String> runtimes = new TreeSet<>();
      if (info.getRuntimes() != null) {
        runtimes.addAll(info.getRuntimes().keySet());
      }
      String runcVersion = null;
      String runcBuild = null;
      boolean podman = false;
      for (VersionComponent component :
          Objects.requireNonNullElse(version.getComponents(), List.<VersionComponent>of())) {
        podman |= "Podman Engine".equals(component.getName());
        if ("runc".equals(component.getName())) {
          runcVersion = component.getVersion();
          runcBuild =
              Objects.requireNonNullElse(component.getDetails(), Map.<String, String>of())
                  .get("GitCommit");
        }
      }
      String root = info.getDockerRootDir();
      return new EngineFacts(
          podman ? "Podman" : "Docker",
          Objects.requireNonNullElse(version.getVersion(), "?"),
          Objects.requireNonNullElse(version.getApiVersion(), "1.0"),
          runtimes,
          Objects.requireNonNullElse(info.getNCPU(), Integer.MAX_VALUE / THOUSANDTHS),
          root == null || root.isEmpty() ? null : Path.of(root),
          runcVersion,
          runcBuild);
    });
  }

  /** Makes a container and returns its id. */
  public String create(ContainerSpec spec) {
    return guarded(() ->
        docker
            .createContainerCmd(spec.image())
            .withName(spec.name())
            .withHostName(spec.hostName())
            .withUser(spec.user().toString())
            .withLabels(spec.labels())
            .withEntrypoint(ContainerSpec.SUPERVISOR)
            .withCmd(List.of())
            .withEnv(List.of("HOME=" + ContainerSpec.HOME))
            .withWorkingDir("/")
            .withStdinOpen(true)
            .withStdInOnce(true)
            .withAttachStdin(true)
            .withAttachStdout(true)
            .withAttachStderr(true)
            .withTty(false)
            .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
            .withHostConfig(spec.hostConfig())
            .exec()
            .getId());
  }

  /** Connects to a container's standard streams. */
  AttachedStream attach(String containerId) {
    return guarded(() -> AttachedStream.open(http, containerId));
  }

  /** Starts it. */
  public void start(String containerId) {
    var _ =
        guarded(() -> {
          docker.startContainerCmd(containerId).exec();
          return true;
        });
  }

  /** Kills and removes it with its volumes; one that is gone already is fine. */
  public void remove(String containerId) {
    var _ =
        guarded(() -> {
          try {
            docker.removeContainerCmd(containerId).withForce(true).withRemoveVolumes(true).exec();
          } catch (NotFoundException | NotModifiedException | ConflictException e) {
            // gone, or on its way: "removal of container … is already in progress"
          }
          return true;
        });
  }

  /** Why a container that ended did; empty where nothing more can be said. */
  public Optional<String> whyEnded(String containerId) {
    return guarded(() -> {
      try {
        InspectContainerResponse.ContainerState state =
            docker.inspectContainerCmd(containerId).exec().getState();
        if (Boolean.TRUE.equals(state.getOOMKilled())) {
          return Optional.of("it used more memory than it may (out of memory)");
        }
        Long code = state.getExitCodeLong();
        return code == null || Boolean.TRUE.equals(state.getRunning())
            ? Optional.empty()
            : Optional.of("its container ended with exit code " + code);
      } catch (NotFoundException e) {
        return Optional.of("its container was removed");
      }
    });
  }

  /** The containers of a node, running or not: container id to sandbox id. */
  public Map<String, String> containersOf(NodeId node) {
    return guarded(() -> {
      Map<String, String> all = new HashMap<>();
      for (Container container :
          docker
              .listContainersCmd()
              .withShowAll(true)
              .withLabelFilter(Map.of(ContainerSpec.NODE_LABEL, node.value()))
              .exec()) {
        all.put(
            container.getId(), container.getLabels().getOrDefault(ContainerSpec.SANDBOX_LABEL, ""));
      }
      return all;
    });
  }

  /** What an engine's refusal or silence is to people. */
  <T extends @Nullable Object> T guarded(EngineCall<T> call) {
    try {
      return call.run();
    } catch (EngineException e) {
      throw e;
    } catch (DockerException e) {
      throw new EngineException("the container engine refused: " + reason(e), e);
    } catch (RuntimeException e) {
      throw new EngineException(
          "the container engine does not answer at %s: start it (systemctl start docker, or dockerd), or set DOCKER_HOST"
              .formatted(host),
          e);
    }
  }

  /** What an engine says, out of {@code Status 500: {"message":"..."}}; one line. */
  static String reason(Throwable failure) {
    String text = Objects.requireNonNullElse(failure.getMessage(), "no reason given").strip();
    int json = text.indexOf('{');
    if (text.startsWith("Status ") && json > 0) {
      try {
        text = Wire.mapper().readTree(text.substring(json)).path("message").asText(text);
      } catch (JsonProcessingException e) {
        // then as it is
      }
    }
    int end = text.indexOf('\n');
    String line = end < 0 ? text : text.substring(0, end);
    return line.length() <= MAX_REASON ? line : line.substring(0, MAX_REASON) + "...";
  }

  /** A call to the engine. */
  @FunctionalInterface
  interface EngineCall<T extends @Nullable Object> {
    /** Does it. */
    T run();
  }

  @Override
  public void close() {
    try {
      docker.close();
    } catch (IOException e) {
      throw new EngineException("the connections to the engine could not be closed", e);
    }
  }
}
